"""Numbers in words and with multipliers."""

from decimal import Decimal

import pytest

from domain.folding import tokens_of
from domain.number_words import quantity
from domain.readings import Doubt
from tests.domain import spellings

EXACT = {
    "một": "1",
    "mười": "10",
    "mười một": "11",
    "mười lăm": "15",
    "mười nhăm": "15",
    "hai mươi": "20",
    "hai mươi mốt": "21",
    "hai mươi tư": "24",
    "hai mươi bốn": "24",
    "hai mươi lăm": "25",
    "hai muoi lam": "25",
    "chín mươi chín": "99",
    "năm chục": "50",
    "5 chục": "50",
    "một trăm": "100",
    "một trăm linh năm": "105",
    "một trăm lẻ năm": "105",
    "một trăm mười": "110",
    "hai trăm rưỡi": "250",
    "3 trăm": "300",
    "một nghìn hai trăm ba mươi tư": "1234",
    "mot nghin hai tram ba muoi tu": "1234",
    "một ngàn không trăm linh năm": "1005",
    "một nghìn linh năm": "1005",
    "một nghìn ba mươi": "1030",
    "hai nghìn rưỡi": "2500",
    "50 nghìn": "50000",
    "50 ngàn": "50000",
    "500k": "500000",
    "2,5k": "2500",
    "3k5": "3500",
    "2tr": "2000000",
    "2tr5": "2500000",
    "2tr500": "2500000",
    "1,5 triệu": "1500000",
    "1,2 tỷ": "1200000000",
    "1,2 tỉ": "1200000000",
    "2tỷ3": "2300000000",
    "2 tỷ 300 triệu": "2300000000",
    "2 tỷ 300 triệu 500 nghìn": "2300500000",
    "1 tỷ rưỡi": "1500000000",
    "hai tỷ không trăm linh năm triệu": None,
    "hai nghìn tỷ": "2000000000000",
    "1.200 tỷ 300 triệu": "1200300000000",
    "năm trăm nghìn": "500000",
    "ba triệu hai trăm nghìn": "3200000",
}

DOUBTFUL = {
    "một trăm hai": (Doubt.SCALE, ["120", "102"]),
    "một nghìn hai": (Doubt.SCALE, ["1200", "1002"]),
    "2 tỷ 300": (Doubt.SCALE, ["2300000000", "2000000300"]),
    "2 triệu 5": (Doubt.SCALE, ["2500000", "2000005"]),
    "2tr50": (Doubt.SCALE, ["2500000", "2050000"]),
    "1.5 triệu": (Doubt.POINT_OR_COMMA, ["1500000", "15000000"]),
    "nam": (Doubt.WITHOUT_MARKS, ["5"]),
    "2 tram": (Doubt.WITHOUT_MARKS, ["200"]),
}

NO_NUMBERS = (
    *("mươi", "mốt", "lăm", "hai mươi một", "hai mươi năm", "mười năm", "một mươi", "hai ba", "trăm", "nghìn", "tỷ"),
    *("2 tỷ 3 tỷ", "2 triệu 3 tỷ", "1,5 tỷ 300 triệu", "hai triệu nghìn", "500k tỷ", "2tr05", "2 triệu 1.500"),
    *("hai trăm trăm", "rưỡi", "một rưỡi", "hái mươi", "15 trạm", "15 tram", "2 tỷ 300 triệu và"),
)


@pytest.mark.parametrize(("text", "number"), EXACT.items())
def test_a_number_in_words_is_exact(text: str, number: str | None) -> None:
    spelt = quantity(tokens_of(text))
    assert (spelt and [(one.number, one.native) for one in spelt.candidates]) == (
        [(Decimal(number), True)] if number else None
    )


@pytest.mark.parametrize(("text", "doubt", "numbers"), [(text, *rest) for text, rest in DOUBTFUL.items()])
def test_a_number_said_short_or_without_marks_is_in_doubt(text: str, doubt: Doubt, numbers: list[str]) -> None:
    spelt = quantity(tokens_of(text))
    assert spelt is not None
    assert spelt.doubt is doubt
    assert [one.number for one in spelt.candidates] == [Decimal(number) for number in numbers]
    assert not any(one.native for one in spelt.candidates)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_not_made_one(text: str) -> None:
    assert quantity(tokens_of(text)) is None


def test_every_spelling_up_to_999_is_read_as_the_number_it_was_written_from() -> None:
    entries = [entry for entries in spellings.spellings_to_999().values() for entry in entries]
    for spelling, number in entries:
        spelt = quantity(tokens_of(spelling))
        assert spelt is not None, spelling
        assert Decimal(number) in [one.number for one in spelt.candidates], spelling
    assert {number for _, number in entries} == set(range(1, 1000))
