"""Days and spans as people write them; today is Sunday 22 November 2026 unless said otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import read_day, read_span
from tests.drawn import drawn

TODAY = date(2026, 11, 22)
LIGHT = settings(max_examples=drawn(300), deadline=None, derandomize=True)
DAYS = st.dates(date(2001, 1, 1), date(2094, 1, 1))
AHEAD = st.integers(0, 180)
WRITINGS = (
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "ngày {d} tháng {m} năm {y}",
    "{y}-{m:02}-{d:02}",
    "hẹn {d}/{m}/{y} ạ",
    "{d}/{m}",
    "{d} tháng {m}",
)

DAY_CASES = [
    ("25/11", "2026-11-25"),
    ("20/11/2027", "2027-11-20"),
    ("25-11-2026", "2026-11-25"),
    ("25.11.2026", "2026-11-25"),
    ("25/11/26", "2026-11-25"),
    ("5 / 12", "2026-12-05"),
    ("ngày 25 tháng 11", "2026-11-25"),
    ("Ngày 5 tháng 1 năm 2027", "2027-01-05"),
    ("2026-12-01", "2026-12-01"),
    ("2026/12/01", "2026-12-01"),
    ("dạ khoảng 25/11 ạ", "2026-11-25"),
    ("17:00 ngày 25/11", "2026-11-25"),
    ("hẹn 25/11, theo công văn 15/QĐ-UBND", "2026-11-25"),
    ("thứ tư 25/11", "2026-11-25"),
    ("thứ 4, ngày 25/11/2026", "2026-11-25"),
    ("5/1", "2027-01-05"),
    ("22/11", "2026-11-22"),
    ("hôm nay", "2026-11-22"),
    ("hom nay", "2026-11-22"),
    ("chiều nay", "2026-11-22"),
    ("mai", "2026-11-23"),
    ("Ngày mai nhé", "2026-11-23"),
    ("sáng mai", "2026-11-23"),
    ("ngày kia", "2026-11-24"),
    ("thứ sáu", "2026-11-27"),
    ("thu 6", "2026-11-27"),
    ("T6", "2026-11-27"),
    ("chiều thứ sáu ạ", "2026-11-27"),
    ("thứ 6 tuần sau", "2026-11-27"),
    ("chủ nhật tuần sau", "2026-11-29"),
    ("thứ hai tới", "2026-11-23"),
    ("ngày 25", "2026-11-25"),
    ("ngày 5", "2026-12-05"),
    ("vào ngày 5 tháng sau", "2026-12-05"),
    ("cuối tháng", "2026-11-30"),
    ("cuối tháng sau", "2026-12-31"),
    ("hết tháng 1", "2027-01-31"),
    ("20/11", None),  # gone by, and a year is too far off
    ("20/11/2026", None),
    ("2026-11-01", None),
    ("1/12/2062", None),
    ("31/11", None),
    ("31/11 hoặc 30/11", None),
    ("25/11 hoặc 26/11", None),
    ("thứ sáu 25/11", None),
    ("chủ nhật", None),  # today, or in a week?
    ("thứ sáu tuần này", None),
    ("hôm qua", None),
    ("ngày 5 tháng này", None),
    ("ngày 32", None),
    ("cuối tháng 13", None),
    ("20", None),
    ("25", None),
    ("20-25/12", None),
    ("1/12 - 5/12", None),
    ("187/200", None),
    ("12,5", None),
    ("chị Mai", None),
    ("tuần sau", None),
    ("chưa biết", None),
    ("0912345678", None),
    ("", None),
    ("😀", None),
]

PAST_CASES = [
    ("20/11", "2026-11-20"),
    ("hôm qua", "2026-11-21"),
    ("1/11/2026", "2026-11-01"),
    ("30/11", "2026-11-30"),
    ("thứ sáu tuần này", "2026-11-20"),
    ("ngày 20", "2026-11-20"),
]

SPAN_CASES = [
    ("2026-12-01 2026-12-05", "2026-12-01", "2026-12-05"),
    ("2026-12-01 2026-12-05 @ai", "2026-12-01", "2026-12-05"),
    ("1/12 - 5/12", "2026-12-01", "2026-12-05"),
    ("1/12-5/12", "2026-12-01", "2026-12-05"),
    ("1-12 - 5-12", "2026-12-01", "2026-12-05"),
    ("từ 1/12 đến 5/12", "2026-12-01", "2026-12-05"),
    ("từ ngày 1 tháng 12 đến ngày 5 tháng 12", "2026-12-01", "2026-12-05"),
    ("từ 1/12/2026 tới hết 5/12/2026", "2026-12-01", "2026-12-05"),
    ("1-5/12", "2026-12-01", "2026-12-05"),
    ("từ 1 đến 5/12/2026", "2026-12-01", "2026-12-05"),
    ("từ ngày 1 đến ngày 5 tháng 12", "2026-12-01", "2026-12-05"),
    ("28/12 - 3/1", "2026-12-28", "2027-01-03"),
    ("từ mai đến thứ sáu", "2026-11-23", "2026-11-27"),
    ("thứ hai đến thứ tư", "2026-11-23", "2026-11-25"),
    ("từ thứ 2 tuần sau đến thứ 4 tuần sau", "2026-11-23", "2026-11-25"),
    ("hôm nay - 25/11", "2026-11-22", "2026-11-25"),
    ("1/12", "2026-12-01", "2026-12-01"),
    ("mai", "2026-11-23", "2026-11-23"),
]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "expected"), DAY_CASES, ids=[text or "nothing" for text, _ in DAY_CASES])
def test_a_day_is_read_or_not_taken(text: str, expected: str | None) -> None:
    assert read_day(text, TODAY) == day(expected)


@pytest.mark.parametrize(("text", "expected"), PAST_CASES, ids=[text for text, _ in PAST_CASES])
def test_a_day_gone_by_is_read_where_it_is_asked_for(text: str, expected: str) -> None:
    assert read_day(text, TODAY, past=True) == day(expected)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("thứ sáu", "2026-11-26", "2026-11-27"),
        ("thứ sáu", "2026-11-27", None),
        ("thứ sáu", "2026-11-28", "2026-12-04"),
        ("thứ 6 tuần này", "2026-11-27", "2026-11-27"),
        ("thứ 2 tuần sau", "2026-11-25", "2026-11-30"),
        ("mai", "2026-12-31", "2027-01-01"),
        ("29/2", "2027-12-01", "2028-02-29"),
        ("29/2", "2026-12-01", None),
    ],
)
def test_the_day_of_speaking_decides(text: str, today: str, expected: str | None) -> None:
    assert read_day(text, date.fromisoformat(today)) == day(expected)


@pytest.mark.parametrize(("text", "first", "last"), SPAN_CASES, ids=[case[0] for case in SPAN_CASES])
def test_a_span_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert read_span(text, TODAY) == (day(first), day(last))


@pytest.mark.parametrize(
    "text",
    [
        "5/12 - 1/12/2026",
        "1/12 2/12 3/12",
        "từ nay",
        "đến 5/12",
        "1/12 và 3/12",
        "1/12, 2/12",
        "1/12 hoặc 3/12",
        "31/11 - 5/12",
        "@ai",
        "",
        "20/11 - 25/11",
    ],
)
def test_what_is_no_span_ahead_is_not_taken(text: str) -> None:
    assert read_span(text, TODAY) is None


def test_an_absence_told_afterwards_is_read_where_it_is_asked_for() -> None:
    assert read_span("20/11 - 25/11", TODAY, past=True) == (date(2026, 11, 20), date(2026, 11, 25))


@LIGHT
@given(today=DAYS, ahead=AHEAD, writing=st.sampled_from(WRITINGS))
def test_every_writing_of_a_day_ahead_is_read_back(today: date, ahead: int, writing: str) -> None:
    meant = today + timedelta(days=ahead)
    assert read_day(writing.format(d=meant.day, m=meant.month, y=meant.year), today) == meant


@LIGHT
@given(today=DAYS, ahead=AHEAD, length=st.integers(1, 90), joint=st.sampled_from([" - ", "-", " đến ", " "]))
def test_every_span_ahead_is_read_back(today: date, ahead: int, length: int, joint: str) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=length)
    assert read_span(f"{first.isoformat()} {last.isoformat()}", today) == (first, last)
    assert read_span(f"{first.day}/{first.month}{joint}{last.day}/{last.month}", today) == (first, last)


PIECES = st.sampled_from(
    ["1", "12", "31", "99", "2026", "/", "-", ".", " ", "tháng ", "ngày ", "thứ ", "sáu", "tuần sau", "đến ", "cuối "]
)


@LIGHT
@given(text=st.text(max_size=60) | st.lists(PIECES, max_size=9).map("".join), today=DAYS, past=st.booleans())
def test_no_text_raises_and_no_day_gone_by_is_taken_unasked(text: str, today: date, past: bool) -> None:
    found = read_day(text, today, past=past)
    span = read_span(text, today, past=past)
    assert found is None or past or found >= today
    assert span is None or span[0] <= span[1]
    assert span is None or past or span[0] >= today
