"""What Zalo's refusals mean for a message: the vendor's codes and words beside our outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from channels.backoff import growing
from domain.chat import Ambiguous, Blocked, Later, Outcome, Refused

NO_CONNECTION_WAIT = timedelta(seconds=5)
UNAUTHORIZED_WAIT = timedelta(minutes=10)
FIRST_QUOTA_WAIT, LONGEST_QUOTA_WAIT = 300.0, 6 * 3600.0  # seconds: 429 has no `retry_after`
FIRST_SULK, LONGEST_SULK = 60.0, 1800.0  # seconds: 403 may be an outage or this one chat
SULKS_FOR_GOOD = 5  # so many 403s in a row, while others got their messages, mean that this chat is closed to us

GONE, NEVER, QUOTA, TOKEN, SULK, UNKNOWN = "gone", "never", "quota", "token", "sulk", "unknown"

MEANINGS: Sequence[tuple[int, str, str]] = (
    # The documented table (docs/BOT, "Bảng mã lỗi"). The description decides within a code where one is given
    # here; which words Zalo uses is not documented.
    (400, "chat", GONE),  # "Bad request - sai đường dẫn hoặc API Name không hợp lệ"; about `chat_id`: no such chat
    (400, "", NEVER),
    (401, "", TOKEN),  # "Unauthorized - Token đã hết hạn hoặc không hợp lệ"
    (403, "block", GONE),
    (403, "", SULK),  # "Internal server error" (sic)
    (404, "", GONE),  # "Not found - Yêu cầu truy cập không hợp lệ": the token and the method are known to be right
    (408, "", UNKNOWN),  # "Request timeout - Quá thời gian xử lý cho phép": done or not
    (413, "", NEVER),
    (429, "", QUOTA),  # "Quota exceeded - Vượt quá giới hạn sử dụng API cho phép"
)


@dataclass(frozen=True, slots=True)
class History:
    """What went before: `quota` 429s in a row at this bot, `sulks` 403s in a row at this chat.

    `others_served`: since the first of those 403s another chat got its message.
    """

    quota: int = 0
    sulks: int = 0
    others_served: bool = False


def meaning(code: int, description: str) -> str:
    """One of GONE, NEVER, QUOTA, TOKEN, SULK, UNKNOWN. A code that nobody documented: from 500 on UNKNOWN."""
    words = description.casefold()
    known = (means for its, phrase, means in MEANINGS if its == code and phrase in words)
    return next(known, UNKNOWN if code >= 500 else NEVER)


def outcome(code: int, description: str, before: History) -> Outcome:
    """What a refusal means for the message; `description` must be fit to be stored."""
    reason = f"{code} {description}"
    match meaning(code, description):
        case "gone":
            return Blocked(reason)
        case "quota":
            wait = growing(before.quota, FIRST_QUOTA_WAIT, LONGEST_QUOTA_WAIT)
            return Later(timedelta(seconds=wait), reason, whole_bot=True, is_too_many=True)
        case "token":
            return Later(UNAUTHORIZED_WAIT, "unauthorized", whole_bot=True)
        case "sulk" if before.sulks + 1 >= SULKS_FOR_GOOD and before.others_served:
            return Blocked(reason)
        case "sulk":
            return Later(timedelta(seconds=growing(before.sulks, FIRST_SULK, LONGEST_SULK)), reason)
        case "unknown":
            return Ambiguous(reason)
        case _:
            return Refused(reason)
