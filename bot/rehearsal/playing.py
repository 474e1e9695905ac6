"""The days themselves: the clock goes from one due moment to the next, and at each the bot and its people do theirs."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import ticks
from bot.rehearsal import acts, oddities, post, reasons, troubles
from bot.rehearsal.acts import Acts
from bot.rehearsal.answering import Answering
from bot.rehearsal.behaviour import Answers, Behaviour
from bot.rehearsal.cast import Cast, gather
from bot.rehearsal.reasons import Reasons
from bot.rehearsal.record import Body, Message, Odd, Rehearsed
from domain.roles import Role
from domain.workdays import ONE_DAY
from handlers import load_plan
from plans.format import PlanFile
from storage import days_off, people, reports, timetable, upward
from storage.database import Database, migrate
from storage.files import EvidenceFiles
from storage.scratch import open_scratch_database
from storage.tables import Organisation, Report

STARTED_TIME = time(8)  # the plan is loaded on the morning of the last working day before the first
AT_LEAST = timedelta(minutes=1)  # so that the clock goes on even where something due is not done


@dataclass(frozen=True, slots=True)
class Script:
    """A plan to rehearse: as read, and the text it was read from."""

    plan: PlanFile
    text: str
    name: str


@dataclass(slots=True)
class Stage:
    """A scratch database with everybody in it, and what has happened so far."""

    database: Database
    behaviour: Behaviour
    answering: Answering
    rehearsed: Rehearsed
    cast: Cast = field(default_factory=Cast)
    acts: Acts = field(default_factory=Acts)
    newest_report: int = 0
    unasked: set[int] = field(default_factory=set)  # reports of the second stage that wait for the first


async def rehearse(
    scripts: Sequence[Script],
    first: date,
    last: date,
    behaviour: Behaviour,
    folder: Path,
    went_on: Callable[[datetime], None],
) -> Rehearsed:
    """Play from the first day to the last, both whole, in a database made in the folder. `went_on` hears the clock."""
    rehearsed = Rehearsed(first, last)
    with troubles.kept() as wrong, _rarely_tidying():
        async with _scratch(folder) as database:
            files = EvidenceFiles(folder / "evidence")
            stage = Stage(database, behaviour, Answering(database, files), rehearsed)
            zone = ZoneInfo(scripts[0].plan.organisation.zone)
            now = _morning_before(first, zone)
            for script in scripts:
                await _set_up(stage, script, now)
            rehearsed.recipients = list(stage.cast.recipients.values())
            await _play(stage, now, _midnight(last + ONE_DAY, zone), went_on)
            rehearsed.messages = [one for one in rehearsed.messages if one.at >= _midnight(first, zone)]
            rehearsed.odd += await oddities.found(database, rehearsed, [script.plan for script in scripts], stage.cast)
    rehearsed.odd += [Odd("failed", "", {"what": what}) for what in dict.fromkeys(wrong)]
    return rehearsed


@contextmanager
def _rarely_tidying() -> Iterator[None]:
    """Python looks for garbage less often: of what a rehearsal makes nearly all goes by itself."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _play(stage: Stage, now: datetime, end: datetime, went_on: Callable[[datetime], None]) -> None:
    while now < end:
        await _settle(stage, now)
        went_on(now)
        async with stage.database.sessions() as session:
            due = await timetable.next_action_at(session)
        coming = [at for at in (due, stage.acts.next_at) if at is not None]
        if not coming:
            return
        now = _not_down(stage, max(min(coming), now + AT_LEAST))


async def _settle(stage: Stage, now: datetime) -> None:
    """Everything happens that is due at this moment: people, then the bot, then the post; all of it, then no more.

    What a person does comes of earlier messages, and what the bot does of rows: the post leaves nothing new to do.
    """
    await _act(stage, now)
    await ticks.tick(stage.database, now)
    letters = await post.collect(stage.database, now)
    if letters:
        async with stage.database.sessions() as session:
            found = await reasons.behind(session, letters)
        for letter in letters:
            _record(stage, letter, found)
    await _take_notice(stage, now)


async def _act(stage: Stage, now: datetime) -> None:
    while act := stage.acts.take(now):
        if act.payload:
            await stage.answering.tap(act.who, act.payload, now)
        elif act.report_id is None:
            await stage.answering.block(act.who, now)
        elif act.answers is Answers.HALF:
            await stage.answering.half(act.who, act.report_id, now)
        elif not await stage.answering.hand_in(act.who, act.report_id, now):
            await _could_not(stage, act.report_id)


async def _could_not(stage: Stage, report_id: int) -> None:
    async with stage.database.sessions() as session:
        owed = await reports.get(session, report_id)
        if owed is None:
            return
        code = (await people.organisation(session, owed.report.organisation_id)).code
    words: dict[str, str | int] = {"unit": owed.unit_name, "period": owed.period.key}
    stage.rehearsed.odd.append(Odd("not_handed_in", code, words | {"answered": owed.answered, "asked": owed.asked}))


def _record(stage: Stage, letter: post.Letter, found: Reasons) -> None:
    to = stage.cast.recipients[letter.address]
    whys = found.of(letter, to.organisation)
    stage.rehearsed.messages.append(Message(letter.at, letter.kind, to, letter.text, whys))
    for payload in letter.payloads:
        if to.role in (Role.HEAD, Role.AGGREGATOR) and post.YES.match(payload):
            stage.acts.plan(letter.at + acts.SOON, stage.cast.accounts[letter.address], payload=payload)
            return


async def _take_notice(stage: Stage, now: datetime) -> None:
    """Whoever is asked a new report plans when to take it up."""
    async with stage.database.sessions() as session:
        for report_id in await _asked_first(session, stage):
            owed = await reports.get(session, report_id)
            crew = stage.cast.crews.get(owed.unit.id) if owed else None
            if owed is None or crew is None:
                continue
            body = stage.rehearsed.bodies[stage.cast.organisations[owed.report.organisation_id]]
            at = acts.when_answered(crew.conduct, owed, body, stage.behaviour.at, now)
            who = acts.who_answers(crew, body, at) if at else None
            if at and who:
                stage.acts.plan(at, who, report_id=report_id, answers=crew.conduct.answers)


async def _asked_first(session: AsyncSession, stage: Stage) -> list[int]:
    """The reports that are asked now and were not before: one of the second stage is asked after it was opened."""
    new = select(Report.id, Report.is_upward).where(Report.id > stage.newest_report).order_by(Report.id)
    found = (await session.execute(new)).all()
    stage.newest_report = max((one.id for one in found), default=stage.newest_report)
    stage.unasked |= {one.id for one in found if one.is_upward}
    asked = select(Report.id).where(Report.id.in_(stage.unasked), upward.is_asked()).order_by(Report.id)
    second = list((await session.execute(asked)).scalars()) if stage.unasked else []
    stage.unasked -= set(second)
    return [one.id for one in found if not one.is_upward] + second


async def _set_up(stage: Stage, script: Script, now: datetime) -> None:
    """Load a plan and enrol its people, as an operator would on the working day before."""
    async with stage.database.sessions.begin() as session:
        loaded = await load_plan.load(session, script.text, script.name, now)
        organisation = loaded.organisation
        await gather(session, stage.cast, script.plan, organisation, stage.behaviour, now)
        body = await _body(session, organisation, now)
    stage.rehearsed.bodies[body.code] = body
    stage.cast.organisations[organisation.id] = body.code
    for crew in stage.cast.crews.values():
        blocked = crew.conduct.blocked_from
        if crew.officer and blocked and crew.unit.organisation_id == organisation.id:
            stage.acts.plan(max(_midnight(blocked, body.zone), now), crew.officer)


async def _body(session: AsyncSession, organisation: Organisation, now: datetime) -> Body:
    return Body(
        code=organisation.code,
        name=organisation.name,
        short_name=organisation.short_name,
        zone=ZoneInfo(organisation.zone),
        daily_budget=organisation.daily_budget,
        days=await days_off.around(session, organisation.id, now),
    )


def _not_down(stage: Stage, moment: datetime) -> datetime:
    """The moment itself, or when the bot is back."""
    zone = next(iter(stage.rehearsed.bodies.values())).zone
    local = moment.astimezone(zone).replace(tzinfo=None)
    back = [down.last for down in stage.behaviour.downtime if down.first <= local < down.last]
    return max(back).replace(tzinfo=zone).astimezone(UTC) if back else moment


def _morning_before(first: date, zone: ZoneInfo) -> datetime:
    day = days_off.public(first.year - 1, first.year).shift(first, -1)
    return datetime.combine(day, STARTED_TIME, zone).astimezone(UTC)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


@asynccontextmanager
async def _scratch(folder: Path) -> AsyncIterator[Database]:
    database = open_scratch_database(folder / "rehearsal.db")
    await migrate(database)
    try:
        yield database
    finally:
        await database.close()
