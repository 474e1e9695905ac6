"""Numbers, days and times in the reader's own writing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators import Comparator, Indicator, Kind
from domain.values import Special, Value
from locales import figures, speak

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2026, 11, 16)
FIVE = datetime(2026, 11, 16, 10, tzinfo=UTC)
VI, EN = speak("vi"), speak("en")

decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6
) | st.integers(0, 10**18).map(Decimal)


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("0", "0", "0"),
        ("7", "7", "7"),
        ("93.5", "93,5", "93.5"),
        ("93.50", "93,5", "93.5"),
        ("0.05", "0,05", "0.05"),
        ("1234", "1.234", "1,234"),
        ("1234567.89", "1.234.567,89", "1,234,567.89"),
        ("1E+3", "1.000", "1,000"),
        ("123456789012345.678901", "123.456.789.012.345,678901", "123,456,789,012,345.678901"),
        ("-3.5", "-3,5", "-3.5"),
    ],
)
def test_numbers(number: str, vi: str, en: str) -> None:
    assert VI.number(Decimal(number)) == vi
    assert EN.number(Decimal(number)) == en


@given(decimals)
def test_no_digit_is_lost_or_made_up(number: Decimal) -> None:
    assert Decimal(VI.number(number).replace(".", "").replace(",", ".")) == number
    assert Decimal(EN.number(number).replace(",", "")) == number


def test_days_and_times() -> None:
    assert (VI.day(MONDAY), EN.day(MONDAY)) == ("16/11", "16/11")
    assert VI.full_day(MONDAY) == "Thứ Hai 16/11/2026"
    assert EN.full_day(MONDAY) == "Monday 16/11/2026"
    assert VI.weekday_and_day(date(2026, 11, 15)) == "Chủ Nhật 15/11"
    assert VI.time(FIVE, VIETNAM) == "17:00"
    assert VI.moment(FIVE, VIETNAM) == "17:00 Thứ Hai 16/11"
    assert EN.moment(FIVE, VIETNAM) == "17:00 Monday 16/11"


def test_a_moment_is_told_where_the_reader_is() -> None:
    late = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)
    assert VI.moment(late, VIETNAM) == "01:30 Thứ Ba 17/11"


def test_one_and_many() -> None:
    assert VI.count("digest.and_more", 1) == "và 1 đơn vị khác"
    assert VI.count("digest.and_more", 1200) == "và 1.200 đơn vị khác"
    assert EN.count("digest.and_more", 1) == "and 1 other unit"
    assert EN.count("digest.and_more", 1200) == "and 1,200 other units"


def test_a_language_nobody_wrote_is_vietnamese() -> None:
    assert speak("fr").locale == "vi"
    assert speak("../vi").locale == "vi"


@pytest.mark.parametrize(
    ("key", "frequency", "vi"),
    [
        ("2026-11", "month", "Tháng 11/2026"),
        ("2026-01", "month", "Tháng 01/2026"),
        ("2026-Q4", "quarter", "Quý IV/2026"),
        ("2026-Q1", "quarter", "Quý I/2026"),
        ("2026-H1", "half_year", "6 tháng đầu năm 2026"),
        ("2026-H2", "half_year", "6 tháng cuối năm 2026"),
        ("2026-9M", "nine_months", "9 tháng năm 2026"),
        ("2026", "year", "Năm 2026"),
    ],
)
def test_periods(key: str, frequency: str, vi: str) -> None:
    assert figures.period(VI, key, frequency) == vi
    assert "2026" in figures.period(EN, key, frequency)


@pytest.mark.parametrize(
    ("kind", "unit", "value", "written"),
    [
        (Kind.PERCENT, "%", Value(Decimal("93.5")), "93,5%"),
        (Kind.PERCENT, "%", Value(Decimal("93.5"), Decimal(187), Decimal(200)), "93,5% (187/200)"),
        (Kind.COUNT, "sáng kiến", Value(Decimal(12)), "12 sáng kiến"),
        (Kind.AMOUNT, "triệu đồng", Value(Decimal("1500.5")), "1.500,5 triệu đồng"),
        (Kind.COUNT, "", Value(Decimal(3)), "3"),
        (Kind.YES_NO, "", Value(Decimal(1)), "có"),
        (Kind.YES_NO, "", Value(Decimal(0)), "không"),
        (Kind.MILESTONE, "", Value(Decimal(1)), "đã hoàn thành"),
        (Kind.MILESTONE, "", Value(Decimal(0)), "chưa hoàn thành"),
    ],
)
def test_values(kind: Kind, unit: str, value: Value, written: str) -> None:
    assert figures.value(VI, Indicator(kind, unit), value) == written


def test_the_three_answers_that_are_no_number() -> None:
    assert [figures.special(VI, one) for one in Special] == ["không phát sinh", "chưa có số liệu", "không áp dụng"]


@pytest.mark.parametrize(
    ("comparator", "number", "written"),
    [
        (Comparator.AT_LEAST, "95", "≥ 95%"),
        (Comparator.AT_MOST, "5", "≤ 5%"),
        (Comparator.MORE, "90", "> 90%"),
        (Comparator.LESS, "2.5", "< 2,5%"),
        (Comparator.EQUAL, "100", "100%"),
        (Comparator.PENDING, None, "chờ giao chỉ tiêu"),
        (Comparator.NONE, None, ""),
    ],
)
def test_targets(comparator: Comparator, number: str | None, written: str) -> None:
    indicator = Indicator(Kind.PERCENT, "%", comparator, Decimal(number) if number else None)
    assert figures.target(VI, indicator) == written


@pytest.mark.parametrize("kind", [Kind.YES_NO, Kind.MILESTONE, Kind.PROGRESS])
def test_what_has_no_number_has_no_target(kind: Kind) -> None:
    assert figures.target(VI, Indicator(kind, comparator=Comparator.EQUAL, target=Decimal(1))) == ""
