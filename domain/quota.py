"""What a bot may send in a month: when to warn, what the last fifth is kept for, when a month begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MONTH_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # the messengers that count messages by the month are Vietnamese
NEAR = 80
"""Per cent. From here on administrators know, and the rest of the messages is kept for what cannot wait: overdue
warnings, digests, answers to people who have just written. A fifth of 3,000 is 27 messages a working day."""


class Measure(StrEnum):
    """What a plan of a messenger counts."""

    MESSAGES = "messages"
    USERS = "users"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a bot may have, each None where it is not limited. `messages` are those of a month."""

    messages: int | None = None
    users: int | None = None
    groups: int | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    """What a bot has used of its allowance this month. `billed`: messages that cost money; `held`: that wait."""

    channel: str
    allowance: Allowance
    sent: int
    billed: int
    held: int
    users: int
    groups: int

    def measures(self) -> Iterator[tuple[Measure, int, int | None]]:
        """What is counted: how many there are, and how many there may be."""
        yield Measure.MESSAGES, self.sent, self.allowance.messages
        yield Measure.USERS, self.users, self.allowance.users
        yield Measure.GROUPS, self.groups, self.allowance.groups

    def near(self) -> list[Measure]:
        """What is used up, or nearly so."""
        return [one for one, used, most in self.measures() if most is not None and is_near(used, most)]


def is_near(used: int, most: int) -> bool:
    """Whether only the reserve is left."""
    return used * 100 >= most * NEAR


def month(now: datetime) -> tuple[datetime, datetime]:
    """The calendar month a moment lies in, its end excluded, as UTC."""
    local = now.astimezone(MONTH_ZONE)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.astimezone(UTC), following.astimezone(UTC)
