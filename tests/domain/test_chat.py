"""Cutting texts: no part too long for a messenger that counts in UTF-16, nothing lost, nothing empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chat import split_text

SIGNS = st.sampled_from("aăéờẾ0.,·• \n\n\t😀🇻𠀀")
texts = st.text(SIGNS, max_size=300)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, [""]),
        ("mười ký tự", 10, ["mười ký tự"]),
        ("\n trước và sau \n", 20, ["\n trước và sau \n"]),
        ("một\nhai\nba", 7, ["một\nhai", "ba"]),
        ("một\n\nhai", 6, ["một\n", "hai"]),
        ("một\n\n\n\nhai", 4, ["một\n", "hai"]),
        ("mười ký tự\n", 10, ["mười ký tự"]),  # no empty message behind it
        ("mười ký tự ", 10, ["mười ký", "tự "]),
        ("một hai ba bốn", 8, ["một hai", "ba bốn"]),
        ("mộthaibabốn", 4, ["mộth", "aiba", "bốn"]),
        ("😀😀😀😀", 4, ["😀😀", "😀😀"]),  # two units each
        ("😀😀😀😀", 5, ["😀😀", "😀😀"]),  # never half of one
        ("aaaaaaaa😀 bb", 9, ["aaaaaaaa", "😀 bb"]),
    ],
)
def test_where_a_text_is_cut(text: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, limit) == parts


@given(texts, st.integers(2, 40))
def test_no_part_is_too_long(text: str, limit: int) -> None:
    assert all(_units(part) <= limit for part in split_text(text, limit))


@given(texts, st.integers(2, 40))
def test_no_part_is_empty_unless_there_is_nothing_to_say(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    if text.strip():
        assert all(part.strip() for part in parts)


@given(texts, st.integers(2, 40))
def test_the_parts_hold_every_sign_in_order(text: str, limit: int) -> None:
    assert "".join("".join(split_text(text, limit)).split()) == "".join(text.split())


@given(st.lists(st.text("aăéờ0😀 ", min_size=1, max_size=20).filter(str.strip), min_size=1), st.integers(40, 80))
def test_lines_that_fit_are_never_broken(lines: list[str], limit: int) -> None:
    assert "\n".join(split_text("\n".join(lines), limit)) == "\n".join(lines)


@given(texts)
def test_a_text_that_fits_stays_as_it_is(text: str) -> None:
    assert split_text(text, 600) == [text]
