"""Figures come back digit for digit, moments in UTC, and a moment without a zone is refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CodeTry, Figure
from storage.types import ExactDecimal, UtcDateTime
from tests.rows import NOW, Town

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
decimals = decimals.filter(lambda number: len(f"{number:f}") <= 64)  # the column; the reader takes 21 digits at most
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1990, 1, 2), datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001 - bounds are naive


@given(decimals)
def test_a_decimal_is_written_out_in_full(number: Decimal) -> None:
    written = ExactDecimal().process_bind_param(number, dialect())
    assert written is not None
    assert "E" not in written
    assert ExactDecimal().process_result_value(written, dialect()) == number


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decimals)
async def test_a_figure_keeps_every_digit(session: AsyncSession, town: Town, number: Decimal) -> None:
    town.figures[0].number = number
    await session.flush()
    await session.refresh(town.figures[0])
    assert town.figures[0].number == number
    assert f"{town.figures[0].number:f}" == f"{number:f}", "93,50 stays 93,50"


@given(moments)
def test_a_moment_of_any_zone_is_the_same_moment_in_utc(moment: datetime) -> None:
    stored = UtcDateTime().process_bind_param(moment, dialect())
    assert stored is not None
    assert (stored, stored.utcoffset()) == (moment, timedelta(0))
    assert UtcDateTime().process_result_value(stored.replace(tzinfo=None), dialect()) == moment


async def test_a_stored_moment_comes_back_aware_and_is_found_by_comparing(session: AsyncSession) -> None:
    saigon = timezone(timedelta(hours=7))
    session.add(CodeTry(channel="telegram", sender="7", at=datetime(2026, 11, 16, 17, 0, 0, 1, tzinfo=saigon)))
    await session.flush()
    session.expire_all()
    five = datetime(2026, 11, 16, 10, tzinfo=UTC)
    found = (await session.execute(select(CodeTry.at).where(CodeTry.at > five))).scalar_one()
    assert (found, found.tzinfo) == (five + timedelta(microseconds=1), UTC)


async def test_a_moment_without_a_zone_is_refused(session: AsyncSession) -> None:
    session.add(CodeTry(channel="telegram", sender="7", at=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="without a zone"):
        await session.flush()


async def test_nothing_stays_nothing(session: AsyncSession, town: Town) -> None:
    figure = await session.get_one(Figure, town.figures[0].id)
    assert (figure.number, figure.answered_at) == (None, None), "missing is not zero"
