"""A chain over what must never change: each link seals one row together with all that came before it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

FIRST = ""  # before the first link


def link(key: bytes, previous: str, row: str, values: Mapping[str, object]) -> str:
    """The link (64 hexadecimal digits) for a row such as "audit:12" with these values, after the `previous` link."""
    canonical = json.dumps([row, values], default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hmac.new(key, f"{previous}\n{canonical}".encode(), hashlib.sha256).hexdigest()


def shown(head: str) -> str:
    """What people are shown of the newest link, to hold against it later."""
    return head[:8]


def _plain(value: object) -> str:
    """The same text for the same moment, whichever database it came back from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} cannot be sealed")
