"""Notices that a messenger itself is away, so that one message tries for all the others until it is back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.backoff import growing
from domain.chat import Ambiguous, Later, Outcome

LOST_IN_A_ROW, OF_CHATS = 3, 2  # one chat may hang for reasons of its own; two do not, with nobody served in between
FIRST_PAUSE, LONGEST_PAUSE = 4.0, 60.0  # seconds


@dataclass(slots=True)
class _Fuse:
    """Sends without an answer in a row, the chats they were for; until when the messenger is left alone.

    `times`: how often it was, in a row.
    """

    lost: int = 0
    chats: set[str] = field(default_factory=set)
    times: int = 0
    until: datetime | None = None


class Fuses:
    """One for each messenger. In memory only: after a restart it is learnt anew, which costs three requests."""

    def __init__(self) -> None:
        self._of: dict[str, _Fuse] = {}

    def blown(self, now: datetime) -> list[tuple[str, datetime]]:
        """The messengers that are left alone now, and until when."""
        return [(one, fuse.until) for one, fuse in self._of.items() if fuse.until is not None and fuse.until > now]

    def note(self, channel: str, chat: str, outcome: Outcome, now: datetime) -> bool:
        """What became of a send. True: the whole messenger is left alone for a while."""
        fuse = self._of.setdefault(channel, _Fuse())
        match outcome:
            case Later(wait, _, True):
                fuse.until = now + min(wait, timedelta(seconds=LONGEST_PAUSE))
            case Ambiguous():
                fuse.lost += 1
                fuse.chats.add(chat)
                if fuse.lost < LOST_IN_A_ROW or len(fuse.chats) < OF_CHATS:
                    return False
                if fuse.until is None or fuse.until <= now:  # others may have been on their way at once
                    fuse.until = now + timedelta(seconds=growing(fuse.times, FIRST_PAUSE, LONGEST_PAUSE))
                    fuse.times += 1
            case _:  # whatever it says, it answers
                self._of.pop(channel)
                return False
        return True
