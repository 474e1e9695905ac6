"""A backup is one encrypted file: a folder, packed, with a manifest that every file in it is held against."""

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyrage

FORMAT = 1
MANIFEST = "manifest.json"


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


def seal(content: Path, manifest: Manifest, recipient: Any, final: Path) -> None:
    """Pack the folder with its manifest, read it back, encrypt it for the recipient; `final` is whole or not there."""
    write_whole(content / MANIFEST, json.dumps(asdict(manifest)).encode())
    with workplace(final.parent) as work:
        packed = work / "packed"
        _pack(content, packed)
        with unpacked(packed, work / "again") as again:
            check(again)
        with packed.open("rb") as clear, (work / "sealed").open("wb") as secret:
            pyrage.encrypt_io(clear, secret, [recipient])
            secret.flush()
            os.fsync(secret.fileno())
        (work / "sealed").replace(final)


@contextmanager
def opened(file: Path, secret_key: str) -> Iterator[tuple[Manifest, Path]]:
    """A backup's content in a folder of its own, checked. Raises WrongKeyError, DamagedError."""
    with workplace(file.parent) as work:
        packed = work / "packed"
        _decrypt(file, secret_key, packed)
        with unpacked(packed, work / "content") as content:
            yield check(content), content


def check(content: Path) -> Manifest:
    """The manifest, after every file was held against it. Raises DamagedError."""
    try:
        manifest = Manifest(**json.loads((content / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise DamagedError("backup.damaged", what=MANIFEST) from None
    if manifest.format > FORMAT:
        raise BackupError("backup.newer", program=manifest.program)
    found = hashes(content)
    if wrong := dict(found.items() ^ manifest.sha256.items()):
        raise DamagedError("backup.damaged", what=min(wrong))
    for name, number in manifest.rows.items():
        with (content / "tables" / f"{name}.jsonl").open("rb") as lines:
            if sum(1 for _ in lines) != number:
                raise DamagedError("backup.damaged", what=name)
    return manifest


def hashes(content: Path) -> dict[str, str]:
    """SHA-256 of every file but the manifest, by its name within the folder."""
    files = sorted(file for file in content.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {str(file.relative_to(content)): hash_of(file) for file in files}


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder that only we can read, on the same disk as what is made in it; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".dunghan-", dir=folder) as work:
        yield Path(work)


def write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing, for our eyes only."""
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


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
def unpacked(packed: Path, content: Path) -> Iterator[Path]:
    """Raises DamagedError. Nothing leaves the folder, whatever the names in the file say (PEP 706)."""
    content.mkdir()
    try:
        with gzip.open(packed) as squeezed, tarfile.open(fileobj=squeezed, mode="r|") as tar:
            tar.extractall(content, filter="data")
    except (OSError, EOFError, tarfile.TarError):
        raise DamagedError("backup.damaged", what="archive") from None
    yield content


def hash_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
