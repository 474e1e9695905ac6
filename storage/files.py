"""Files of evidence, kept under their hash in the data folder; only the operator's account can read them."""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

_HASH = re.compile("[0-9a-f]{64}")
_UNFINISHED = ".new"


class EvidenceFiles:
    """A folder in which every file stands under its SHA-256, so that the same file is kept once.

    `has_room`: whether a further one may be kept.
    """

    def __init__(self, folder: Path, has_room: Callable[[], bool] = lambda: True) -> None:
        self._folder = folder
        self.has_room = has_room
        self.doubted: set[str] = set()  # files that may have lost their last row; asked after the commit

    def keep(self, content: bytes) -> str:
        """Keep a file; returns its hash. It is on the disk when this returns.

        A file without a row is left over from a message that failed: harmless, and looked through once more.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, content)
        return sha256

    def has(self, sha256: str) -> bool:
        """Whether it is there."""
        return self.path(sha256).exists()

    def remove(self, sha256: str) -> None:
        """Take a file away; one that is gone already stays gone."""
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where a file stands: made of its hash alone, never of the name it came with."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def names(self) -> list[str]:
        """The hashes of all that is there, to be held against the rows once at the start."""
        return [file.name for file in self._folder.glob("??/??/*") if _HASH.fullmatch(file.name)]

    def clear_unfinished(self, before: datetime | None = None) -> None:
        """Take away what a crash left half written, where several processes share the folder only what is old."""
        for file in self._folder.glob(f"??/??/*{_UNFINISHED}"):
            if before is None or _touched(file) < before:
                file.unlink()

    def is_old(self, sha256: str, before: datetime) -> bool:
        """Whether nobody kept this file since that moment: no process can be about to write its row."""
        path = self.path(sha256)
        return path.exists() and _touched(path) < before


def _touched(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing: a file under its final name is whole."""
    if path.exists():
        path.touch()
        return
    new = path.with_suffix(_UNFINISHED)
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        new.unlink(missing_ok=True)  # half a file helps nobody, least of all on a full disk
        raise
    new.replace(path)
