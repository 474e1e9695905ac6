"""Looks into a file that came along: what it is, by its content and never by its name, and what it is good for.

Runs in a thread beside the loop: every step is bounded in bytes, points, rows and cells.
"""

from collections.abc import Callable
from hashlib import sha256

from domain.attachments import Attachment, Fault, Filled, Wanted
from files import parcel, pdf, photos, workbook

_MAGIC = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"), (b"PK\x03\x04", "parcel"))
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the parcel of .doc and .xls, and of every Office file with a password


def look(name: str, content: bytes, wanted: Wanted, keep: Callable[[bytes], str]) -> Attachment:
    """What a file is. Evidence that is in order is kept by `keep`, which returns its hash; a workbook is not."""
    kind, held = identify(content)
    if isinstance(held, Fault):
        return Attachment(name, kind, fault=held)
    if kind == "xlsx" and wanted.workbook:
        filled = workbook.read(content)
        if isinstance(filled, Filled):
            return Attachment(name, kind, filled=filled)
        if not wanted.evidence:
            return Attachment(name, kind, fault=filled)
    if not wanted.evidence:
        return Attachment(name, kind, fault=Fault.WRONG_KIND)
    if kind in ("docx", "xlsx") and (fault := parcel.calling_out(held)):  # what is only read fetches nothing
        return Attachment(name, kind, fault=fault)
    received = sha256(content).hexdigest()
    return Attachment(name, kind, sha256=keep(held), received_sha256=received, size=len(held))


def identify(content: bytes) -> tuple[str, bytes | Fault]:
    """The kind ("" for none of ours), and what there is to keep, or why not. Never raises."""
    kind = next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")
    if kind in ("jpeg", "png"):
        return kind, photos.plain(content, kind)
    if kind == "pdf":
        return kind, pdf.fault_in(content) or content
    if kind == "parcel":
        found = parcel.kind_of(content)
        return ("", found) if isinstance(found, Fault) else (found, content)
    return "", Fault.OLD if content.startswith(_OLD) else Fault.WRONG_KIND
