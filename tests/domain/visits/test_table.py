"""Every line of the table is taken for exactly what it says, in any Unicode form and without its marks."""

import unicodedata

import pytest

from domain.folding import plain
from tests.domain.visits.table import GROUPS, WITHOUT_MARKS
from tests.domain.visits.terms import read, told

CASES = [
    pytest.param(text, expected, id=f"{group}: {text}") for group, cases in GROUPS.items() for text, expected in cases
]


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_line_is_read_asked_back_or_refused_as_the_table_says(text: str, expected: str) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_line_in_another_unicode_form_says_the_same(text: str, expected: str) -> None:
    assert told(read(unicodedata.normalize("NFD", text))) == expected


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_line_without_its_marks_says_the_same_or_is_asked_about(text: str, expected: str) -> None:
    reading = told(read(bare(text)))
    if text in WITHOUT_MARKS:
        assert reading == WITHOUT_MARKS[text]
        assert reading.startswith("? ")
    else:
        assert plain(reading) == plain(expected)


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    lines = [text for cases in GROUPS.values() for text, _ in cases]
    assert len(set(lines)) == len(lines) > 120
    assert set(WITHOUT_MARKS) <= set(lines)
