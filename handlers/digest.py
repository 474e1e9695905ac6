"""What leaders see: the daily digest, the closing digest after a deadline, and the same on request."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import digest, local_days, timetables
from domain.chat import Photos
from domain.digest import Line
from domain.duties import Duty, share
from domain.lateness import Status, days_late, status_of
from domain.roles import Role
from domain.rounds import ROUND
from domain.seals import shown
from domain.values import Special, plain
from handlers import asking, awake, digest_chart, digest_words, meant, pacing, quarterly, refusing, upward
from handlers.digest_words import Told, Writing
from handlers.talk import Talk
from locales import Speaker, speak
from storage import days_off, duties, groups, outbox, people, plans, reports, seals, warnings
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Group, Organisation, Period

IN_FULL = (" du", " day du", " full")
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
    writing = await _writing(session, say, organisation, current, now)
    text = digest_words.at_once(writing) + await _seal(session, say, group, today)
    ends_at = local_days.ends_at(now, zone)
    await _post(session, group, f"digest:{group.id}:{today}", text, writing, valid_until_at=ends_at)
    return True


async def _seal(session: AsyncSession, say: Speaker, group: Group, today: date) -> str:
    """With the week's first digest the trail's newest link, which nobody can take back from a group."""
    monday = today - timedelta(days=today.weekday())
    earlier = [monday + timedelta(days=number) for number in range(today.weekday())]
    if await outbox.is_any_there(session, [f"digest:{group.id}:{day}" for day in earlier]):
        return ""
    _, head = await seals.newest(session)
    return f"\n\n{say('digest.seal', head=shown(head))}" if head else ""


async def closing_next(session: AsyncSession, now: datetime) -> bool:
    """Write one closing digest of an organisation's periods whose deadline has passed. False: none is due."""
    closing = await plans.due_to_close(session, now)
    if not closing:
        return False
    organisation = await people.organisation(session, closing[0].organisation_id)
    writing = await _writing(session, speak(organisation.locale), organisation, closing, now, closing=True)
    text, awake_at = digest_words.at_once(writing), await awake.at(session, organisation.id, now)
    for group in await groups.leadership(session, organisation.id):
        key = f"closing:{group.id}:{'+'.join(map(_closing_of, closing))}"
        await _post(session, group, key, text, writing, awake_at)
    for period in closing:
        period.closing_at = None
        await quarterly.nudge(session, organisation, period, now)
    return True


def _closing_of(period: Period) -> str:
    """A round may be given more time: its new deadline has a closing of its own."""
    return f"{period.id}:{period.due_at:%Y%m%dT%H%M}" if period.frequency == ROUND else str(period.id)


async def on_request(talk: Talk, said: str = "") -> None:
    """`tổng hợp`, from a leader or in a bound leadership group; `tổng hợp đủ` leaves no name out."""
    organisation = await meant.organisation_seen(talk, SEEING)
    if organisation is None:
        await refusing.say(talk, "group.how_to_bind" if talk.heard.is_group else "digest.not_for_you", "digest")
        return
    current = await plans.current_periods(talk.session, organisation.id, talk.now)
    if not current:
        await talk.reply(talk.say("digest.nothing_open"))
        return
    writing = await _writing(talk.session, talk.say, organisation, current, talk.now)
    in_full = plain(talk.heard.text).endswith(IN_FULL)
    await talk.reply(digest_words.in_full(writing) if in_full else digest_words.at_once(writing))
    if (drawn := digest_chart.chart(writing)) and talk.reach.can.photos is Photos.BYTES:
        from files.digest_chart import as_png  # a process that only ticks writes digests and draws nothing

        await talk.reply(digest_chart.caption(writing), photo=await talk.beside(as_png, drawn))


async def next_digest_at(session: AsyncSession, organisation: Organisation, after: datetime) -> datetime | None:
    """When an organisation's groups hear the next daily digest; None without a regime."""
    regime = await plans.any_regime(session, organisation.id)
    if regime is None:
        return None
    return timetables.next_digest(regime, await days_off.around(session, organisation.id, after), after)


async def _post(
    session: AsyncSession,
    group: Group,
    key: str,
    text: str,
    writing: Writing,
    due_at: datetime | None = None,
    valid_until_at: datetime | None = None,
) -> None:
    """The digest, and its chart beside it: that is drawn when it goes out, where the messenger takes pictures."""
    to, head = To(group.channel, group.address, group.organisation_id), text.split("\n", 1)[0]
    add = partial(outbox.add, session, to=to, now=writing.now, due_at=due_at, valid_until_at=valid_until_at)
    await add(key, Kind.DIGEST, text=text, title=head)
    if drawn := digest_chart.chart(writing):
        said, head = digest_chart.caption(writing), digest_chart.title(writing)
        await add(f"chart:{key}", Kind.CHART, text=said, title=head, chart=drawn.as_json())


async def _writing(
    session: AsyncSession,
    say: Speaker,
    organisation: Organisation,
    current: list[Period],
    now: datetime,
    *,
    closing: bool = False,
) -> Writing:
    key = "digest.head_closing" if closing else "digest.head"
    day = say.full_day(now.astimezone(ZoneInfo(organisation.zone)).date())
    told = await _told(session, say, current, now)
    off_pace = await pacing.digest_lines(session, say, organisation, now)
    return Writing(
        say,
        organisation,
        now,
        head=say(key, organisation=organisation.short_name.upper(), day=day),
        told=told,
        beside=[*off_pace, await _standing(session, say, organisation)],
    )


async def _told(session: AsyncSession, say: Speaker, current: list[Period], now: datetime) -> list[Told]:
    """Each period with its units, and where its report of the second stage stands; asked of all together."""
    ids = [one.id for one in current]
    owed, of_reports = await reports.of_periods(session, ids), await duties.of_periods(session, ids)
    told = []
    for period in current:
        zone = (await plans.regime(session, period.regime_id)).zone
        every = [one for one in owed if one.period.id == period.id]
        # What the second stage gathers is counted with the units that were asked first.
        units = [one for one in every if not one.report.is_upward]
        lines = [await _line(session, say, one, zone, of_reports.get(one.report.id, ()), now) for one in units]
        sent_on = [upward.in_digest(say, one, zone, now) for one in every if one.report.is_upward]
        told.append(Told(period, digest.digest(lines), sent_on))
    return told


async def _line(
    session: AsyncSession, say: Speaker, owed: Owed, zone: ZoneInfo, asked: Sequence[Duty], now: datetime
) -> Line:
    days = await days_off.around(session, owed.report.organisation_id, now)
    late = days_late(owed.due_at, now, days, zone)
    status = status_of(owed.standing, now)
    missing = await _missing(session, say, owed) if status is Status.INCOMPLETE else ()
    return Line(owed.unit_name, status, late, owed.answered, owed.asked, missing, share(asked))


async def _standing(session: AsyncSession, say: Speaker, organisation: Organisation) -> str:
    """How many stand in diện cảnh báo."""
    units, of_units = await warnings.counts(session, organisation.id)
    return say("digest.warned", units=units, duties=of_units) if units or of_units else say("digest.warned_none")


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
