"""What the community teams' visits say to a report's question: a proposal to confirm, or a sum beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.indicators import Kind, Nature
from domain.plausibility import Oddity, Unusual
from domain.progress import Progress, TaskState
from domain.regimes import Frequency
from domain.values import Value
from domain.visit_feeds import Counts, Feed
from handlers import progress
from locales import Speaker, speak
from storage import activities, days_off, parts, people, plans, visit_feeds, visit_sums
from storage.reports import Answer, Owed, Question
from storage.visit_sums import Fed, Span

Feeds = Mapping[parts.Asked, Feed]

VISITS = "visits"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sum:
    """What visits come to for one question."""

    feed: Feed
    fed: Fed
    span: Span

    @property
    def number(self) -> int:
        """What the first of its counts comes to."""
        of = {
            Counts.PEOPLE: self.fed.sum.people,
            Counts.VISITS: self.fed.sum.visits,
            Counts.CLASSES: self.fed.sum.classes,
        }
        return of[self.feed.counts[0]]

    @property
    def code(self) -> str:
        """How it came about, as it is kept with the figure: "visits visits 37 6 2026-10-15 2026-11-14 3".

        Then come what was counted and how many, the teams, the first and the last day, what was logged too late.
        """
        only_classes = not self.feed.of_activities or (Counts.CLASSES in self.feed.counts and not self.fed.sum.visits)
        which = Counts.CLASSES if only_classes else Counts.VISITS
        counted = self.fed.sum.classes if only_classes else self.fed.sum.visits
        first, last = self.span.first.isoformat(), self.span.last.isoformat()
        return f"{VISITS} {which} {counted} {self.fed.teams} {first} {last} {self.fed.late}"


async def of_question(session: AsyncSession, owed: Owed, asked: Question, feeds: Feeds) -> Sum | None:
    """What visits come to for a question of a report; None where the plan has none of them feed it."""
    feed = feeds.get(parts.asked_in(asked.figure))
    if feed is None:
        return None
    organisation = await people.organisation(session, owed.report.organisation_id)
    first, last = owed.period.first_day, owed.period.cut_off
    if asked.indicator.nature is Nature.CUMULATIVE:
        first = await _year_begins(session, owed)
    span = Span(organisation.id, first, last, activities=feed.activities)
    cut_off_at = datetime.combine(last + _ONE_DAY, time(), ZoneInfo(organisation.zone)).astimezone(UTC)
    return Sum(feed, await visit_sums.fed(session, span, cut_off_at), span)


async def answer(session: AsyncSession, owed: Owed, asked: Question, of: Sum) -> Answer | None:
    """The answer a sum gives; None where it gives none: the teams only help, or nothing was done. None is not zero."""
    if of.feed.beside:
        return None
    if asked.indicator.kind is not Kind.PROGRESS:
        return Answer(value=Value(Decimal(of.number))) if of.number else None
    organisation = await people.organisation(session, owed.report.organisation_id)
    names = {one.code: one.name for one in await activities.of(session, organisation.id)}
    words = _in_words(speak(organisation.locale), of, names)
    return progress.answer(Progress(TaskState.IN_PROGRESS, words=words)) if words else None


def how_text(say: Speaker, code: str) -> str:
    """ "từ 37 lượt của 6 tổ, 15/10–14/11", with what was logged too late to be in it."""
    _, which, counted, teams, first, last, late = code.split(" ")
    said = say(
        "visit_feed.how",
        counted=say.count(f"visit_feed.{which}", int(counted)),
        teams=say.count("visit_feed.teams", int(teams)),
        first=say.day(date.fromisoformat(first)),
        last=say.day(date.fromisoformat(last)),
    )
    return say.count("visit_feed.late", int(late), how=said) if int(late) else said


def is_from_visits(code: str | None) -> bool:
    """Whether a figure was derived from visits, and not from shorter periods."""
    return code is not None and code.startswith(f"{VISITS} ")


async def beside(session: AsyncSession, say: Speaker, owed: Owed, asked: Question) -> str:
    """The line under a question with which the teams only helped; "" for none."""
    feeds = await visit_feeds.of_report(session, owed)
    of = await of_question(session, owed, asked, feeds) if feeds else None
    if of is None or not of.feed.beside or not of.number:
        return ""
    return say("visit_feed.beside", number=_number(say, of), how=how_text(say, of.code))


async def unlike(session: AsyncSession, owed: Owed, asked: Question, value: Value) -> Unusual | None:
    """What is odd about another number than that of the teams: it is taken with a reason."""
    feeds = await visit_feeds.of_report(session, owed)
    of = await of_question(session, owed, asked, feeds) if feeds else None
    held = await answer(session, owed, asked, of) if of else None
    if held is None or held.value is None or held.value.number == value.number:
        return None
    return Unusual(Oddity.UNLIKE_VISITS, held.value, held.value)


async def _year_begins(session: AsyncSession, owed: Owed) -> date:
    rules = await plans.regime(session, owed.period.regime_id)
    days = await days_off.around(session, owed.report.organisation_id, owed.report.due_at)
    years = (owed.period.cut_off.year, owed.period.cut_off.year + 1)
    every = (periods.period(rules, Frequency.YEAR, year, 1, days) for year in years)
    return next(one.first_day for one in every if one.first_day <= owed.period.cut_off <= one.cut_off)


def _in_words(say: Speaker, of: Sum, names: dict[str, str]) -> str:
    """ "kỹ năng số: 63 người, 4 hộ; 2 lớp bồi dưỡng, 40 người dự"."""
    sums, told = of.fed.sum, []
    helped = [say.count("visit_feed.visits", sums.visits)] if Counts.VISITS in of.feed.counts else []
    helped += [say.count("visit.words.people", sums.people)] if sums.people else []
    helped += [say.count("visit.words.households", sums.households)] if sums.households else []
    if of.feed.of_activities and sums.visits:
        which = ", ".join(names.get(code, code) for code in of.feed.activities)
        told.append(say("visit_feed.helped", activities=which, helped=", ".join(helped)))
    if Counts.CLASSES in of.feed.counts and sums.classes:
        participants = say.count("visit.words.people", sums.participants)
        told.append(say.count("visit_feed.held_classes", sums.classes, participants=participants))
    return "; ".join(told)


def _number(say: Speaker, of: Sum) -> str:
    counts = of.feed.counts[0]
    key = "visit.words.people" if counts is Counts.PEOPLE else f"visit_feed.{counts}"
    return say.count(key, of.number)
