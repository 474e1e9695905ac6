"""After a silence in which a messenger may have dropped what it kept: who may have sent something is asked for it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import asking, awake, channel_names
from handlers.asking import Sheet
from locales import Speaker, speak
from storage import outbox, people, reach, reports
from storage.outbox import Kind, To
from storage.tables import Account, Organisation, Person

LOST_AFTER = timedelta(hours=23)  # messages live for 24 hours at Telegram; the hour is for what the clocks differ by
TOLD = (Role.AGGREGATOR, Role.ADMINISTRATOR)
NAMES = 5  # questions named of one report; how many more there are is said


@dataclass(slots=True)
class _Asked:
    """Somebody who is asked, at their address on the channel, and of which reports."""

    account: Account
    person: Person
    sheets: list[Sheet] = field(default_factory=list)


async def ask(session: AsyncSession, channel: str, from_at: datetime, until_at: datetime, now: datetime) -> None:
    """Ask the officers of every unit that was reporting then, once; and tell who aggregates whom the bot has asked."""
    if until_at - from_at <= LOST_AFTER:
        return
    for organisation in await reach.organisations_on(session, channel):
        span = _Span(channel, from_at, until_at, organisation)
        sheets = await _were_open(session, organisation, from_at, until_at, now)
        asked = await _who(session, channel, sheets, now)
        for one in asked:
            await _write(session, span, one, now)
        await _tell(session, span, sheets, asked, now)


@dataclass(frozen=True, slots=True)
class _Span:
    """A silence of a channel, as an organisation hears of it."""

    channel: str
    from_at: datetime
    until_at: datetime
    organisation: Organisation

    def words(self, say: Speaker) -> dict[str, str]:
        zone = ZoneInfo(self.organisation.zone)
        return {
            "channel": channel_names.name(say, self.channel),
            "since": say.moment(self.from_at, zone),
            "until": say.moment(self.until_at, zone),
        }


async def _were_open(
    session: AsyncSession, organisation: Organisation, from_at: datetime, until_at: datetime, now: datetime
) -> list[Sheet]:
    """The reports that could be answered at some time in the silence and are not handed in."""
    owed = await reports.unfinished(session, organisation.id, until_at)
    return [await asking.sheet(session, one) for one in owed if not one.is_locked(from_at)]


async def _who(session: AsyncSession, channel: str, sheets: Sequence[Sheet], now: datetime) -> list[_Asked]:
    found: dict[int, _Asked] = {}
    for one in sheets:
        for _, someone in await people.answerers(session, one.owed.report, now):
            accounts = await people.accounts_of(session, someone.id, or_lost=False)
            there = next((account for account in accounts if account.channel == channel), None)
            if there is not None:
                found.setdefault(someone.id, _Asked(there, someone)).sheets.append(one)
    return list(found.values())


async def _write(session: AsyncSession, span: _Span, asked: _Asked, now: datetime) -> None:
    say, to = speak(asked.person.locale), asked.account
    lines = [say("resend.ask", **span.words(say)), *(_missing(say, one, span, now) for one in asked.sheets)]
    await outbox.add(
        session,
        f"resend:{span.channel}:{span.from_at.isoformat()}:{span.organisation.id}:{asked.person.id}",
        Kind.REMINDER,
        To(to.channel, to.address, span.organisation.id),
        "\n".join([*lines, say("resend.how")]),
        now,
        due_at=await awake.at(session, span.organisation.id, now),
    )


def _missing(say: Speaker, sheet: Sheet, span: _Span, now: datetime) -> str:
    """ "• Tháng 11/2026, Phòng VH-XH (hạn …): còn thiếu 3. …; 5. …"."""
    owed, left = sheet.owed, sheet.open_questions()
    zone = ZoneInfo(span.organisation.zone)
    words = {"period": asking.period_name(say, owed), "unit": owed.unit_name, "due": say.moment(owed.due_at, zone)}
    if owed.is_locked(now):
        return say("resend.locked", **words)
    if not left:
        return say("resend.not_sent", **words)
    named = "; ".join(f"{one.figure.position}. {one.name}" for one in left[:NAMES])
    more = [say.count("resend.more", len(left) - NAMES)] if len(left) > NAMES else []
    return say("resend.line", what="; ".join([named, *more]), **words)


async def _tell(
    session: AsyncSession, span: _Span, sheets: Sequence[Sheet], asked: Sequence[_Asked], now: datetime
) -> None:
    """The aggregating office and the administrators: since when, until when, whom the bot has asked, whom it cannot."""
    by_unit: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        by_unit.setdefault(sheet.owed.unit_name, [])
    for one in asked:
        for sheet in one.sheets:
            by_unit[sheet.owed.unit_name].append(one.person.name)
    for account, someone in await people.holders(session, span.organisation.id, TOLD, now):
        say = speak(someone.locale)
        text = "\n".join([say("gap.told", **span.words(say)), *_units(say, by_unit)])
        key = f"gap:{span.channel}:{span.from_at.isoformat()}:{span.organisation.id}:{someone.id}"
        to = To(account.channel, account.address, span.organisation.id)
        due_at = await awake.at(session, span.organisation.id, now)
        title = text.partition("\n")[0]
        await outbox.add(session, key, Kind.WARNING, to, text, now, due_at=due_at, title=title)


def _units(say: Speaker, by_unit: dict[str, list[str]]) -> list[str]:
    asked = {unit: list(dict.fromkeys(names)) for unit, names in by_unit.items() if names}
    if not by_unit:
        return [say("gap.nobody")]
    lines = [say("gap.asked")] if asked else []
    lines += [say("gap.unit", unit=unit, names=", ".join(names)) for unit, names in asked.items()]
    elsewhere = [unit for unit in by_unit if unit not in asked]
    return [*lines, *([say("gap.elsewhere", units=", ".join(elsewhere))] if elsewhere else [])]
