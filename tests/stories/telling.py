"""How a story is written down: lines of a chat become steps that can be played and checked.

    › 187/200                     a person types this
    › [Gửi]                       a person taps this button, or types its word where there are none
    › (nhãn dán)                  a person does something else: see `doings.DOINGS`
    ‹ Đã ghi 93,5% (187/200). …   the bot's next message says this; `…` stands for anything
    [Gửi] [Sửa]                   … and carries these buttons
    ‹ (không nói gì)              the bot says nothing
    An › …                        An does it; without a name it is whoever the story is about
    Bình trong nhóm › …           Bình does it in the leadership group
    Nhóm ‹ …                      everybody in the group reads it
    — 16/11 14:00 —               time passes, and what is due on the way happens when it is due
    — tắt máy đến 16/11 14:00 —   the bot is down until then, and catches up

Every message of the bot must be told: one that the story does not mention fails it. White space counts as one
space, a line without a mark goes on with the line before.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from locales import CATALOGUES, DEFAULT

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR = 2026
SILENCE = "(không nói gì)"
_LINE = re.compile(r"(?P<who>[^›‹]*?)\s*(?P<mark>[›‹])\s?(?P<text>.*)")
_TIME = re.compile(r"— (?P<down>tắt máy đến )?(?P<day>\d+)/(?P<month>\d+) (?P<hour>\d+):(?P<minute>\d+) —")
_BUTTONS = re.compile(r"(?:\[[^\]]+\] ?)+")


@dataclass(slots=True)
class Does:
    """Somebody types, taps or does something else."""

    who: str
    text: str


@dataclass(slots=True)
class Hears:
    """The next message of the bot in a chat; `buttons` None: whatever they are."""

    who: str
    text: str
    buttons: list[str] | None = None


@dataclass(slots=True)
class Passes:
    """Time passes; `down` when the bot is off meanwhile."""

    until: datetime
    down: bool


Step = Does | Hears | Passes


@dataclass(slots=True)
class _Reading:
    about: str
    steps: list[Step] = field(default_factory=list)

    def line(self, line: str) -> None:
        if time := _TIME.fullmatch(line):
            self.steps.append(Passes(moment(line), bool(time["down"])))
        elif said := _LINE.fullmatch(line):
            who = said["who"].strip() or self.about
            self.steps.append(Does(who, said["text"]) if said["mark"] == "›" else Hears(who, said["text"]))
        elif isinstance(last := self.steps[-1], Does):
            last.text += f"\n{line}"
        elif isinstance(last, Hears) and _BUTTONS.fullmatch(line):
            last.buttons = re.findall(r"\[([^\]]+)\]", line)
        elif isinstance(last, Hears):
            last.text += f" {line}"
        else:
            raise ValueError(f"what does this line mean? {line}")


def steps(story: str, about: str) -> list[Step]:
    """The steps of a story about somebody. Raises ValueError for a line that means nothing."""
    reading = _Reading(about)
    for line in story.splitlines():
        if line.strip():
            reading.line(line.strip())
    return reading.steps


def typed_for(label: str) -> str:
    """What is typed where there are no buttons: the button's own word, or "đúng" and the reading it offers."""
    return label.lower() if label in labels() or label.startswith("Đúng ") else f"đúng {label}"


@cache
def labels() -> frozenset[str]:
    """The words on buttons, of those that have one of the catalogue."""
    with CATALOGUES[DEFAULT].open("rb") as source:
        return frozenset(str(one.string) for one in read_po(source) if str(one.id).startswith("button."))


def moment(said: str) -> datetime:
    """ "— 16/11 14:00 —" in the year of the stories, as UTC."""
    time = _TIME.fullmatch(said)
    if time is None:
        raise ValueError(said)
    day, month, hour, minute = (int(time[name]) for name in ("day", "month", "hour", "minute"))
    return datetime(YEAR, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def fits(told: str, text: str) -> bool:
    """Whether a message is what the story tells: `…` stands for anything, also for nothing."""
    pattern = r"\s*(?:.*)\s*".join(re.escape(_one_line(part)) for part in told.split("…"))
    return re.fullmatch(rf"\s*{pattern}\s*", _one_line(text), re.DOTALL) is not None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def local(at: str) -> str:
    """A moment of a message as people read it: "09/11 08:00"."""
    return datetime.fromisoformat(at).astimezone(ZONE).strftime("%d/%m %H:%M")
