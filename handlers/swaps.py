"""Swapping days for an organisation, from the chat or the command line: checked, shown, stored, and told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import swaps
from domain.swaps import Refused, Swap
from handlers import retiming
from handlers.retiming import Move
from locales import Speaker, figures
from storage import days_off
from storage.tables import Audit, Organisation

_MOST_MOVES = 8
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A swap that can be stored, with the deadlines it moves."""

    swap: Swap
    moves: list[Move]


async def propose(
    session: AsyncSession, organisation: Organisation, swap: Swap | Refused, now: datetime
) -> Proposal | Refused:
    """What a swap would do; nothing is changed yet."""
    if isinstance(swap, Refused):
        return swap
    days = await days_off.around(session, organisation.id, _near(swap, now))
    own = await days_off.own_words(session, organisation.id)
    refused = swaps.refused(swap, days, own, now.astimezone(ZoneInfo(organisation.zone)).date())
    if refused:
        return refused
    after = await days_off.around(session, organisation.id, _near(swap, now), swap.changes)
    return Proposal(swap, await retiming.moves(session, organisation.id, days, after, swap.changes, now))


async def store(session: AsyncSession, organisation: Organisation, swap: Swap, actor: str, now: datetime) -> None:
    """Store a swap that was agreed to, with its audit entries, and bring what is planned in line with it."""
    before = await days_off.around(session, organisation.id, now)
    own = await days_off.own_words(session, organisation.id)
    for day, is_worked in swap.changes.items():
        if is_worked is None:
            await days_off.forget(session, organisation.id, day)
        else:
            await days_off.swap(
                session, organisation.id, day, is_worked=is_worked, source=swap.source, actor=actor, now=now
            )
        session.add(
            Audit(
                organisation_id=organisation.id,
                at=now,
                actor=actor,
                action="swap_day",
                object=f"day:{day}",
                old=_WORDS[own.get(day)],
                new=_WORDS[is_worked],
                why=swap.source or None,
            )
        )
    after = await days_off.around(session, organisation.id, now)
    await retiming.retime(session, organisation.id, before, after, now)


def which(say: Speaker, day: date, is_worked: bool | None) -> str:
    """ "• Thứ Bảy 09/01/2027: làm bù"."""
    kind = "as_country" if is_worked is None else "worked" if is_worked else "off"
    return f"• {say(f'days_off.is.{kind}', day=say.full_day(day))}"


def proposed(say: Speaker, of: Proposal, organisation: Organisation) -> str:
    """The change and the deadlines that move with it."""
    lines = [say("days_off.change", organisation=organisation.short_name)]
    lines += [which(say, day, is_worked) for day, is_worked in of.swap.changes.items()]
    if of.swap.source:
        lines.append(say("days_off.source", source=of.swap.source))
    lines.append(say("days_off.moves" if of.moves else "days_off.moves_none"))
    lines += [_move(say, one, ZoneInfo(organisation.zone)) for one in of.moves[:_MOST_MOVES]]
    if of.moves[_MOST_MOVES:]:
        lines.append(say.count("days_off.moves_more", len(of.moves) - _MOST_MOVES))
    lines.append(say("days_off.open_keep"))
    return "\n".join(lines)


def refusal(say: Speaker, refused: Refused) -> str:
    """Why not, and what to write instead."""
    return say(f"days_off.refused.{refused.fault}", day=say.full_day(refused.day) if refused.day else "")


async def listed(session: AsyncSession, say: Speaker, organisation: Organisation, now: datetime) -> str:
    """The days off of the coming twelve months, and the organisation's own swaps."""
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    days = await days_off.around(session, organisation.id, now)
    lines = [say("days_off.coming", organisation=organisation.short_name)]
    lines += [_stretch(say, first, last) for first, last in days.stretches_off(today, today + _A_YEAR)]
    worked = sorted(day for day in days.days_worked if today <= day <= today + _A_YEAR)
    lines += [which(say, day, True) for day in worked]
    own = await days_off.swaps(session, organisation.id, today)
    if own:
        lines += ["", say("days_off.own")]
        lines += [f"{which(say, one.day, one.is_worked)} ({one.source})" for one in own]
    return "\n".join(lines)


def _stretch(say: Speaker, first: date, last: date) -> str:
    if first == last:
        return f"• {say.full_day(first)}"
    return f"• {say.weekday_and_day(first)} – {say.full_day(last)}"


def _move(say: Speaker, one: Move, zone: ZoneInfo) -> str:
    words = {
        "period": one.title or figures.period(say, one.key, one.frequency),
        "old": say.moment(one.old_at, zone),
        "new": say.moment(one.new_at, zone),
    }
    return say("days_off.move_open" if one.is_open else "days_off.move", **words)


def _near(swap: Swap, now: datetime) -> datetime:
    """The moment around which the days must be known: a swap may lie years ahead."""
    return max(now, datetime.combine(min(swap.changes), time(), UTC))


_WORDS = {True: "worked", False: "off", None: None}
