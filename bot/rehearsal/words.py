"""How the calendar names things: people, kinds of message, reasons, oddities; the same in text, page and table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rehearsal.record import Message, Odd, Recipient, Rehearsed, Why
from domain.periods import frequency_of
from domain.roles import LEADERSHIP_GROUP, Role
from locales import Speaker, figures

STAGES = {  # names that every shipped plan uses; others are shown as the plan writes them
    "opening": "rehearse.stage.opening",
    "due_morning": "rehearse.stage.due_morning",
    "due_afternoon": "rehearse.stage.due_afternoon",
}
FOR_ALL = frozenset({Role.AGGREGATOR, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Line:
    """Messages of one moment that differ only in whom they go to."""

    time: str
    kind: str
    to: str
    why: str
    messages: tuple[Message, ...]


def lines(say: Speaker, rehearsed: Rehearsed, messages: Iterable[Message]) -> list[Line]:
    """Messages of one organisation and day, those alike together."""
    alike: dict[tuple[str, str, str, str], list[Message]] = {}
    for one in messages:
        zone = rehearsed.bodies[one.to.organisation].zone
        key = say.time(one.at, zone), kind(say, one), one.to.role, why(say, one.whys)
        alike.setdefault(key, []).append(one)
    return [Line(time, kind, people(say, role, of), why, tuple(of)) for (time, kind, role, why), of in alike.items()]


def kind(say: Speaker, message: Message) -> str:
    """ "nhắc"."""
    return say(f"rehearse.kind.{message.kind}")


def why(say: Speaker, whys: Sequence[Why]) -> str:
    """ "Tháng 01/2026: T-3", whosever reports they are; "" for what has no stage."""
    said = dict.fromkeys((figures.period(say, one.period, one.frequency), one.stage) for one in whys)
    return "; ".join(f"{period}: {stage(say, name)}" for period, name in said)


def stage(say: Speaker, name: str) -> str:
    """A rung by its name in the plan."""
    return say(STAGES[name]) if name in STAGES else name


def people(say: Speaker, role: str, messages: Sequence[Message]) -> str:
    """ "cán bộ đầu mối VH-XH, Công an"; who hears of everything goes without a unit."""
    if role == LEADERSHIP_GROUP or role in FOR_ALL:
        return say(f"role.{role}")
    units = ", ".join(dict.fromkeys(one.to.unit for one in messages))
    return f"{say(f'role.{role}')} {units}"


def person(say: Speaker, to: Recipient) -> str:
    """ "cán bộ đầu mối VH-XH"."""
    return f"{say(f'role.{to.role}')} {to.unit}".rstrip()


def oddity(say: Speaker, rehearsed: Rehearsed, odd: Odd) -> str:
    """One oddity as a sentence, with its organisation where there are several."""
    words = dict(odd.words)
    if "role" in words:
        role = words.pop("role")
        words["who"] = f"{say(f'role.{role}')} {words['who']}".rstrip()
    if "day" in words:
        words["day"] = say.weekday_and_day(date.fromisoformat(str(words["day"])))
    if "period" in words:
        words["period"] = figures.period(say, str(words["period"]), frequency_of(str(words["period"])))
    if "stage" in words:
        words["stage"] = stage(say, str(words["stage"]))
    said = say(f"rehearse.odd.{odd.code}", **words)
    several = len(rehearsed.bodies) > 1 and odd.organisation
    return f"{rehearsed.bodies[odd.organisation].short_name}: {said}" if several else said
