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
from storage.pulse_tables import Gap
from storage.tables import Account, Organisation, Person

LOST_AFTER = timedelta(hours=23)  # messages live for 24 hours at Telegram; the hour is for what the clocks differ by
TOLD = (Role.AGGREGATOR, Role.ADMINISTRATOR)
JUST_NOW = timedelta(minutes=2)
NAMES = 5  # questions named of one report; how many more there are is said


@dataclass(slots=True)
class _Asked:
    """Somebody who is asked, at their address on the channel, and of which reports."""

    account: Account
    person: Person
    sheets: list[Sheet] = field(default_factory=list)


async def ask(session: AsyncSession, gap: Gap, now: datetime) -> datetime | None:
    """Ask the officers of every unit that was reporting then, once; and tell who aggregates whom the bot has asked.

    When it is to be done where people are asleep now; None: everybody has been asked. By then it may have come.
    """
    if gap.until_at - gap.from_at <= LOST_AFTER:
        return None
    later: list[datetime] = []
    for organisation in await reach.organisations_on(session, gap.channel):
        span = _Span(gap.channel, gap.from_at, gap.until_at, organisation)
        if await outbox.is_there(session, span.key("gap")) or await outbox.is_there(session, span.key("resend")):
            continue
        if (awake_at := await awake.at(session, organisation.id, now)) > now:
            later.append(awake_at)
        else:
            await _ask_in(session, span, now)
    return min(later, default=None)


async def _ask_in(session: AsyncSession, span: "_Span", now: datetime) -> None:
    sheets = await _were_open(session, span)
    asked = await _who(session, span.channel, sheets, now)
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

    def key(self, what: str) -> str:
        """How the keys of its messages begin."""
        return f"{what}:{self.channel}:{self.from_at.isoformat()}:{self.organisation.id}:"

    def words(self, say: Speaker) -> dict[str, str]:
        zone = ZoneInfo(self.organisation.zone)
        return {
            "channel": channel_names.name(say, self.channel),
            "since": say.moment(self.from_at, zone),
            "until": say.moment(self.until_at, zone),
        }


async def _were_open(session: AsyncSession, span: _Span) -> list[Sheet]:
    """The reports that could be answered at some time in the silence and are not handed in.

    What is told of as the bot comes back is not among them, though its first tick may be a little ahead of its ear.
    """
    owed = await reports.unfinished(session, span.organisation.id, span.until_at - JUST_NOW)
    return [await asking.sheet(session, one) for one in owed if not one.is_locked(span.from_at)]


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
        f"{span.key('resend')}{asked.person.id}",
        Kind.REMINDER,
        To(to.channel, to.address, span.organisation.id),
        "\n".join([*lines, say("resend.how")]),
        now,
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
        to, title = To(account.channel, account.address, span.organisation.id), text.partition("\n")[0]
        await outbox.add(session, f"{span.key('gap')}{someone.id}", Kind.WARNING, to, text, now, title=title)


def _units(say: Speaker, by_unit: dict[str, list[str]]) -> list[str]:
    asked = {unit: list(dict.fromkeys(names)) for unit, names in by_unit.items() if names}
    if not by_unit:
        return [say("gap.nobody")]
    lines = [say("gap.asked")] if asked else []
    lines += [say("gap.unit", unit=unit, names=", ".join(names)) for unit, names in asked.items()]
    elsewhere = [unit for unit in by_unit if unit not in asked]
    return [*lines, *([say("gap.elsewhere", units=", ".join(elsewhere))] if elsewhere else [])]
