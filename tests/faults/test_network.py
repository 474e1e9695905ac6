"""The network between us and a messenger fails in every way: nothing is lost, nothing hurries, all leaves in order."""

import asyncio

import pytest

from bot.fuse import LOST_IN_A_ROW
from simulator import actions
from storage.outbox import Kind
from tests.channels.conftest import Inbox, receiving
from tests.faults.line import Line, Stopwatch

pytestmark = pytest.mark.usefixtures("quiet")

MINUTES = 6
CUTS = ("refused", "reset", "html_502", "half_json")


async def cut(line: Line, how: str) -> None:
    match how:
        case "refused":
            await line.cable.refuse()
        case "reset":
            await line.cable.reset()
        case "html_502":
            line.far.fault("server_error", "", times=0)
        case "half_json":
            line.far.fault("truncate", "", times=0)


async def mend(line: Line) -> None:
    await line.cable.mend()
    line.far.messenger.faults.clear()


@pytest.mark.parametrize("how", ["refused", "reset", "html_502"])
async def test_what_waits_out_a_cut_leaves_in_the_order_in_which_it_was_due(line: Line, how: str) -> None:
    await cut(line, how)
    for number, late in enumerate((40, 10, 30, 0, 20)):
        await line.queue(line.people[number], f"due after {late}", due_in=late)
    await line.queue(line.people[0], "too late", Kind.REMINDER, valid_for=300)
    await line.pass_time(MINUTES * 60, step=10)
    assert line.texts == []
    assert await line.attempts() < MINUTES * 60 / 4, "fifteen a minute at the most"
    await mend(line)
    await line.pass_time(80, step=10)
    assert line.texts == [f"due after {late}" for late in (0, 10, 20, 30, 40)]
    assert await line.states() == {"sent", "expired"}


@pytest.mark.parametrize("how", CUTS)
async def test_many_that_wait_ask_no_oftener_than_one(line: Line, how: str) -> None:
    """Also what is written while the cut lasts does not hurry."""
    line.join(5)
    await cut(line, how)
    for number in range(4):
        for person in line.people:
            await line.queue(person, f"{number}")
        await line.pass_time(15, step=5)
    assert await line.attempts() < 30, "forty wait, a minute passes"


async def test_a_line_that_goes_silent_is_noticed_within_half_a_minute_and_nothing_is_lost_or_doubled(
    line: Line, stopwatch: Stopwatch
) -> None:
    await line.queue(line.people[0], "before")
    await line.send()
    await line.cable.hush()
    for person in line.people:
        await line.queue(person, f"to {person.id}")
    waited = await all_time_out(line, stopwatch)
    assert waited == LOST_IN_A_ROW, "then one tries for all"
    await line.cable.mend()
    await line.pass_time(60, step=10)
    assert line.texts == ["before", *(f"to {person.id}" for person in line.people)]


async def all_time_out(line: Line, stopwatch: Stopwatch) -> int:
    """All that may go now, each waiting for its answer as long as it will; how many did."""
    waited = 0
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(line.send())
        while not sending.done():
            if line.cable.swallowed:
                line.cable.swallowed = 0
                waited += 1
                stopwatch.run_on(31)
            await asyncio.sleep(0.001)
    return waited


async def test_ten_seconds_for_every_answer_lose_and_double_nothing(line: Line, stopwatch: Stopwatch) -> None:
    await line.cable.slow(10)
    for person in line.people:
        await line.queue(person, f"to {person.id}")
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(line.send())
        while not sending.done():
            stopwatch.run_on(1)
            await asyncio.sleep(0.002)
    assert line.texts == [f"to {person.id}" for person in line.people]
    assert await line.attempts() == len(line.people)


@pytest.mark.parametrize("line", ["telegram", "zalo_bot"], indirect=True)
async def test_a_poll_that_goes_silent_is_noticed_within_ten_seconds_of_its_end(
    line: Line, stopwatch: Stopwatch
) -> None:
    far, inbox = line.far, Inbox(line.channel)
    far.bot.updates.clear()
    async with receiving(line.channel, inbox.accept):
        while not far.bot.updates.has_reader:
            await far.turn()
        await line.cable.hush()
        before = len(far.clock.slept)
        stopwatch.run_on({"telegram": 25, "zalo_bot": 30}[line.channel.name] + 11)  # rounded up to a second
        async with asyncio.timeout(3):
            while not line.cable.met:
                await far.turn()
        assert len(far.clock.slept) == before + 1, "given up, and tried again over a new connection"
        await line.cable.mend()
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        async with asyncio.timeout(10):
            assert (await inbox.next()).text == "12,5"


@pytest.mark.parametrize("line", ["telegram", "zalo_bot"], indirect=True)
@pytest.mark.parametrize("how", CUTS)
async def test_asking_for_news_slows_down_while_nobody_answers(line: Line, how: str) -> None:
    far, inbox = line.far, Inbox(line.channel)
    await line.channel.start()
    await cut(line, how)
    async with receiving(line.channel, inbox.accept):
        while far.clock.seconds < 3600:
            await far.turn()
        assert len(far.clock.slept) < 100, "in an hour"
        await mend(line)
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        while (await inbox.next()).text != "12,5":
            pass
