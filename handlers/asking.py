"""How a question reads: its number, its name, its target, the last figure, and how to answer it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

from sqlalchemy.ext.asyncio import AsyncSession

from domain import evidence
from domain.indicators import NOT_MEASURED, Kind
from handlers import progress, visit_feeding
from locales import Speaker, figures
from storage import answers, reports
from storage.reports import Answer, Owed, Question
from storage.tables import Period

LONGEST_LAST = 160  # signs: what was told of a task last time is a reminder, not the report


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report with all its questions: what an answer needs to know to say what comes next."""

    owed: Owed
    questions: list[Question]

    def open_questions(self) -> list[Question]:
        """Those that wait for an answer, in order."""
        return [q for q in self.questions if self.is_open(q)]

    def is_open(self, question: Question) -> bool:
        """Whether it waits for an answer: it has none, or the one it has was sent back."""
        return question.figure.answered_at is None or question.figure.return_reason is not None

    def next_open(self, after: int) -> Question | None:
        """The next unanswered question behind a position, going round to the skipped ones."""
        left = self.open_questions()
        return next((q for q in left if q.figure.position > after), left[0] if left else None)

    def lacking(self) -> list[Question]:
        """Those that are answered, but lack something the plan asks for beside the answer."""
        return [q for q in self.questions if evidence_missing(q)]

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
    last = await answers.last_answer(session, of.owed, asked.figure)
    lines = [
        _head(say, of, asked),
        _sent_back(say, asked),
        _standing(say, asked, last),
        _evidence_asked(say, asked),
        await visit_feeding.beside(session, say, of.owed, asked),
    ]
    if at_length:
        lines += [
            how(say, asked, last),
            say("ask.specials" if is_measured(asked) else "ask.later"),
        ]
    return "\n".join(line for line in lines if line)


def same_kind(one: Question, other: Question) -> bool:
    """Whether two questions are answered in the same way."""
    return one.indicator.kind == other.indicator.kind


def is_measured(asked: Question) -> bool:
    """Whether a number is asked for, and not a yes, a no or words."""
    return asked.indicator.kind not in NOT_MEASURED


def how(say: Speaker, asked: Question, last: Answer | None) -> str:
    """How to answer, with an example near the last figure."""
    kind = asked.indicator.kind
    if not is_measured(asked):
        return say(f"ask.how.{kind}")
    example = last.value.number if last and last.value else _example(kind, asked.indicator.target)
    return say(f"ask.how.{kind}", example=say.number(example))


def answer_text(say: Speaker, asked: Question, given: Answer) -> str:
    """An answer in its official writing."""
    if given.progress is not None:
        return progress.written(say, given)
    if given.value is not None:
        written = figures.value(say, asked.indicator, given.value)
        return say("evidence.with_document", value=written, document=given.document) if given.document else written
    if given.special is not None and given.expected_on is not None:
        return say("value.no_figure_until", day=say.day(given.expected_on))
    if given.special is not None:
        return figures.special(say, given.special)
    return given.words or ""


def evidence_missing(asked: Question) -> list[str]:
    """What the plan asks for beside an answer and has not come: nothing while there is nothing to show."""
    figure = asked.figure
    from_shorter = figure.derived_how and not visit_feeding.is_from_visits(figure.derived_how)
    if figure.answered_at is None or from_shorter:  # it came with the shorter period
        return []
    return evidence.lacking(
        asked.evidence, asked.kept, special=figure.special, progress=figure.progress, document=figure.document
    )


def evidence_names(say: Speaker, kinds: Sequence[str]) -> str:
    """ "ảnh, số văn bản"."""
    return ", ".join(say(f"evidence.kind.{kind}") for kind in kinds)


def lacking_named(say: Speaker, lacking: Sequence[Question]) -> str:
    """ "câu 1 (ảnh), câu 5 (tệp, số văn bản)"."""
    return ", ".join(
        say("evidence.lacking_one", number=one.figure.position, what=evidence_names(say, evidence_missing(one)))
        for one in lacking
    )


def evidence_note(say: Speaker, asked: Question) -> str:
    """What has come beside a figure and what has not: " (1 ảnh, 2 tệp; còn thiếu số văn bản)", or ""."""
    counts = Counter(map(evidence.counts_as, asked.kept))
    come = ", ".join(f"{number} {say(f'evidence.kind.{kind}')}" for kind, number in counts.items())
    missing = evidence_missing(asked)
    lacks = say("evidence.lacks", what=evidence_names(say, missing)) if missing else ""
    both = "; ".join(part for part in (come, lacks) if part)
    return f" ({both})" if both else ""


def period_name(say: Speaker, owed: Owed) -> str:
    """ "Tháng 11/2026"; a round by its title."""
    named = name_of(say, owed.period)
    return say("upward.name", period=named) if owed.report.is_upward else named


def name_of(say: Speaker, period: Period) -> str:
    """A period as people call it."""
    return period.title or figures.period(say, period.key, period.frequency)


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
        parts.append(_last(say, asked, last))
    return " · ".join(parts)


def _last(say: Speaker, asked: Question, last: Answer) -> str:
    written = answer_text(say, asked, last)
    if last.progress is None:
        return say("ask.last", value=written)
    return say("ask.last_told", told=shorten(written, LONGEST_LAST, placeholder=" …"))


def _sent_back(say: Speaker, asked: Question) -> str:
    if asked.figure.return_reason is None:
        return ""
    sent = answer_text(say, asked, reports.answer_of(asked.figure))
    return say("return.question", reason=asked.figure.return_reason, sent=sent)


def _evidence_asked(say: Speaker, asked: Question) -> str:
    return say("evidence.asked", what=evidence_names(say, asked.evidence)) if asked.evidence else ""


def _example(kind: Kind, target: Decimal | None) -> Decimal:
    if kind is Kind.PERCENT:
        return Decimal("93.5")
    return target if target is not None else Decimal(12)
