"""How long after a person's last message they may be written to, and how long without charge."""

from datetime import datetime

from domain.chat import Capabilities


def is_open(can: Capabilities, heard_at: datetime | None, now: datetime) -> bool:
    """Whether an ordinary message to this person is allowed. Of whom nothing was heard, it is not."""
    return can.window is None or (heard_at is not None and now - heard_at < can.window)


def is_free(can: Capabilities, heard_at: datetime | None, now: datetime) -> bool:
    """Whether a message to this person costs nothing."""
    return can.free_window is None or (heard_at is not None and now - heard_at < can.free_window)
