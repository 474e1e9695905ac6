"""Cutting texts: no part too long for a messenger that counts in UTF-16, nothing lost, nothing empty, all numbered."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.texts import fits, in_parts, split_text, units

SIGNS = st.sampled_from("aăéờẾ0.,·• \n\n\t😀🇻𠀀")
texts = st.text(SIGNS, max_size=300)


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
    assert all(units(part) <= limit for part in split_text(text, limit))


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


@pytest.mark.parametrize(("text", "signs"), [("Đúng hạn ≥ 90%", 14), ("tỷ lệ số hóa", 12), ("😀", 2)])
def test_a_text_is_as_long_in_any_spelling(text: str, signs: int) -> None:
    assert units(text) == signs
    for form in ("NFC", "NFD"):
        spelled = normalize(form, text)
        assert in_parts(spelled, signs) == [text]
        assert fits(spelled, signs)
        assert not fits(spelled, signs - 1)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("vừa một tin", 11, ["vừa một tin"]),
        ("dòng một\ndòng hai", 16, ["(1/2) dòng một", "(2/2) dòng hai"]),
        ("một hai ba", 9, ["(1/3) một", "(2/3) hai", "(3/3) ba"]),
    ],
)
def test_what_is_cut_is_numbered(text: str, limit: int, parts: list[str]) -> None:
    assert in_parts(text, limit) == parts


@pytest.mark.parametrize("lines", [3, 9, 10, 99, 100, 999, 1000, 2000])
def test_the_mark_counts_into_the_limit_however_many_there_are(lines: int) -> None:
    parts = in_parts("\n".join(["một dòng"] * lines), 20)
    assert max(map(units, parts)) <= 20
    assert len(parts) == lines
    marks = [re.fullmatch(r"\((\d+)/(\d+)\) một dòng", part) for part in parts]
    assert [mark and (int(mark[1]), int(mark[2])) for mark in marks] == [(n + 1, lines) for n in range(lines)]


@given(st.text(SIGNS, max_size=300), st.integers(16, 60))
def test_numbered_parts_fit_and_hold_everything(text: str, limit: int) -> None:
    parts = in_parts(text, limit)
    assert all(units(part) <= limit for part in parts)
    bare = parts if len(parts) == 1 else [re.sub(r"^\(\d+/\d+\) ", "", part) for part in parts]
    assert "".join("".join(bare).split()) == "".join(normalize("NFC", text).split())
