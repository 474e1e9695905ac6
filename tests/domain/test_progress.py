"""How officers tell how far a task has come, and what is understood of it."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.indicators import Indicator, Kind
from domain.progress import (
    Progress,
    ProgressAsk,
    ProgressDoubt,
    ProgressReading,
    TaskState,
    read_progress,
)
from domain.values import Refusal, Refused, Special, read_value
from tests.drawn import drawn

NOT_STARTED, IN_PROGRESS, DONE, BLOCKED = TaskState
SAME = "="  # the words kept are all that was said


def is_(state: TaskState, percent: str | None = None, document: str = "", words: str = "") -> Progress:
    return Progress(state, None if percent is None else Decimal(percent), document, words)


TOLD: list[tuple[str, Progress]] = [
    ("chưa triển khai", is_(NOT_STARTED)),
    ("Chưa làm", is_(NOT_STARTED)),
    ("chua lam", is_(NOT_STARTED)),
    ("dạ em chưa làm ạ", is_(NOT_STARTED)),
    ("chưa thực hiện được", is_(NOT_STARTED)),
    ("hiện chưa triển khai.", is_(NOT_STARTED)),
    ("chưa triển khai, chờ kinh phí", is_(NOT_STARTED, words=SAME)),
    ("chưa làm do thiếu người", is_(NOT_STARTED, words=SAME)),
    ("0%", is_(NOT_STARTED, "0")),
    ("chưa làm, 0%", is_(NOT_STARTED, "0", words=SAME)),
    ("60%", is_(IN_PROGRESS, "60")),
    ("60 %", is_(IN_PROGRESS, "60")),
    ("60,5%", is_(IN_PROGRESS, "60.5")),
    ("được 60%", is_(IN_PROGRESS, "60")),
    ("đang làm 60%", is_(IN_PROGRESS, "60")),
    ("dang lam duoc 60%", is_(IN_PROGRESS, "60")),
    ("đạt 60 phần trăm", is_(IN_PROGRESS, "60")),
    ("hoàn thành 60% khối lượng", is_(IN_PROGRESS, "60")),
    ("đã hoàn thành 60%", is_(IN_PROGRESS, "60")),
    ("tiến độ: 60%", is_(IN_PROGRESS, "60")),
    ("đang làm 60%, chờ thẩm định", is_(IN_PROGRESS, "60", words=SAME)),
    ("đang thực hiện theo Kế hoạch 12/KH-UBND, được 60%", is_(IN_PROGRESS, "60", words=SAME)),
    ("giảm 60% hồ sơ giấy", is_(IN_PROGRESS, words=SAME)),
    ("xã A 60%, xã B 80%", is_(IN_PROGRESS, words=SAME)),
    ("60% rồi ạ", is_(IN_PROGRESS, "60")),
    ("đang làm (60%)", is_(IN_PROGRESS, "60")),
    ("60% chờ ký", is_(IN_PROGRESS, "60", words=SAME)),
    ("đạt 60% so với kế hoạch", is_(IN_PROGRESS, "60", words=SAME)),
    ("đã làm 3/5 xã", is_(IN_PROGRESS, words=SAME)),
    ("dự kiến hoàn thành 20/12", is_(IN_PROGRESS, words=SAME)),
    ("đã trình tại Tờ trình 45/TTr-VHXH", is_(IN_PROGRESS, words=SAME)),
    ("vướng mắc: không", is_(IN_PROGRESS, words=SAME)),
    ("đang làm", is_(IN_PROGRESS, words=SAME)),
    ("Đang xin ý kiến các phòng", is_(IN_PROGRESS, words=SAME)),
    ("đã họp 2 lần", is_(IN_PROGRESS, words=SAME)),
    ("chưa xong", is_(IN_PROGRESS, words=SAME)),
    ("gần xong rồi", is_(IN_PROGRESS, words=SAME)),
    ("xây dựng dự thảo 15/QĐ-UBND", is_(IN_PROGRESS, words=SAME)),
    ("không vướng mắc gì, đang làm", is_(IN_PROGRESS, words=SAME)),
    ("vướng mắc đã được tháo gỡ", is_(IN_PROGRESS, words=SAME)),
    ("xong", is_(DONE)),
    ("đã xong", is_(DONE)),
    ("Xong rồi ạ", is_(DONE)),
    ("anh ơi xong rồi nhé", is_(DONE)),
    ("em làm xong rồi", is_(DONE)),
    ("Hoàn thành. Báo cáo 123/BC-UBND", is_(DONE, document="123/BC-UBND")),
    ("đã hoàn thành", is_(DONE)),
    ("hoàn thành nhiệm vụ", is_(DONE)),
    ("100%", is_(DONE, "100")),
    ("hoàn thành 100%", is_(DONE, "100")),
    ("đã xong, gửi anh trên trục văn bản", is_(DONE, words=SAME)),
    ("đã ban hành kế hoạch", is_(DONE, words=SAME)),
    ("123/BC-UBND", is_(DONE, document="123/BC-UBND")),
    ("123/bc-ubnd", is_(DONE, document="123/bc-ubnd")),
    ("15/QĐ-UBND ngày 02/11/2026", is_(DONE, document="15/QĐ-UBND ngày 02/11/2026")),
    ("05/2026/QĐ-UBND", is_(DONE, document="05/2026/QĐ-UBND")),
    ("Báo cáo số 123/BC-VHXH.TT", is_(DONE, document="123/BC-VHXH.TT")),
    ("báo cáo số 45 ngày 02/11/2026", is_(DONE, document="báo cáo số 45 ngày 02/11/2026")),
    ("đã ban hành 15/QĐ-UBND", is_(DONE, document="15/QĐ-UBND")),
    ("xong, 15/QĐ-UBND ngày 02/11/2026", is_(DONE, document="15/QĐ-UBND ngày 02/11/2026")),
    ("hoàn thành: 15/QĐ-UBND, 16/QĐ-UBND", is_(DONE, document="15/QĐ-UBND; 16/QĐ-UBND")),
    ("15/QĐ-UBND về việc kiện toàn tổ công nghệ số", is_(DONE, document="15/QĐ-UBND", words=SAME)),
    ("123/UBND-VX", is_(DONE, document="123/UBND-VX")),
    ("12/TTr", is_(DONE, document="12/TTr")),
    ("vướng: thiếu kinh phí", is_(BLOCKED, words="thiếu kinh phí")),
    ("Vướng mắc về mặt bằng", is_(BLOCKED, words="mặt bằng")),
    ("vuong mac ve mat bang", is_(BLOCKED, words="mat bang")),
    ("đang vướng kinh phí, chờ tỉnh cấp", is_(BLOCKED, words="kinh phí, chờ tỉnh cấp")),
    ("chậm do mưa bão", is_(BLOCKED, words="mưa bão")),
    ("chậm tiến độ vì thiếu người", is_(BLOCKED, words="thiếu người")),
    ("bị chậm 2 tuần do mưa", is_(BLOCKED, words="2 tuần do mưa")),
    ("Vướng, chưa có hướng dẫn", is_(BLOCKED, words="chưa có hướng dẫn")),
    ("khó khăn: đường truyền yếu", is_(BLOCKED, words="đường truyền yếu")),
    ("60%, vướng kinh phí", is_(BLOCKED, "60", words="kinh phí")),
    ("đã họp 2 lần, vướng kinh phí", is_(BLOCKED, words=SAME)),
    ("15/QĐ-UBND, vướng: mặt bằng", is_(BLOCKED, words=SAME)),
    ("vướng: chưa có Công văn số 12/UBND-KT trả lời", is_(BLOCKED, words=SAME)),
]

ASKED: list[tuple[str, ProgressDoubt, list[Progress]]] = [
    ("chưa", ProgressDoubt.NOT_STARTED_OR_NOT_DONE, [is_(NOT_STARTED), is_(IN_PROGRESS, words=SAME)]),
    ("không", ProgressDoubt.NOT_STARTED_OR_NOT_DONE, [is_(NOT_STARTED), is_(IN_PROGRESS, words=SAME)]),
    (
        "không thực hiện được do thiếu vốn",
        ProgressDoubt.NOT_STARTED_OR_NOT_DONE,
        [is_(NOT_STARTED, words=SAME), is_(IN_PROGRESS, words=SAME)],
    ),
    ("tổ 5 xong rồi", ProgressDoubt.DONE_OR_PARTLY, [is_(DONE, words=SAME), is_(IN_PROGRESS, words=SAME)]),
    ("đang vướng ạ", ProgressDoubt.WHY_BLOCKED, []),
    ("60", ProgressDoubt.UNCLEAR_PERCENT, [is_(IN_PROGRESS, "60")]),
    ("khoảng 60%", ProgressDoubt.UNCLEAR_PERCENT, [is_(IN_PROGRESS, "60")]),
    ("60-70%", ProgressDoubt.UNCLEAR_PERCENT, [is_(IN_PROGRESS, "60"), is_(IN_PROGRESS, "70")]),
    ("120%", ProgressDoubt.UNCLEAR_PERCENT, []),
    ("xong phần mềm", ProgressDoubt.DONE_OR_PARTLY, [is_(DONE, words=SAME), is_(IN_PROGRESS, words=SAME)]),
    ("xong, còn thiếu chữ ký", ProgressDoubt.DONE_OR_PARTLY, [is_(DONE, words=SAME), is_(IN_PROGRESS, words=SAME)]),
    (
        "100%, chờ ký",
        ProgressDoubt.DONE_OR_PARTLY,
        [is_(DONE, "100", words=SAME), is_(IN_PROGRESS, "100", words=SAME)],
    ),
    (
        "12/KH-UBND đang lấy ý kiến",
        ProgressDoubt.DONE_OR_PARTLY,
        [is_(DONE, document="12/KH-UBND", words=SAME), is_(IN_PROGRESS, words=SAME)],
    ),
    (
        "chưa làm, 60%",
        ProgressDoubt.CONTRADICTION,
        [is_(NOT_STARTED, words=SAME), is_(IN_PROGRESS, "60", words=SAME)],
    ),
    ("xong, 60%", ProgressDoubt.DONE_OR_PARTLY, [is_(DONE, words=SAME), is_(IN_PROGRESS, "60", words=SAME)]),
    ("vướng", ProgressDoubt.WHY_BLOCKED, []),
    ("vướng mắc:", ProgressDoubt.WHY_BLOCKED, []),
    ("", ProgressDoubt.NOTHING_SAID, []),
    ("😀", ProgressDoubt.NOTHING_SAID, []),
    ("đúng", ProgressDoubt.NOTHING_SAID, []),
    ("OK", ProgressDoubt.NOTHING_SAID, []),
    ("Dạ vâng.", ProgressDoubt.NOTHING_SAID, []),
    ("...", ProgressDoubt.NOTHING_SAID, []),
    ("đang\x00làm", ProgressDoubt.NOTHING_SAID, []),
    ("đang làm " * 200, ProgressDoubt.TOO_LONG, []),
]

NOT_TAKEN: list[tuple[str, Refused | Special]] = [
    ("liên hệ chị Mai 0912345678", Refused(Refusal.PERSONAL_DATA_PHONE)),
    ("xong, công dân 012345678912", Refused(Refusal.PERSONAL_DATA_IDENTITY)),
    ("đã ban hành văn bản Mật", Refused(Refusal.SECRET)),
    ("KPS", Special.NOTHING_AROSE),
    ("không áp dụng", Special.NOT_APPLICABLE),
    ("chưa có số liệu", Special.NO_FIGURE_YET),
]


def with_words(said: Progress, text: str) -> Progress:
    return Progress(said.state, said.percent, said.document, text if said.words == SAME else said.words)


@pytest.mark.parametrize(("text", "expected"), TOLD, ids=[text for text, _ in TOLD])
def test_a_progress_is_understood(text: str, expected: Progress) -> None:
    assert read_progress(text) == with_words(expected, text)
    assert read_progress(unicodedata.normalize("NFD", text)) == with_words(expected, text)


@pytest.mark.parametrize(("text", "doubt", "readings"), ASKED, ids=[text[:30] or "nothing" for text, *_ in ASKED])
def test_what_is_in_doubt_is_asked(text: str, doubt: ProgressDoubt, readings: list[Progress]) -> None:
    assert read_progress(text) == ProgressAsk(doubt, tuple(with_words(one, text) for one in readings))


@pytest.mark.parametrize(("text", "expected"), NOT_TAKEN, ids=[text for text, _ in NOT_TAKEN])
def test_what_is_no_progress_is_what_it_is_for_a_figure(text: str, expected: Refused | Special) -> None:
    assert read_progress(text) == expected


def test_lines_are_kept_as_one() -> None:
    assert read_progress("đã họp\nvướng kinh phí") == is_(BLOCKED, words="đã họp vướng kinh phí")
    assert read_progress("60%\nchờ thẩm định") == is_(IN_PROGRESS, "60", words="60% chờ thẩm định")


LIGHT = settings(max_examples=drawn(300), deadline=None, derandomize=True)
PIECES = st.sampled_from(
    [word for text, _ in TOLD for word in text.split()] + [",", ".", ";", "\n", "%", "chưa", "còn", "120%", "9,1%"]
)
SENTENCES = st.lists(PIECES, max_size=8).map(" ".join)


def readings_of(found: ProgressReading) -> tuple[Progress, ...]:
    if isinstance(found, ProgressAsk):
        return found.readings
    return (found,) if isinstance(found, Progress) else ()


@LIGHT
@given(text=SENTENCES | st.text(max_size=80) | st.text(st.characters(), max_size=30))
def test_no_text_raises_and_what_is_understood_is_sound(text: str) -> None:
    for one in readings_of(read_progress(text)):
        assert one.percent is None or 0 <= one.percent <= 100
        assert one.state is not BLOCKED or one.words
        assert not one.document or one.state is DONE
        assert one.document in text or "; " in one.document or "\n" in text or "  " in text


@LIGHT
@given(text=SENTENCES)
def test_no_figure_is_dropped(text: str) -> None:
    found = read_progress(text)
    if isinstance(found, Progress):
        kept = f"{found.words} {found.document} {found.percent}".replace(".", ",")
        assert all(sign in kept for sign in text if sign.isdecimal())


@LIGHT
@given(percent=st.integers(1, 9999), lead=st.sampled_from(["", "được ", "đang làm ", "đã hoàn thành "]))
def test_every_percentage_is_read_to_its_last_decimal(percent: int, lead: str) -> None:
    number = Decimal(percent).scaleb(-2)
    found = read_progress(f"{lead}{str(number).replace('.', ',')}%")
    assert isinstance(found, Progress)
    assert (found.state, found.percent, found.words) == (IN_PROGRESS, number, "")


@LIGHT
@given(
    lead=st.sampled_from(["", "xong ", "vướng ", "60% "]),
    text=st.from_regex(r"\A(0[0-9]{9}|0[0-9]{11}|(Tối )?Mật|[0-9]{12})\Z"),
)
def test_what_a_figure_may_not_hold_a_progress_may_not_either(lead: str, text: str) -> None:
    said = lead + text
    assert isinstance(read_value(said, Indicator(Kind.COUNT)), Refused)
    assert isinstance(read_progress(said), Refused)
