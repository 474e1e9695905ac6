"""A messenger says "too many": whoever it says it of is left alone exactly so long, and nobody else."""

import pytest

from simulator.faults import Fault
from storage.outbox import Kind
from tests.faults.line import Line

pytestmark = pytest.mark.usefixtures("quiet")

UNSAID = 30  # seconds, where Telegram does not say how long


def storm(line: Line, retry_after: int, chat: int | None = None) -> Fault:
    """Every send is refused, or every send to one chat."""
    fault = Fault("too_many", times=0, chat=chat, retry_after=retry_after)
    line.far.messenger.faults.arm(fault)
    return fault


@pytest.mark.parametrize("line", ["telegram"], indirect=True)
@pytest.mark.parametrize("retry_after", [1, 37, 900, 0])
async def test_one_chat_is_asked_again_when_it_may_be_and_the_others_go_on(line: Line, retry_after: int) -> None:
    wait = retry_after or UNSAID
    refused, *others = line.people
    armed = storm(line, retry_after, refused.id)
    await line.queue(refused, "1 held")
    await line.queue(refused, "2 held")
    for person in others:
        await line.queue(person, "free")
    await line.send()
    assert (armed.fired, line.texts) == (1, ["free"] * len(others))
    await line.pass_time(wait - 1, step=max(1, wait // 10))
    await line.queue(refused, "3 held")
    await line.send()
    assert armed.fired == 1, "not asked before its time"
    line.far.messenger.faults.clear()
    await line.pass_time(20, step=5)
    assert line.texts[len(others) :] == ["1 held", "2 held", "3 held"]


async def test_a_storm_over_all_chats_asks_each_of_them_once_in_its_time(line: Line) -> None:
    armed = storm(line, 60)
    for person in line.people:
        await line.queue(person, "held")
    await line.pass_time(600, step=30)
    assert armed.fired <= 10 * len(line.people), "each chat once a minute at the most"
    assert line.texts == []
    line.far.messenger.faults.clear()
    await line.pass_time(3600, step=300)
    assert line.texts == ["held"] * len(line.people)
    assert await line.states() == {"sent"}


@pytest.mark.parametrize("line", ["zalo_bot", "zalo_oa"], indirect=True)
async def test_where_it_is_said_of_the_whole_bot_one_message_tries_for_all(line: Line) -> None:
    armed = storm(line, 0)
    for number in range(5):
        for person in line.people:
            await line.queue(person, f"{number}")
        await line.pass_time(60, step=20)
    assert armed.fired <= 6, "once a minute"


async def test_when_it_eases_leaders_and_who_waits_for_an_answer_come_before_what_is_routine(line: Line) -> None:
    group, asker = line.far.group(), line.far.officer
    line.far.greet(asker)
    storm(line, 5)
    for number, person in enumerate(line.people):
        await line.queue(person, f"prompt {number}", Kind.PROMPT, due_in=number)
    await line.queue(group, "digest", Kind.DIGEST, due_in=30)
    await line.queue(asker, "answer", Kind.REPLY, due_in=31)
    await line.pass_time(300, step=60)
    line.far.messenger.faults.clear()
    line.texts.clear()
    line.far.clock.seconds += 3600
    await line.send()
    prompts = [f"prompt {number}" for number in range(len(line.people))]
    assert line.texts == ["digest", "answer", *prompts]
