"""`tiến độ`: what is off pace first, one sentence each; and the line of it in the digest."""

from collections import Counter
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain.forecast import Untold
from domain.indicators import Kind
from domain.pace import CAPS, Basis, Light
from domain.roles import OVERSEEING, Role
from handlers import ended, paced, refusing
from handlers.paced import Overview, Paced
from handlers.talk import Talk
from locales import Speaker, figures
from storage import people
from storage.tables import Organisation

SEEING_OWN = frozenset({Role.OFFICER, Role.HEAD})
NAMES_IN_DIGEST = 3
_OFF = (Light.RED, Light.AMBER)


async def show(talk: Talk, said: str = "") -> None:
    """`tiến độ`: of the whole plan, or of one's own unit."""
    organisation = talk.known.organisation
    units = None
    if not await talk.holds(OVERSEEING):
        units = await people.units_of(talk.session, talk.known.person.id, SEEING_OWN, talk.now)
        if not units:
            await refusing.say(talk, "pace.not_for_you", "pace")
            return
    unit_ids = None if units is None else [unit.id for unit in units]
    seen = await paced.overview(talk.session, organisation, talk.now, unit_ids=unit_ids)
    whose = organisation.short_name if units is None else ", ".join(unit.short_name for unit in units)
    gone = [ended.line(talk.say, duty.name, row, talk.known.zone) for duty, row in seen.ended]
    with_units = units is None or len(units) > 1
    await talk.reply("\n".join([text(talk.say, seen, whose, with_units=with_units), *gone]))


async def digest_lines(session: AsyncSession, say: Speaker, organisation: Organisation, now: datetime) -> list[str]:
    """One line for the digest that names what is off pace; none when nothing is."""
    red = (await paced.overview(session, organisation, now)).of_light(Light.RED)
    if not red:
        return []
    names = ", ".join(dict.fromkeys(one.duty.name for one in red[:NAMES_IN_DIGEST]))
    left = len(red) - NAMES_IN_DIGEST
    return [say.count("pace.in_digest_more", left, names=names) if left > 0 else say("pace.in_digest", names=names)]


def text(say: Speaker, seen: Overview, whose: str, *, with_units: bool) -> str:
    """Red, then amber, each with its sentence; the rest is counted."""
    lines = [say("pace.head", whose=whose, day=say.full_day(seen.on))]
    if not seen.indicators:
        return "\n".join([*lines, say("pace.nothing")])
    for light in _OFF:
        found = seen.of_light(light)
        if found:
            lines += ["", say(f"pace.section.{light}", number=len(found))]
            lines += [f"• {_named(say, one, with_units=with_units)}" for one in found]
    return "\n".join([*lines, "", *_counted(say, seen)])


def sentence(say: Speaker, one: Paced) -> str:
    """Why it has this light, in one sentence: "Lũy kế 45/120 lớp (37,5%), tới 14/11 cần khoảng 55: chậm."."""
    of = one.pace
    if of.why is not None:
        return say("pace.unknown_sentence", why=say(f"pace.why.{of.why}"))
    verdict = _verdict(say, one)
    if of.basis is Basis.STEP:
        kind = one.aim.indicator.kind if one.aim.indicator.kind is Kind.YES_NO else Kind.MILESTONE
        answer = say(f"value.{kind}.{'yes' if of.reached else 'no'}")
        return say("pace.step", answer=answer, due=say.day(one.aim.due_on), verdict=verdict)
    said = _level(say, one, verdict) if of.basis is Basis.LEVEL else _growing(say, one, verdict)
    return f"{said}{_ahead(say, one)}."


def _named(say: Speaker, one: Paced, *, with_units: bool) -> str:
    words = {"name": one.duty.name, "sentence": sentence(say, one)}
    return say("pace.line_unit", unit=one.duty.unit.short_name, **words) if with_units else say("pace.line", **words)


def _verdict(say: Speaker, one: Paced) -> str:
    if one.pace.reached:
        return say("pace.verdict.reached")
    kind = "limit" if one.aim.indicator.comparator in CAPS else "pace"
    return say(f"pace.verdict.{kind}.{one.pace.light}")


def _level(say: Speaker, one: Paced, verdict: str) -> str:
    asked = one.aim.indicator
    actual = figures.with_unit(say, one.pace.actual, asked.unit_of_measure)
    return say("pace.level", actual=actual, target=figures.target(say, asked), verdict=verdict)


def _growing(say: Speaker, one: Paced, verdict: str) -> str:
    asked, of = one.aim.indicator, one.pace
    target = asked.target or Decimal(0)
    share = say("pace.share", share=say.number(_rounded(of.actual * 100 / target))) if target else ""
    return say(
        "pace.growing_limit" if asked.comparator in CAPS else "pace.growing",
        how=say(f"pace.how.{of.basis}"),
        actual=say.number(of.actual),
        target=figures.with_unit(say, target, asked.unit_of_measure),
        share=share,
        day=say.day(of.on),
        expected=say.number(_about(asked.kind, of.expected)),
        verdict=verdict,
    )


def _ahead(say: Speaker, one: Paced) -> str:
    ahead = one.pace.forecast
    if one.pace.reached or one.pace.on >= one.aim.due_on or ahead.untold is Untold.NOT_A_NUMBER:
        return ""
    due = say.day(one.aim.due_on)
    if ahead.number is None:
        return say(f"pace.untold.{ahead.untold}", due=due)
    asked = one.aim.indicator
    written = figures.with_unit(say, _about(asked.kind, ahead.number), asked.unit_of_measure)
    return say("pace.forecast", due=due, number=written)


def _counted(say: Speaker, seen: Overview) -> list[str]:
    green, unknown = seen.of_light(Light.GREEN), seen.of_light(Light.UNKNOWN)
    reached = sum(one.pace.reached for one in green)
    lines = [say("pace.green_reached" if reached else "pace.green", number=len(green), reached=reached)]
    if unknown:
        whys = Counter(one.pace.why for one in unknown)
        parts = ", ".join(f"{number} {say(f'pace.why.{why}')}" for why, number in whys.items())
        lines.append(say("pace.unknown", number=len(unknown), whys=parts))
    return lines


def _about(kind: Kind, number: Decimal) -> Decimal:
    """As one says it in passing: whole things are whole from one on, everything is from ten on."""
    is_whole = number >= (1 if kind is Kind.COUNT else 10)
    return _plain(number.quantize(Decimal(1) if is_whole else Decimal("0.1"), ROUND_HALF_UP))


def _rounded(number: Decimal) -> Decimal:
    return _plain(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _plain(number: Decimal) -> Decimal:
    return number.to_integral_value() if number == number.to_integral_value() else number
