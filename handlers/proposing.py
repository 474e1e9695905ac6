"""Answers are derived at the moment they are shown: of a longer period from the shorter ones, or from visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import deriving, periods, rounds
from domain.deriving import Derived, Given, How, Part
from domain.progress import Progress
from domain.regimes import Frequency
from domain.values import Value
from handlers import asking, progress, visit_feeding
from handlers.asking import Sheet
from locales import Speaker, figures
from storage import conversations, days_off, parts, plans, reports, visit_feeds
from storage.conversations import Step
from storage.reports import Answer, Owed, Question
from storage.tables import Conversation

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A question without an answer, and what the shorter periods give for it."""

    asked: Question
    answer: Answer
    how: str

    def as_json(self) -> dict[str, Any]:
        """What a confirmation is for: it holds only while nothing of this has changed."""
        return {
            "figure": self.asked.figure.id,
            "version": self.asked.figure.version,
            "answer": reports.as_json(self.answer),
            "how": self.how,
        }


async def proposals(session: AsyncSession, sheet: Sheet) -> list[Proposed]:
    """What can be derived of a report's open questions now."""
    return await _derived_of(session, sheet, sheet.open_questions())


async def anew(session: AsyncSession, sheet: Sheet) -> list[Proposed]:
    """What was confirmed as derived, and comes out otherwise now."""
    confirmed = [asked for asked in sheet.questions if asked.figure.derived_how]
    found = await _derived_of(session, sheet, confirmed)
    return [one for one in found if _differs(one.answer, reports.answer_of(one.asked.figure))]


async def _derived_of(session: AsyncSession, sheet: Sheet, questions: Sequence[Question]) -> list[Proposed]:
    """From the shorter periods where a question is asked at another frequency, else from the visits that feed it."""
    shorter = await parts.frequencies(session, sheet.owed)
    feeds = await visit_feeds.of_report(session, sheet.owed)
    found: list[Proposed] = []
    for asked in questions:
        if frequency := shorter.get(parts.asked_in(asked.figure)):
            derived = await _derived(session, sheet.owed, asked, frequency)
            found += [Proposed(asked, _answer(derived.answer), _code(derived))] if derived else []
        elif of := await visit_feeding.of_question(session, sheet.owed, asked, feeds):
            answer = await visit_feeding.answer(session, sheet.owed, asked, of)
            found += [Proposed(asked, answer, of.code)] if answer else []
    return found


async def grown(session: AsyncSession, say: Speaker, sheet: Sheet) -> list[str]:
    """What to say of figures confirmed from visits that more was logged for since; they stay until recomputed."""
    if not any(visit_feeding.is_from_visits(asked.figure.derived_how) for asked in sheet.questions):
        return []
    return [
        say(
            "visit_feed.grown",
            position=one.asked.figure.position,
            new=asking.answer_text(say, one.asked, one.answer),
            how=visit_feeding.how_text(say, one.how),
        )
        for one in await anew(session, sheet)
        if visit_feeding.is_from_visits(one.how)
    ]


def _differs(new: Answer, held: Answer) -> bool:
    """A pair decides by its parts: its share is kept rounded."""
    if new.value is None or held.value is None or new.value.numerator is None:
        return new != held
    pairs = [(one.value.numerator, one.value.denominator) for one in (new, held) if one.value]
    return pairs[0] != pairs[1]


def is_from_visits(proposed: Sequence[Proposed]) -> bool:
    """Whether any of the answers is the teams', and not from a shorter period."""
    return any(visit_feeding.is_from_visits(one.how) for one in proposed)


def take_up(talking: Conversation, proposed: Sequence[Proposed]) -> None:
    """Put the proposals into the hand of who is to confirm them."""
    shown = {"derived": [one.as_json() for one in proposed]}
    conversations.take_up(talking, proposed[0].asked.figure, Step.DERIVED, shown)


def text(say: Speaker, sheet: Sheet, proposed: Sequence[Proposed]) -> str:
    """All derived answers, each with the way it was computed, and what to type."""
    period = asking.period_name(say, sheet.owed)
    head = "visit_feed.head" if is_from_visits(proposed) else "derived.head"
    lines = [say.count(head, len(proposed), period=period)]
    for one in proposed:
        written = asking.answer_text(say, one.asked, one.answer)
        how = how_text(say, one.how, one.answer)
        lines.append(f"{one.asked.figure.position}. {one.asked.name}: {written} · {how}")
    left = len(sheet.open_questions()) - len(proposed)
    if left:
        lines.append(say.count("derived.then_asked", left))
    measured = [one for one in proposed if asking.is_measured(one.asked)]
    example = (measured or proposed)[-1].asked.figure.position
    lines.append(say("derived.how" if measured else "derived.how_in_words", number=example))
    return "\n".join(lines)


def how_text(say: Speaker, code: str, answer: Answer) -> str:
    """ "cộng 3 tháng", "tỷ số của tổng 561/600", "lấy Tháng 9/2026", with the periods that are missing."""
    if visit_feeding.is_from_visits(code):
        return visit_feeding.how_text(say, code)
    how, *keys = code.split(" ")
    used = keys[: keys.index(MISSING)] if MISSING in keys else keys
    missing = keys[len(used) + 1 :]
    frequency = periods.frequency_of((used or missing)[0])
    pair = answer.value if answer.value and answer.value.numerator is not None else None
    if how == How.LATEST:
        said = say("derived.latest", period=figures.period(say, used[0], frequency))
    elif how == How.RATIO_OF_SUMS and pair and pair.numerator is not None and pair.denominator is not None:
        said = say("derived.ratio", pair=f"{say.number(pair.numerator)}/{say.number(pair.denominator)}")
    else:
        said = say.count(f"derived.sum.{frequency}", len(used))
    if missing:
        names = ", ".join(figures.period(say, key, frequency) for key in missing)
        said = say("derived.incomplete", how=said, missing=names)
    return said


async def _derived(session: AsyncSession, owed: Owed, asked: Question, frequency: Frequency) -> Derived | None:
    rules = await plans.regime(session, owed.period.regime_id)
    row = owed.period
    key = rounds.phase_of(row.key) or row.key
    year = int(key.partition("-")[0])
    whole = periods.Period(key, periods.frequency_of(key), year, 0, row.first_day, row.cut_off)
    days = await days_off.around(session, owed.report.organisation_id, owed.report.due_at)
    keys = [one.key for one in deriving.parts_of(rules, frequency, whole, days)]
    given = await parts.answers(session, owed, asked.figure, keys)
    answers = {key: _given(answer) for key, answer in given.items()}
    derived = deriving.derive(asked.indicator, [Part(key, answers.get(key)) for key in keys])
    return derived if isinstance(derived, Derived) else None


def _given(answer: Answer) -> Given | None:
    return progress.told(answer) or answer.value or answer.special


def _answer(given: Given) -> Answer:
    if isinstance(given, Progress):
        return progress.answer(given)
    return Answer(value=given) if isinstance(given, Value) else Answer(special=given)


def _code(derived: Derived) -> str:
    """How a figure was computed, as it is kept: "sum 2026-07 2026-09 missing 2026-08"."""
    words = [derived.how.value, *(part.period_key for part in derived.used)]
    return " ".join([*words, MISSING, *derived.missing] if derived.missing else words)
