"""What must be true of the rows at any time: one table of questions, each answered by the rows that break it.

Used by the tests after every story and fault, and by `dunghan doctor --deep` on an operator's own database.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import sound_answers, sound_digests, sound_messages, sound_shown
from storage.sound_shown import Shown

MOST_TOLD = 20  # rows that one invariant names; more say nothing new


@dataclass(frozen=True, slots=True)
class Invariant:
    """`number` as in docs/promises.md. `broken_by` names the rows that break it; none when it holds."""

    number: str
    name: str
    broken_by: Callable[[AsyncSession, datetime], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and the rows that show it, at most MOST_TOLD of them."""

    number: str
    name: str
    rows: Sequence[str] = field(default_factory=tuple)


INVARIANTS = (
    Invariant("I1", "answers_whole", sound_answers.figures_unlike_their_revisions),
    Invariant("I1", "answers_told", sound_answers.answers_never_acknowledged),
    Invariant("I2", "updates_settled", sound_messages.updates_without_an_end),
    Invariant("I3", "answers_once", sound_answers.answers_stored_twice),
    Invariant("I4", "reports_asked", sound_messages.reports_nobody_was_asked_for),
    Invariant("I5", "prompts_once", sound_messages.prompts_written_twice),
    Invariant("I6", "digests_once", sound_digests.digests_written_twice),
    Invariant("I7", "digests_add_up", sound_digests.digests_that_do_not_add_up),
    Invariant("I8", "quiet_hours", sound_messages.written_in_quiet_hours),
    Invariant("I8", "own_organisation", sound_messages.of_another_organisation),
    Invariant("I9", "audit_counts", sound_answers.changes_without_an_entry),
    Invariant("I10", "nothing_stuck", sound_messages.left_lying),
)
SHOWN: Mapping[str, tuple[str, Callable[[AsyncSession, Shown], Awaitable[Sequence[str]]]]] = {
    "acknowledged_is_stored": ("I1", sound_shown.acknowledged_without_an_answer),
    "confirmed_is_kept": ("I2", sound_shown.confirmed_and_not_kept),
    "prompts_by_attempt": ("I5", sound_shown.shown_more_often_than_sent),
    "digests_shown_once": ("I6", sound_shown.digests_shown_twice),
}
"""What only the far side knows, held against the rows: the invariant's name, its number and its question."""


async def breaches(session: AsyncSession, now: datetime, shown: Shown | None = None) -> list[Breach]:
    """Every invariant that does not hold; `shown`: what the messengers show, where that is known."""
    found = [Breach(one.number, one.name, await one.broken_by(session, now)) for one in INVARIANTS]
    if shown is not None:
        found += [Breach(number, name, await ask(session, shown)) for name, (number, ask) in SHOWN.items()]
    return [Breach(one.number, one.name, tuple(one.rows[:MOST_TOLD])) for one in found if one.rows]
