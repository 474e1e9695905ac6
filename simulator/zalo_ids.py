"""The ids Zalo gives to people, groups and messages: opaque, and always the same for the same actions."""

from collections.abc import Iterable
from hashlib import sha256

from simulator.model import Chat, Message, Person


def person(number: int) -> str:
    """A person as every Zalo bot sees them: 20 hexadecimal digits."""
    return _hex(f"person {number}")


def person_of_oa(oa: int, number: int) -> str:
    """A person as one Official Account sees them: 19 digits, others at every account."""
    return _digits(f"person {number} of {oa}")


def group(number: int) -> str:
    """A group."""
    return _hex(f"group {number}")


def chat(one: Chat) -> str:
    """A chat: a private one has the id of its person."""
    return person(one.id) if one.bot else group(one.id)


def message(one: Message) -> str:
    """A message."""
    of = one.chat.bot.id if one.chat.bot else 0
    return _hex(f"message {one.id} in {one.chat.id} with {of}")


def found_person(people: Iterable[Person], wanted: str) -> Person | None:
    """The person a bot means."""
    return next((one for one in people if one.network == "zalo" and person(one.id) == wanted), None)


def found_group(groups: Iterable[Chat], wanted: str) -> Chat | None:
    """The group a bot means."""
    return next((one for one in groups if one.network == "zalo" and group(one.id) == wanted), None)


def _hex(what: str) -> str:
    return sha256(what.encode()).hexdigest()[:20]


def _digits(what: str) -> str:
    return str(10**18 + int(sha256(what.encode()).hexdigest(), 16) % (9 * 10**18))
