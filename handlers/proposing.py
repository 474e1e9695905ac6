"""The figures of a longer period are computed from the shorter ones at the moment they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import deriving, periods
from domain.chat import Button
from domain.deriving import Derived, How, Part
from domain.periods import Frequency
from domain.values import Value
from handlers import asking
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import Speaker, figures
from storage import conversations, parts, plans, reports
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
    """What can be derived of a report's open questions now; none where all are asked at its own frequency."""
    shorter = await parts.frequencies(session, sheet.owed)
    found: list[Proposed] = []
    for asked in sheet.open_questions():
        frequency = shorter.get(asked.figure.indicator_id or 0)
        derived = await _derived(session, sheet.owed, asked, frequency) if frequency else None
        if derived is not None:
            given = derived.answer
            answer = Answer(value=given) if isinstance(given, Value) else Answer(special=given)
            found.append(Proposed(asked, answer, _code(derived)))
    return found


async def show(talk: Talk, sheet: Sheet, lead: str) -> bool:
    """Say what can be derived, for one confirmation. False: there is nothing of the kind."""
    proposed = await proposals(talk.session, sheet)
    if not proposed:
        return False
    take_up(talk.known.conversation, proposed)
    said = text(talk.say, sheet, proposed)
    buttons = [[Button(talk.say("button.all_right"), f"derived:{sheet.owed.report.id}")]]
    figure_id = proposed[0].asked.figure.id
    await talk.reply(f"{lead}\n\n{said}" if lead else said, buttons=buttons, figure_id=figure_id)
    return True


def take_up(talking: Conversation, proposed: Sequence[Proposed]) -> None:
    """Put the proposals into the hand of who is to confirm them."""
    shown = {"derived": [one.as_json() for one in proposed]}
    conversations.take_up(talking, proposed[0].asked.figure, Step.DERIVED, shown)


def text(say: Speaker, sheet: Sheet, proposed: Sequence[Proposed]) -> str:
    """All derived figures, each with the way it was computed, and what to type."""
    period = asking.period_name(say, sheet.owed)
    lines = [say.count("derived.head", len(proposed), period=period)]
    for one in proposed:
        written = asking.answer_text(say, one.asked, one.answer)
        how = how_text(say, one.how, one.answer)
        lines.append(f"{one.asked.figure.position}. {one.asked.name}: {written} · {how}")
    left = len(sheet.open_questions()) - len(proposed)
    if left:
        lines.append(say.count("derived.then_asked", left))
    lines.append(say("derived.how", number=proposed[-1].asked.figure.position))
    return "\n".join(lines)


def how_text(say: Speaker, code: str, answer: Answer) -> str:
    """ "cộng 3 tháng", "tỷ số của tổng 561/600", "lấy Tháng 9/2026", with the periods that are missing."""
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
    whole = periods.Period(
        row.key, Frequency(row.frequency), int(row.key.partition("-")[0]), 0, row.first_day, row.cut_off
    )
    keys = [one.key for one in deriving.parts_of(rules.rule, frequency, whole)]
    given = await parts.answers(session, owed, asked.figure, keys)
    answers = {key: answer.value or answer.special for key, answer in given.items()}
    derived = deriving.derive(asked.indicator, [Part(key, answers.get(key)) for key in keys])
    return derived if isinstance(derived, Derived) else None


def _code(derived: Derived) -> str:
    """How a figure was computed, as it is kept: "sum 2026-07 2026-09 missing 2026-08"."""
    words = [derived.how.value, *(part.period_key for part in derived.used)]
    return " ".join([*words, MISSING, *derived.missing] if derived.missing else words)
