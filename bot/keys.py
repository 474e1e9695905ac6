"""Keys that the operator's account alone may read: made once, kept in the data folder, never in the database."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyrage

KEY_BYTES = 32


def key_in(folder: Path, name: str) -> bytes:
    """The key of this name, 32 random bytes; made when it is first asked for.

    Several bots may start on one folder at once: who comes first makes it, all use it.
    """
    path = folder / f"{name}.key"
    if path.exists() and path.stat().st_size != KEY_BYTES:  # an older version may have left it unfinished
        path.unlink(missing_ok=True)
    return _kept(path, lambda: os.urandom(KEY_BYTES))


def identity_in(folder: Path, name: str) -> str:
    """The age key pair of this name, by its secret half; made when it is first asked for, as above.

    What stands there is never replaced: somebody may have copied it by hand, with a line's end behind it.
    """
    return _kept(folder / f"{name}.key", lambda: str(pyrage.x25519.Identity.generate()).encode()).decode().strip()


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        _write_once(path, make())
    path.chmod(0o600)
    return path.read_bytes()


def _write_once(path: Path, content: bytes) -> None:
    """Appears whole or not at all, and never takes another's place."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(made)
    finally:
        Path(made).unlink()
