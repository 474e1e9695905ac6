"""What comes next for a unit: the report under way, or the period that opens next."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain import periods
from handlers.talk import Talk
from locales import figures
from storage import days_off, plans, reports
from storage.tables import Organisation, Regime, Unit


async def of_unit(talk: Talk, organisation: Organisation, unit: Unit) -> str:
    """One sentence: "Kỳ Tháng 11/2026: 6 câu, hạn 17:00 Thứ Hai 16/11."."""
    zone = ZoneInfo(organisation.zone)
    owed = await reports.of_units(talk.session, [unit.id], talk.now)
    if owed:
        first = owed[0]
        return talk.say(
            "upcoming.open",
            period=figures.period(talk.say, first.period.key, first.period.frequency),
            asked=first.asked,
            due=talk.say.moment(first.report.due_at, zone),
        )
    return await next_period(talk, organisation)


async def next_period(talk: Talk, organisation: Organisation) -> str:
    """When the organisation's next period opens and is due."""
    row = await _next_regime(talk, organisation)
    if row is None or row.next_opens_at is None:
        return talk.say("upcoming.none")
    regime = plans.regime_from_json(row.rules)
    days = days_off.around(talk.now)
    of, table = next(opening for opening in periods.next_openings(regime, days, row.next_opens_at - periods.MOMENT))
    return talk.say(
        "upcoming.next",
        period=figures.period(talk.say, of.key, of.frequency),
        opens=talk.say.moment(table.opens_at, regime.zone),
        due=talk.say.moment(table.due_at, regime.zone),
    )


async def _next_regime(talk: Talk, organisation: Organisation) -> Regime | None:
    found = select(Regime).where(Regime.organisation_id == organisation.id, Regime.next_opens_at.is_not(None))
    return (await talk.session.execute(found.order_by(Regime.next_opens_at).limit(1))).scalar_one_or_none()
