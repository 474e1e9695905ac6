"""Files made to harm are refused before they cost anything, and no bytes whatever make the bot stumble."""

import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.attachments import Fault, Wanted
from files.looking import identify, look
from tests import files
from tests.files import attacks

EVIDENCE = Wanted(workbook=False, evidence=True)
MEGABYTE = 1_000_000


def kept(content: bytes) -> str:
    return str(len(content))


COSTLY = {
    "a part packed so that its size is known too late": (attacks.oddly_packed(), Fault.UNREADABLE),
    "a list of a hundred thousand parts": (attacks.endless_list(), Fault.BOMB),
    "a photo of five thousand scans": (attacks.many_scans(), Fault.BOMB),
    "a picture that says it is 60,000 by 60,000": (files.huge_picture(), Fault.BOMB),
}


@pytest.mark.parametrize(("content", "fault"), COSTLY.values(), ids=COSTLY.keys())
def test_a_bomb_is_refused_before_it_takes_any_memory(content: bytes, fault: Fault) -> None:
    tracemalloc.start()
    found = identify(content)[1]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is fault
    assert most < MEGABYTE


def test_a_pdf_of_streams_that_never_end_is_read_in_one_pass() -> None:
    """One pattern for a whole stream took hours over this, with the whole bot standing still."""
    assert identify(attacks.endless_streams())[0] == "pdf"


@pytest.mark.parametrize(
    "hidden",
    [b"2 0\nobj<</Type/ObjStm/Filter/FlateDecode>>stream\n", b"2 0 obj<</Type/ObjStm/X(a obj b)>>stream\n"],
    ids=["a line's end before the word", "the word in a text"],
)
def test_packed_objects_are_looked_into_however_their_head_is_written(hidden: bytes) -> None:
    packed = files.packed_objects(b"<</S/JavaScript>>").partition(b"stream\n")[2]
    content = files.pdf().replace(b"trailer", hidden + packed + b"\nendobj\ntrailer")
    assert identify(content)[1] is Fault.ACTIVE


@pytest.mark.parametrize(
    ("relation", "fault"),
    [
        (f'<Relationship Id="1" Type="{attacks.HYPERLINK}" Target="https://a.vn" TargetMode="External"/>', None),
        (f'<Relationship Id="1" Type="{attacks.TEMPLATE}" Target="mau.dotx" TargetMode="Internal"/>', None),
        (f'<Relationship Id="1" Type="{attacks.TEMPLATE}" Target="mau.dotx"/>', None),
        (f'<Relationship Id="1" Type="{attacks.TEMPLATE}" Target="//a/b.dotm" TargetMode="External"/>', Fault.ACTIVE),
        (f'<Relationship TargetMode="&#69;xternal" Type="{attacks.TEMPLATE}" Target="//a/b"/>', Fault.ACTIVE),
        (f'<Relationship Target="a>b" Type="{attacks.TEMPLATE}" TargetMode="External"/>', Fault.ACTIVE),
        (f"<x:Relationship Type='{attacks.TEMPLATE}' Target='//a/b' TargetMode = 'External'/>", Fault.ACTIVE),
        (f'<Relationship Id=\' Type="{attacks.HYPERLINK}"\' Type="x" TargetMode="External"/>', Fault.ACTIVE),
    ],
)
def test_a_document_that_fetches_something_when_opened_is_not_kept(relation: str, fault: Fault | None) -> None:
    """A template or a picture at an address: whoever opens the file calls there, and Windows signs in."""
    found = look("van-ban.docx", attacks.related(relation), EVIDENCE, kept)
    assert found.fault is fault
    assert bool(found.sha256) is (fault is None)


def test_exif_that_lies_about_its_own_kinds_is_no_accident() -> None:
    assert identify(attacks.broken_place())[1] is Fault.UNREADABLE


@pytest.mark.parametrize("behind", [b"PK\x03\x04", b"<script>", b"%PDF-1.4 /JavaScript %%EOF"])
def test_what_hides_behind_a_photo_is_not_kept(behind: bytes) -> None:
    photo = identify(files.photo(kind="JPEG") + behind)[1]
    assert isinstance(photo, bytes)
    assert behind not in photo
    Image.open(BytesIO(photo)).verify()


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x.png", "a\0b.png", "\u202egnp.exe", "x" * 5000, ""])
def test_the_name_a_file_came_with_decides_nothing(name: str) -> None:
    found = look(name, files.photo(), EVIDENCE, kept)
    assert (found.kind, found.fault, bool(found.sha256)) == ("png", None, True)


BASES = [
    files.photo_with_a_place(),
    files.png_with_words(),
    files.pdf_with(files.packed_objects(b"<</S>>")),
    files.docx(),
    files.xlsx(),
]
CHANGES = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3), st.binary(max_size=8)), min_size=1, max_size=8)


@given(st.sampled_from(BASES), CHANGES)
@settings(max_examples=150, deadline=None)
def test_whatever_is_changed_in_a_file_nothing_is_raised(base: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    content = bytearray(base)
    for at, taken, put in changes:
        at %= len(content) + 1
        content[at : at + taken] = put
    both = Wanted(workbook=True, evidence=True)
    assert look("tep", bytes(content), both, kept).kind in ("", "jpeg", "png", "pdf", "docx", "xlsx")
