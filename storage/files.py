"""Originals of evidence, kept under their hash in the data folder; only the operator's account can read them."""

import contextlib
import hashlib
import os
from pathlib import Path


class EvidenceFiles:
    """A folder in which every file stands under its SHA-256, so that the same file is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, shown: bytes | None = None) -> str:
        """Keep an original, and the copy of it that may be shown to others; returns the original's hash.

        It is on the disk when this returns. A file without a row is left over from a message that failed, and harmless.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.original(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shown is not None:
            _write(self.shown(sha256), shown)
        _write(path, content)
        return sha256

    def original(self, sha256: str) -> Path:
        """Where the original stands, exactly as it was sent."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def shown(self, sha256: str) -> Path:
        """Where the copy of a photo stands that says nothing of where, when and with what it was taken."""
        return self.original(sha256).with_suffix(".shown")


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing: a file under its final name is whole."""
    if path.exists():
        return
    new = path.with_suffix(f"{path.suffix}.new")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
