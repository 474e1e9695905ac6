"""Each invariant broken once on purpose: the checker names it, and the row; a town nobody broke has none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Update
from domain.values import Value
from storage import inbox, mentions, outbox, recording, reminders, reports, soundness
from storage.mentions import Part
from storage.outbox import Kind, To
from storage.reports import Answer
from storage.sound_shown import Message, Shown
from storage.tables import Audit, Figure, Inbox, Mention, Outbox, Plan, Reminder
from tests.rows import DUE, NOW, Town, build

NIGHT = NOW.replace(hour=18)  # one in the morning in Vietnam
ADDRESS = ("telegram", "71")


@dataclass(frozen=True, slots=True)
class Story:
    """A session with a town in it whose officer was asked, and has answered one of two questions."""

    session: AsyncSession
    town: Town


@pytest.fixture
async def story(session: AsyncSession) -> Story:
    town = await build(session, "hong_bang")
    assert (town.officer.channel, town.officer.address) == ADDRESS
    session.add(audit(town, "load_plan", "plan:hong_bang"))
    town.plan.document = "…"
    await reminders.note(session, town.report, "opening", NOW)
    await mentions.queue(session, town.officer.person_id, town.report, "opening", Part.OWN, NOW)
    await session.execute(update(Mention).values(told_in="prompt:1"))
    await say(session, town, "prompt:1", "Kỳ Tháng 11 đã mở", Kind.PROMPT, figure_id=town.figures[0].id, message="m1")
    await answer(session, town, town.figures[0], "90", "p1")
    await say(session, town, "reply:1", "Đã ghi 90.", message="m2")
    return Story(session, town)


def audit(town: Town, action: str, what: str) -> Audit:
    return Audit(organisation_id=town.organisation.id, at=NOW, actor="operator", action=action, object=what)


async def answer(session: AsyncSession, town: Town, figure: Figure, number: str, message: str) -> None:
    """The officer answers."""
    held = Answer(Value(Decimal(number)))
    assert await recording.record(session, figure, held, number, town.officer, NOW, message=message)


async def say(
    session: AsyncSession,
    town: Town,
    key: str,
    text: str,
    kind: Kind = Kind.REPLY,
    *,
    message: str | None = None,
    at: datetime = NOW,
    figure_id: int | None = None,
    chat: str = ADDRESS[1],
) -> None:
    """A message that was sent once, and has this id there."""
    await outbox.add(session, key, kind, To("telegram", chat, town.organisation.id), text, at, figure_id=figure_id)
    sent = {"state": "sent", "sent_at": at, "attempts": 1, "message": message}
    await session.execute(update(Outbox).where(Outbox.key == key).values(**sent))


async def hand_in(story: Story, at: datetime, *, told: bool = True) -> None:
    """The report goes in."""
    await reports.submit(story.session, story.town.report, at)
    if told:
        story.session.add(audit(story.town, "submit", f"report:{story.town.report.id}"))


async def broken(story: Story, shown: Shown | None = None, now: datetime = NOW) -> list[str]:
    """The names of what does not hold."""
    await story.session.flush()
    return [one.name for one in await soundness.breaches(story.session, now, shown)]


async def test_in_a_town_that_nobody_broke_everything_holds(story: Story) -> None:
    assert await broken(story) == []
    await answer(story.session, story.town, story.town.figures[1], "3", "p2")
    await answer(story.session, story.town, story.town.figures[1], "4", "p2")  # the message was edited
    await hand_in(story, NOW)
    await say(
        story.session, story.town, "digest:1:2026-11-16", "Đúng hạn 1/1", Kind.DIGEST, at=DUE - timedelta(hours=1)
    )
    assert await broken(story) == []


async def a_version_without_its_revision(one: Story) -> None:
    await one.session.execute(
        update(Figure).where(Figure.id == one.town.figures[1].id).values(version=1, answered_at=NOW)
    )


async def an_answer_without_a_moment(one: Story) -> None:
    await one.session.execute(update(Figure).where(Figure.version == 1).values(answered_at=None))


async def a_number_that_no_revision_says(one: Story) -> None:
    one.town.figures[0].number = None


async def handed_in_at_no_time(one: Story) -> None:
    await hand_in(one, NOW)
    one.town.report.first_submitted_at = None


async def an_answer_nobody_told_of(one: Story) -> None:
    await one.session.execute(update(Outbox).where(Outbox.key != "").values(created_at=NOW - timedelta(seconds=1)))


async def an_update_done_at_no_time(one: Story) -> None:
    await received(one, state="done")


async def an_update_dead_of_nothing(one: Story) -> None:
    await received(one, state="dead")


async def one_message_stored_twice(one: Story) -> None:
    await answer(one.session, one.town, one.town.figures[0], "90", "p1")


async def a_report_nobody_was_told_of(one: Story) -> None:
    await one.session.execute(delete(Reminder))


async def told_in_a_message_there_is_not(one: Story) -> None:
    await one.session.execute(update(Mention).values(told_in="prompt:2"))


async def a_prompt_under_two_keys(one: Story) -> None:
    await say(one.session, one.town, "prompt:2", "Kỳ Tháng 11 đã mở", Kind.PROMPT, figure_id=one.town.figures[0].id)


async def a_digest_under_two_keys(one: Story) -> None:
    for key in ("digest:1:a", "digest:1:b"):
        await say(one.session, one.town, key, "Thứ Hai 09/11: 0/1", Kind.DIGEST, chat="-1001")


async def a_closing_digest_that_counts_too_many(one: Story) -> None:
    await hand_in(one, DUE + timedelta(hours=1))  # late
    key = f"closing:1:{one.town.period.id}"
    await say(one.session, one.town, key, "Đúng hạn 1/1 đơn vị", Kind.DIGEST, at=DUE + timedelta(hours=2))


async def a_daily_digest_that_counts_too_few(one: Story) -> None:
    await answer(one.session, one.town, one.town.figures[1], "3", "p2")
    await hand_in(one, NOW + timedelta(hours=1))
    await say(one.session, one.town, "digest:1:x", "Đã nộp 0/1", Kind.DIGEST, at=NOW + timedelta(hours=2))


async def a_reminder_at_night(one: Story) -> None:
    await say(one.session, one.town, "remind:1", "Còn 1 ngày", Kind.REMINDER, at=NIGHT)


async def a_report_of_two_organisations(one: Story) -> None:
    other = await build(one.session, "an_phu")
    one.session.add(audit(one.town, "load_plan", "plan:an_phu"))
    other.plan.document = "…"
    await reminders.note(one.session, other.report, "opening", NOW)
    one.town.figures[1].organisation_id = other.organisation.id


async def handed_in_without_an_entry(one: Story) -> None:
    await hand_in(one, NOW, told=False)


async def a_plan_without_an_entry(one: Story) -> None:
    one.session.add(
        Plan(
            organisation_id=one.town.organisation.id,
            version=2,
            title="",
            document="…",
            fingerprint="",
            loaded_at=NOW,
        )
    )


async def a_message_in_hand_for_ever(one: Story) -> None:
    sending = {"state": "due", "lease_until_at": NOW - timedelta(minutes=5), "due_at": NOW - timedelta(hours=1)}
    await one.session.execute(update(Outbox).where(Outbox.key == "reply:1").values(**sending))


async def an_update_nobody_handles(one: Story) -> None:
    await received(one, state="new", at=NOW - timedelta(hours=1))


async def received(one: Story, state: str, at: datetime = NOW) -> None:
    await inbox.keep(one.session, "telegram", [Update("1", ADDRESS[1], "{}")], at)
    await one.session.execute(update(Inbox).values(state=state))


BREAKS: list[tuple[Callable[[Story], Awaitable[None]], str]] = [
    (a_version_without_its_revision, "answers_whole"),
    (an_answer_without_a_moment, "answers_whole"),
    (a_number_that_no_revision_says, "answers_whole"),
    (handed_in_at_no_time, "answers_whole"),
    (an_answer_nobody_told_of, "answers_told"),
    (an_update_done_at_no_time, "updates_settled"),
    (an_update_dead_of_nothing, "updates_settled"),
    (one_message_stored_twice, "answers_once"),
    (a_report_nobody_was_told_of, "reports_asked"),
    (told_in_a_message_there_is_not, "reports_asked"),
    (a_prompt_under_two_keys, "prompts_once"),
    (a_digest_under_two_keys, "digests_once"),
    (a_closing_digest_that_counts_too_many, "digests_add_up"),
    (a_daily_digest_that_counts_too_few, "digests_add_up"),
    (a_reminder_at_night, "quiet_hours"),
    (a_report_of_two_organisations, "own_organisation"),
    (handed_in_without_an_entry, "audit_counts"),
    (a_plan_without_an_entry, "audit_counts"),
    (a_message_in_hand_for_ever, "nothing_stuck"),
    (an_update_nobody_handles, "nothing_stuck"),
]


@pytest.mark.parametrize(("break_it", "named"), BREAKS, ids=[one.__name__ for one, _ in BREAKS])
async def test_what_is_broken_is_named(story: Story, break_it: Callable[[Story], Awaitable[None]], named: str) -> None:
    await break_it(story)
    assert await broken(story) == [named]


def test_every_invariant_is_broken_once() -> None:
    assert {named for _, named in BREAKS} == {one.name for one in soundness.INVARIANTS}


def seen(*messages: tuple[str, str], confirmed: tuple[str, ...] = ()) -> Shown:
    """What stands in the officer's chat."""
    said = [Message(id_, text) for id_, text in messages]
    return Shown({ADDRESS: said}, lambda text: text.startswith("Đã ghi"), {"telegram": confirmed})


PROMPT, ACK = ("m1", "Kỳ Tháng 11 đã mở"), ("m2", "Đã ghi 90.")


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        pytest.param(seen(PROMPT, ACK), [], id="as it was written"),
        pytest.param(seen(PROMPT, ACK, ("m3", "Đã ghi 91.")), ["acknowledged_is_stored"], id="nobody stored it"),
        pytest.param(seen(PROMPT, ACK, confirmed=("77",)), ["confirmed_is_kept"], id="an update nobody kept"),
        pytest.param(seen(PROMPT, ("m0", PROMPT[1]), ACK), ["prompts_by_attempt"], id="shown more often than sent"),
    ],
)
async def test_what_is_shown_is_held_against_what_is_stored(story: Story, shown: Shown, named: list[str]) -> None:
    assert await broken(story, shown) == named


async def test_two_acknowledgements_of_one_answer_are_too_many(story: Story) -> None:
    await say(story.session, story.town, "reply:2", "Đã ghi 95.", message="m3")
    assert await broken(story, seen(PROMPT, ACK, ("m3", "Đã ghi 95."))) == ["acknowledged_is_stored"]


async def test_a_prompt_whose_first_sending_was_ambiguous_may_stand_twice(story: Story) -> None:
    await story.session.execute(update(Outbox).where(Outbox.key == "prompt:1").values(attempts=2))
    assert await broken(story, seen(("m0", PROMPT[1]), PROMPT, ACK)) == []


async def test_a_digest_may_not_stand_twice_however_often_it_was_tried(story: Story) -> None:
    await say(story.session, story.town, "digest:1:x", "Đã nộp 0/1", Kind.DIGEST, message="m5", chat="-1001")
    await story.session.execute(update(Outbox).where(Outbox.key == "digest:1:x").values(attempts=3))
    twice = Shown({("telegram", "-1001"): [Message("m4", "Đã nộp 0/1"), Message("m5", "Đã nộp 0/1")]})
    assert await broken(story, twice) == ["digests_shown_once"]
    orphan = Shown({("telegram", "-1001"): [Message("m4", "HỒNG BÀNG"), Message("m5", "Đã nộp 0/1")]})
    assert await broken(story, orphan) == []
