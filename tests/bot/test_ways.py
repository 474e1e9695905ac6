"""Which way a message goes where a messenger counts messages, closes after a while, or refuses our token."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.clock import HeldClock
from bot.links import NO_LINKS
from bot.sender import Sender
from domain.chat import Blocked
from domain.quota import Allowance
from domain.roles import Role
from handlers import letters, prompting, unreached
from locales import speak
from storage import mentions, outbox, people, preferences
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Account, Organisation, Outbox, Person, Unit
from tests.bot.conftest import ABLE, Messenger
from tests.rows import NOW, Town, build

UNLIMITED = Allowance()
COUNTED = Allowance(messages=100, users=50, groups=3)
WINDOWED = replace(ABLE, can_start=False, window=timedelta(days=7), free_window=timedelta(hours=48))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Ward:
    """A town whose officer is on two messengers: `first` at 71, `second` at z71."""

    database: Database
    clock: HeldClock
    town: Town
    first: Messenger
    second: Messenger
    down: set[str]

    def sender(self, allowance: Allowance = UNLIMITED) -> Sender:
        allowances = {"telegram": allowance}
        channels = {"telegram": self.first, "zalo_bot": self.second}
        return Sender(self.database, channels, self.clock, NO_LINKS, allowances, self.down)

    async def queue(self, kind: Kind, text: str = "tin", chat: str = "") -> None:
        to = To("telegram", chat or self.town.officer.address, self.town.organisation.id)
        async with self.database.sessions.begin() as session:
            await outbox.add(session, text, kind, to, text, self.clock.now())

    async def send(self, allowance: Allowance = UNLIMITED) -> tuple[list[str], list[str]]:
        """What arrives on each messenger now."""
        sender, before = self.sender(allowance), (len(self.first.delivered), len(self.second.delivered))
        while await sender.send_next() == 0.0:
            pass
        sent = (self.first.delivered[before[0] :], self.second.delivered[before[1] :])
        return [one.text for one in sent[0]], [one.text for one in sent[1]]

    async def was_sent(self, number: int, at: datetime = NOW) -> None:
        """So many messages have gone this month."""
        async with self.database.sessions.begin() as session:
            for one in range(number):
                await outbox.add(session, f"old {one} {at}", Kind.REPLY, To("telegram", "9"), "x", at)
            for row in (await session.execute(select(Outbox).where(Outbox.chat == "9"))).scalars():
                row.state, row.sent_at = "sent", row.sent_at or at

    async def forget(self) -> None:
        """What this test has sent counts no longer."""
        async with self.database.sessions.begin() as session:
            await session.execute(delete(Outbox).where(Outbox.chat != "9"))

    async def heard(self, ago: timedelta | None, channel: str = "telegram") -> None:
        async with self.database.sessions.begin() as session:
            found = select(Account).where(Account.person_id == self.town.officer.person_id, Account.channel == channel)
            (await session.execute(found)).scalar_one().heard_at = None if ago is None else NOW - ago

    async def without_second(self) -> None:
        async with self.database.sessions.begin() as session:
            await people.mark_reach(session, "zalo_bot", "z71", NOW)

    async def row(self, text: str = "tin") -> Outbox:
        async with self.database.sessions() as session:
            return (await session.execute(select(Outbox).where(Outbox.text == text))).scalar_one()


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What goes wrong on purpose is not printed."""


@pytest.fixture
async def ward(database: Database, clock: HeldClock) -> Ward:
    async with database.sessions.begin() as session:
        town = await build(session, "hong_bang")
        someone = await session.get_one(Person, town.officer.person_id)
        await people.link(session, someone, "zalo_bot", "z71", NOW)
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)
    return Ward(database, clock, town, Messenger(clock), Messenger(clock, name="zalo_bot"), set())


@pytest.mark.parametrize(
    ("sent", "kinds", "goes"),
    [
        pytest.param(79, list(Kind), "first", id="79 %: everything goes"),
        pytest.param(80, [Kind.PROMPT, Kind.REMINDER], "second", id="80 %: prompts go another way"),
        pytest.param(80, [Kind.WARNING, Kind.DIGEST, Kind.REPLY], "first", id="80 %: what presses goes"),
        pytest.param(99, [Kind.WARNING, Kind.DIGEST, Kind.REPLY], "first", id="99 %: what presses goes"),
        pytest.param(100, [Kind.PROMPT, Kind.REMINDER, Kind.WARNING], "second", id="100 %: another way"),
        pytest.param(100, [Kind.REPLY], "nowhere", id="100 %: answers stay where the question was, and wait"),
    ],
)
async def test_the_last_fifth_of_a_month(ward: Ward, sent: int, kinds: list[Kind], goes: str) -> None:
    ward.first.can = ward.second.can = replace(ABLE, edit=False)
    await ward.was_sent(sent)
    for kind in kinds:
        await ward.queue(kind, str(kind))
        arrived = [[one for one in texts if "sắp hết" not in one] for texts in await ward.send(COUNTED)]
        assert arrived == {"first": [[kind], []], "second": [[], [kind]], "nowhere": [[], []]}[goes]
        await ward.forget()


async def test_who_has_no_other_channel_waits_and_the_list_says_so(ward: Ward) -> None:
    await ward.without_second()
    await ward.was_sent(80)
    await ward.queue(Kind.PROMPT)
    assert await ward.send(COUNTED) == ([], [])
    assert (await ward.row()).held_by == "quota"
    async with ward.database.sessions() as session:
        organisation = await session.get_one(Organisation, ward.town.organisation.id)
        told = "\n".join(await unreached.lines(session, speak("vi"), organisation, NOW))
    assert "Tin chờ vì hết phần tin tháng này của Telegram: 1." in told


async def test_what_waits_for_a_month_holds_up_no_answer(ward: Ward) -> None:
    await ward.without_second()
    await ward.was_sent(80)
    await ward.queue(Kind.PROMPT)
    await ward.queue(Kind.REPLY, "Đã ghi")
    assert (await ward.send(COUNTED))[0][0] == "Đã ghi"


async def test_an_answer_beyond_the_reserve_goes_only_to_who_has_just_written(ward: Ward) -> None:
    await ward.was_sent(80)
    await ward.heard(2 * HOUR)
    await ward.queue(Kind.REPLY)
    assert await ward.send(COUNTED) == ([], [])


async def test_a_larger_plan_lets_it_go_within_the_hour(ward: Ward) -> None:
    await ward.without_second()
    await ward.was_sent(100)
    await ward.queue(Kind.PROMPT)
    assert await ward.send(COUNTED) == ([], [])
    ward.clock.move_to(NOW + HOUR)
    assert await ward.send(Allowance(messages=1000)) == (["tin"], [])


async def test_a_reminder_that_waited_a_day_is_not_said_any_more(ward: Ward) -> None:
    await ward.without_second()
    await ward.was_sent(100)
    await ward.queue(Kind.REMINDER)
    await ward.queue(Kind.PROMPT, "kỳ mới")
    for hours in range(26):
        ward.clock.move_to(NOW + hours * HOUR)
        assert await ward.send(COUNTED) == ([], [])
    assert ((await ward.row()).state, (await ward.row("kỳ mới")).state) == ("expired", "due")


@pytest.mark.parametrize(
    ("at", "goes"),
    [("2026-11-30 23:59:59", False), ("2026-12-01 00:00:00", True)],
    ids=["a second before midnight", "at midnight"],
)
async def test_a_month_ends_at_midnight_in_vietnam(ward: Ward, at: str, goes: bool) -> None:
    await ward.without_second()
    await ward.was_sent(100, datetime(2026, 10, 31, 17, tzinfo=UTC))  # 00:00 on 1 November there
    ward.clock.move_to(datetime.fromisoformat(f"{at}+07:00"))
    await ward.queue(Kind.PROMPT)
    assert bool((await ward.send(COUNTED))[0]) is goes


async def test_what_was_sent_a_second_before_the_month_began_does_not_count(ward: Ward) -> None:
    await ward.was_sent(100, datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC))
    await ward.queue(Kind.PROMPT)
    assert await ward.send(COUNTED) == (["tin"], [])


async def test_the_administrators_hear_of_it_once_with_the_numbers(ward: Ward) -> None:
    ward.first.can = replace(ABLE, edit=False)
    await ward.was_sent(79)
    for text in ("một", "hai", "ba"):
        await ward.queue(Kind.REPLY, text)
    arrived, _ = await ward.send(COUNTED)
    warned = [one for one in arrived if one not in ("một", "hai", "ba")]
    assert len(warned) == 1
    assert warned[0].startswith(
        "Telegram sắp hết số tin của tháng này.\nTin trong tháng: ████████████████░░░░ 80/100 (80%)"
    )
    assert "kênh thêm" in warned[0]
    ward.clock.move_to(NOW + 30 * DAY)
    await ward.was_sent(80, ward.clock.now())
    await ward.heard(-30 * DAY)
    await ward.queue(Kind.REPLY, "tháng sau")
    assert len((await ward.send(COUNTED))[0]) == 2, "and again the month after"


@pytest.mark.parametrize(
    ("ago", "goes", "outside", "billed"),
    [
        pytest.param(timedelta(hours=47), "first", False, False, id="47 hours: free"),
        pytest.param(timedelta(hours=49), "first", False, True, id="49 hours: charged for"),
        pytest.param(timedelta(days=6, hours=23), "first", False, True, id="6 days 23 hours: still open"),
        pytest.param(timedelta(days=7, hours=1), "second", False, False, id="7 days 1 hour: another way"),
        pytest.param(None, "second", False, False, id="never: another way"),
    ],
)
async def test_windows(ward: Ward, ago: timedelta | None, goes: str, outside: bool, billed: bool) -> None:
    ward.first.can = WINDOWED
    await ward.heard(ago)
    await ward.queue(Kind.PROMPT)
    arrived = await ward.send()
    assert arrived == ((["tin"], []) if goes == "first" else ([], ["tin"]))
    assert [one.outside_window for one in ward.first.delivered + ward.second.delivered] == [outside]
    assert (await ward.row()).is_billed is billed


async def test_outside_the_window_and_nowhere_else_the_messenger_is_told_so(ward: Ward) -> None:
    ward.first.can = WINDOWED
    await ward.without_second()
    await ward.heard(8 * DAY)
    await ward.queue(Kind.PROMPT)
    assert await ward.send() == (["tin"], [])
    assert ward.first.delivered[0].outside_window
    assert (await ward.row()).is_billed


async def test_a_window_that_the_messenger_finds_closed_is_noted_with_its_words(ward: Ward) -> None:
    ward.first.can = WINDOWED
    await ward.without_second()
    await ward.heard(8 * DAY)
    await ward.queue(Kind.PROMPT)
    ward.first.part = [Blocked("outside the 7-day window")]
    await ward.send()
    async with ward.database.sessions() as session:
        organisation = await session.get_one(Organisation, ward.town.organisation.id)
        told = "\n".join(await unreached.lines(session, speak("vi"), organisation, NOW))
    assert (
        "Mai, cán bộ đầu mối, Phòng Văn hóa Xã hội: từ 08:00 Thứ Hai 09/11 (Telegram: outside the 7-day window" in told
    )


async def test_groups_have_no_window(ward: Ward) -> None:
    ward.first.can = WINDOWED
    await ward.queue(Kind.REMINDER, chat=ward.town.group.address)
    assert await ward.send() == (["tin"], [])
    assert not ward.first.delivered[0].outside_window
    assert not (await ward.row()).is_billed


async def test_a_messenger_that_refuses_our_token_takes_nobody_down(ward: Ward) -> None:
    await ward.queue(Kind.DIGEST, "bản tin", chat=ward.town.group.address)
    await ward.queue(Kind.PROMPT)
    await ward.queue(Kind.REPLY, "Đã ghi")
    ward.down.add("telegram")
    assert await ward.send() == ([], ["tin", "Đã ghi"])
    ward.down.clear()
    ward.clock.move_to(NOW + timedelta(minutes=5))
    assert (await ward.send())[0][-1] == "bản tin", "it has waited"


async def test_a_letter_that_went_elsewhere_and_was_blocked_there_is_told_anew(ward: Ward) -> None:
    """An opening has a key that is used once for each address: it must not be in the way of the second telling."""
    async with ward.database.sessions.begin() as session:
        who = ward.town.officer.person_id
        await mentions.queue(session, who, ward.town.report, prompting.OPENING, mentions.Part.OWN, NOW)
    await _tick(ward)
    ward.first.can = WINDOWED
    await ward.heard(8 * DAY)
    ward.second.part = [Blocked("blocked")]
    assert [len(texts) for texts in await ward.send()] == [0, 1]
    await _tick(ward)
    assert [len(texts) for texts in await ward.send()] == [1, 0]
    assert ward.first.delivered[0].outside_window


async def _tick(ward: Ward) -> None:
    async with ward.database.sessions.begin() as session:
        while await letters.tell_next(session, NOW):
            pass


async def test_who_blocks_both_is_given_up_and_written_down(ward: Ward) -> None:
    for messenger in (ward.first, ward.second):
        messenger.part = [Blocked("blocked"), Blocked("blocked")]
    await ward.queue(Kind.PROMPT)
    assert await ward.send() == (["tin"], ["tin"]), "one after the other"
    async with ward.database.sessions() as session:
        assert await people.account_of(session, ward.town.officer.person_id) is None
        organisation = await session.get_one(Organisation, ward.town.organisation.id)
        told = "\n".join(await unreached.lines(session, speak("vi"), organisation, NOW))
    assert "(Telegram: blocked; Zalo: blocked)" in told


@pytest.mark.parametrize(
    ("person", "unit", "organisation", "first"),
    [
        ([], [], [], "telegram"),
        ([], [], ["zalo_bot"], "zalo_bot"),
        ([], ["telegram"], ["zalo_bot"], "telegram"),
        (["zalo_bot"], ["telegram"], ["telegram"], "zalo_bot"),
        ([], ["viber", "zalo_bot"], [], "zalo_bot"),
    ],
)
async def test_the_persons_wish_then_the_units_then_the_organisations(
    ward: Ward, person: list[str], unit: list[str], organisation: list[str], first: str
) -> None:
    town = ward.town
    async with ward.database.sessions.begin() as session:
        await preferences.want(session, await session.get_one(Person, town.officer.person_id), person)
        await preferences.want(session, await session.get_one(Unit, town.unit.id), unit)
        await preferences.want(session, await session.get_one(Organisation, town.organisation.id), organisation)
    async with ward.database.sessions() as session:
        account = await people.account_of(session, town.officer.person_id)
        holders = await people.holders(session, town.organisation.id, [Role.OFFICER], NOW, town.unit.id)
    assert account is not None
    assert [account.channel, *(one.channel for one, _ in holders)] == [first, first]


async def test_two_officers_on_two_channels_are_each_written_to_on_theirs(ward: Ward) -> None:
    town = ward.town
    async with ward.database.sessions.begin() as session:
        other = await people.add_account(session, town.organisation.id, "zalo_bot", "z72", "Nam", "vi", "1", NOW)
        await people.join(session, other, town.unit.id, Role.OFFICER, NOW)
    async with ward.database.sessions() as session:
        holders = await people.holders(session, town.organisation.id, [Role.OFFICER], NOW, town.unit.id)
    assert [(one.channel, one.address) for one, _ in holders] == [
        ("telegram", town.officer.address),
        ("zalo_bot", "z72"),
    ]


async def test_counting_a_month_reads_an_index(database: Database) -> None:
    sent = (
        "select count(*) from outbox where channel = 'x' and sent_at >= '2026' and sent_at < '2027' and state = 'sent'"
    )
    async with database.engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"explain query plan {sent}")).all()
    assert "ix_outbox_metered" in str(plan)
