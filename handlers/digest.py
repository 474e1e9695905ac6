"""What leaders see: the daily digest, the closing digest after a deadline, and the same on request."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import digest, timetables
from domain.digest import Digest, Line
from domain.duties import share
from domain.lateness import Status, days_late, status_of
from domain.roles import Role
from domain.rounds import ROUND
from domain.values import Special
from handlers import asking, awake, meant, pacing, quarterly, upward
from handlers.talk import Talk
from locales import Speaker, speak
from storage import days_off, duties, groups, outbox, people, plans, reports, warnings
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Group, Organisation, Period

MAX_TEXT = 2000  # what a leader reads at once: product.md
NAMES_AT_MOST = 40
SEEING = frozenset({Role.LEADER, Role.HEAD, Role.AGGREGATOR, Role.ADMINISTRATOR, Role.OBSERVER})


async def daily_next(session: AsyncSession, now: datetime) -> bool:
    """Write one group's daily digest. After a stop only today's is written. False: none is due."""
    group = await groups.due_for_digest(session, now)
    if group is None or group.next_digest_at is None:
        return False
    organisation = await people.organisation(session, group.organisation_id)
    zone = ZoneInfo(organisation.zone)
    due_at = group.next_digest_at
    group.next_digest_at = await next_digest_at(session, organisation, now)
    today = now.astimezone(zone).date()
    if due_at.astimezone(zone).date() < today and not (await days_off.around(session, organisation.id, now)).is_working(
        today
    ):
        return True
    if await awake.at(session, organisation.id, now) > now:
        return True  # back at night: by the morning there is a newer one
    current = await plans.current_periods(session, organisation.id, now)
    if not current:
        return True
    say = speak(organisation.locale)
    text = await _text(session, say, organisation, current, now)
    await _post(session, group, f"digest:{group.id}:{today}", text, now)
    return True


async def closing_next(session: AsyncSession, now: datetime) -> bool:
    """Write one closing digest of an organisation's periods whose deadline has passed. False: none is due."""
    closing = await plans.due_to_close(session, now)
    if not closing:
        return False
    organisation = await people.organisation(session, closing[0].organisation_id)
    text = await _text(session, speak(organisation.locale), organisation, closing, now, closing=True)
    awake_at = await awake.at(session, organisation.id, now)
    for group in await groups.leadership(session, organisation.id):
        await _post(session, group, f"closing:{group.id}:{'+'.join(map(_closing_of, closing))}", text, now, awake_at)
    for period in closing:
        period.closing_at = None
        await quarterly.nudge(session, organisation, period, now)
    return True


def _closing_of(period: Period) -> str:
    """A round may be given more time: its new deadline has a closing of its own."""
    return f"{period.id}:{period.due_at:%Y%m%dT%H%M}" if period.frequency == ROUND else str(period.id)


async def on_request(talk: Talk, said: str = "") -> None:
    """`tổng hợp`, from a leader or in a bound leadership group."""
    organisation = await meant.organisation_seen(talk, SEEING)
    if organisation is None:
        await talk.reply(talk.say("group.how_to_bind" if talk.heard.is_group else "digest.not_for_you"))
        return
    current = await plans.current_periods(talk.session, organisation.id, talk.now)
    if not current:
        await talk.reply(talk.say("digest.nothing_open"))
        return
    await talk.reply(await _text(talk.session, talk.say, organisation, current, talk.now))


async def next_digest_at(session: AsyncSession, organisation: Organisation, after: datetime) -> datetime | None:
    """When an organisation's groups hear the next daily digest; None without a regime."""
    regime = await plans.any_regime(session, organisation.id)
    if regime is None:
        return None
    return timetables.next_digest(regime, await days_off.around(session, organisation.id, after), after)


async def _post(
    session: AsyncSession, group: Group, key: str, text: str, now: datetime, due_at: datetime | None = None
) -> None:
    await outbox.add(
        session,
        key,
        Kind.DIGEST,
        To(group.channel, group.address, group.organisation_id),
        text,
        now,
        due_at=due_at,
        title=text.split("\n", 1)[0],
    )


async def _text(
    session: AsyncSession,
    say: Speaker,
    organisation: Organisation,
    current: list[Period],
    now: datetime,
    *,
    closing: bool = False,
) -> str:
    zone = ZoneInfo(organisation.zone)
    told = [(period, await _digest(session, say, period, now)) for period in current]
    sent_on = {period.id: await _sent_on(session, say, period, now) for period in current}
    key = "digest.head_closing" if closing else "digest.head"
    head = say(key, organisation=organisation.short_name.upper(), day=say.full_day(now.astimezone(zone).date()))
    standing = await _standing(session, say, organisation)
    off_pace = await pacing.digest_lines(session, say, organisation, now)
    for names in range(NAMES_AT_MOST, -1, -1):
        parts = [
            "\n".join([_period(say, organisation, period, of, names, now), *sent_on[period.id]]) for period, of in told
        ]
        text = "\n\n".join([head, *parts, *off_pace, standing])
        if len(text) <= MAX_TEXT:
            return text
    return text[:MAX_TEXT]


async def _digest(session: AsyncSession, say: Speaker, period: Period, now: datetime) -> Digest:
    regime = await plans.regime(session, period.regime_id)
    days = await days_off.around(session, period.organisation_id, now)
    lines = []
    all_owed = await reports.of_period(session, period.id)
    of_reports = await duties.of_reports(session, [owed.report.id for owed in all_owed])
    for owed in all_owed:
        if owed.report.is_upward:  # what it gathers is counted with the units that were asked first
            continue
        late = days_late(owed.due_at, now, days, regime.zone)
        status = status_of(owed.standing, now)
        missing = await _missing(session, say, owed) if status is Status.INCOMPLETE else ()
        updated = share(of_reports.get(owed.report.id, ()))
        lines.append(Line(owed.unit_name, status, late, owed.answered, owed.asked, missing, updated))
    return digest.digest(lines)


async def _standing(session: AsyncSession, say: Speaker, organisation: Organisation) -> str:
    """How many stand in diện cảnh báo."""
    units, of_units = await warnings.counts(session, organisation.id)
    return say("digest.warned", units=units, duties=of_units) if units or of_units else say("digest.warned_none")


async def _sent_on(session: AsyncSession, say: Speaker, period: Period, now: datetime) -> list[str]:
    """Where the report of the second stage stands, for a period that has one."""
    every = await reports.of_period(session, period.id)
    zone = (await plans.regime(session, period.regime_id)).zone
    return [upward.in_digest(say, one, zone, now) for one in every if one.report.is_upward]


async def _missing(session: AsyncSession, say: Speaker, owed: Owed) -> tuple[str, ...]:
    sheet = await asking.sheet(session, owed)
    return tuple(
        say("digest.missing", name=q.name, answer=asking.answer_text(say, q, reports.answer_of(q.figure)))
        for q in sheet.questions
        if q.figure.special == Special.NO_FIGURE_YET
    ) + tuple(
        say("digest.lacking", name=q.name, what=asking.evidence_names(say, asking.evidence_missing(q)))
        for q in sheet.lacking()
    )


def _period(say: Speaker, organisation: Organisation, period: Period, of: Digest, names: int, now: datetime) -> str:
    zone = ZoneInfo(organisation.zone)
    name = asking.name_of(say, period)
    lines = [say("digest.period", period=name, due=say.moment(period.due_at, zone))]
    handed_in = _names(say, of.handed_in, names) if of.handed_in and names else ""
    if now <= period.due_at:
        so_far = say("digest.so_far", handed_in=len(of.handed_in), expected=of.expected)
        lines.append(f"{so_far}: {handed_in}." if handed_in else f"{so_far}.")
    elif of.rate is not None:
        rate = {"on_time": of.on_time, "expected": of.expected, "rate": say.number(of.rate)}
        lines.append(say("digest.on_time", **rate) + _threshold(say, organisation))
    for status, section in of.sections:
        lines += ["", say(f"digest.section.{status}"), *_section(say, section, names)]
    if of.sections:
        lines.append("")
    if handed_in and now > period.due_at:
        lines.append(say("digest.handed_in", units=handed_in))
    lines += [say("digest.account", account=_account(say, of)), *_updated(say, organisation, of)]
    return "\n".join(lines)


def _threshold(say: Speaker, organisation: Organisation) -> str:
    if organisation.on_time_threshold is None:
        return say("digest.stop")
    return say("digest.threshold", threshold=say.number(organisation.on_time_threshold))


def _updated(say: Speaker, organisation: Organisation, of: Digest) -> list[str]:
    """The share of indicators and tasks that are up to date, beside the plan's threshold where it has one."""
    if of.duties.rate is None:
        return []
    words = {"updated": of.duties.updated, "asked": of.duties.asked, "rate": say.number(of.duties.rate)}
    threshold = organisation.on_time_threshold
    if threshold is None:
        return [say("digest.updated", **words)]
    return [say("digest.updated_threshold", threshold=say.number(threshold), **words)]


def _section(say: Speaker, section: tuple[Line, ...], names: int) -> list[str]:
    shown = [_line(say, line) for line in section[:names]]
    left = len(section) - len(shown)
    return [*shown, say.count("digest.more_units", left)] if left else shown


def _line(say: Speaker, line: Line) -> str:
    if line.status is Status.OVERDUE:
        counted = {"unit": line.unit, "answered": line.answered, "asked": line.asked}
        if line.days:
            return say.count("digest.line.overdue", line.days, **counted)
        return say("digest.line.overdue_today", **counted)
    if line.status is Status.INCOMPLETE:
        return say("digest.line.incomplete", unit=line.unit, missing="; ".join(line.missing))
    return say("digest.line.returned", unit=line.unit)


def _names(say: Speaker, units: tuple[str, ...], names: int) -> str:
    left = len(units) - names
    shown = ", ".join(units[:names])
    return f"{shown} {say.count('digest.and_more', left)}" if left > 0 else shown


def _account(say: Speaker, of: Digest) -> str:
    return " · ".join(
        say("digest.share", status=say(f"status.{status}"), number=number, share=of.shares[status])
        for status, number in of.counts.items()
    )
