"""Whether a web hook's body comes from Zalo: `X-ZEvent-Signature`, in every reading that is about.

The signature is the hex SHA-256 (no HMAC) of id + raw body + timestamp + secret, bare or after `mac=`, as in
`MacUtils.buildMac` of Zalo's Java SDK. Sources disagree on which id, which secret and which timestamp; all
readings that the settings allow are tried, and which one matched is told once.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"
TOLERANCE = timedelta(hours=2)  # Zalo repeats for nearly two hours, with the old timestamp
LONGEST = 200  # characters of a signature that are looked at


@dataclass(frozen=True, slots=True)
class Readings:
    """What may have been signed: secrets and ids by the name they go by, and where the timestamp stands.

    `times` holds "body", "header" or both. Empty secrets and ids sign nothing.
    """

    secrets: Mapping[str, str] = field(repr=False)
    ids: Mapping[str, str]
    times: tuple[str, ...]

    def matching(self, raw: bytes, signature: str, timestamps: Mapping[str, str], now: datetime) -> str:
        """The reading under which this signature is right and fresh, as "secret/id/time"; "" when none is.

        `timestamps` holds the request's timestamp, in milliseconds as text, for each place it was found in.
        """
        given = signature[:LONGEST].strip().removeprefix("mac=").lower().encode("utf-8", "surrogateescape")
        found = ""
        for (secret_name, secret), (id_name, first), where in product(
            self.secrets.items(), self.ids.items(), self.times
        ):
            timestamp = timestamps.get(where, "")
            if not (secret and first and is_fresh(timestamp, now)):
                continue
            wanted = mac(first, raw, timestamp, secret)
            if hmac.compare_digest(wanted.encode(), given):
                found = found or f"{secret_name}/{id_name}/{where}"
        return found


def mac(first: str, raw: bytes, timestamp: str, secret: str) -> str:
    """The signature of a body."""
    return hashlib.sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether a timestamp, milliseconds as text, is within the tolerance of now."""
    moment = moment_of(timestamp)
    return moment is not None and abs(now - moment) <= TOLERANCE


def moment_of(timestamp: object) -> datetime | None:
    """A moment from milliseconds, as text or as a number; None for whatever else came."""
    text = str(timestamp) if isinstance(timestamp, int | str) and not isinstance(timestamp, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 14):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
