"""What a chart shows is what its digest counts: the same periods and units, those behind by name, and no more."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain import digest
from domain.charts import MOST_BARS, MOST_ROWS
from domain.digest import Line
from domain.lateness import Status
from handlers import digest_chart
from handlers.digest_words import Told, Writing
from locales import speak
from storage.tables import Organisation, Period

NOW = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
HEAD = "XÃ AN PHÚ · Thứ Tư 18/11/2026"


def writing(
    lines: Sequence[Line], periods: int = 1, *, due_in: float = -2, threshold: Decimal | None = None
) -> Writing:
    due_at = NOW + timedelta(days=due_in)
    told = [
        Told(Period(key=f"2026-{n:02}", frequency="month", title=None, due_at=due_at), digest.digest(lines))
        for n in range(1, periods + 1)
    ]
    of = Organisation(short_name="xã An Phú", zone="Asia/Ho_Chi_Minh", on_time_threshold=threshold)
    return Writing(speak("vi"), of, NOW, HEAD, told, [])


def line(unit: str, status: Status, days: int = 0, answered: int = 0) -> Line:
    return Line(unit, status, days, answered, 9)


LINES = [
    line("Công an xã", Status.ON_TIME, answered=9),
    line("Trạm Y tế", Status.OVERDUE, 1, 4),
    line("Văn phòng", Status.OVERDUE, 3),
    line("Phòng Kinh tế", Status.OVERDUE),
    line("Đoàn xã", Status.INCOMPLETE, answered=9),
    line("Hội Phụ nữ", Status.EXCUSED),
]


def test_it_shows_who_is_behind_the_longest_first_and_counts_all_who_are_expected() -> None:
    chart = digest_chart.chart(writing(LINES, threshold=Decimal(90)))
    assert chart is not None
    assert (chart.title, chart.about) == ("XÃ AN PHÚ", "Thứ Tư 18/11/2026")
    [bar] = chart.bars
    assert bar.name == "Kỳ Tháng 01/2026, hạn 07:30 Thứ Hai 16/11"
    assert bar.units == {Status.ON_TIME: 1, Status.OVERDUE: 3, Status.INCOMPLETE: 1}
    assert bar.target == (90.0, "mục tiêu ≥ 90%")
    assert [(row.name, row.answered, row.asked, row.note) for row in bar.rows] == [
        ("Văn phòng", 0, 9, "quá 3 ngày"),
        ("Trạm Y tế", 4, 9, "quá 1 ngày"),
        ("Phòng Kinh tế", 0, 9, "từ hôm nay"),
        ("Đoàn xã", 9, 9, ""),
    ]
    assert chart.legend == {
        Status.OVERDUE: "quá hạn",
        Status.INCOMPLETE: "chưa đủ số liệu",
        Status.ON_TIME: "đúng hạn",
    }


@pytest.mark.parametrize(
    ("due_in", "said"),
    [(-2, "Tháng 01/2026: đúng hạn 1/5 đơn vị"), (2, "Tháng 01/2026: đã nộp 1/5 đơn vị")],
    ids=["after", "before"],
)
def test_its_caption_says_in_words_what_it_shows(due_in: float, said: str) -> None:
    assert digest_chart.caption(writing(LINES, due_in=due_in)) == f"Biểu đồ · {HEAD}\n{said}"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="nobody is expected"),
        pytest.param([line("Hội Phụ nữ", Status.EXCUSED)], id="all are excused"),
        pytest.param([line("Trạm Y tế", Status.NOT_STARTED)] * 5, id="nobody has begun"),
    ],
)
def test_while_there_is_nothing_to_see_nothing_is_drawn(lines: list[Line]) -> None:
    assert digest_chart.chart(writing(lines)) is None


def test_many_units_and_periods_are_as_many_as_a_phone_shows_and_the_rest_is_counted() -> None:
    chart = digest_chart.chart(writing([line(f"Tổ {n}", Status.OVERDUE, 2) for n in range(40)], periods=7))
    assert chart is not None
    assert (len(chart.bars), len(chart.bars[0].rows)) == (MOST_BARS, MOST_ROWS)
    assert chart.bars[0].more == "và 28 đơn vị khác"
    assert chart.bars[0].units == {Status.OVERDUE: 40}
