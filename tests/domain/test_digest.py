"""What leaders are told: exceptions first, the longest overdue on top, every report accounted for."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.digest import EXCEPTIONS, Line, digest
from domain.lateness import Status

LINES = [
    Line("Trạm Y tế", Status.ON_TIME, 5, 6, 6),
    Line("Công an", Status.OVERDUE, 2, 1, 4),
    Line("Phòng VH-XH", Status.INCOMPLETE, 5, 7, 7, ("Tỷ lệ hồ sơ trực tuyến: chưa có số liệu",)),
    Line("Trường A", Status.OVERDUE, 5, 0, 3),
    Line("Phòng KT", Status.RETURNED, 0, 5, 5),
    Line("Trường B", Status.OVERDUE, 5, 2, 3),
    Line("Tổ 4", Status.EXCUSED, 5, 0, 2),
    Line("TTPVHCC", Status.LATE, 5, 9, 9),
]


def test_exceptions_are_told_by_name_the_longest_overdue_first() -> None:
    told = digest(LINES)
    assert [(status, [line.unit for line in lines]) for status, lines in told.sections] == [
        (Status.OVERDUE, ["Trường A", "Trường B", "Công an"]),
        (Status.RETURNED, ["Phòng KT"]),
        (Status.INCOMPLETE, ["Phòng VH-XH"]),
    ]


def test_the_last_line_accounts_for_every_report() -> None:
    told = digest(LINES)
    assert told.counts == {
        Status.OVERDUE: 3,
        Status.RETURNED: 1,
        Status.INCOMPLETE: 1,
        Status.LATE: 1,
        Status.ON_TIME: 1,
        Status.EXCUSED: 1,
    }
    assert list(told.counts) == [status for status in Status if status in told.counts], "in the order of telling"
    assert sum(told.shares.values()) == 100
    assert (told.expected, told.on_time, told.rate) == (7, 1, Decimal("14.3"))
    assert told.handed_in == ("Trạm Y tế", "TTPVHCC")


def test_a_period_in_which_all_is_well_has_no_exceptions() -> None:
    told = digest([Line("Công an", Status.ON_TIME, 0, 4, 4)])
    assert told.sections == ()
    assert told.rate == Decimal(100)


def test_a_period_without_reports_claims_no_rate() -> None:
    told = digest([])
    assert (told.sections, told.counts, told.shares, told.expected, told.rate) == ((), {}, {}, 0, None)


lines = st.lists(
    st.builds(
        Line,
        unit=st.text(min_size=1, max_size=12),
        status=st.sampled_from(Status),
        days=st.integers(0, 30),
        answered=st.integers(0, 9),
        asked=st.just(9),
    ),
    max_size=60,
)


@given(lines)
def test_every_report_is_told_once(every: list[Line]) -> None:
    told = digest(every)
    named = [line for _, section in told.sections for line in section]
    assert sorted(named, key=repr) == sorted((line for line in every if line.status in EXCEPTIONS), key=repr)
    assert sum(told.counts.values()) == len(every)
    assert sum(told.shares.values()) == (100 if every else 0)
    assert told.expected == sum(line.status is not Status.EXCUSED for line in every)
    for _, section in told.sections:
        days = [line.days for line in section]
        assert days == sorted(days, reverse=True)
