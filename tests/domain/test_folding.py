"""Vietnamese text taken apart: figures and words, with their marks or without any."""

import pytest

from domain.folding import is_legible, same_word, tokens_of, trimmed


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("15 hồ sơ", ["15", "hồ", "sơ"]),
        ("2tr5", ["2", "+tr", "+5"]),
        ("1 234 567,5", ["1 234 567,5"]),
        ("1\u00a0234", ["1 234"]),
        ("12 34", ["12", "34"]),
        ("1  234", ["1", "234"]),
        ("1\t234", ["1", "234"]),
        ("1 2345", ["1", "2345"]),
        ("12,", ["12", "+,"]),
        ("187/200", ["187", "+/", "+200"]),
        ("95,5%.", ["95,5", "+%", "+."]),
        ("", []),
    ],
)
def test_a_line_is_split_into_figures_words_and_signs(text: str, tokens: list[str]) -> None:
    assert [("+" if one.glued else "") + one.text for one in tokens_of(text)] == tokens


@pytest.mark.parametrize(
    ("typed", "word", "same"),
    [
        ("hồ", "hồ", True),
        ("ho", "hồ", True),
        ("hô", "hồ", False),
        ("hộ", "hồ", False),
        ("hoà", "hòa", True),
        ("đồng", "đồng", True),
        ("dong", "đồng", True),
        ("đong", "đồng", False),
        ("hồ", "ho", False),
    ],
)
def test_a_word_is_typed_with_all_its_marks_or_with_none(typed: str, word: str, same: bool) -> None:
    assert same_word(typed, word) is same


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("15 hồ sơ", True),
        ("ho\u0302\u0300", True),
        ("1\t2", True),
        ("1\u200b5", False),
        ("\u202e15", False),
        ("15\u0000", False),
        ("1\u0336", False),
        ("1\u20e3", False),
    ],
)
def test_what_may_not_be_what_was_seen_is_illegible(text: str, legible: bool) -> None:
    assert is_legible(text) is legible


@pytest.mark.parametrize(
    ("text", "left"), [("  15 ", "15"), ("\ufeff15\u200b", "15"), (" \u200e HỒ  SƠ ", "hồ  sơ"), ("\u200b", "")]
)
def test_what_surrounds_a_text_is_left_out(text: str, left: str) -> None:
    assert trimmed(text) == left
