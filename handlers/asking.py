"""How a question reads: its number, its name, its target, the last figure, and how to answer it."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Kind
from locales import Speaker, figures
from storage import reports
from storage.reports import Answer, Owed, Question


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report with all its questions: what an answer needs to know to say what comes next."""

    owed: Owed
    questions: list[Question]

    def open_questions(self) -> list[Question]:
        """Those without an answer, in order."""
        return [q for q in self.questions if q.figure.answered_at is None]

    def next_open(self, after: int) -> Question | None:
        """The next unanswered question behind a position, going round to the skipped ones."""
        left = self.open_questions()
        return next((q for q in left if q.figure.position > after), left[0] if left else None)

    def at(self, position: int) -> Question | None:
        """The question with this number."""
        return next((q for q in self.questions if q.figure.position == position), None)

    def holding(self, figure_id: int | None) -> Question | None:
        """The question of this figure."""
        return next((q for q in self.questions if q.figure.id == figure_id), None)


async def sheet(session: AsyncSession, owed: Owed) -> Sheet:
    """A report with its questions."""
    return Sheet(owed, await reports.questions(session, owed.report.id))


async def question(session: AsyncSession, say: Speaker, of: Sheet, asked: Question, *, at_length: bool) -> str:
    """One question as people read it. `at_length` tells how to answer; later questions of a kind need not."""
    last = await reports.last_answer(session, of.owed, asked.figure)
    lines = [_head(say, of, asked), _standing(say, asked, last)]
    if at_length:
        lines += [how(say, asked, last), say("ask.specials" if is_measured(asked) else "ask.later")]
    return "\n".join(line for line in lines if line)


def same_kind(one: Question, other: Question) -> bool:
    """Whether two questions are answered in the same way."""
    return one.indicator.kind == other.indicator.kind


def is_measured(asked: Question) -> bool:
    """Whether a number is asked for, and not a yes, a no or words."""
    return asked.indicator.kind not in (Kind.YES_NO, Kind.MILESTONE, Kind.PROGRESS)


def how(say: Speaker, asked: Question, last: Answer | None) -> str:
    """How to answer, with an example near the last figure."""
    kind = asked.indicator.kind
    if not is_measured(asked):
        return say(f"ask.how.{kind}")
    example = last.value.number if last and last.value else _example(kind, asked.indicator.target)
    return say(f"ask.how.{kind}", example=say.number(example))


def answer_text(say: Speaker, asked: Question, given: Answer) -> str:
    """An answer in its official writing."""
    if given.value is not None:
        return figures.value(say, asked.indicator, given.value)
    if given.special is not None and given.expected_on is not None:
        return say("value.no_figure_until", day=say.day(given.expected_on))
    if given.special is not None:
        return figures.special(say, given.special)
    return given.words or ""


def period_name(say: Speaker, owed: Owed) -> str:
    """ "Tháng 11/2026"."""
    return figures.period(say, owed.period.key, owed.period.frequency)


def _head(say: Speaker, of: Sheet, asked: Question) -> str:
    unit = asked.indicator.unit_of_measure
    name = f"{asked.name} ({unit})" if unit else asked.name
    return f"{asked.figure.position}/{len(of.questions)} · {name}"


def _standing(say: Speaker, asked: Question, last: Answer | None) -> str:
    parts = []
    target = figures.target(say, asked.indicator)
    if target:
        parts.append(say("ask.target", target=target))
    if last is not None:
        parts.append(say("ask.last", value=answer_text(say, asked, last)))
    return " · ".join(parts)


def _example(kind: Kind, target: Decimal | None) -> Decimal:
    if kind is Kind.PERCENT:
        return Decimal("93.5")
    return target if target is not None else Decimal(12)
