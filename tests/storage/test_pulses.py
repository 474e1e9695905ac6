"""When a channel was heard, and which silences are gaps that people are seen to for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Update
from storage import inbox, pulses
from storage.pulse_tables import Gap, Pulse
from storage.pulses import Heard
from tests.rows import NOW


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def heard(first: float, last: float, silent_from: float | None = None, *, caught_up: bool = False) -> Heard:
    return Heard(at(first), at(last), None if silent_from is None else at(silent_from), caught_up)


async def _gaps(session: AsyncSession) -> list[tuple[float, float, bool]]:
    """From when until when, in minutes, and whether it waits to be looked at."""
    rows = (await session.execute(select(Gap).order_by(Gap.id))).scalars()
    return [(_minutes(one.from_at), _minutes(one.until_at), one.next_at is not None) for one in rows]


def _minutes(moment: datetime) -> float:
    return (moment - NOW) / timedelta(minutes=1)


HEARD: dict[str, tuple[Sequence[Heard], list[tuple[float, float, bool]]]] = {
    "the first time ever": ([heard(0, 0)], []),
    "without a break": ([heard(0, 1), heard(0, 5), heard(0, 30, caught_up=True)], []),
    "a restart within two minutes": ([heard(0, 10), heard(12, 12, caught_up=True)], []),
    "a restart after three": ([heard(0, 10), heard(13, 13)], [(10, 13, False)]),
    "and all that was kept has come": ([heard(0, 10), heard(13, 13), heard(13, 14, caught_up=True)], [(10, 13, True)]),
    "one process, cut off for ten minutes": ([heard(0, 10), heard(20, 20, 10, caught_up=True)], [(10, 20, True)]),
    "while another heard the channel": ([heard(0, 10), heard(0, 19), heard(20, 20, 10, caught_up=True)], []),
    "a tick so long that nothing was written": ([heard(0, 0), heard(0, 10)], []),
    "dead again before it has caught up": (
        [heard(0, 10), heard(20, 21), heard(40, 41, caught_up=True)],
        [(10, 40, True)],
    ),
    "two gaps": (
        [heard(0, 10), heard(20, 21, caught_up=True), heard(40, 41, caught_up=True)],
        [(10, 20, True), (21, 40, True)],
    ),
    "a message of its own time said late": ([heard(0, 10), heard(5, 6, 1)], []),
}


@pytest.mark.parametrize("said", HEARD)
async def test_silences_that_are_gaps(session: AsyncSession, said: str) -> None:
    beats, gaps = HEARD[said]
    for one in beats:
        await pulses.note(session, "telegram", one, one.last_at)
    assert await _gaps(session) == gaps


async def test_each_channel_has_its_own(session: AsyncSession) -> None:
    for channel in ("telegram", "zalo_bot"):
        await pulses.note(session, channel, heard(0, 0), at(0))
    await pulses.note(session, "telegram", heard(30, 30, caught_up=True), at(30))
    rows = (await session.execute(select(Gap.channel))).scalars().all()
    assert rows == ["telegram"]


async def test_a_gap_waits_for_what_is_still_to_be_handled(session: AsyncSession) -> None:
    await pulses.note(session, "telegram", heard(0, 0), at(0))
    await pulses.note(session, "telegram", heard(30, 30, caught_up=True), at(30))
    await inbox.keep(session, "zalo_bot", [Update("1", "z", "{}")], at(30))
    assert await pulses.gap_due(session, at(30)) is not None
    await inbox.keep(session, "telegram", [Update("1", "7001", "{}")], at(30))
    assert await pulses.gap_due(session, at(30)) is None


async def test_a_gap_that_cannot_be_looked_at_steps_aside(session: AsyncSession) -> None:
    assert await pulses.put_off(session, at(0), at(60)) is None
    await pulses.note(session, "telegram", heard(0, 0), at(0))
    await pulses.note(session, "telegram", heard(30, 30, caught_up=True), at(30))
    assert await pulses.put_off(session, at(30), at(90)) == f"gap:telegram:{at(0).isoformat()}"
    assert await pulses.gap_due(session, at(89)) is None
    assert await pulses.gap_due(session, at(90)) is not None


async def test_a_clock_that_is_moved_on_purpose_makes_no_gap(session: AsyncSession) -> None:
    await pulses.note(session, "telegram", heard(0, 0), at(0))
    await pulses.was_there(session, ["telegram", "zalo_bot"], at(10_000))
    await pulses.note(session, "telegram", heard(10_001, 10_001, 0), at(10_001))
    await pulses.note(session, "zalo_bot", heard(10_001, 10_001, 0), at(10_001))  # heard before, not written down
    assert await _gaps(session) == []
    assert set((await session.execute(select(Pulse.heard_at))).scalars()) == {at(10_001)}
