"""A visit half logged: what is understood so far, what was asked about it, and which answers were offered."""

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.visits import Counted, Doubt, Part, Unclear
from handlers import hand
from handlers.talk import Talk
from storage import visit_drafts
from storage.conversations import Step


class Also(StrEnum):
    """What is asked beside what a reading leaves open."""

    TEAM = "team"  # somebody of two teams: for which
    WHICH = "which"  # a visit, or the answer to the report's question in hand
    TWICE = "twice"  # the same was logged a moment ago: again, or once more
    UNUSUAL = "unusual"  # more people in a day than usual
    CLASS = "class"  # a training class: of what
    OTHER = "other"  # "khác": what was done, in words
    FIX = "fix"  # own visits are listed: which becomes what
    WHY = "why"  # a visit of an earlier day is changed: why


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that is offered: how it is shown, and what it stands for ("place:tổ 12")."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`asked`: an `Unclear` or `Also`. `said`: words not understood, or the whole message while its team is asked for.

    `agreed`: doubts that got their yes. `before`: the step of the conversation that this one stands before.
    """

    asked: str
    unit_id: int | None = None
    parts: tuple[Part, ...] = ()
    options: tuple[Option, ...] = ()
    said: str = ""
    repeats: bool = False
    adds: bool = False
    agreed: tuple[str, ...] = ()
    before: str = Step.IDLE
    message: str = ""
    album: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Ties a button to this very question."""
        return sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()[:12]


def of_doubt(doubt: Doubt, unit_id: int) -> Draft:
    """What a reading leaves open."""
    return Draft(
        asked=doubt.kind,
        unit_id=unit_id,
        parts=doubt.parts,
        said=doubt.said,
        repeats=doubt.repeats,
        adds=doubt.adds,
    )


async def held(talk: Talk) -> Draft | None:
    """What is half logged in this chat, if it still waits: in private another question may have taken its place."""
    if not talk.heard.is_group and talk.known.conversation.step != Step.VISIT:
        return None
    found = await visit_drafts.held(talk.session, talk.known.account, talk.heard.chat)
    return from_json(found) if found is not None else None


async def hold(talk: Talk, draft: Draft) -> None:
    """The next message here is for this. In private the report's question in hand stays there, behind it."""
    if not talk.heard.is_group:
        talk.known.conversation.step = Step.VISIT
    organisation = talk.known.organisation.id
    await visit_drafts.hold(talk.session, organisation, talk.known.account, talk.heard.chat, to_json(draft), talk.now)


async def let_go(talk: Talk) -> None:
    """It is logged, or dropped; what was in hand before is in hand again."""
    talking = talk.known.conversation
    if not talk.heard.is_group and talking.step == Step.VISIT:
        draft = await held(talk)
        talking.step = draft.before if draft else Step.IDLE
    await visit_drafts.drop(talk.session, talk.known.account, talk.heard.chat)


def before(talk: Talk) -> str:
    """The step to come back to afterwards, of a visit that begins now."""
    step = talk.known.conversation.step
    return step if step in _COME_BACK_TO else Step.IDLE


async def question_in_hand(talk: Talk) -> str:
    """The question of a report that waits for an answer, as the person knows it; "" for none."""
    talking = talk.known.conversation
    if talking.step not in _COME_BACK_TO:
        return ""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talking.figure_id) if sheet else None
    if sheet is None or asked is None or sheet.owed.is_locked(talk.now):
        return ""
    return f"{asked.figure.position}/{len(sheet.questions)} · {asked.name}"


_COME_BACK_TO = frozenset({Step.ANSWER, Step.CONFIRM, Step.REASON, Step.EXPECTED_ON, Step.EVIDENCE, Step.REVIEW})
_COME_BACK_TO |= {Step.DERIVED, Step.SEVERAL}


def to_json(draft: Draft) -> dict[str, Any]:
    """As the row keeps it."""
    return {
        "asked": draft.asked,
        "unit": draft.unit_id,
        "parts": [_part_to_json(one) for one in draft.parts],
        "options": [[one.label, one.value] for one in draft.options],
        "said": draft.said,
        "repeats": draft.repeats,
        "adds": draft.adds,
        "agreed": list(draft.agreed),
        "before": draft.before,
        "message": draft.message,
        "album": draft.album,
        "about": draft.about,
    }


def from_json(kept: dict[str, Any]) -> Draft:
    """The draft a row kept."""
    return Draft(
        asked=kept["asked"],
        unit_id=kept["unit"],
        parts=tuple(_part_from_json(one) for one in kept["parts"]),
        options=tuple(Option(label, value) for label, value in kept["options"]),
        said=kept["said"],
        repeats=kept["repeats"],
        adds=kept["adds"],
        agreed=tuple(kept["agreed"]),
        before=kept["before"],
        message=kept["message"],
        album=kept["album"],
        about=kept["about"],
    )


def _part_to_json(part: Part) -> dict[str, Any]:
    return {
        "activity": part.activity,
        "number": part.number,
        "of": part.of,
        "place": part.place,
        "on": part.on.isoformat() if part.on else None,
        "words": part.words,
        "class": part.is_class,
    }


def _part_from_json(kept: dict[str, Any]) -> Part:
    return Part(
        activity=kept["activity"],
        number=kept["number"],
        of=Counted(kept["of"]),
        place=kept["place"],
        on=date.fromisoformat(kept["on"]) if kept["on"] else None,
        words=kept["words"],
        is_class=kept["class"],
    )


OPEN = frozenset({Unclear.WHAT, Unclear.HOW_MANY, Unclear.WHERE, Unclear.WHICH_PLACE, Unclear.WHEN, Unclear.CONFIRM})
"""What a reading may leave open of something that is a visit."""
