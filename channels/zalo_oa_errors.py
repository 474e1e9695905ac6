"""What the OA API's error numbers mean for a message: the vendor's numbers beside our outcomes.

The numbers are those of the OpenAPI v3 pages; every one of them arrives with HTTP 200.
"""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from channels.backoff import growing
from domain.chat import Ambiguous, Blocked, Later, Outcome, Refused

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = time(6, 0)  # promotion messages are refused from 22:00 to 06:00

NO_CONNECTION_WAIT = timedelta(seconds=5)
RATE_WAIT = timedelta(minutes=1)  # 4,000 requests a minute, counted by the minute
QUOTA_WAIT = timedelta(hours=1)
HUMAN_WAIT = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds


class Means(StrEnum):
    """What an error number asks of us."""

    REFRESH = "refresh"  # a new access token, then once more
    HUMAN = "human"  # nothing goes out until somebody changes something in Zalo's console
    RATE = "rate"
    QUOTA = "quota"
    AGAIN = "again"  # their fault, or ours that a new upload mends: later, waiting longer each time
    PERSON = "person"  # until the person writes, follows or unblocks
    GROUP = "group"  # this group only: until its owner, or whoever pays for it, acts
    NEVER = "never"
    NIGHT = "night"


MEANS = {
    -216: Means.REFRESH,  # access token invalid
    -220: Means.REFRESH,  # access token expired or removed
    -204: Means.HUMAN,  # OA disabled
    -205: Means.HUMAN,  # no such OA
    -209: Means.HUMAN,  # API not enabled
    -212: Means.HUMAN,  # app not registered for the API
    -219: Means.HUMAN,  # app removed or disabled
    -221: Means.HUMAN,  # OA not verified
    -223: Means.HUMAN,  # OA not authorised for the API
    -224: Means.HUMAN,  # package does not include the API
    -235: Means.HUMAN,  # not for this type of OA
    -240: Means.HUMAN,  # the v2 message API is switched off: only a base URL of another time asks for it
    -242: Means.HUMAN,  # appsecret_proof wrong or missing
    -320: Means.HUMAN,  # no Zalo Cloud account
    -321: Means.HUMAN,  # Zalo Cloud account cannot pay
    -32: Means.RATE,  # of the app or of the OA: one number, two texts
    -211: Means.QUOTA,
    -311: Means.QUOTA,  # the quota of old times
    -200: Means.AGAIN,  # "generic"
    -100: Means.AGAIN,  # attachment expired: each try uploads anew
    -213: Means.PERSON,  # does not follow
    -217: Means.PERSON,  # blocked the OA
    -218: Means.PERSON,  # has got all a person may get
    -227: Means.PERSON,  # banned, or silent for 45 days
    -230: Means.PERSON,  # outside the 7 days
    -232: Means.PERSON,  # outside the 7 days
    -244: Means.PERSON,  # restricts such messages
    -305: Means.PERSON,  # the 48 hours of old times
    -237: Means.GROUP,  # disabled, often for an asset that was not renewed
    -238: Means.GROUP,  # asset used by another group
    -241: Means.GROUP,  # as -238
    -403: Means.GROUP,  # the OA is not in the group
    -201: Means.NEVER,  # a field is invalid
    -210: Means.NEVER,  # over a limit
    -233: Means.NEVER,  # type of message not supported
    -248: Means.NEVER,  # against the policy
    -249: Means.NEVER,  # template cannot be sent by user id
    -234: Means.NIGHT,
}


class RefusedError(Exception):
    """Zalo answered with an error number. `words` are Zalo's own, cut short; no secret is in them."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}".strip())
        self.code = code

    @property
    def means(self) -> Means:
        """What is to be done. A number nobody documents is tried again."""
        return MEANS.get(self.code, Means.AGAIN)


class NeverLeftError(Exception):
    """The request did not reach Zalo."""


class LostAnswerError(Exception):
    """The request left and no answer, or none that can be read, came back."""


def outcome(error: RefusedError, failures: int, now: datetime) -> Outcome:
    """What an error number means for the message it answers.

    `failures` so many sends to this chat failed before, in a row.
    """
    reason = str(error)
    match error.means:
        case Means.REFRESH | Means.HUMAN:  # a token refused a second time, too, only a person can mend
            return Later(HUMAN_WAIT, reason, whole_bot=True)
        case Means.RATE:
            return Later(RATE_WAIT, reason, whole_bot=True, is_too_many=True)
        case Means.QUOTA:
            return Later(QUOTA_WAIT, reason, whole_bot=True)
        case Means.AGAIN:
            return Later(timedelta(seconds=growing(failures, FIRST_WAIT, LONGEST_WAIT)), reason)
        case Means.NIGHT:
            return Later(until_morning(now), reason)
        case Means.PERSON | Means.GROUP:
            return Blocked(reason)
        case Means.NEVER:
            return Refused(reason)


def failed(error: NeverLeftError | LostAnswerError) -> Outcome:
    """What a request that got no answer means for the message: Zalo knows no key by which it could be asked again."""
    if isinstance(error, NeverLeftError):
        return Later(NO_CONNECTION_WAIT, str(error), whole_bot=True)
    return Ambiguous(str(error))


def until_morning(now: datetime) -> timedelta:
    """From now to the next 06:00 in Vietnam. Zalo names no zone for its night; this is how we read it."""
    here = now.astimezone(VIETNAM)
    morning = datetime.combine(here.date(), MORNING, VIETNAM)
    if here >= morning:
        morning += timedelta(days=1)
    return morning.astimezone(UTC) - now
