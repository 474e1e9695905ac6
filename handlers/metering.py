"""A bot's meter: who can mend it is told when a month's messages, its users or its groups run out, and reads it."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain import quota
from domain.quota import Allowance, Measure, Meter
from handlers import alarms, channel_names
from locales import Speaker
from storage import meter

BAR = 20  # signs
FULL, EMPTY = "█", "░"


async def watch(session: AsyncSession, channel: str, allowance: Allowance, now: datetime) -> None:
    """After a message has gone: tell the administrators of what is nearly used up, once a month each."""
    if allowance == Allowance():
        return
    found = await meter.read(session, channel, allowance, now)
    for measure in found.near():
        month = quota.month(now)[0].astimezone(quota.MONTH_ZONE)
        key = f"quota:{channel}:{measure}:{month:%Y-%m}"
        await alarms.tell(session, key, now, partial(_warning, found, measure))


def table(say: Speaker, found: Meter) -> list[str]:
    """The meter as it is read: a line with a bar for each thing that is counted."""
    lines = [channel_names.name(say, found.channel)]
    for measure, used, most in found.measures():
        what = say(f"meter.{measure}")
        if most is None:
            lines.append(say("meter.unlimited", what=what, used=_number(say, used)))
        else:
            per_cent = used * 100 // most if most else 100
            bar = _bar(per_cent)
            lines.append(
                say("meter.line", what=what, bar=bar, used=_number(say, used), most=_number(say, most), share=per_cent)
            )
    lines += [say("meter.billed", number=_number(say, found.billed))] if found.billed else []
    return lines + ([say("meter.held", number=_number(say, found.held))] if found.held else [])


def _warning(found: Meter, measure: Measure, say: Speaker) -> str:
    """What is nearly used up, with the numbers, and what to do."""
    called = channel_names.name(say, found.channel)
    return "\n".join([say(f"meter.near.{measure}", channel=called), *table(say, found)[1:], say(f"meter.do.{measure}")])


def _bar(per_cent: int) -> str:
    filled = min(BAR, per_cent * BAR // 100)
    return FULL * filled + EMPTY * (BAR - filled)


def _number(say: Speaker, number: int) -> str:
    return say.number(Decimal(number))
