"""What a check is given to look at, and what it says."""

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.clock import Clock
from bot.options import FAILED
from bot.settings import Settings
from storage.database import Database
from storage.opening import CannotOpenError, Found


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"  # what it needs is not there


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, by its key, and where something is to be done another that says what. `code`: how to end with."""

    level: Level
    said: str
    remedy: str = ""
    words: Mapping[str, object] = field(default_factory=dict)
    code: int = FAILED


@dataclass(slots=True)
class Patient:
    """The installation. `settings` is None where they are wrong: `wrong_settings` says why.

    `database` is None where it cannot be worked with (`trouble`) or is not up to date (`found`).
    `free`: the bytes left on the disk a folder is on. `commands`: what the messengers' menus show.
    """

    clock: Clock
    settings: Settings | None = None
    wrong_settings: str = ""
    database: Database | None = None
    found: Found | None = None
    trouble: CannotOpenError | None = None
    commands: Sequence[str] = ()
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    @property
    def now(self) -> datetime:
        """The moment, by this machine's clock."""
        return self.clock.now()

    @property
    def home(self) -> Settings:
        """The settings, where they are right. A check that uses them says so in its row."""
        if self.settings is None:
            raise LookupError("settings")
        return self.settings

    @property
    def rows(self) -> Database:
        """The database, where it is up to date. A check that uses it says so in its row."""
        if self.database is None:
            raise LookupError("database")
        return self.database


Look = Callable[[Patient], Awaitable[Sequence[Finding]]]


class Needs(StrEnum):
    """What must be in order for a check to make sense."""

    NOTHING = "nothing"
    SETTINGS = "settings"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table. `name` has its words under `doctor.check.<name>`."""

    name: str
    look: Look
    needs: Needs = Needs.SETTINGS
    is_deep: bool = False


def ok(said: str, **words: object) -> Finding:
    """All is well."""
    return Finding(Level.OK, said, words=words)


def warn(said: str, remedy: str, **words: object) -> Finding:
    """It works, but not for ever."""
    return Finding(Level.WARN, said, remedy, words)


def fail(said: str, remedy: str, *, code: int = FAILED, **words: object) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, said, remedy, words, code)


def skipped() -> Finding:
    """What is needed to tell is not there."""
    return Finding(Level.SKIPPED, "doctor.skipped")
