"""What a button does. Its payload came over the wire: nothing in it is trusted beyond its shape."""

import re
from collections.abc import Awaitable, Callable

from domain.decided import Decided
from handlers import (
    answer,
    confirming,
    consenting,
    deciding,
    erasing,
    hand,
    recomputing,
    returning,
    review,
    rounds,
    ruling,
    running_rounds,
    serving,
    several,
    snooze,
    swapping,
    unkeeping,
    unlocking,
    visit_answering,
    visit_fixing,
    visit_month,
)
from handlers.checking import Check
from handlers.talk import Talk
from storage.decisions import Subject

ID = r"(\d{1,18})"
SMALL = r"(\d{1,9})"


async def _listed(talk: Talk, action: str, report_id: str, mark: str) -> None:
    if await several.tapped(talk, action, int(report_id), mark):
        await answer.heard(talk)


async def _checked(talk: Talk, action: str, check: str, report_id: str, submission: str) -> None:
    await returning.tapped(talk, action, Check(check), int(report_id), int(submission))


async def _ruled(talk: Talk, decided: str, kind: str, number: str, review: str) -> None:
    await ruling.tapped(talk, Decided(decided), Subject(kind, int(number)), review)


async def _recorded(talk: Talk, kind: str, number: str, review: str) -> None:
    await ruling.record(talk, Subject(kind, int(number)), review)


TAPS: tuple[tuple[str, Callable[..., Awaitable[None]]], ...] = (
    (rf"(send|fix):{ID}", lambda talk, action, report: review.tapped(talk, action, int(report))),
    (rf"several:(send|store|one):{ID}:([0-9a-f]{{12}})", _listed),
    (rf"derived:{ID}", lambda talk, report: confirming.tapped(talk, int(report))),
    (rf"reading:{ID}:{SMALL}:(\d)", lambda talk, *numbers: answer.tapped(talk, *map(int, numbers))),
    (rf"(see|approve|accept|return):(approve|accept):{ID}:{SMALL}", _checked),
    (r"round:ask:([0-9a-f]{12})", lambda talk, mark: rounds.tapped(talk, mark)),
    (rf"round:(close|show):{ID}", lambda talk, action, period: running_rounds.tapped(talk, action, int(period))),
    (rf"unlock:{ID}", lambda talk, report: unlocking.tapped(talk, int(report))),
    (rf"(grant|refuse):{ID}", lambda talk, action, request: deciding.tapped(talk, action, int(request))),
    (rf"recompute:{ID}", lambda talk, report: recomputing.tapped(talk, int(report))),
    (rf"serve:{ID}", lambda talk, organisation: serving.tapped(talk, int(organisation))),
    (r"swap:([0-9a-f]{12})", swapping.tapped),
    (rf"rule:({'|'.join(Decided)}):(task|indicator):{ID}:(\d{{4}}-Q[1-4])", _ruled),
    (rf"record:(task|indicator):{ID}:(\d{{4}}-Q[1-4])", _recorded),
    (rf"snooze:(afternoon|tomorrow):{ID}", lambda talk, when, report: snooze.tapped(talk, when, int(report))),
    (r"visit:(\d{1,2}):([0-9a-f]{12})", visit_answering.tapped),
    (rf"undo:{ID}", lambda talk, visit: visit_fixing.undo_tapped(talk, int(visit))),
    (rf"visitmonth:{ID}:(\d{{4}}-\d\d)", lambda talk, unit, month: visit_month.tapped(talk, int(unit), month)),
    (r"consent:(yes|no):([0-9-]{4,12})", consenting.tapped),
    (r"erase:(yes)", erasing.tapped),
    (rf"drop:{ID}", lambda talk, evidence: unkeeping.tapped(talk, int(evidence))),
)


# What may be tapped in a group, too: it is of who taps alone.
IN_GROUPS = ("visit:", "undo:", "visitmonth:")


async def tapped(talk: Talk) -> None:
    """Do what the button says, unless a list waits that it would push aside."""
    payload = talk.heard.text
    if not payload.startswith(("several:", *IN_GROUPS)) and await several.say_waits(talk):
        return
    for pattern, run in TAPS:
        if found := re.fullmatch(pattern, payload):
            await run(talk, *found.groups())
            return
    await hand.stale_button(talk)
