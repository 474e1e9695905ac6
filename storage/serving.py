"""When a membership holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_


def is_in_force(membership: Any, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """That a membership (the table, or an alias of it) holds at this moment."""
    return and_(membership.since_at <= now, or_(membership.until_at.is_(None), membership.until_at > now))
