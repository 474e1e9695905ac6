"""Files made to harm: small to send, and enormous, endless or treacherous for who opens them."""

import bz2
import struct
import zipfile
from io import BytesIO

from PIL import Image

from tests import files

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def oddly_packed(declared: int = 1_000) -> bytes:
    """A parcel of 300 bytes, a part of which says it holds 1,000 and unpacks to ten million."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as parcel:
        parcel.writestr("[Content_Types].xml", bytes(10_000_000))
        parcel.writestr("word/document.xml", b"x")
    content = bytearray(made.getvalue())
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", declared)
    assert len(content) < 2 * len(bz2.compress(bytes(10_000_000))) + 500
    return bytes(content)


def endless_list(parts: int = 100_000) -> bytes:
    """A parcel that is nothing but a list of parts."""
    entries = (b"PK\x01\x02" + bytes(42)) * parts
    return b"PK\x03\x04" + bytes(30) + entries + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(entries), 34, 0)


def endless_streams(size: int = 3_000_000) -> bytes:
    """A PDF of streams that begin and never end."""
    return b"%PDF-1.4\n" + b"stream\n" * (size // 7) + b"%%EOF"


def many_scans(scans: int = 5_000) -> bytes:
    """A JPEG that says its points again and again: each scan goes over the whole picture."""
    made = BytesIO()
    Image.new("L", (64, 64), "white").save(made, "JPEG", progressive=True)
    content = made.getvalue()
    last = content.rfind(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + b"\xff\xd9"


def broken_place() -> bytes:
    """A photo whose EXIF calls a text by another kind: turning it upright fails inside the library."""
    content = bytearray(files.photo_with_a_place())
    content[content.find(b"Exif") + 17] = 3
    return bytes(content)


def related(relation: str) -> bytes:
    """A document with this relation to something else."""
    whole = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    return files.docx(**{"word/_rels/document.xml.rels": whole.encode()})
