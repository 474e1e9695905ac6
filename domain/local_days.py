"""The day as people live it: in their zone, while moments are kept in UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def ends_at(now: datetime, zone: ZoneInfo) -> datetime:
    """When the local day of a moment is over: the midnight after it, in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
