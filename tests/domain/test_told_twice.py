"""A pair and the percentage beside it agree exactly when the percentage is the pair's, rounded as it was written."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.indicators import Indicator, Kind
from domain.values import Ask, Doubt, Value, read_value
from tests.drawn import drawn

PERCENT = Indicator(Kind.PERCENT, "%")
LIGHT = settings(max_examples=drawn(100), deadline=None, derandomize=True)
PAIRS = st.integers(1, 3000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
WAYS = st.sampled_from(["{share}% ({pair})", "{pair} ({share}%)", "{pair} = {share}%", "{share}%, tương ứng {pair}"])


def share_of(part: int, whole: int, places: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def written(share: Decimal, part: int, whole: int, way: str) -> str:
    return way.format(share=str(share).replace(".", ","), pair=f"{part}/{whole}")


@LIGHT
@given(pair=PAIRS, places=st.integers(0, 3), way=WAYS)
def test_a_rounded_percentage_agrees_with_its_pair(pair: tuple[int, int], places: int, way: str) -> None:
    reading = read_value(written(share_of(*pair, places), *pair, way), PERCENT)
    assert isinstance(reading, Value)
    assert (reading.numerator, reading.denominator) == tuple(map(Decimal, pair))


@LIGHT
@given(pair=PAIRS, places=st.integers(0, 3), steps=st.integers(1, 50), way=WAYS)
def test_a_percentage_that_is_not_the_pairs_is_asked_back(
    pair: tuple[int, int], places: int, steps: int, way: str
) -> None:
    other = share_of(*pair, places) + steps * Decimal(1).scaleb(-places)
    exact = Decimal(100 * pair[0]) / pair[1]
    reading = read_value(written(other, *pair, way), PERCENT)
    if abs(exact - other) > Decimal(5).scaleb(-places - 1):  # 12,5 is 12 % as well as 13 %
        assert isinstance(reading, Ask)
        assert reading.doubt is Doubt.TOLD_TWICE
        assert any(isinstance(one, Value) and one.numerator == pair[0] for one in reading.readings)
