"""The real plans as data, the format they are written in, and the reader that refuses a wrong one by line."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped() -> dict[str, Traversable]:
    """The plan files that come with the program, by name without `.yaml`; give one to `reading.read_plan`."""
    found = (entry for entry in files(__name__).iterdir() if entry.name.endswith(".yaml"))
    return {entry.name.removesuffix(".yaml"): entry for entry in sorted(found, key=lambda entry: entry.name)}
