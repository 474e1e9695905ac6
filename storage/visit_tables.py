"""The tables of the community teams: what they did, where, what became of it. On the same metadata as all others."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Id, Organisation_, Table


class ActivityRow(Table):
    """A kind of support as an organisation calls it: a shipped one under its own name, or one of its own."""

    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    code: Mapped[str]
    name: Mapped[str]
    synonyms: Mapped[list[str]]
    position: Mapped[int]


class Place(Table):
    """A tổ, ngõ or thôn a team looks after. `last_used_at`: menus show the place used last first."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str]
    kind: Mapped[str]
    last_used_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Visit(Table):
    """One activity at one place on one day, or a training class. `entry`: what came in one message is one visit.

    `kind`: visit or class. `activity` is "" for a class, whose topic stands in `words`. `on` is the local day it was
    done, `at` when it was logged. `is_night`: logged at night. Set aside: does not count, for all to see.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("entry", "position"),
        Index(None, "unit_id", "on"),
        Index(None, "account_id", "at"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    entry: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    activity: Mapped[str]
    words: Mapped[str]
    number: Mapped[int]
    counted: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    on: Mapped[date]
    at: Mapped[datetime]
    channel: Mapped[str]
    chat: Mapped[str]
    message: Mapped[str]
    album: Mapped[str] = mapped_column(default="", server_default="")
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    is_night: Mapped[bool] = mapped_column(default=False, server_default=false())
    set_aside_at: Mapped[datetime | None]
    set_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    set_aside_reason: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class VisitRevision(Table):
    """Everything a visit ever was: who made it so, from which account, when, old to new, why."""

    __tablename__ = "visit_revisions"
    __table_args__ = (UniqueConstraint("visit_id", "version"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    version: Mapped[int]
    old: Mapped[dict[str, Any] | None]
    new: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    why: Mapped[str | None]


class VisitFile(Table):
    """A photo beside a visit, kept in the data folder under its hash as evidence is. `entry` as of the visit.

    `gone_at` as of evidence.
    """

    __tablename__ = "visit_files"
    __table_args__ = (UniqueConstraint("entry", "sha256"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    entry: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    received_sha256: Mapped[str]
    album: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]


class VisitMonth(Table):
    """A month ("2026-11") a team's head has confirmed: its visits are locked for the sum."""

    __tablename__ = "visit_months"
    __table_args__ = (UniqueConstraint("unit_id", "month"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str]
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]


class VisitDraft(Table):
    """A visit somebody is about to log in one chat: what is understood so far, and what was asked. No words of theirs.

    In a group it must not touch what the same person has in hand in private; so it is no part of the conversation.
    """

    __tablename__ = "visit_drafts"
    __table_args__ = (UniqueConstraint("account_id", "chat"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    chat: Mapped[str]
    draft: Mapped[dict[str, Any]]
    at: Mapped[datetime]
