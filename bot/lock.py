"""One bot per SQLite file: a second one would answer everything twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TakenError(Exception):
    """Another process holds the lock."""


class CannotLockError(Exception):
    """The lock file cannot be written."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock file until the block ends; the system lets go of it when the process dies.

    Raises TakenError, CannotLockError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise CannotLockError(error) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError(str(path)) from None
        yield
