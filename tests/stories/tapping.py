"""Whether every button of every message could be typed instead: the message itself says how, or the sender adds it."""

import json
import re
from collections.abc import Sequence
from typing import Any

from bot.wording import TYPED
from locales import DEFAULT, speak
from tests.stories import telling

_ITS_OWN = ("reading:", "unlock:", "serve:")  # labelled with what is offered, not with a word of the catalogue
_SEEN_BY = {"see:approve": '"duyệt"', "see:accept": '"tiếp nhận"'}  # looked at by the word that says yes


def only_to_tap(messages: Sequence[Any]) -> list[str]:
    """The buttons, of messages as (text, buttons as JSON), of which nothing says what to type in their stead."""
    return [
        f"[{label}] under: {said}"
        for said, buttons in messages
        for line in (json.loads(buttons) or {"rows": []})["rows"]
        for label, payload in line
        if not _is_told(said, label, payload)
    ]


def without_added(said: str) -> str:
    """What was written, without the line that the sender adds where nothing can be tapped."""
    before, _, last = said.rpartition("\n")
    return before if last.startswith(speak(DEFAULT)("typed.also", words="").rstrip(".")) else said


def _is_told(said: str, label: str, payload: str) -> bool:
    say = speak(DEFAULT)
    if label in {say(one) for one in TYPED} or re.search(rf"^\d+\. {re.escape(label)}(?: |$)", said, re.MULTILINE):
        return True
    if payload.startswith(_ITS_OWN):
        offered = re.match(r"(?:Đúng )?(\S+)", label)
        return offered is not None and offered[1] in said
    if seen_by := next((word for kind, word in _SEEN_BY.items() if payload.startswith(kind)), ""):
        return seen_by in said
    if payload.startswith("visit:"):  # a menu: its digits do
        return re.search(rf"\d\. {re.escape(label)}", said) is not None or label not in telling.labels()
    if label not in telling.labels():
        return True  # in another language: the Vietnamese of the same message is looked at
    already_seen = payload == "join:more" and said.endswith(say("join.agree_or_not"))
    return already_seen or f'"{label.lower()}' in said.lower()
