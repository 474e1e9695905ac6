"""Looks into a file before it is kept: what it is, by its content and never by its name, and whether it is safe."""

import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
MOST_PARTS, MOST_UNPACKED, MOST_EXPANSION = 5_000, 200_000_000, 200  # of a DOCX or XLSX, bytes and times
_WORKBOOKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


class Fault(StrEnum):
    """Why a file is not kept."""

    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    UNREADABLE = "unreadable"
    BOMB = "bomb"  # small on the wire, enormous when opened
    MACROS = "macros"


@dataclass(frozen=True, slots=True)
class Seen:
    """`kind`: jpeg, png, pdf, docx or xlsx. `shown`: of a photo, a copy without its metadata."""

    kind: str
    shown: bytes | None = None


def inspect(content: bytes | None) -> Seen | Fault:
    """What a file is. None stands for one that was too large to be fetched. Never raises."""
    if content is None:
        return Fault.TOO_LARGE
    if content.startswith(b"\xff\xd8\xff"):
        return _photo(content, "jpeg")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _photo(content, "png")
    if content.startswith(b"%PDF-"):
        return Seen("pdf") if b"%%EOF" in content[-2048:] else Fault.UNREADABLE
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return Fault.WRONG_KIND


def _photo(content: bytes, kind: str) -> Seen | Fault:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[kind]) as seen:
                if seen.width * seen.height > MOST_PIXELS:
                    return Fault.BOMB
                seen.verify()
            with Image.open(BytesIO(content), formats=[kind]) as whole:
                return Seen(kind, _without_metadata(whole, kind))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Fault.BOMB
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, zlib.error):
        return Fault.UNREADABLE


def _without_metadata(photo: Image.Image, kind: str) -> bytes:
    """The picture alone, turned the way it was held: no place, no time, no device, no comment."""
    upright = ImageOps.exif_transpose(photo)
    plain = upright.convert("RGBA" if "transparency" in upright.info or "A" in upright.getbands() else "RGB")
    if kind == "jpeg":
        plain = plain.convert("RGB")
    plain.info.clear()
    made = BytesIO()
    plain.save(made, kind.upper(), quality=88) if kind == "jpeg" else plain.save(made, "PNG")
    return made.getvalue()


def _office(content: bytes) -> Seen | Fault:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if fault := _risk(parts, len(content)):
                return fault
            names = {part.filename for part in parts}
            types = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            kinds = [kind for part, kind in _WORKBOOKS.items() if part in names and packed.read(part)]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zlib.error):
        return Fault.UNREADABLE
    if not types or len(kinds) != 1:
        return Fault.WRONG_KIND
    return Fault.MACROS if b"macroEnabled" in types else Seen(kinds[0])


def _risk(parts: Sequence[zipfile.ZipInfo], size: int) -> Fault | None:
    """A ZIP file reads no part beyond the length it declares, so that the declared lengths can be trusted."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_EXPANSION * max(size, 10_000)):
        return Fault.BOMB
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "/macrosheets/" in name for name in names):
        return Fault.MACROS
    broken = len(set(names)) != len(names) or any(part.flag_bits & 1 for part in parts)
    return Fault.UNREADABLE if broken else None
