"""The message that asks for a round, the stretch of a phase report, the moment of a deadline, and a round's ladder."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import rounds
from domain.indicators import Kind
from domain.moments import read_moment
from domain.regimes import Frequency
from domain.round_form import Asked, Form, read_form, read_question
from storage.days_off import public
from tests.domain.regimes import MONTHLY

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)  # a Monday


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("said", "kind", "unit"),
    [
        ("Số máy hỏng (máy)", Kind.COUNT, "máy"),
        ("2. Số máy hỏng (số)?", Kind.COUNT, ""),
        ("Tỷ lệ đã thay (%)", Kind.PERCENT, "%"),
        ("Kinh phí (triệu đồng)", Kind.AMOUNT, "triệu đồng"),
        ("Kinh phí (số tiền)", Kind.AMOUNT, "đồng"),
        ("Đã thay chưa (có/không)", Kind.YES_NO, ""),
        ("Vướng mắc chính (bằng lời)", Kind.WORDS, ""),
        ("Vướng mắc chính", Kind.WORDS, ""),
        ("Văn bản nào (số văn bản)", Kind.DOCUMENT, ""),
        ("Nêu rõ (kể cả những việc chưa làm xong trong kỳ)", Kind.WORDS, ""),
        ("(máy)", Kind.WORDS, ""),
    ],
)
def test_a_question_says_how_it_is_answered(said: str, kind: Kind, unit: str) -> None:
    read = read_question(said)
    assert (read.kind, read.unit_of_measure) == (kind, unit)


def test_one_message_says_all() -> None:
    text = "Rà máy; gửi: Công an, Phòng VH-XH; hạn: 17h 25/11; chỉ tiêu: 1, 3; hỏi: Số máy (máy); Thay chưa (có/không)"
    assert read_form(text) == Form(
        title="Rà máy",
        to="Công an, Phòng VH-XH",
        indicators="1, 3",
        due="17h 25/11",
        questions=(Asked("Số máy", Kind.COUNT, "máy"), Asked("Thay chưa", Kind.YES_NO)),
    )
    assert read_form("Tên: A\nGUI: B\nHan: mai") == Form(title="A", to="B", due="mai")
    assert read_form("Lúc 8:30 ai trực?", first="ask").questions == (Asked("Lúc 8:30 ai trực?", Kind.WORDS),)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("17h 25/11", at(25, 17)),
        ("25/11 lúc 9h30", at(25, 9, 30)),
        ("25/11/2026 09:15", at(25, 9, 15)),
        ("11 giờ mai", at(24, 11)),
        ("15h", at(23, 15)),
        ("thứ sáu", at(27, 17)),
        ("7h hôm nay", at(23, 7)),
        ("22/11", at(22, 17)),
        ("25h 25/11", None),
        ("9h75 25/11", None),
        ("31/2", None),
        ("sớm", None),
        ("", None),
    ],
)
def test_a_deadline_is_a_day_with_a_time(said: str, moment: datetime | None) -> None:
    assert read_moment(said, NOW.astimezone(ZONE), time(17)) == moment


@pytest.mark.parametrize(
    ("said", "stretch"),
    [
        ("6 tháng", (Frequency.HALF_YEAR, 2026, 1)),
        ("sáu tháng cuối năm", (Frequency.HALF_YEAR, 2026, 2)),
        ("6 tháng đầu năm 2027", (Frequency.HALF_YEAR, 2027, 1)),
        ("9 tháng", (Frequency.NINE_MONTHS, 2026, 1)),
        ("quý III", (Frequency.QUARTER, 2026, 3)),
        ("quy 4/2025", (Frequency.QUARTER, 2025, 4)),
        ("tháng 11", (Frequency.MONTH, 2026, 11)),
        ("tháng 13", None),
        ("năm", (Frequency.YEAR, 2026, 1)),
        ("năm 2025", (Frequency.YEAR, 2025, 1)),
        ("nhiệm kỳ", None),
    ],
)
def test_the_stretch_of_a_phase_report(said: str, stretch: tuple[Frequency, int, int] | None) -> None:
    assert rounds.read_stretch(said, date(2026, 11, 23)) == stretch


def test_the_key_says_which_period_a_phase_report_is_about() -> None:
    assert rounds.key(3, 2026) == "2026-DX3"
    assert rounds.phase_of(rounds.key(3, 2026)) == ""
    assert [rounds.phase_of(rounds.key(4, 2026, one)) for one in ("2026-H1", "2026", "2026-11")] == [
        "2026-H1",
        "2026",
        "2026-11",
    ]
    assert rounds.phase_of("2026-Q3") == ""


@pytest.mark.parametrize(("opened", "due"), [(at(23, 8), at(25, 17)), (at(23, 8), at(23, 9)), (at(2, 8), at(27, 11))])
def test_before_the_deadline_only_rungs_that_fit(opened: datetime, due: datetime) -> None:
    ladder = rounds.rungs(MONTHLY, opened, due, public(2026, 2027))
    before = [moment for stage, moment in ladder if stage.working_days <= 0]
    assert all(opened + timedelta(hours=1) <= moment < due for moment in before)
    assert [moment for _, moment in ladder if moment > due], "what is late is chased as ever"
    later = rounds.rungs(MONTHLY, opened, due + timedelta(days=1), public(2026, 2027))
    assert not {stage.name for stage, _ in ladder} & {stage.name for stage, _ in later}
