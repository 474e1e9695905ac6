"""Which rung of the reminder ladder is due: each is said once, and after a stop only the newest missed one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.periods import Stage

Rungs = Sequence[tuple[Stage, datetime]]


def due_stage(rungs: Rungs, said: Collection[str], now: datetime) -> Stage | None:
    """The newest stage whose time has come, unless it or a later one was said already."""
    come = [stage for stage, at in rungs if at <= now]
    if not come or come[-1].name in said:
        return None
    return come[-1]


def next_stage_at(rungs: Rungs, now: datetime) -> datetime | None:
    """When the ladder must be looked at again; None after its last rung."""
    return next((at for _, at in rungs if at > now), None)
