"""What a messenger's server says what time it is: the `Date` of any answer (RFC 9110, 6.6.1). No token goes with it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=10)
_FRESH = {"Cache-Control": "no-cache"}


async def told_time(base_url: str) -> datetime | None:
    """The server's time, to the second; None where it does not answer, or says none."""
    try:
        try:
            return await _ask(base_url, is_verified=True)
        except aiohttp.ClientConnectorCertificateError:
            # By a clock that is years off no certificate is valid. Nothing secret is asked, and a wrong answer can
            # only make the bot wait.
            return await _ask(base_url, is_verified=False)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None


async def _ask(base_url: str, *, is_verified: bool) -> datetime | None:
    """Raises ValueError for a date that is none."""
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as session,
        session.head(base_url, headers=_FRESH, allow_redirects=False, ssl=is_verified) as answer,
    ):
        said = answer.headers.get("Date")
    if not said:
        return None
    told = parsedate_to_datetime(said)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
