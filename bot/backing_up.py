"""Backups: everything in one encrypted file, read back before it counts, and put in place again after a disaster."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pyrage
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot import backup_file, older_copy
from bot.backup_file import BackupError, DamagedError, Manifest
from bot.settings import Settings
from storage import dumping, opening
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles

RECIPIENT = "backup.pub"  # in the data folder: to whom backups are encrypted; who reads them keeps the other half
ENDING = ".dunghan.age"
KEPT_FILES = ("audit.key", "audit-heads.log", "installation")
LATE = timedelta(hours=26)  # one a day, and two hours to make it in
KEEP = {"day": 7, "week": 4, "month": 12}
Progress = Callable[[str], None]


def new_key(folder: Path) -> str:
    """A new key pair: the public half goes into the data folder, the secret one is returned and kept nowhere."""
    identity = pyrage.x25519.Identity.generate()
    backup_file.write_whole(folder / RECIPIENT, f"{identity.to_public()}\n".encode())
    return str(identity)


async def make(settings: Settings, into: Path, now: datetime, told: Progress) -> Path:
    """A backup of the running installation in the folder `into`; its path, once it was read back and found whole."""
    recipient = _recipient(settings.data)
    with _content_in(into) as content:
        revision, rows = await _dump(settings, content, told)
        told("evidence")
        _collect_files(settings.data, content)
        told("read_back")
        whose, sha256 = installation(settings.data), backup_file.hashes(content)
        made = now.isoformat(timespec="seconds")
        manifest = Manifest(backup_file.FORMAT, made, version("dunghan"), revision, whose, rows, sha256)
        final = into / f"dunghan-{now:%Y%m%dT%H%M%SZ}{ENDING}"
        backup_file.seal(content, manifest, recipient, final)
        backup_file.write_whole(_sum_of(final), f"{backup_file.hash_of(final)}  {final.name}\n".encode())
    return final


@contextmanager
def _content_in(into: Path) -> Iterator[Path]:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with backup_file.workplace(into) as work:
        content = work / "content"
        content.mkdir()
        yield content


async def restore(settings: Settings, manifest: Manifest, content: Path, now: datetime, told: Progress) -> None:
    """Put a checked backup in place of nothing: the database is empty, the data folder has no evidence.

    What was not sent when the backup was made is held until an operator decides.

    Raises BackupError where there is something already, or a newer program is needed; CannotOpenError.
    """
    if manifest.revision not in opening.known_revisions():
        raise BackupError("backup.newer", program=manifest.program)
    database, found = await opening.looked_at(settings.database())
    try:
        if found.revision:
            raise BackupError("backup.not_empty", where=shown(settings))
        await migrate(database, manifest.revision)
        async with database.engine.begin() as connection:
            counts = await connection.run_sync(dumping.load, content / "tables", told)
            if counts != manifest.rows:
                raise DamagedError("backup.damaged", what="rows")
        await migrate(database)
        await database.transaction(partial(older_copy.hold, now=now))
    finally:
        await database.close()
    told("evidence")
    _put_files(content, settings.data)


def refuse_strangers(settings: Settings, manifest: Manifest, *, other: bool) -> None:
    """Another installation's backup is put in place only when that is what is wanted. Raises BackupError."""
    ours = settings.data / "installation"
    if ours.exists() and ours.read_text().strip() != manifest.installation and not other:
        raise BackupError("backup.other_installation")


def installation(folder: Path) -> str:
    """What tells this installation from others: drawn once, kept in the data folder."""
    file = folder / "installation"
    if not file.exists():
        backup_file.write_whole(file, os.urandom(8).hex().encode())
    return file.read_text().strip()


def prune(into: Path) -> list[Path]:
    """Remove what is kept by no rule: the newest of each of so many days, weeks and months stay. What was removed."""
    backups = sorted(into.glob(f"dunghan-*{ENDING}"), reverse=True)
    kept: set[Path] = set()
    for span, number in KEEP.items():
        newest: dict[str, Path] = {}
        for file in backups:
            newest.setdefault(_span(made_at(file), span), file)
        kept |= set(list(newest.values())[:number])
    removed = [file for file in backups if file not in kept]
    for file in removed:
        file.unlink()
        _sum_of(file).unlink(missing_ok=True)
    return removed


def made_at(file: Path) -> datetime:
    """When a backup was made, by its name, in UTC."""
    return datetime.strptime(file.name.removesuffix(ENDING).removeprefix("dunghan-") + "+0000", "%Y%m%dT%H%M%SZ%z")


def newest(into: Path) -> Path | None:
    """The newest backup of a folder; None: there is none."""
    return max(into.glob(f"dunghan-*{ENDING}"), default=None)


def is_whole(file: Path) -> bool | None:
    """Whether a backup is still what was made, which is seen without its key; None: nobody wrote down what was made.

    Only opening it with the key (`dunghan backup verify`) shows that it can be restored.
    """
    if not _sum_of(file).exists():
        return None
    return _sum_of(file).read_text().split()[:1] == [backup_file.hash_of(file)]


def age(settings: Settings, now: datetime) -> timedelta | None:
    """How old the newest backup is; where none was made yet, how old the key is. None: nobody makes backups."""
    if file := newest(settings.backup_folder):
        return now - made_at(file)
    with suppress(FileNotFoundError):
        return now - datetime.fromtimestamp((settings.data / RECIPIENT).stat().st_mtime, UTC)
    return None


def _sum_of(file: Path) -> Path:
    """Beside a backup, as `sha256sum -c` reads it."""
    return file.with_name(f"{file.name}.sha256")


def shown(settings: Settings) -> str:
    """The database's address without its password."""
    return make_url(settings.database()).render_as_string(hide_password=True)


async def _dump(settings: Settings, content: Path, told: Progress) -> tuple[str, dict[str, int]]:
    """One moment of the database, while others go on writing."""
    (content / "tables").mkdir()

    from alembic.migration import MigrationContext  # loaded by who makes a backup, not by the bot that looks at its age

    def dump(connection: Connection) -> tuple[str, dict[str, int]]:
        revision = MigrationContext.configure(connection).get_current_revision() or ""
        return revision, dumping.dump(connection, content / "tables", told)

    if settings.is_sqlite:
        with tempfile.TemporaryDirectory(dir=content.parent) as folder:
            copy = Path(folder) / "copy.db"
            _copy_sqlite(Path(make_url(settings.database()).database or ""), copy)
            return await _on(open_database(f"sqlite:///{copy}"), dump)
    return await _on(open_database(settings.database()), dump)


async def _on(
    database: Database, work: Callable[[Connection], tuple[str, dict[str, int]]]
) -> tuple[str, dict[str, int]]:
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await database.close()


def _copy_sqlite(file: Path, copy: Path) -> None:
    """SQLite's own way of copying a database that is written to, https://www.sqlite.org/backup.html."""
    if not file.exists():
        raise BackupError("backup.nothing", where=file)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise DamagedError("backup.damaged", what=file.name)


def _collect_files(folder: Path, content: Path) -> None:
    kept = EvidenceFiles(folder / "evidence")
    (content / "evidence").mkdir()
    for name in kept.names():
        _link(kept.path(name), content / "evidence" / name)
    (content / "folder").mkdir()
    for name in KEPT_FILES:
        if (folder / name).exists():
            shutil.copy(folder / name, content / "folder" / name)


def _link(file: Path, to: Path) -> None:
    """The same file under another name, or its copy on another disk."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copy(file, to)


def _put_files(content: Path, folder: Path) -> None:
    kept = EvidenceFiles(folder / "evidence")
    for file in (content / "evidence").iterdir():
        if kept.keep(file.read_bytes()) != file.name:
            raise DamagedError("backup.damaged", what=file.name)
    for file in (content / "folder").iterdir():
        backup_file.write_whole(folder / file.name, file.read_bytes())


def _recipient(folder: Path) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str((folder / RECIPIENT).read_text().strip())
    except FileNotFoundError:
        raise BackupError("backup.no_key") from None
    except pyrage.RecipientError:
        raise BackupError("backup.wrong_recipient", file=folder / RECIPIENT) from None


def _span(moment: datetime, span: str) -> str:
    return moment.strftime({"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m"}[span])
