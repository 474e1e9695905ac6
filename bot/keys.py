"""Keys that the operator's account alone may read: made once, kept in the data folder, never in the database."""

import contextlib
import os
import tempfile
from pathlib import Path

KEY_BYTES = 32


def key_in(folder: Path, name: str) -> bytes:
    """The key of this name, 32 random bytes; made when it is first asked for.

    Several bots may start on one folder at once: who comes first makes it, all use it.
    """
    path = folder / f"{name}.key"
    if path.exists() and path.stat().st_size != KEY_BYTES:  # an older version may have left it unfinished
        path.unlink(missing_ok=True)
    if not path.exists():
        _make_key(path)
    path.chmod(0o600)
    return path.read_bytes()


def _make_key(path: Path) -> None:
    """Appears whole or not at all, and never takes another's place."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(made)
    finally:
        Path(made).unlink()
