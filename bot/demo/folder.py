"""Where a demo keeps its rows: emptied at every start, so never a folder that holds anything else."""

from pathlib import Path

from bot import older_copy

MARK = "dunghan-demo"  # a file that says: this folder is a demo's, and may be emptied


class NotADemoError(Exception):
    """The folder holds a database that no demo made."""


def make_anew(data: Path) -> None:
    """An empty demo folder. Raises NotADemoError rather than remove what is not a demo's."""
    data.mkdir(parents=True, exist_ok=True)
    if any(data.glob("dunghan.db*")) and not (data / MARK).exists():
        raise NotADemoError(data)
    (data / MARK).touch()
    for old in (*data.glob("dunghan.db*"), data / "clock", data / older_copy.FILE):
        old.unlink(missing_ok=True)
