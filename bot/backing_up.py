"""Backups: everything in one encrypted file, read back before it counts, and put in place again after a disaster."""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pyrage
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.settings import Settings
from storage import dumping, opening
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles

RECIPIENT = "backup.pub"  # in the data folder: to whom backups are encrypted; who reads them keeps the other half
ENDING = ".dunghan.age"
FORMAT = 1
KEPT_FILES = ("audit.key", "audit-heads.log", "installation")
KEEP = {"day": 7, "week": 4, "month": 12}
Progress = Callable[[str], None]


class BackupError(Exception):
    """A backup cannot be made or read. `key` names the sentence in the catalogue."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


class WrongKeyError(BackupError):
    """The backup was encrypted for another key."""


class DamagedError(BackupError):
    """The file is not whole, or not what was written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `rows` by table; `files`: hashes of the evidence; `installation`: whose it is."""

    format: int
    made_at: str
    program: str
    revision: str
    installation: str
    rows: dict[str, int]
    sha256: dict[str, str]


def new_key(folder: Path) -> str:
    """A new key pair: the public half goes into the data folder, the secret one is returned and kept nowhere."""
    identity = pyrage.x25519.Identity.generate()
    _write_whole(folder / RECIPIENT, f"{identity.to_public()}\n".encode())
    return str(identity)


async def make(settings: Settings, into: Path, now: datetime, told: Progress) -> Path:
    """A backup of the running installation in the folder `into`; its path, once it was read back and found whole."""
    recipient = _recipient(settings.data)
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _workplace(into) as work:
        content = work / "content"
        content.mkdir()
        revision, rows = await _dump(settings, content, told)
        told("evidence")
        _collect_files(settings.data, content)
        manifest = Manifest(
            FORMAT,
            now.isoformat(),
            version("dunghan"),
            revision,
            installation(settings.data),
            rows,
            _hashes(content),
        )
        _write_whole(content / "manifest.json", json.dumps(asdict(manifest)).encode())
        packed = work / "packed"
        _pack(content, packed)
        told("read_back")
        with _unpacked(packed, work / "again") as again:
            check(again)
        sealed = work / "sealed"
        with packed.open("rb") as clear, sealed.open("wb") as secret:
            pyrage.encrypt_io(clear, secret, [recipient])
            secret.flush()
            os.fsync(secret.fileno())
        final = into / f"dunghan-{now:%Y%m%dT%H%M%SZ}{ENDING}"
        sealed.replace(final)
    return final


@contextmanager
def opened(file: Path, secret_key: str) -> Iterator[tuple[Manifest, Path]]:
    """A backup's content in a folder of its own, checked. Raises WrongKeyError, DamagedError."""
    with _workplace(file.parent) as work:
        packed = work / "packed"
        _decrypt(file, secret_key, packed)
        with _unpacked(packed, work / "content") as content:
            yield check(content), content


async def restore(settings: Settings, manifest: Manifest, content: Path, told: Progress) -> None:
    """Put a checked backup in place of nothing: the database is empty, the data folder has no evidence.

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
    finally:
        await database.close()
    told("evidence")
    _put_files(content, settings.data)


def check(content: Path) -> Manifest:
    """The manifest, after every file was held against it. Raises DamagedError."""
    try:
        manifest = Manifest(**json.loads((content / "manifest.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        raise DamagedError("backup.damaged", what="manifest.json") from None
    if manifest.format > FORMAT:
        raise BackupError("backup.newer", program=manifest.program)
    found = _hashes(content)
    wrong = sorted(name for name in found.keys() | manifest.sha256.keys() if found.get(name) != manifest.sha256.get(name))
    if wrong:
        raise DamagedError("backup.damaged", what=wrong[0])
    for name, number in manifest.rows.items():
        with (content / "tables" / f"{name}.jsonl").open("rb") as lines:
            if sum(1 for _ in lines) != number:
                raise DamagedError("backup.damaged", what=name)
    return manifest


def installation(folder: Path) -> str:
    """What tells this installation from others: drawn once, kept in the data folder."""
    file = folder / "installation"
    if not file.exists():
        _write_whole(file, os.urandom(8).hex().encode())
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
    return removed


def made_at(file: Path) -> datetime:
    """When a backup was made, by its name, in UTC."""
    return datetime.strptime(file.name.removesuffix(ENDING).removeprefix("dunghan-") + "+0000", "%Y%m%dT%H%M%SZ%z")


def age_of_newest(into: Path, now: datetime) -> timedelta | None:
    """How old the newest backup of a folder is; None: there is none."""
    newest = max(into.glob(f"dunghan-*{ENDING}"), default=None)
    return now - made_at(newest) if newest else None


def shown(settings: Settings) -> str:
    """The database's address without its password."""
    return make_url(settings.database()).render_as_string(hide_password=True)


async def _dump(settings: Settings, content: Path, told: Progress) -> tuple[str, dict[str, int]]:
    """One moment of the database, while others go on writing."""
    (content / "tables").mkdir()

    def dump(connection: Connection) -> tuple[str, dict[str, int]]:
        revision = MigrationContext.configure(connection).get_current_revision() or ""
        return revision, dumping.dump(connection, content / "tables", told)

    if settings.is_sqlite:
        with tempfile.TemporaryDirectory(dir=content.parent) as folder:
            copy = Path(folder) / "copy.db"
            _copy_sqlite(Path(make_url(settings.database()).database or ""), copy)
            return await _on(open_database(f"sqlite+aiosqlite:///{copy}"), dump)
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
        _write_whole(folder / file.name, file.read_bytes())


def _recipient(folder: Path) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str((folder / RECIPIENT).read_text().strip())
    except FileNotFoundError:
        raise BackupError("backup.no_key") from None
    except pyrage.RecipientError:
        raise BackupError("backup.wrong_recipient", file=folder / RECIPIENT) from None


def _decrypt(file: Path, secret_key: str, packed: Path) -> None:
    try:
        identity = pyrage.x25519.Identity.from_str(secret_key.strip())
    except pyrage.IdentityError:
        raise WrongKeyError("backup.not_a_key") from None
    try:
        with file.open("rb") as secret, packed.open("wb") as clear:
            pyrage.decrypt_io(secret, clear, [identity])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise WrongKeyError("backup.wrong_key") from None
        raise DamagedError("backup.damaged", what=file.name) from None
    except OSError:
        raise DamagedError("backup.damaged", what=file.name) from None


def _pack(content: Path, packed: Path) -> None:
    with gzip.open(packed, "wb", compresslevel=6) as squeezed, tarfile.open(fileobj=squeezed, mode="w|") as tar:
        tar.add(content, arcname=".")


@contextmanager
def _unpacked(packed: Path, content: Path) -> Iterator[Path]:
    """Raises DamagedError. Nothing leaves the folder, whatever the names in the file say (PEP 706)."""
    content.mkdir()
    try:
        with gzip.open(packed) as squeezed, tarfile.open(fileobj=squeezed, mode="r|") as tar:
            tar.extractall(content, filter="data")
    except (OSError, EOFError, tarfile.TarError):
        raise DamagedError("backup.damaged", what="archive") from None
    yield content


def _hashes(content: Path) -> dict[str, str]:
    files = sorted(file for file in content.rglob("*") if file.is_file() and file.name != "manifest.json")
    return {str(file.relative_to(content)): _hash(file) for file in files}


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _span(moment: datetime, span: str) -> str:
    return moment.strftime({"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m"}[span])


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder that only we can read, on the same disk as what is made in it; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".dunghan-", dir=folder) as work:
        yield Path(work)


def _write_whole(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
