"""What the environment says: the one place that reads it. Light, for `--help` reads it too."""

import os
from collections.abc import Mapping
from pathlib import Path

from locales import DEFAULT

PREFIX, NESTED, FILE = "DUNGHAN_", "__", ".env"
_CONTAINER_SECRETS = Path("/run/secrets")


def ours() -> Mapping[str, str]:
    """What the environment says to us, by name in capitals."""
    return {name.upper(): value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}


def secret_folders() -> list[Path]:
    """Where containers and systemd put secrets, each a file named as its variable; the last one wins."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    return [_CONTAINER_SECRETS, *([Path(given)] if given else [])]


def notify_socket() -> str:
    """Where systemd wants to hear from the bot; "" where it did not start us."""
    return os.environ.get("NOTIFY_SOCKET", "")


def child_environment(changes: dict[str, str]) -> dict[str, str]:
    """The environment of a bot started as a process of its own by the demo."""
    return {**os.environ, **changes}


def command_line_locale() -> str:
    """The language of `--help` and of what commands print: Vietnamese unless DUNGHAN_LOCALE says otherwise."""
    return os.environ.get("DUNGHAN_LOCALE", DEFAULT)
