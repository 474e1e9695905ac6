"""How much room is left where the data lies, and what is not taken in any more when it runs out."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

# Bytes. The one place where these stand.
FILES_FROM = 200_000_000  # with less, photos and files are asked for later
UPDATES_FROM = 50_000_000  # with less, messages stay at the messenger, which keeps them for a day

Free = Callable[[], int]
"""The bytes that are left."""


class NoRoomError(OSError):
    """Nothing can be stored now: whoever sent it keeps it."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "too little room where the data lies")


class Room:
    """Asked anew each time: room that comes back is used at once."""

    def __init__(self, free: Free) -> None:
        self.free = free

    def for_files(self) -> bool:
        """Whether photos and files are taken."""
        return self.free() >= FILES_FROM

    def for_updates(self) -> bool:
        """Whether anything is taken."""
        return self.free() >= UPDATES_FROM

    def check(self) -> None:
        """Raises NoRoomError where nothing is taken."""
        if not self.for_updates():
            raise NoRoomError


def room_in(folder: Path) -> Room:
    """The room on the disk that a folder is on."""
    return Room(lambda: shutil.disk_usage(folder).free)


ROOM_ENOUGH = Room(lambda: FILES_FROM)
