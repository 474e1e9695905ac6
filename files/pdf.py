"""PDF files: whole, without a password, and with nothing inside that runs or that is another file.

What counts is read from the objects, and from the packed streams that hold objects. It is no virus scanner.
"""

import re
import zlib
from collections.abc import Iterator

from domain.attachments import Fault

MOST_UNPACKED = 50_000_000  # bytes of all packed objects together
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STREAM_ENDS = b"endstream"
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HOLDS_OBJECTS = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_END = rb"(?![A-Za-z0-9_.-])"
_LOCKED = re.compile(rb"/Encrypt" + _END)
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData)" + _END)
_EMBEDDED = re.compile(rb"/(?:EmbeddedFiles?|Filespec\s*/EF|FileAttachment)" + _END)


def fault_in(content: bytes) -> Fault | None:
    """Why a file that begins as a PDF is not taken; None when it is."""
    if b"%%EOF" not in content[-2048:]:
        return Fault.UNREADABLE
    objects = _objects(content)
    if objects is None:
        return Fault.BOMB
    if _LOCKED.search(objects):
        return Fault.LOCKED
    if _ACTIVE.search(objects):
        return Fault.ACTIVE
    return Fault.EMBEDDED if _EMBEDDED.search(objects) else None


def _objects(content: bytes) -> bytes | None:
    """Everything but what streams hold, except of the streams that hold objects; None when that is too much."""
    pieces, at, left = [], 0, MOST_UNPACKED
    for begin, start, end in _streams(content):
        before = content[at:begin]
        pieces.append(before)
        at = end + len(_STREAM_ENDS)
        if _HOLDS_OBJECTS.search(_spelled_out(before)):
            unpacked = _unpacked(content[start:end], left)
            left -= len(unpacked)
            if left <= 0:
                return None
            pieces.append(unpacked)
    return _spelled_out(b"\n".join([*pieces, content[at:]]))


def _streams(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each stream's word, its data and the end of its data stand.

    Every byte is looked at once: one pattern for all of it would start anew at each stream that never ends, and hold
    the whole bot for hours over one file.
    """
    found = _STREAM.search(content)
    while found is not None and (end := content.find(_STREAM_ENDS, found.end())) >= 0:
        yield found.start(), found.end(), end
        found = _STREAM.search(content, end + len(_STREAM_ENDS))


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return packed  # not packed, or packed in a rarer way


def _spelled_out(objects: bytes) -> bytes:
    """ "/J#61vaScript" is a way to write "/JavaScript"."""
    return _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), objects)
