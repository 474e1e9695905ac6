"""The plan in force, the rules of its regimes as data, and the periods leaders are told of."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.regimes import Regime
from domain.values import Special, Value
from storage import plans, recording, regime_rules
from storage.reports import Answer
from storage.tables import Organisation, Plan
from tests.domain.regimes import MONTHLY
from tests.domain.test_periods_properties import some_regime
from tests.rows import DUE, LOCKS, NOW, Town


@given(some_regime)
def test_a_regime_survives_its_column(regime: Regime) -> None:
    assert regime_rules.from_json(regime_rules.to_json(regime)) == regime


async def test_the_rules_come_back_from_the_database(session: AsyncSession, town: Town) -> None:
    await session.refresh(town.regime)
    assert await plans.regime(session, town.regime.id) == MONTHLY
    assert await plans.any_regime(session, town.organisation.id) == MONTHLY


async def test_the_newest_version_of_a_plan_is_in_force(session: AsyncSession, town: Town) -> None:
    session.add(
        Plan(
            organisation_id=town.organisation.id,
            version=2,
            title="hai",
            document="",
            fingerprint="",
            loaded_at=NOW,
            applied_at=NOW,
        )
    )
    await session.flush()
    in_force = await plans.in_force(session, town.organisation.id)
    assert in_force is not None
    assert in_force.title == "hai"


async def test_an_organisation_without_a_plan(session: AsyncSession) -> None:
    session.add(Organisation(code="moi", name="", short_name="", zone="Asia/Ho_Chi_Minh", locale="vi"))
    await session.flush()
    found = await plans.organisation(session, "moi")
    assert found is not None
    assert await plans.in_force(session, found.id) is None
    assert await plans.any_regime(session, found.id) is None


@pytest.mark.parametrize(
    ("state", "answer", "closed", "after", "told"),
    [
        (State.OPEN, None, False, DUE, True),
        (State.OPEN, None, True, DUE, True),
        (State.RETURNED, None, True, DUE, True),
        (State.SUBMITTED, None, False, DUE, True),  # the closing digest is still to come
        (State.SUBMITTED, Answer(Value(Decimal(1))), True, DUE, False),
        (State.SUBMITTED, Answer(special=Special.NO_FIGURE_YET), True, DUE, True),
        (State.ACCEPTED, Answer(special=Special.NOTHING_AROSE), True, DUE, False),
        (State.OPEN, None, True, LOCKS, True),
        (State.OPEN, None, True, LOCKS + timedelta(seconds=1), False),
    ],
)
async def test_leaders_are_told_of_a_period_until_nothing_is_owed(
    session: AsyncSession, town: Town, state: State, answer: Answer | None, closed: bool, after: datetime, told: bool
) -> None:
    if answer:
        await recording.record(session, town.figures[0], answer, "said", town.officer, NOW)
    town.report.state = state
    if closed:
        town.period.closing_at = None
    await session.flush()
    assert bool(await plans.current_periods(session, town.organisation.id, after)) is told
