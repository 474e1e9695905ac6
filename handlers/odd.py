"""A figure that is odd beside its own history waits: for another number, or for a yes with a short reason."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from domain.chat import Button
from domain.indicators import Indicator, Kind
from domain.plausibility import Unusual, doubts_about
from domain.values import Ask, Doubt, Refusal, Refused, Special, Value, plain, read_value
from handlers import asking, visit_feeding
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import figures
from storage import answers, conversations, reports
from storage.conversations import Step
from storage.reports import Answer, Question

MOST_SIGNS = 300
WANT_A_REASON = frozenset({Doubt.OVER_HUNDRED, Doubt.NUMERATOR_OVER_DENOMINATOR})
_YES = re.compile(r"(?:đúng|dung|yes)(?:\s+(?:rồi|roi|vậy|vay|là|la))*(?!\w)[\s,.:;–-]*", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*(?:\s*/\s*\d[\d.,]*)?\s*%?")
_LEAD = re.compile(r"(?:(?:lý do|ly do)(?: là| la)?|vì|vi|do)[\s:]+", re.IGNORECASE)
_WORDS_OF_A_REASON = 3


@dataclass(frozen=True, slots=True)
class Agreed:
    """A yes to the figure that waits; `why` is "" as long as no reason was given."""

    answer: Answer
    why: str
    message: str


async def doubts(talk: Talk, sheet: Sheet, asked: Question, value: Value) -> Unusual | None:
    """What is odd about a figure beside what the teams logged, and the unit's earlier ones; None when nothing is."""
    return await visit_feeding.unlike(talk.session, sheet.owed, asked, value) or doubts_about(
        value, asked.indicator, await answers.history(talk.session, sheet.owed, asked)
    )


def told(talk: Talk, asked: Question, value: Value, unusual: Unusual) -> str:
    """Why a figure is odd: "Kỳ trước 92,4%, kỳ này 9,4%."."""
    last = figures.value(talk.say, asked.indicator, unusual.last) if unusual.last else ""
    words = {"value": figures.value(talk.say, asked.indicator, value), "last": last}
    if not last:
        return talk.say("odd.without_last", target=figures.target(talk.say, asked.indicator), **words)
    return talk.say(f"odd.{unusual.oddity}", target=figures.target(talk.say, asked.indicator), **words)


async def ask_back(talk: Talk, asked: Question, value: Value, unusual: Unusual, message: str) -> None:
    """Have an odd figure wait, with the likelier one beside it where there is one."""
    likelier = [unusual.likelier] if unusual.likelier else []
    _take_up(talk, asked, [Answer(value=one) for one in (value, *likelier)], message, why_asked=False)
    why = told(talk, asked, value, unusual)
    number = talk.say.number(value.number)
    if unusual.likelier:
        which = talk.say(
            "odd.rather",
            likelier=figures.value(talk.say, asked.indicator, unusual.likelier),
            other=talk.say.number(unusual.likelier.number),
            number=number,
        )
    else:
        which = talk.say("odd.right", number=number)
    await talk.reply(f"{why} {which}", buttons=_buttons(talk, asked), figure_id=asked.figure.id)


async def ask_why(talk: Talk, asked: Question, answer: Answer, message: str) -> None:
    """The figure is right: why it is so unusual is all that is missing."""
    _take_up(talk, asked, [answer], message, why_asked=True)
    value = asking.answer_text(talk.say, asked, answer)
    await talk.reply(talk.say("odd.why", value=value), figure_id=asked.figure.id)


def said(talk: Talk, asked: Question) -> Agreed | None:
    """The yes, or the reason, in an answer to an odd figure; None when it is another answer."""
    held = talk.known.conversation.candidates or {}
    answer = reports.answer_from_json(held["readings"][0])
    text = normalize("NFC", talk.heard.text).strip()
    why = agreed(text, (held["written"][0], held.get("raw", "")), asked.indicator)
    if why is None and (held.get("why_asked") or _LEAD.match(text)) and is_reason(text, asked.indicator):
        why = reason(text)
    return None if why is None else Agreed(answer, why, held.get("message", ""))


def reason_behind(talk: Talk, asked: Question) -> str:
    """The reason typed after a yes to one of several readings; "" for none."""
    written: list[str] = (talk.known.conversation.candidates or {}).get("written", [])
    return agreed(normalize("NFC", talk.heard.text).strip(), tuple(written), asked.indicator) or ""


def awaits(talk: Talk) -> bool:
    """Whether words that look like a command are the reason that was asked for."""
    talking = talk.known.conversation
    if talking.step != Step.REASON or talk.heard.text.startswith("/"):
        return False
    return bool((talking.candidates or {}).get("why_asked")) and opens_a_reason(talk.heard.text)


def opens_a_reason(text: str) -> bool:
    """Words that tell of difficulties on their own; where a reason is asked they are one."""
    return plain(text).startswith(("kho khan", "vuong mac", "kien nghi"))


def agreed(text: str, writings: tuple[str, ...], indicator: Indicator) -> str | None:
    """The reason behind "đúng 9,4 đổi cách tính"; "" for a yes alone; None for anything but a yes to this figure."""
    yes = _YES.match(text)
    if yes is None:
        return None
    rest = text[yes.end() :]
    number = _NUMBER.match(rest)
    if number:
        if _bare(number[0]) not in {_bare(one[0]) for writing in writings if (one := _NUMBER.match(writing))}:
            return None
        rest = rest[number.end() :].strip()
        unit = indicator.unit_of_measure
        rest = rest[len(unit) :] if unit and rest.lower().startswith(unit.lower()) else rest
    return reason(rest)


def reason(text: str) -> str:
    """A reason as it is kept: in one line, without "vì" before it."""
    words = " ".join(text.split()).strip(" ,.;:–-")
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    lead = _LEAD.match(words)
    return words[lead.end() :] if lead else words


def unfit(why: str) -> Refusal | str:
    """What speaks against keeping a reason: a refusal, the key of a sentence, or "" for nothing."""
    read = read_value(why, Indicator(Kind.PROGRESS))
    if isinstance(read, Refused):
        return read.reason
    if len(why) > MOST_SIGNS:
        return "odd.reason_too_long"
    return "" if sum(map(str.isalpha, why)) > 1 else "odd.reason_too_short"


def is_reason(text: str, indicator: Indicator) -> bool:
    """Whether it is words; but "94" and "KPS" are another answer."""
    read = read_value(text, indicator)
    if isinstance(read, Value | Special):
        return False
    words = sum(any(map(str.isalpha, word)) for word in text.split())
    return words >= _WORDS_OF_A_REASON or not (isinstance(read, Ask) and read.readings)


def _take_up(talk: Talk, asked: Question, held: list[Answer], message: str, *, why_asked: bool) -> None:
    candidates = {
        "readings": [reports.as_json(one) for one in held],
        "written": [asking.answer_text(talk.say, asked, one) for one in held],
        "raw": "" if talk.refusal else talk.heard.text[:40],
        "message": message,
        "why_asked": why_asked,
    }
    conversations.take_up(talk.known.conversation, asked.figure, Step.REASON, candidates)


def _buttons(talk: Talk, asked: Question) -> list[list[Button]]:
    """The likelier first, for it is."""
    written: list[str] = (talk.known.conversation.candidates or {}).get("written", [])
    mark = f"reading:{asked.figure.id}:{asked.figure.version}"
    odd = Button(talk.say("button.right", value=written[0]), f"{mark}:0")
    return [[*(Button(text, f"{mark}:{n}") for n, text in enumerate(written) if n), odd]]


def _bare(number: str) -> str:
    return "".join(number.split()).rstrip("%").rstrip(".,")
