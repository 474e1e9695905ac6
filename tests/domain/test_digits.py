"""What a figure in digits can mean: what Vietnamese spelling says, and what else a slip would make it."""

from decimal import Decimal

import pytest

from domain.digits import candidates


@pytest.mark.parametrize(
    ("figure", "native", "others"),
    [
        ("12", "12", []),
        ("007", "7", []),
        ("12,5", "12.5", []),
        ("1.234", "1234", ["1.234"]),
        ("1,234", "1.234", ["1234"]),
        ("1.234.567", "1234567", []),
        ("1 234,5", "1234.5", []),
        ("1.234,5", "1234.5", []),
        ("3.5", None, ["3.5", "35"]),
        ("0.5", None, ["0.5"]),
        ("1,234.5", None, ["1234.5"]),
        ("1,234,567", None, ["1234567"]),
        ("1 234.5", None, ["1234.5"]),
        ("0.500", None, ["0.500"]),
        ("1.23.4", None, []),
        ("1.234 567", None, []),
        ("1,2,3", None, []),
    ],
)
def test_a_figure_has_at_most_one_vietnamese_meaning(figure: str, native: str | None, others: list[str]) -> None:
    found = candidates(figure)
    assert [one.number for one in found if one.native] == ([Decimal(native)] if native else [])
    assert [one.number for one in found if not one.native] == [Decimal(other) for other in others]
