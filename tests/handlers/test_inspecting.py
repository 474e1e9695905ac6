"""A file is what its content says; what is dangerous, broken or of another kind is not kept."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.inspecting import Fault, Seen, inspect
from tests import files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.photo(), "png"),
        (files.photo(kind="JPEG"), "jpeg"),
        (files.pdf(), "pdf"),
        (files.docx(), "docx"),
        (files.xlsx(), "xlsx"),
    ],
    ids=["png", "jpeg", "pdf", "docx", "xlsx"],
)
def test_what_is_taken(content: bytes, kind: str) -> None:
    seen = inspect(content)
    assert isinstance(seen, Seen)
    assert seen.kind == kind
    assert (seen.shown is not None) == (kind in ("png", "jpeg"))


REFUSED = {
    "too_large": (None, Fault.TOO_LARGE),
    "empty": (b"", Fault.WRONG_KIND),
    "a program": (b"MZ\x90\x00", Fault.WRONG_KIND),
    "a web page": (b"<html><script>alert(1)</script></html>", Fault.WRONG_KIND),
    "a drawing with scripts": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.WRONG_KIND),
    "an old or locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, Fault.WRONG_KIND),
    "a picture of another kind": (files.photo(kind="GIF"), Fault.WRONG_KIND),
    "a plain archive": (files.packed({"a.txt": b"x"}), Fault.WRONG_KIND),
    "half a PDF": (files.pdf()[:20], Fault.UNREADABLE),
    "half a photo": (files.photo(kind="JPEG")[:300], Fault.UNREADABLE),
    "only a photo's head": (b"\xff\xd8\xff\xe0", Fault.UNREADABLE),
    "half a workbook": (files.xlsx()[:100], Fault.UNREADABLE),
    "a picture of 3,600 million points": (files.huge_picture(), Fault.BOMB),
    "a document that unpacks to thirty megabytes": (files.NAMED["bom.docx"](), Fault.BOMB),
    "too many parts": (files.docx(**{f"word/{n}": b"" for n in range(5001)}), Fault.BOMB),
    "macros": (files.NAMED["macro.docx"](), Fault.MACROS),
    "controls": (files.docx(**{"word/activeX/activeX1.xml": b"x"}), Fault.MACROS),
    "macros by their type": (
        files.packed({"[Content_Types].xml": b"application/vnd.ms-word.macroEnabled", "word/document.xml": b"x"}),
        Fault.MACROS,
    ),
}


@pytest.mark.parametrize(("content", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(content: bytes | None, fault: Fault) -> None:
    assert inspect(content) is fault


def test_the_copy_that_is_shown_says_nothing_of_where_and_with_what_it_was_taken() -> None:
    original = files.photo_with_a_place()
    assert Image.open(BytesIO(original)).getexif()
    seen = inspect(original)
    assert isinstance(seen, Seen)
    assert seen.shown is not None
    shown = Image.open(BytesIO(seen.shown))
    assert not shown.getexif()
    assert "comment" not in shown.info
    assert b"Mai" not in seen.shown
    assert shown.size == (4, 8)  # upright, though it was held sideways
