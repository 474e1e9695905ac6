"""What must not stay stored: secrets and people's own numbers, whatever they were said in answer to."""

from domain.chat import Heard, Inbound
from domain.indicators import Indicator, Kind
from domain.values import Refusal, Refused, read_value
from handlers.talk import Talk

_WORDS = frozenset({Heard.TEXT, Heard.EDIT, Heard.PHOTO, Heard.DOCUMENT})


def refusal(heard: Inbound) -> Refusal | None:
    """Why these words must not be kept; None when they may. Only a question for an amount knows better."""
    if heard.heard is Heard.CONTACT:
        return Refusal.PERSONAL_DATA_PHONE
    if heard.heard not in _WORDS:
        return None
    read = read_value(heard.text, Indicator(Kind.PROGRESS))  # words are refused for no other reason
    return read.reason if isinstance(read, Refused) else None


def said_first(talk: Talk, text: str) -> str:
    """A reply, after the reason why what was said is not kept."""
    return f"{talk.say(f'refused.{talk.refusal}')}\n{text}" if talk.refusal else text
