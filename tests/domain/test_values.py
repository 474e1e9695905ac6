"""What officers type and what it is taken for, one line each."""

import unicodedata

import pytest

from domain.indicators import Indicator
from domain.values import Doubt, Reading, Value, plain, read_value
from tests.domain.reading.table import GROUPS
from tests.domain.reading.terms import COUNT, MILLIONS, PERCENT, PERCENT_95, POINT, RATIO, ask, is_


@pytest.mark.parametrize(
    ("text", "indicator", "expected"),
    [
        pytest.param(*case, id=f"{group}-{at}-{case[0][:30].encode('unicode_escape').decode()}-{case[1].kind}")
        for group, cases in GROUPS.items()
        for at, case in enumerate(cases)
    ],
)
def test_an_answer_is_read_asked_back_or_refused(text: str, indicator: Indicator, expected: Reading) -> None:
    assert read_value(text, indicator) == expected
    assert read_value(unicodedata.normalize("NFD", text), indicator) == expected


@pytest.mark.parametrize(
    ("text", "indicator", "last", "expected"),
    [
        pytest.param("3.5", RATIO, "40", ask(POINT, "35", "3.5"), id="a point is rather lost when 40 was last"),
        pytest.param("3.5", RATIO, "4", ask(POINT, "3.5", "35"), id="a point is rather a comma when 4 was last"),
        pytest.param("1.234", RATIO, "1", ask(POINT, "1.234", "1234"), id="about one is expected"),
        pytest.param("12.500", COUNT, "12", ask(POINT, "12500"), id="twelve thousand where twelve was last"),
        pytest.param("12.500", COUNT, "11000", is_("12500"), id="twelve thousand where eleven thousand was last"),
        pytest.param("0,95", PERCENT, "94", ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95"), id="94 % was last"),
        pytest.param("0,95", PERCENT_95, "1", ask(Doubt.FRACTION_OR_PERCENT, "0.95", "95"), id="last outweighs target"),
        pytest.param(
            "0,95", PERCENT_95, "0", ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95"), id="a last of zero says nothing"
        ),
        pytest.param("15.000.000", MILLIONS, "14000000", is_("15000000"), id="millions of millions were last"),
        pytest.param("1.234/2.000", PERCENT, "50", is_("61.7", "1234", "2000"), id="a pair does not look back"),
    ],
)
def test_the_last_value_says_which_reading_is_likelier(
    text: str, indicator: Indicator, last: str, expected: Reading
) -> None:
    assert read_value(text, indicator, is_(last)) == expected


@pytest.mark.parametrize("text", ["187/200", "12,50", "100", "1,20 tỷ", "50/50"])
def test_a_number_keeps_no_idle_zeros_and_no_exponent(text: str) -> None:
    reading = read_value(text, PERCENT if "/" in text else RATIO)
    assert isinstance(reading, Value)
    shown = str(reading.number)
    assert "E" not in shown
    assert not ("." in shown and shown.endswith("0"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Việc", "viec"),
        ("  VIỆC\u00a0 ĐÃ\nlàm ", "viec da lam"),
        (unicodedata.normalize("NFD", "Trợ giúp"), "tro giup"),
        ("/việc", "/viec"),
        ("hoà hòa", "hoa hoa"),
        ("", ""),
        ("15 m²", "15 m²"),
    ],
)
def test_plain_text_has_no_marks(text: str, expected: str) -> None:
    assert plain(text) == expected
