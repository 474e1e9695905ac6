"""What people ask of their own data, and how far what may not be kept any longer has been cleared away."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Id, Organisation_, Table


class DataRequest(Table):
    """What somebody asked of their own data: to see it, to have it put right or erased, or not to be kept any more.

    By `reply_due_at` the person is told what becomes of it, by `due_at` it is carried out. `next_remind_at` is read by
    the reminding tick while it is open; None: nobody is reminded any more. `why`: of a refusal.
    """

    __tablename__ = "data_requests"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    reply_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_remind_at: Mapped[datetime | None] = mapped_column(index=True)
    state: Mapped[str]
    why: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Retention(Table):
    """Clearing away what has been kept long enough: one row. `next_at` is read by the tick.

    `removed`: how much of each kind went in the last run, which ended at `finished_at`; `so_far`: in this one.
    """

    __tablename__ = "retentions"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    removed: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    so_far: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
