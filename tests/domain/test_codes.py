"""Codes: read again however a person types what the card says, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import ALPHABET, LENGTH, code_in, counted, grouped

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(
    codes,
    st.sampled_from(("LK ", "lk ", "Lk", "LK: ", "/lk ", "/start ", "LK-", "  lk   ", "")),
    st.sampled_from((str, str.lower, grouped, lambda code: "-".join(code))),
    st.sampled_from(("", " ", ".", "\n")),
)
def test_a_code_is_read_however_it_is_typed(code: str, before: str, written: object, after: str) -> None:
    assert callable(written)
    assert code_in(f"{before}{written(code)}{after}") == code


@pytest.mark.parametrize(
    "said",
    [
        "",
        "LK",
        "LK ABC",
        "xin chào",
        "93,5",
        "7F3K9QXYZ",  # nine
        "7F3K9QXYZ22",  # eleven
        "7F3K9QXYZ0",  # no 0, 1, I, L, O in a code
        "LK 7F3K9QXYZ2 ạ",
        "0912345678",
        "LK " + " " * 100 + "7F3K9QXYZ2",
        "ＬＫ 7F3K9QXYZ2",
    ],
)
def test_nothing_else_is_a_code(said: str) -> None:
    assert code_in(said) is None


@given(st.integers(0, len(ALPHABET) ** LENGTH - 2))
def test_counted_codes_are_codes_and_differ(number: int) -> None:
    assert code_in(counted(number)) == counted(number) != counted(number + 1)


def test_a_code_is_printed_in_two_groups() -> None:
    assert grouped("7F3K9QXYZ2") == "7F3K9 QXYZ2"
