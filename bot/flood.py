"""How much one person may send: what is beyond it is not handled, and said so once; counted in this process alone."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from domain.chat import Heard, Inbound
from locales import Speaker

# A person answering twenty figures in a row takes longer than a minute; a phone that comes back from a day without
# network, or a bot from an outage, brings what was typed over hours: it is counted by when it was sent.
UPDATES = 20
WITHIN = timedelta(minutes=1)
BURST = 60  # at once, before the rate alone counts: a pasted month, line by line
FILES = 30
FILES_WITHIN = timedelta(hours=1)
REMEMBERED = 10_000  # people; of more the one heard longest ago is forgotten, which only gives them more room
_COUNTED = frozenset(
    {Heard.TEXT, Heard.BUTTON, Heard.EDIT, Heard.PHOTO, Heard.DOCUMENT, Heard.CONTACT, Heard.LOCATION}
    | {Heard.OTHER_CONTENT}
)


class Told(Enum):
    """What becomes of an update."""

    TAKEN = auto()
    TOO_FAST = auto()  # not handled; this is the first, and is told
    TOO_MANY_FILES = auto()
    SILENTLY = auto()  # not handled; it was told a moment ago


@dataclass(slots=True)
class _Bucket:
    """What is left of a person's room, as of a moment; `told_at`: when they last heard that it is gone."""

    updates: float
    files: float
    at: datetime
    told_at: datetime | None = None


class Flood:
    """One bucket a person, in memory: no question to the database. With several processes each counts its own."""

    def __init__(self) -> None:
        self._of: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def look(self, heard: Inbound, now: datetime) -> Told:
        """Count an update. What happens to the bot itself, such as being added to a group, is always taken."""
        if heard.heard not in _COUNTED or not heard.sender:
            return Told.TAKEN
        # A tap has the time of the message it is under.
        at = now if heard.heard is Heard.BUTTON else min(heard.sent_at, now)
        bucket = self._filled((heard.channel, heard.sender), at)
        if bucket.updates < 1:
            return self._refused(bucket, now, Told.TOO_FAST)
        if heard.files and bucket.files < 1:
            return self._refused(bucket, now, Told.TOO_MANY_FILES)
        bucket.updates -= 1
        bucket.files -= bool(heard.files)
        return Told.TAKEN

    def _filled(self, who: tuple[str, str], at: datetime) -> _Bucket:
        bucket = self._of.setdefault(who, _Bucket(BURST, FILES, at))
        self._of.move_to_end(who)
        if len(self._of) > REMEMBERED:
            self._of.popitem(last=False)
        passed = max(at - bucket.at, timedelta())
        bucket.updates = min(BURST, bucket.updates + UPDATES * (passed / WITHIN))
        bucket.files = min(FILES, bucket.files + FILES * (passed / FILES_WITHIN))
        bucket.at = max(at, bucket.at)
        return bucket

    def _refused(self, bucket: _Bucket, now: datetime, told: Told) -> Told:
        if bucket.told_at is not None and now - bucket.told_at < WITHIN:
            return Told.SILENTLY
        bucket.told_at = now
        return told


def words(say: Speaker, told: Told) -> str:
    """What is said to who sent too much: from when on it is read again."""
    if told is Told.TOO_MANY_FILES:
        wait = FILES_WITHIN / FILES * 5  # room for a handful
        return say("flood.files", most=FILES, minutes=round(wait / timedelta(minutes=1)))
    return say("flood.slow_down", minutes=round(WITHIN / timedelta(minutes=1)))
