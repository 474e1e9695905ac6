"""Which rung of the reminder ladder is due: each is said once, and after a stop only the newest missed one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.regimes import Stage

Rungs = Sequence[tuple[Stage, datetime]]


def due_stage(rungs: Rungs, said: Collection[str], now: datetime) -> Stage | None:
    """The newest stage whose time has come, unless it or a later one was said already."""
    come = [stage for stage, at in rungs if at <= now]
    if not come:
        return None
    newest = len(come) - 1
    # A deadline may have been moved: a rung that is due again is not said after the ones behind it.
    return None if any(stage.name in said for stage, _ in rungs[newest:]) else come[newest]


def next_stage_at(rungs: Rungs, now: datetime) -> datetime | None:
    """When the ladder must be looked at again; None after its last rung."""
    return next((at for _, at in rungs if at > now), None)
