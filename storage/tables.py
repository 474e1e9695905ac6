"""Every table. A row belongs to one organisation once that is known; moments (`_at`) are UTC; nothing loads itself."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    text,
)
from sqlalchemy import Table as Rows
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import ExactDecimal, UtcDateTime

# Ordered by its bytes: as people of its locale do, PostgreSQL would pass over colons, and no index find a beginning.
Key = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only in a plain INTEGER column.
BigId = BigInteger().with_variant(Integer(), "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Organisation_ = Annotated[int, mapped_column(BigId, ForeignKey("organisations.id"), index=True)]
# Of rows that are always looked for by their report: at every opening there are as many again.
OrganisationOfReport = Annotated[int, mapped_column(BigId, ForeignKey("organisations.id"))]


class Table(DeclarativeBase):
    """The metadata all tables share; constraints are named, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigId,
        datetime: UtcDateTime(),
        Decimal: ExactDecimal(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


def rows_of(table: type[Table]) -> Rows:
    """The table itself, for what is written without the session's knowing: it takes half the time."""
    return Table.metadata.tables[table.__tablename__]


# As the partial indexes have it: where a parameter stands for it, SQLite looks through all that ever was.
NEW: ColumnElement[str] = literal_column("'new'")
DUE: ColumnElement[str] = literal_column("'due'")


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over some of the rows only; it is found by the same words only."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


# Few units are teams: who looks for them need not look at all.
TEAMS = "kind = 'team' AND retired_at IS NULL"


class Organisation(Table):
    """The body whose plan it is; organisations form a tree, by `parent_code` where the parent is not here yet.

    `daily_budget`: how many messages a day one person gets unasked. `next_warnings_at` is read by the warning tick,
    `next_visits_at` by the one that tells of a month of visits, `next_days_off_at` by the one that asks for next
    year's swapped days; None: it has not been planned yet.
    `channels`: by which channel its people are written to first, then next, where neither they nor their unit say.
    `pin_required`: nobody approves or administers without a PIN; otherwise only who has set one is asked.
    `bounds`: south, west, north and east of its ground in degrees, as texts; a place outside is asked about.
    """

    __tablename__ = "organisations"
    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    parent_code: Mapped[str | None]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    zone: Mapped[str]
    locale: Mapped[str]
    aggregator_unit_code: Mapped[str | None]
    on_time_threshold: Mapped[Decimal | None]
    head_approves: Mapped[bool] = mapped_column(default=False, server_default=false())
    aggregator_accepts: Mapped[bool] = mapped_column(default=False, server_default=false())
    daily_budget: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    bounds: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    next_warnings_at: Mapped[datetime | None] = mapped_column(index=True)
    channels: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    next_visits_at: Mapped[datetime | None] = mapped_column(index=True)
    next_days_off_at: Mapped[datetime | None] = mapped_column(index=True)
    pin_required: Mapped[bool] = mapped_column(default=False, server_default=false())


class Unit(Table):
    """A unit that reports, or is told. `channels`: as of the organisation, for the people of this unit.

    `is_registered`: by a list of teams; no plan takes it away.
    """

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code"),
        _partial("ix_units_teams", "organisation_id", where=TEAMS),
    )
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    aliases: Mapped[list[str]]
    retired_at: Mapped[datetime | None]
    channels: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    is_registered: Mapped[bool] = mapped_column(default=False, server_default=false())


class Succession(Table):
    """A unit of one version of the plan carries on another's work: units merge, or one splits into several."""

    __tablename__ = "successions"
    __table_args__ = (UniqueConstraint("old_unit_id", "new_unit_id"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    old_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    new_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))


class UnitGroup(Table):
    """Several units under one name ("các phòng, đơn vị thuộc phường"), with an explicit member list."""

    __tablename__ = "unit_groups"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]]


class UnitGroupMember(Table):
    """A unit of a unit group."""

    __tablename__ = "unit_group_members"
    __table_args__ = (UniqueConstraint("unit_group_id", "unit_id"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_group_id: Mapped[int] = mapped_column(ForeignKey("unit_groups.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))


class Person(Table):
    """Somebody the bot knows, who agreed to the notice of version `consent`.

    `channels`: by which channel they want to be written to first, then next; empty where they leave it to the unit.
    `asked_consent`: the newer notice they were asked about. `withdrew_at`: they took their consent back; they are not
    written to any more. `erased_at`: all that was theirs alone is gone, `name` is none.
    """

    __tablename__ = "people"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    name: Mapped[str]
    locale: Mapped[str]
    consent: Mapped[str]
    consented_at: Mapped[datetime]
    channels: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    asked_consent: Mapped[str | None]
    withdrew_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Account(Table):
    """One person's address on one channel. Unreachable: the messenger says the person blocked us, in these words.

    `rank`: the person's accounts are tried in this order; computed by storage/preferences.py from what the person,
    the unit and the organisation want. `heard_at`: when the person last wrote from here.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    unreachable_at: Mapped[datetime | None]
    unreachable_why: Mapped[str | None]
    heard_at: Mapped[datetime | None]
    rank: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Membership(Table):
    """A person in a unit, with a role."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "role"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Pin(Table):
    """The six digits of a person, as a hash, and what is asked for them (storage/pins.py).

    `proven_at`, `proven_by_id`: when they were typed last, and from which account. `closed_until_at`: after wrong ones.
    `asks`: which event waits for them, or that new ones are being set.
    """

    __tablename__ = "pins"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    digest: Mapped[str | None]
    wrong: Mapped[int] = mapped_column(Integer(), default=0, server_default=text("0"))
    proven_at: Mapped[datetime | None]
    proven_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_until_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Invite(Table):
    """A one-time code, known here only by its hash. Role `leadership_group` binds a group, not a person.

    `channel`: by which the person should be written to, where that is said. `person_id`: whose further address it
    takes in (role `own_address`), instead of a new person.
    `name`: whom it was made for, where a list of members says so.
    """

    __tablename__ = "invites"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    role: Mapped[str]
    name: Mapped[str] = mapped_column(default="", server_default="")
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None]
    channel: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class CodeTry(Table):
    """A wrong code somebody gave; counted over ten minutes."""

    __tablename__ = "code_tries"
    __table_args__ = (Index(None, "channel", "sender", "at"),)
    id: Mapped[Id]
    channel: Mapped[str]
    sender: Mapped[str]
    at: Mapped[datetime]


class Enrolment(Table):
    """Somebody on the way in: the code is good, the name or the consent is still to come."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    invite_id: Mapped[int] = mapped_column(ForeignKey("invites.id"))
    channel: Mapped[str]
    address: Mapped[str]
    name: Mapped[str | None]
    started_at: Mapped[datetime]


class Group(Table):
    """A chat group bound to an organisation, or to one team of it.

    `next_digest_at` is read by the digest tick, `next_visits_at` of a team's group by the one that tells of its week;
    None: it has not been planned yet.
    """

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    channel: Mapped[str]
    address: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    bound_at: Mapped[datetime]
    bound_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    left_at: Mapped[datetime | None]
    next_digest_at: Mapped[datetime | None] = mapped_column(index=True)
    next_visits_at: Mapped[datetime | None] = mapped_column(index=True)


class Plan(Table):
    """One version of an organisation's plan; `document` is the file as loaded.

    One with `in_force_from` waits, without `applied_at`, for the first period that is cut off on that day or later.
    """

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("organisation_id", "version"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    version: Mapped[int]
    title: Mapped[str]
    document: Mapped[str]
    fingerprint: Mapped[str]
    in_force_from: Mapped[date | None]
    loaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class Regime(Table):
    """The rules of reporting, as data. Both moments are read by the opening tick: which period, and not before."""

    __tablename__ = "regimes"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    code: Mapped[str]
    rules: Mapped[dict[str, Any]]
    next_opens_at: Mapped[datetime | None] = mapped_column(index=True)
    held_until_at: Mapped[datetime | None]


class Indicator(Table):
    """Something measured. What it is held against is its target; who gives it, its assignment.

    `measure`: what is measured, by the name it has in every organisation that measures the same.
    """

    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    code: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    kind: Mapped[str]
    nature: Mapped[str]
    unit_of_measure: Mapped[str]
    measure: Mapped[str | None] = mapped_column(index=True)


class Target(Table):
    """The number to reach in one version of the plan; None while pending or without a number.

    `green_from`, `amber_from`: per cent of what is expected by now from which its pace is green, and amber.
    """

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("plan_id", "indicator_id"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    comparator: Mapped[str]
    number: Mapped[Decimal | None]
    due_on: Mapped[date | None]
    green_from: Mapped[Decimal | None]
    amber_from: Mapped[Decimal | None]


class Task(Table):
    """Something to be done: a product and a due date, no figure."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    code: Mapped[str]
    part: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    text: Mapped[str]
    product: Mapped[str]
    due_text: Mapped[str]
    due_on: Mapped[date | None]


class Wording(Table):
    """What an indicator or a task was in one version of the plan: a report shows what it was asked in these words."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("plan_id", "indicator_id"), UniqueConstraint("plan_id", "task_id"))
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    name: Mapped[str]
    text: Mapped[str]
    kind: Mapped[str]
    nature: Mapped[str]
    unit_of_measure: Mapped[str]


class Assignment(Table):
    """Which unit leads or coordinates an indicator or a task in one version of the plan.

    A unit group is written out unit by unit (`unit_group_id` says through which). A lead assignment with
    a regime and a frequency is a question of that unit's reports; without, it is only known. `evidence`: what is
    asked for beside the answer. `visits`: which of the teams' visits feed it, as `visit_feeds` writes it.
    """

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_plan_unit", "plan_id", "unit_id"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_group_id: Mapped[int | None] = mapped_column(ForeignKey("unit_groups.id"))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    leads: Mapped[bool]
    position: Mapped[int]
    regime_id: Mapped[int | None] = mapped_column(ForeignKey("regimes.id"))
    frequency: Mapped[str | None]
    evidence: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    visits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Period(Table):
    """One reporting period, made under one version of the plan. `closing_at` is read by the closing tick.

    A round asked for out of turn (đột xuất, sơ kết, tổng kết) is a period too: its frequency is "round", `title` is
    what it is about, `asked_by_id` who asked. It is chased by its regime's rules.
    `opened_to_unit_id`: while it opens, up to which unit all have been asked (0: none yet); then none.
    """

    __tablename__ = "periods"
    __table_args__ = (
        UniqueConstraint("regime_id", "key"),
        _partial("ix_periods_opening", "regime_id", where="opened_to_unit_id IS NOT NULL"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    regime_id: Mapped[int] = mapped_column(ForeignKey("regimes.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[str]
    frequency: Mapped[str]
    first_day: Mapped[date]
    cut_off: Mapped[date]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    locks_at: Mapped[datetime]
    closing_at: Mapped[datetime | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="", server_default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_to_unit_id: Mapped[int | None] = mapped_column(BigId)


class FreeQuestion(Table):
    """A question of a round that is no indicator and no task of the plan."""

    __tablename__ = "free_questions"
    __table_args__ = (UniqueConstraint("period_id", "position"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    position: Mapped[int]
    text: Mapped[str]
    kind: Mapped[str]
    unit_of_measure: Mapped[str]


class Report(Table):
    """What one unit owes for one period. `next_remind_at` is read by the reminding tick.

    `unit_name`: what the unit was called when it was asked. `is_upward`: the second stage, by which the aggregating
    unit reports on. `snoozed_until_at`: its officers asked to be left in peace until then, once.

    `due_at` moves only where its day becomes a day off (handlers/retiming.py); a returned report has until
    `return_due_at`. Approved by the unit's head, accepted by the aggregating office, where the organisation wants it.
    `ask_at` is read by the tick of the second stage: when it is to be asked, until it was (storage/upward.py).
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("period_id", "unit_id", "is_upward"),
        _partial("ix_reports_ask_at", "ask_at", where="ask_at IS NOT NULL"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(default="", server_default="")
    is_upward: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str]
    due_at: Mapped[datetime]
    first_submitted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submissions: Mapped[int] = mapped_column(default=0)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    returned_at: Mapped[datetime | None]
    return_due_at: Mapped[datetime | None]
    next_remind_at: Mapped[datetime | None] = mapped_column(index=True)
    snoozed_until_at: Mapped[datetime | None]
    ask_at: Mapped[datetime | None]


class Figure(Table):
    """One question of a report and its answer. `version` counts the answers it has had (0: none).

    `reason`: why an unusual figure is right. `return_reason`: why it was sent back, until it is answered anew.
    `derived_how`: how a figure proposed from shorter periods was computed. A task's `progress` is its state,
    `number` the per cent done, `document` the product's number.
    """

    __tablename__ = "figures"
    __table_args__ = (
        UniqueConstraint("report_id", "position"),
        # Of these a figure has one; SQLite would look up "is none of that" in an index that knows all that are not.
        *(
            _partial(f"ix_figures_{of}", of, where=f"{of} IS NOT NULL")
            for of in ("indicator_id", "task_id", "free_question_id")
        ),
        _partial("ix_figures_done", "organisation_id", where="progress = 'done'"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[OrganisationOfReport]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    free_question_id: Mapped[int | None] = mapped_column(ForeignKey("free_questions.id"))
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    number: Mapped[Decimal | None]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    special: Mapped[str | None]
    words: Mapped[str | None]
    expected_on: Mapped[date | None]
    reason: Mapped[str | None]
    return_reason: Mapped[str | None]
    derived_how: Mapped[str | None]
    progress: Mapped[str | None]
    document: Mapped[str | None]


class Revision(Table):
    """Every answer a figure ever had: who, from which account, when, old to new, why.

    `message`: the person's message that gave it, so that editing that message edits the figure. `source`: on
    whose word somebody else entered it for the unit.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("figure_id", "version"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    figure_id: Mapped[int] = mapped_column(ForeignKey("figures.id"))
    version: Mapped[int]
    old: Mapped[dict[str, Any] | None]
    new: Mapped[dict[str, Any]]
    said: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    why: Mapped[str | None]
    source: Mapped[str | None]
    message: Mapped[str | None] = mapped_column(index=True)


class LockException(Table):
    """A locked report is opened for one unit until a moment: asked for with a reason, granted or refused."""

    __tablename__ = "lock_exceptions"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    expires_at: Mapped[datetime | None]


class Difficulty(Table):
    """A difficulty or proposal (khó khăn, vướng mắc, kiến nghị) a unit wrote down; goes with its next report."""

    __tablename__ = "difficulties"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class Evidence(Table):
    """A photo or file that shows a figure is true. It lies in the data folder under `sha256`.

    `received_sha256` is of the bytes as they came: of a photo another one, for what it says of place and time is not
    kept. `album`: pictures sent together have this in common. `gone_at`: the file was kept long enough and is no more.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("figure_id", "sha256"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    figure_id: Mapped[int] = mapped_column(ForeignKey("figures.id"))
    sha256: Mapped[str]
    received_sha256: Mapped[str] = mapped_column(server_default="")
    album: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]


class Absence(Table):
    """Somebody is away from one day to another, both inclusive; a person of the same unit stands in."""

    __tablename__ = "absences"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Conversation(Table):
    """What a person has in hand: the figure the next answer is for, and what that answer would settle.

    The person's, not the account's: what was asked on one channel may be answered on another.
    """

    __tablename__ = "conversations"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figures.id"))
    figure_version: Mapped[int | None]
    step: Mapped[str]
    candidates: Mapped[dict[str, Any] | None]


class WarningEntry(Table):
    """An entry in diện cảnh báo: a unit's report, or one of its tasks or indicators, that is late or insufficient.

    `level` rises while it lasts. It is left on a complete update only (`left_at`), and kept.
    """

    __tablename__ = "warnings"
    __table_args__ = (_partial("uq_warnings_standing", "subject", unique=True, where="left_at IS NULL"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    subject: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    reason: Mapped[str]
    level: Mapped[int]
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Decision(Table):
    """What a quarterly review decided on a task or an indicator: go on, adjust, extend, stop, replace.

    A stopped or replaced one is no longer asked for and stays to be seen. `subject`: what replaces it, or what
    was adjusted, in words.
    """

    __tablename__ = "decisions"
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    review: Mapped[str]
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    decision: Mapped[str]
    reason: Mapped[str]
    subject: Mapped[str | None]
    new_due_on: Mapped[date | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]


class SwappedDay(Table):
    """A day off that is worked or a working day that is off, by an organisation's own word or its plan's."""

    __tablename__ = "swapped_days"
    __table_args__ = (UniqueConstraint("organisation_id", "day"),)
    id: Mapped[Id]
    organisation_id: Mapped[Organisation_]
    day: Mapped[date]
    is_worked: Mapped[bool]
    source: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]


class Reminder(Table):
    """A rung of the ladder that was said for a report: once for ever."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("report_id", "stage"),)
    id: Mapped[Id]
    organisation_id: Mapped[OrganisationOfReport]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    stage: Mapped[str]
    said_at: Mapped[datetime]


class Mention(Table):
    """That one person is to hear of a rung of one report, once for ever: `told_in` is the message's key, then.

    `due_at` is read by the telling tick while it waits; `since_at` is when it waited first. `part`: as what the
    person hears of it. A newer rung takes the place of one that waits.
    """

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("person_id", "report_id", "stage"),
        _partial("ix_mentions_waiting", "due_at", where="told_in IS NULL"),
        _partial("ix_mentions_told_in", "told_in", where="told_in IS NOT NULL"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[OrganisationOfReport]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    stage: Mapped[str]
    part: Mapped[str]
    since_at: Mapped[datetime]
    due_at: Mapped[datetime]
    told_in: Mapped[str | None]


class Inbox(Table):
    """An update as the messenger worded it, kept before it is confirmed; whose it is, is not known yet.

    `lease_until_at`: a process has it in hand. `wants_file`: it is handled beside the others, with its file or
    with what takes long to make for it.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "event_key"),
        _partial("ix_inbox_waiting", "id", where="state = 'new'"),
        _partial("ix_inbox_of_chat", "chat", "channel", "id", where="state = 'new'"),
    )
    id: Mapped[Id]
    channel: Mapped[str]
    event_key: Mapped[str]
    chat: Mapped[str]
    raw: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    lease_until_at: Mapped[datetime | None]
    wants_file: Mapped[bool] = mapped_column(default=False, server_default=false())
    handled_at: Mapped[datetime | None]
    error: Mapped[str | None]


# What somebody waits for, or leaders read: it goes before what is routine.
PRESSING = "kind IN ('reply', 'digest', 'warning', 'chart')"


class Outbox(Table):
    """A message to send. `key` is a sentence that makes it unique; `due_at`, hold and lease are the sender's.

    `chart`: what is drawn when it goes out (files/digest_chart.py). `is_billed`: the messenger charges for it.
    `held_by`: why it goes later than it should. `opened_by`: the hash of the device that opened the link to its file
    first.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        _partial("ix_outbox_waiting", "due_at", "id", where="state = 'due'"),
        _partial("ix_outbox_pressing", "due_at", "id", where=f"state = 'due' AND {PRESSING}"),
        Index("ix_outbox_sent", "channel", "chat", "message"),
        Index("ix_outbox_metered", "channel", "sent_at"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    key: Mapped[str] = mapped_column(Key, unique=True)
    kind: Mapped[str]
    channel: Mapped[str]
    chat: Mapped[str]
    text: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    buttons: Mapped[dict[str, Any] | None]
    photo: Mapped[bytes | None]
    document: Mapped[bytes | None]
    file_name: Mapped[str] = mapped_column(default="", server_default="")
    chart: Mapped[dict[str, Any] | None]
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figures.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    held_until_at: Mapped[datetime | None]
    valid_until_at: Mapped[datetime | None]
    state: Mapped[str]
    lease_until_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None]
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    is_billed: Mapped[bool] = mapped_column(default=False, server_default=false())
    held_by: Mapped[str | None]
    opened_by: Mapped[str | None]


class Leader(Table):
    """Which process does what only one may do at a time; `term` counts how often that changed hands."""

    __tablename__ = "leaders"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    term: Mapped[int]
    holder: Mapped[str]
    taken_at: Mapped[datetime]


class ZaloOaTokens(Table):
    """The pair of tokens of one Zalo app for its Official Account, sealed (bot/token_seal.py).

    `claimed_until_at`: somebody is refreshing. `lost_at`: the refresh token is dead, a new login is needed.
    """

    __tablename__ = "zalo_oa_tokens"
    id: Mapped[Id]
    app_id: Mapped[str] = mapped_column(unique=True)
    oa_id: Mapped[str]
    access_token: Mapped[str]
    refresh_token: Mapped[str]
    expires_at: Mapped[datetime]
    refreshed_at: Mapped[datetime]
    claimed_until_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Without the tokens."""
        return f"ZaloOaTokens(app_id={self.app_id!r})"


class Audit(Table):
    """Who changed what, when and why; only ever added to."""

    __tablename__ = "audit"
    id: Mapped[Id]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    why: Mapped[str | None]


class Seal(Table):
    """A link of the chain over the trails: `mac` seals the row, and with it every link before (domain/seals.py)."""

    __tablename__ = "seals"
    __table_args__ = (UniqueConstraint("trail", "row_id"),)
    id: Mapped[Id]
    seq: Mapped[int] = mapped_column(unique=True)
    trail: Mapped[str]
    row_id: Mapped[int]
    mac: Mapped[str]
    at: Mapped[datetime]
