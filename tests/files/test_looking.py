"""A file is what its content says; what is dangerous, broken or of another kind is not kept."""

from io import BytesIO

import pytest
from PIL import Image

from domain.attachments import Fault
from files.looking import identify
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
    found, kept = identify(content)
    assert found == kind
    assert isinstance(kept, bytes)
    assert kept == content or kind in ("png", "jpeg")


REFUSED = {
    "empty": (b"", Fault.WRONG_KIND),
    "a program": (b"MZ\x90\x00", Fault.WRONG_KIND),
    "a web page": (b"<html><script>alert(1)</script></html>", Fault.WRONG_KIND),
    "a drawing with scripts": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.WRONG_KIND),
    "an old or locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, Fault.OLD),
    "a picture of another kind": (files.photo(kind="GIF"), Fault.WRONG_KIND),
    "a plain archive": (files.packed({"a.txt": b"x"}), Fault.WRONG_KIND),
    "half a PDF": (files.pdf()[:20], Fault.UNREADABLE),
    "half a photo": (files.photo(kind="JPEG")[:300], Fault.UNREADABLE),
    "only a photo's head": (b"\xff\xd8\xff\xe0", Fault.UNREADABLE),
    "half a workbook": (files.xlsx()[:100], Fault.UNREADABLE),
    "a picture of 3,600 million points": (files.huge_picture(), Fault.BOMB),
    "a document that unpacks to thirty megabytes": (files.NAMED["bom.docx"](), Fault.BOMB),
    "too many parts": (files.docx(**{f"word/{n}": b"" for n in range(5001)}), Fault.BOMB),
    "a PDF that runs a script": (files.pdf_with(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"), Fault.ACTIVE),
    "a script spelled otherwise": (files.pdf_with(b"<</S/J#61vaScript>>"), Fault.ACTIVE),
    "a script among packed objects": (files.pdf_with(files.packed_objects(b"<</S/JavaScript>>")), Fault.ACTIVE),
    "a PDF that starts a program": (files.pdf_with(b"<</S/Launch/F(cmd.exe)>>"), Fault.ACTIVE),
    "a PDF with a file inside": (files.pdf_with(b"<</Type/EmbeddedFile>>"), Fault.EMBEDDED),
    "a PDF with a password": (files.pdf_with(trailer=b"/Encrypt 9 0 R"), Fault.LOCKED),
    "a PDF that unpacks to sixty megabytes": (files.pdf_with(files.packed_objects(bytes(60_000_000))), Fault.BOMB),
    "an object inside a document": (files.docx(**{"word/embeddings/oleObject1.bin": b"x"}), Fault.EMBEDDED),
    "a part that leaves the parcel": (files.docx(**{"../../x": b"x"}), Fault.UNREADABLE),
    "macros": (files.NAMED["macro.docx"](), Fault.MACROS),
    "controls": (files.docx(**{"word/activeX/activeX1.xml": b"x"}), Fault.MACROS),
    "macros by their type": (
        files.packed({"[Content_Types].xml": b"application/vnd.ms-word.macroEnabled", "word/document.xml": b"x"}),
        Fault.MACROS,
    ),
}


@pytest.mark.parametrize("content", [files.png_with_words(), files.jpeg_with_everything()], ids=["png", "jpeg"])
def test_a_photo_keeps_its_points_only(content: bytes) -> None:
    assert b"chi Mai" in content
    _, kept = identify(content)
    assert isinstance(kept, bytes)
    photo = Image.open(BytesIO(kept))
    photo.load()
    assert b"Mai" not in kept
    assert set(photo.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_a_picture_inside_a_pdf_may_spell_anything() -> None:
    content = files.pdf_with(files.pdf_picture(b"\x00/JS /Launch /EmbeddedFile\x00"))
    assert identify(content) == ("pdf", content)


@pytest.mark.parametrize("content", [files.photo(kind="JPEG"), files.pdf(), files.docx()], ids=["jpeg", "pdf", "docx"])
def test_no_piece_of_a_file_raises(content: bytes) -> None:
    for end in range(len(content)):
        kind, _ = identify(content[:end])
        assert kind in ("", "jpeg", "pdf", "docx")


@pytest.mark.parametrize(("content", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(content: bytes, fault: Fault) -> None:
    assert identify(content)[1] is fault


def test_a_photo_is_kept_upright_and_says_nothing_of_where_and_with_what_it_was_taken() -> None:
    original = files.photo_with_a_place()
    assert Image.open(BytesIO(original)).getexif()
    _, kept = identify(original)
    assert isinstance(kept, bytes)
    photo = Image.open(BytesIO(kept))
    assert not photo.getexif()
    assert "comment" not in photo.info
    assert b"Mai" not in kept
    assert photo.size == (4, 8)  # upright, though it was held sideways
