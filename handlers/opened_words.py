"""How it reads that reports have opened: one by itself, or several in the order in which they will be asked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain import rounds
from handlers import asking, sequel, upward
from locales import Speaker
from storage import parts, people, plans
from storage.reports import Owed

SECONDS_A_QUESTION = 20


async def told(session: AsyncSession, say: Speaker, opened: Sequence[Owed], *, begins: bool) -> str:
    """What opened. `begins`: the first question of the first of them follows."""
    in_turn = sequel.in_turn(opened)
    own = [one for one in in_turn if not one.report.is_upward]
    said = [await _of_units(session, say, own, begins=begins)] if own else []
    said += [await upward.told(session, say, one) for one in in_turn if one.report.is_upward]
    return "\n".join(said)


async def _of_units(session: AsyncSession, say: Speaker, in_turn: Sequence[Owed], *, begins: bool) -> str:
    zones = [(await plans.regime(session, one.period.regime_id)).zone for one in in_turn]
    units = await _unit_names(session, in_turn)
    words = [
        {
            "period": asking.period_name(say, one),
            "unit": units[one.unit.id],
            "first": say.day(one.period.first_day),
            "last": say.day(one.period.cut_off),
            "due": say.moment(one.report.due_at, zone),
        }
        for one, zone in zip(in_turn, zones, strict=True)
    ]
    first = in_turn[0]
    if len(in_turn) == 1:
        asked = say.count("open.questions", first.asked, unit=first.unit_name, minutes=_minutes(say, first))
        return f"{say(_head(first), **words[0])}\n{asked}"
    one_unit = len({one.unit.id for one in in_turn}) == 1
    lines = [say.count("open.several" if one_unit else "open.several_units", len(in_turn), unit=first.unit_name)]
    line = "open.line" if one_unit else "open.line_of_unit"
    lines += [say.count(line, one.asked, **about) for one, about in zip(in_turn, words, strict=True)]
    if begins:
        begun = {**words[0], "minutes": _minutes(say, first)}
        lines.append(say("open.begins" if one_unit else "open.begins_of_unit", **begun))
        are_derived = [bool(await parts.frequencies(session, one)) for one in in_turn[1:]]
        lines.append(say("open.then_derived" if any(are_derived) else "open.then_in_turn"))
    return "\n".join(lines)


async def _unit_names(session: AsyncSession, opened: Sequence[Owed]) -> dict[int, str]:
    """What their units are called; with the organisation where they are of several, for the names may be the same."""
    names = {one.unit.id: one.unit_name for one in opened}
    of = {one.unit.id: one.report.organisation_id for one in opened}
    if len(set(of.values())) == 1:
        return names
    return {i: f"{name}, {(await people.organisation(session, of[i])).short_name}" for i, name in names.items()}


def _head(opened: Owed) -> str:
    if opened.period.frequency != rounds.ROUND:
        return "open.period"
    return "open.phase" if rounds.phase_of(opened.period.key) else "open.round"


def _minutes(say: Speaker, opened: Owed) -> str:
    return say.count("open.minutes", max(1, round(opened.asked * SECONDS_A_QUESTION / 60)))
