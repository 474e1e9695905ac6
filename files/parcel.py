"""The one place where DOCX and XLSX files, which are ZIP parcels, are opened: within limits, or not at all."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from domain.attachments import Fault

_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_SMALL = 100_000  # bytes; a small parcel may shrink as it likes
_ENTRY = b"PK\x01\x02"  # begins each part's line in a parcel's list of parts
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of all others, how much they give is known too late
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<]*")
_ELSEWHERE = re.compile(rb"\sTargetMode\s*=\s*[\"'](?!Internal[\"'])")
_TO_BE_CLICKED = re.compile(rb"\sType\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_RUNS = (".vbs", ".js", ".exe", ".dll", ".bat", ".cmd", ".ps1", ".scr")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many parts, how many bytes unpacked, and how many times the packed size they may be."""

    parts: int
    unpacked: int
    times: int


DOCUMENT = Limits(5_000, 200_000_000, 200)
WORKBOOK = Limits(200, 20_000_000, 200)


class RefusedError(Exception):
    """A parcel that is not opened; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@contextmanager
def opened(content: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The parcel, looked through. Raises RefusedError, also for whatever goes wrong while it is read.

    No part yields more bytes than it declares, so that the declared sizes can be trusted. The parts are counted
    before their list is read: it alone can fill the memory.
    """
    if content.count(_ENTRY) > DOCUMENT.parts:
        raise RefusedError(Fault.BOMB)
    try:
        with zipfile.ZipFile(BytesIO(content)) as parcel:
            if fault := _risk(parcel.infolist(), len(content), limits):
                raise RefusedError(fault)
            yield parcel
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as broken:
        raise RefusedError(Fault.UNREADABLE) from broken


def kind_of(content: bytes) -> str | Fault:
    """ "docx" or "xlsx", by its parts and never by its name."""
    try:
        with opened(content, DOCUMENT) as parcel:
            names = set(parcel.namelist())
            types = parcel.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            kinds = [kind for part, kind in _MAIN_PARTS.items() if part in names and parcel.read(part)]
    except RefusedError as refused:
        return refused.fault
    if not types or len(kinds) != 1:
        return Fault.WRONG_KIND
    return Fault.MACROS if b"macroenabled" in types.lower() else kinds[0]


def calling_out(content: bytes) -> Fault | None:
    """ACTIVE where opening the parcel would make its reader's machine fetch something from elsewhere.

    A template, a picture or another workbook at an address is fetched by whoever opens the file; Windows even signs
    in there. A link to be clicked is none of these. Raises nothing.
    """
    try:
        with opened(content, DOCUMENT) as parcel:
            parts = [parcel.read(part) for part in parcel.namelist() if part.lower().endswith(".rels")]
    except RefusedError as refused:
        return refused.fault
    plain = b"".join(parts).replace(b"\0", b"")  # also where it is written in two bytes a sign
    return Fault.ACTIVE if any(_calls_out(one) for one in _RELATION.findall(plain)) else None


def _calls_out(relation: bytes) -> bool:
    """Quotes of both kinds may hide one attribute in another."""
    if not _ELSEWHERE.search(relation):
        return False
    return not _TO_BE_CLICKED.search(relation) or (b"'" in relation and b'"' in relation)


def _risk(parts: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> Fault | None:
    unpacked = sum(part.file_size for part in parts)
    most = min(limits.unpacked, limits.times * max(size, _SMALL))
    if len(parts) > limits.parts or unpacked > most:
        return Fault.BOMB
    if any(part.compress_type not in _PACKINGS for part in parts):
        return Fault.UNREADABLE
    if any(part.flag_bits & 1 for part in parts):
        return Fault.LOCKED
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "/macrosheets/" in name for name in names):
        return Fault.MACROS
    if any(("/embeddings/" in name and name.endswith(".bin")) or name.endswith(_RUNS) for name in names):
        return Fault.EMBEDDED
    strays = any(name.startswith("/") or ".." in name.split("/") for name in names)
    return Fault.UNREADABLE if strays or len(set(names)) != len(names) else None
