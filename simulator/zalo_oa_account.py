"""What Zalo knows of one Official Account: its app, its tokens, its uploads, and when people last acted."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
UPLOAD_LIFE = timedelta(days=7)
WINDOW = timedelta(days=7)
FREE = timedelta(hours=48)
A_MINUTE = 4_000


@dataclass
class OaManner:
    """What sources say differently of the OA's events, as switches."""

    signed_with: Literal["oa", "app"] = "oa"  # the OA's secret key, or the app's
    signed_first: Literal["app", "oa"] = "app"  # the id the signature begins with
    signed_time: Literal["body", "header"] = "body"
    prefix: str = "mac="  # or nothing
    group_place: Literal["recipient.id", "recipient.group_id", "message.conversation_id", "group_id"] = "recipient.id"
    echoes: bool = False  # whether the OA hears of its own messages (`oa_send_…`), and that they arrived
    error_names: bool = False  # the token endpoint says `error_name` without `error`


@dataclass
class OfficialAccount:
    """`access` and `refresh` map a token to when it dies; a refresh token that was used is in `used`.

    `templates` are the approved ones: id to the name of their parameter.
    """

    app_id: str = "3600000001"
    app_secret: str = "local-app-secret"  # noqa: S105 - nobody's: this messenger is local
    oa_id: str = "3880000001"
    secret: str = "local-oa-secret"  # noqa: S105 - as above
    redirect_uri: str = ""
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: dict[str, datetime] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    codes: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # to challenge and end
    uploads: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # to file id and end
    templates: dict[str, str] = field(default_factory=dict)
    acted_at: dict[int, datetime] = field(default_factory=dict)  # by person
    disabled_groups: set[int] = field(default_factory=set)
    free: int = 0  # messages so far
    billed: int = 0
    a_minute: int = A_MINUTE
    manner: OaManner = field(default_factory=OaManner)
    refreshes: int = 0
    _asked_at: deque[datetime] = field(default_factory=deque)
    _made: int = 0

    def grant(self, now: datetime) -> tuple[str, str]:
        """A fresh pair of tokens: access, refresh. Older access tokens live on."""
        self._made += 1
        access, refresh = f"access-{self.app_id}-{self._made}", f"refresh-{self.app_id}-{self._made}"
        self.access[access] = now + ACCESS_LIFE
        self.refresh[refresh] = now + REFRESH_LIFE
        return access, refresh

    def use_refresh(self, token: str, now: datetime) -> bool:
        """Use a refresh token up. False: it is none, was used, or is too old."""
        ends = self.refresh.pop(token, now)
        self.used.add(token)
        return ends > now

    def is_too_fast(self, now: datetime) -> bool:
        """Count one call. True: it is one too many for this minute."""
        while self._asked_at and self._asked_at[0] <= now - timedelta(minutes=1):
            self._asked_at.popleft()
        if len(self._asked_at) >= self.a_minute:
            return True
        self._asked_at.append(now)
        return False

    def uploaded(self, file_id: str, now: datetime) -> str:
        """The id under which an upload can be sent for a week."""
        key = f"att-{len(self.uploads) + 1}"
        self.uploads[key] = (file_id, now + UPLOAD_LIFE)
        return key
