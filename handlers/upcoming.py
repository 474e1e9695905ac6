"""What comes next for a unit: the report under way, or the period that opens next."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain import timetables
from handlers import asking
from handlers.talk import Talk
from locales import figures
from storage import days_off, regime_rules, reports
from storage.tables import Organisation, Regime, Unit

_MOST_LISTED = 3


async def of_unit(talk: Talk, organisation: Organisation, unit: Unit) -> str:
    """One sentence: "Kỳ Tháng 11/2026: 6 câu, hạn 17:00 Thứ Hai 16/11."."""
    zone = ZoneInfo(organisation.zone)
    owed = await reports.of_units(talk.session, [unit.id], talk.now)
    if owed:
        first = owed[0]
        return talk.say(
            "upcoming.open",
            period=asking.period_name(talk.say, first),
            asked=first.asked,
            due=talk.say.moment(first.report.due_at, zone),
        )
    return await next_period(talk, organisation)


async def next_period(talk: Talk, organisation: Organisation) -> str:
    """When the organisation's next period opens and is due."""
    row = await _next_regime(talk, organisation)
    if row is None or row.next_opens_at is None:
        return talk.say("upcoming.none")
    regime = regime_rules.from_json(row.rules)
    days = await days_off.around(talk.session, organisation.id, talk.now)
    opening = timetables.next_openings(regime, days, row.next_opens_at - timetables.MOMENT)
    table = opening[0][1]
    names = [figures.period(talk.say, of.key, of.frequency) for of, _ in opening]
    together = talk.say("upcoming.and", one=", ".join(names[:-1]), other=names[-1]) if names[1:] else names[0]
    return talk.say(
        "upcoming.next",
        period=together,
        opens=talk.say.moment(table.opens_at, regime.zone),
        due=talk.say.moment(table.due_at, regime.zone),
    )


async def _next_regime(talk: Talk, organisation: Organisation) -> Regime | None:
    found = select(Regime).where(Regime.organisation_id == organisation.id, Regime.next_opens_at.is_not(None))
    return (await talk.session.execute(found.order_by(Regime.next_opens_at).limit(1))).scalar_one_or_none()


async def listed(talk: Talk, organisation: Organisation) -> str:
    """What comes next as a list, soonest first: each regime's next periods, three at the most."""
    found = select(Regime).where(Regime.organisation_id == organisation.id, Regime.next_opens_at.is_not(None))
    days, lines = await days_off.around(talk.session, organisation.id, talk.now), []
    for row in (await talk.session.execute(found)).scalars():
        regime = regime_rules.from_json(row.rules)
        after = (row.next_opens_at or talk.now) - timetables.MOMENT
        for _ in range(_MOST_LISTED):
            opening = timetables.next_openings(regime, days, after)
            lines += [(table.opens_at, of, table, regime.zone) for of, table in opening]
            after = opening[0][1].opens_at
    lines.sort(key=lambda line: line[0])
    return "\n".join(
        talk.say(
            "upcoming.line",
            period=figures.period(talk.say, of.key, of.frequency),
            opens=talk.say.moment(opens_at, zone),
            due=talk.say.moment(table.due_at, zone),
        )
        for opens_at, of, table, zone in lines[:_MOST_LISTED]
    )
