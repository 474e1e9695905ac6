"""The same measure against different thresholds, and what several organisations give together."""

from decimal import Decimal

import pytest

from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.rollup import reaches, together
from domain.values import Value

# The measures that the five plans have in common, each with the thresholds the plans set.
THRESHOLDS = (
    ("số hóa hồ sơ TTHC", ">", 90, ">=", 95),
    ("khai thác, sử dụng lại", ">=", 80, ">=", 95),
    ("hài lòng", ">", 95, "=", 95),
    ("kỹ năng số", ">", 85, "=", 100),
    ("giấy tờ một lần", "=", 100, ">", 80),
)


def percent(comparator: str = "none", target: int | None = None) -> Indicator:
    return Indicator(Kind.PERCENT, "%", Comparator(comparator), None if target is None else Decimal(target))


@pytest.mark.parametrize(("name", "first", "number", "second", "other"), THRESHOLDS, ids=[one[0] for one in THRESHOLDS])
def test_one_figure_may_reach_one_threshold_and_not_another(
    name: str, first: str, number: int, second: str, other: int
) -> None:
    between = Decimal(number + other) / 2 if number != other else Decimal(number)
    reached = [reaches(percent(first, number), between), reaches(percent(second, other), between)]
    assert sorted(reached, key=bool) == [False, True], name


@pytest.mark.parametrize(
    ("comparator", "target", "number", "reached"),
    [
        (">", 90, "90", False),
        (">", 90, "90.1", True),
        (">=", 80, "80", True),
        ("=", 100, "99.9", False),
        ("=", 46, "47", True),
        ("<", 5, "5", False),
        ("<=", 5, "5", True),
        ("pending", None, "50", None),
        ("none", None, "50", None),
    ],
)
def test_reaching_a_threshold(comparator: str, target: int | None, number: str, reached: bool | None) -> None:
    assert reaches(percent(comparator, target), Decimal(number)) is reached


def pair(part: int, whole: int) -> Value:
    return Value(Decimal(part) * 100 / whole, Decimal(part), Decimal(whole))


COUNT = Indicator(Kind.COUNT, "hồ sơ")
CUMULATIVE = Indicator(Kind.COUNT, "hồ sơ", nature=Nature.CUMULATIVE)


@pytest.mark.parametrize(
    ("figures", "whole"),
    [
        pytest.param([(percent(), pair(90, 100)), (percent(), pair(10, 100))], pair(100, 200), id="ratio of sums"),
        pytest.param([(percent(), pair(1, 2)), (percent(), Value(Decimal(90)))], None, id="one without its parts"),
        pytest.param([(percent(), pair(1, 2))], None, id="only one"),
        pytest.param([(COUNT, Value(Decimal(3))), (COUNT, Value(Decimal(4)))], Value(Decimal(7)), id="counts add up"),
        pytest.param([(COUNT, Value(Decimal(3))), (CUMULATIVE, Value(Decimal(4)))], None, id="of different stretches"),
        pytest.param([(COUNT, Value(Decimal(3))), (percent(), pair(1, 2))], None, id="measured differently"),
    ],
)
def test_what_several_give_together(figures: list[tuple[Indicator, Value]], whole: Value | None) -> None:
    assert together(figures) == whole
