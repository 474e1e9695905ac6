"""One message to one person, unasked: all that waits for them at once, within what a day may hold."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import budget, timetables
from domain.budget import Coming
from domain.lateness import State
from domain.roles import Role
from handlers import letter_words, remind, snooze
from handlers.letter_words import Letter, Told
from handlers.prompting import OPENING, TOLD_OF_NOBODY
from locales import speak
from storage import days_off, mentions, outbox, people, plans, reports
from storage.mentions import Part
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Mention

_ONE_DAY = timedelta(days=1)


async def tell_next(session: AsyncSession, now: datetime) -> bool:
    """Write to one person of what waits for them, or have it wait until it fits. False: nothing waits for anybody."""
    person_id = await mentions.person_due(session, now)
    if person_id is None:
        return False
    accounts = await people.accounts_of(session, person_id)
    account = next((one for one in accounts if one.unreachable_at is None), None)
    waiting = await mentions.waiting(session, person_id, now)
    found = [await _look_at(session, one, now, can_be_reached=account is not None) for one in waiting]
    told = [one for one in found if one is not None and await _is_awake(session, one, now)]
    if not told or account is None:
        return True
    letter = Letter(account, await people.person(session, person_id), sorted(told, key=Told.turn))
    chats = [(one.channel, one.address) for one in accounts]
    if not letter.is_asked_for and (until := await _held_until(session, letter, chats, now)):
        await mentions.hold(session, [one.mention for one in told], until)
        return True
    await _write(session, letter, now)
    return True


async def _look_at(session: AsyncSession, one: Mention, now: datetime, *, can_be_reached: bool) -> Told | None:
    """What is still to be said; None: it was done meanwhile, or somebody else is to hear of it."""
    owed = await reports.get(session, one.report_id)
    if owed is None or not _still_to_say(one, owed, now) or not can_be_reached:
        await mentions.drop(session, one)
        if owed is not None and _still_to_say(one, owed, now) and one.part == Part.OWN:
            await _hand_on(session, one, owed, now)
        return None
    instead = False
    if one.part == Part.OWN:
        first = await people.first_asked(session, owed.report, now)
        asked = first or await people.heads(session, owed.report, now)
        if one.person_id not in {person.id for _, person in asked}:
            await mentions.drop(session, one)
            await _hand_on(session, one, owed, now)
            return None
        instead = not first and not owed.report.is_upward
    regime = await plans.regime(session, owed.period.regime_id)
    days = await days_off.around(session, one.organisation_id, owed.due_at)
    return Told(one, owed, regime, days, now, instead=instead)


def _still_to_say(one: Mention, owed: Owed, now: datetime) -> bool:
    if owed.report.state not in (State.OPEN, State.RETURNED):
        return False
    if one.stage == OPENING:
        return now <= owed.report.due_at
    return one.part != Part.OWN or not owed.is_locked(now)


async def _hand_on(session: AsyncSession, one: Mention, owed: Owed, now: datetime) -> None:
    """Who was asked is away or cannot be reached: the next who answers for the unit is, else who could mend it.

    The second stage is the aggregators' as much as the officers': of it nobody need be told while one can be asked.
    """
    asked = await people.answerers(session, owed.report, now)
    for _, person in asked:
        await mentions.queue(session, person.id, owed.report, one.stage, Part.OWN, now)
    if owed.report.is_upward and asked:
        return
    if not await people.holders(session, one.organisation_id, [Role.OFFICER], now, owed.unit.id):
        for _, person in await people.holders(session, one.organisation_id, TOLD_OF_NOBODY, now):
            await mentions.queue(session, person.id, owed.report, one.stage, Part.NOBODY, now)


async def _is_awake(session: AsyncSession, one: Told, now: datetime) -> bool:
    """Whether it may be said now; else it waits for the morning. The bot may have been down, or its queue long."""
    until = timetables.awake_at(one.regime, one.days, now, remind.due_day(one.owed, one.regime))
    if until > now and not one.is_asked_for:
        await mentions.hold(session, [one.mention], until)
        return False
    return True


async def _held_until(
    session: AsyncSession, letter: Letter, chats: Collection[tuple[str, str]], now: datetime
) -> datetime | None:
    """Until when the letter waits for its place in the day; None: it goes now."""
    home = await people.organisation(session, letter.person.organisation_id)
    start, end = _day(now, ZoneInfo(home.zone))
    left = home.daily_budget - await outbox.unasked(session, chats, start, end)
    pressing = letter.told[0]
    later = await _later(session, letter, now, end)
    waits = budget.fits(pressing.urgency, left, later, held_over=letter.waits_since < start)
    if waits is None:
        return None
    return waits.until or timetables.next_morning(pressing.regime, pressing.days, now)


async def _later(session: AsyncSession, letter: Letter, now: datetime, end: datetime) -> list[Coming]:
    """What else the day will bring of the reports this person answers for."""
    units = await people.units_of(session, letter.person.id, [Role.OFFICER], now)
    pressing = letter.told[0]
    coming: dict[datetime, budget.Urgency] = {}
    for owed in await reports.of_units(session, [unit.id for unit in units], now):
        at = owed.report.next_remind_at
        if at is None or not now < at < end or timetables.awake_at(pressing.regime, pressing.days, at) > at:
            continue
        urgency = budget.urgency_of(owed.due_at, at, pressing.regime.zone)
        coming[at] = max(urgency, coming.get(at, urgency))
    return [Coming(at, urgency) for at, urgency in coming.items()]


def _day(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day a moment lies in, its end excluded."""
    today = now.astimezone(zone).date()
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (today, today + _ONE_DAY))
    return start, end


async def _write(session: AsyncSession, letter: Letter, now: datetime) -> None:
    say = speak(letter.person.locale)
    written = await letter_words.written(session, say, letter, now)
    account, first = letter.account, letter.told[0]
    key = f"remind:{account.id}:{now.isoformat()}"
    if letter.is_opening:  # the first report names the message, for a report opens once
        what = "prompt" if letter.own else "nobody"
        key = f"{what}:{account.id}:{first.owed.period.key}:{first.owed.unit.code}:{first.owed.report.id}"
    told = {one.owed.report.id for one in letter.told}
    for older, reports_of in (await mentions.unsent(session, letter.person.id)).items():
        if reports_of <= told:  # the messenger was away: of what waits only the newest is said
            await outbox.outdate(session, older, now)
    await outbox.add(
        session,
        key,
        Kind.PROMPT if letter.is_opening else Kind.REMINDER,
        To(account.channel, account.address, account.organisation_id),
        written.text,
        now,
        valid_until_at=max(one.owed.report.due_at for one in letter.told) if letter.is_opening else None,
        buttons=[*written.buttons, *([snoozing] if (snoozing := snooze.button(say, letter, now)) else [])],
        figure_id=written.figure_id,
    )
    await mentions.told(session, [one.mention for one in letter.told], key)
