"""How long what people said, sent and showed is kept. Figures, their history and the audit trail have no end here."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.workdays import ONE_DAY

MONTH = timedelta(days=365) / 12
NIGHT = time(2, 30)  # when nobody waits for an answer
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Spans:
    """How long each kind is kept.

    `updates`: what messengers told us, word by word; never shorter than they may tell it again. `messages`: what was
    written to a person. `sent_files`: the files that went with it. `locations`: where somebody stood. `photos`: of
    visits and beside figures. `unfinished`: invitations, enrolments and visits that nobody finished.
    """

    updates: timedelta = timedelta(days=60)
    messages: timedelta = 24 * MONTH
    sent_files: timedelta = timedelta(days=30)
    locations: timedelta = 12 * MONTH
    photos: timedelta = 12 * MONTH
    unfinished: timedelta = timedelta(days=30)


def next_run(now: datetime) -> datetime:
    """The next night."""
    local = now.astimezone(ZONE)
    day = local.date() if local.time() < NIGHT else local.date() + ONE_DAY
    return datetime.combine(day, NIGHT, ZONE).astimezone(now.tzinfo)
