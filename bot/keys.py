"""Keys that the operator's account alone may read: made once, kept in the data folder, never in the database."""

import os
from pathlib import Path

KEY_BYTES = 32


def key_in(folder: Path, name: str) -> bytes:
    """The key of this name, 32 random bytes; made when it is first asked for."""
    path = folder / f"{name}.key"
    if not path.exists() or path.stat().st_size != KEY_BYTES:  # a crash may have left it unfinished
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    path.chmod(0o600)
    return path.read_bytes()
