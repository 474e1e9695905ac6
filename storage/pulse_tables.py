"""What the bot remembers of its own life: when each channel was last heard, and how far this database has come."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Id, Table


class Pulse(Table):
    """A channel and when it last received: a poll was answered, or a web hook was listening."""

    __tablename__ = "pulses"
    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(unique=True)
    heard_at: Mapped[datetime]


class Gap(Table):
    """A time in which a channel received nothing, so that taps, and after a day all else, may be lost.

    `next_at` is read by the returning tick; None while what the messenger kept is still coming in. `settled_at`:
    everybody has been seen to.
    """

    __tablename__ = "gaps"
    __table_args__ = (UniqueConstraint("channel", "from_at"),)
    id: Mapped[Id]
    channel: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]


class Life(Table):
    """How many beats this database has lived through: one row.

    `restored_at`: it was found to be an older copy, and no operator has decided yet what becomes of what it holds.
    """

    __tablename__ = "lives"
    id: Mapped[Id]
    beats: Mapped[int] = mapped_column(server_default=text("0"))
    restored_at: Mapped[datetime | None]
