"""Which columns hold personal data, and of which kind: every column of every table is one or the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import data_requests
from storage import privacy_tables, pulse_tables, visit_tables  # noqa: F401 - their columns are classified here, too
from storage.privacy_tables import DataRequest
from storage.tables import Person, Table


class Category(StrEnum):
    """A kind of personal data, as the register of processing lists it."""

    IDENTITY = "identity"
    ROLES = "roles"
    CONSENT = "consent"
    SAID = "said"
    TOLD = "told"
    ANSWERS = "answers"
    VISITS = "visits"
    LOCATIONS = "locations"
    FILES = "files"
    TRAIL = "trail"
    UNFINISHED = "unfinished"
    REFERENCES = "references"  # the number of a person or an account, no more


PERSONAL: Mapping[Category, Mapping[str, str]] = MappingProxyType(
    {
        Category.IDENTITY: {
            "people": "name locale channels erased_at",
            "pins": "digest proven_at asks",
            "accounts": "channel address heard_at unreachable_at unreachable_why rank",
            "groups": "title",
        },
        Category.ROLES: {
            "memberships": "role since_at until_at",
            "absences": "first_day last_day at ended_at",
            "mentions": "stage part since_at due_at told_in",
        },
        Category.CONSENT: {
            "people": "consent consented_at asked_consent withdrew_at",
            "data_requests": "kind asked_at reply_due_at due_at state why decided_at done_at",
        },
        Category.SAID: {"inbox": "channel event_key chat raw received_at error"},
        Category.TOLD: {"outbox": "key channel chat text title buttons photo document file_name message"},
        Category.ANSWERS: {
            "figures": "words reason return_reason document",
            "revisions": "old new said at why source message",
            "difficulties": "text at",
            "lock_exceptions": "asked_at reason decided_at",
            "decisions": "reason subject decided_at",
            "conversations": "step candidates",
        },
        Category.VISITS: {
            "visits": "entry words at channel chat message album set_aside_reason",
            "visit_revisions": "old new at why",
            "visit_months": "confirmed_at",
        },
        Category.LOCATIONS: {"visits": "latitude longitude"},
        Category.FILES: {
            "evidence": "sha256 received_sha256 album name at gone_at",
            "visit_files": "entry sha256 received_sha256 album at gone_at",
        },
        Category.TRAIL: {"audit": "at actor action object old new why", "swapped_days": "actor"},
        Category.UNFINISHED: {
            "enrolments": "channel address name started_at",
            "invites": "role name used_at used_by channel",
            "code_tries": "channel sender at",
            "visit_drafts": "chat draft at",
        },
    }
)
"""The columns of each kind, by table. What refers to a person or an account is of the last kind by itself."""

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "activities": "code name synonyms position",
        "assignments": "leads position frequency evidence visits",
        "conversations": "figure_version",
        "data_requests": "next_remind_at",
        "decisions": "review decision new_due_on",
        "evidence": "kind size",
        "figures": "position version answered_at number numerator denominator special expected_on derived_how progress",
        "free_questions": "position text kind unit_of_measure",
        "gaps": "channel from_at until_at next_at settled_at",
        "groups": "channel address purpose bound_at left_at next_digest_at next_visits_at",
        "inbox": "state attempts next_attempt_at lease_until_at wants_file handled_at",
        "indicators": "code name text kind nature unit_of_measure measure",
        "invites": "code_hash created_at expires_at",
        "leaders": "name term holder taken_at",
        "lives": "beats restored_at",
        "lock_exceptions": "granted expires_at",
        "organisations": "parent_code code name short_name zone locale aggregator_unit_code on_time_threshold"
        " pin_required head_approves aggregator_accepts daily_budget bounds next_warnings_at channels next_visits_at"
        " next_days_off_at",
        "outbox": "kind chart created_at due_at held_until_at valid_until_at state lease_until_at attempts error"
        " sent_at is_billed held_by opened_by",
        "periods": "key frequency first_day cut_off opened_at due_at locks_at closing_at title opened_to_unit_id",
        "pins": "wrong closed_until_at asked_at",
        "places": "name kind last_used_at retired_at",
        "plans": "version title document fingerprint in_force_from loaded_at applied_at",
        "pulses": "channel heard_at",
        "regimes": "code rules next_opens_at held_until_at",
        "reminders": "stage said_at",
        "reports": "unit_name is_upward state due_at first_submitted_at submitted_at submissions approved_at"
        " accepted_at returned_at return_due_at next_remind_at snoozed_until_at ask_at",
        "retentions": "name next_at finished_at removed so_far",
        "revisions": "version",
        "seals": "seq trail row_id mac at",
        "swapped_days": "day is_worked source at",
        "targets": "comparator number due_on green_from amber_from",
        "tasks": "code part number name text product due_text due_on",
        "unit_groups": "code name aliases",
        "units": "code name short_name kind aliases retired_at channels is_registered",
        "visit_files": "kind size",
        "visit_months": "month",
        "visit_revisions": "version",
        "visits": "position kind activity number counted on is_night set_aside_at deleted_at version",
        "warnings": "subject reason level entered_at left_at",
        "wordings": "name text kind nature unit_of_measure",
        "zalo_oa_tokens": "app_id oa_id access_token refresh_token expires_at refreshed_at claimed_until_at lost_at",
    }
)
"""The columns that hold nobody's data, by table; numbers of rows, and references to such, are none by themselves."""

_PEOPLE = frozenset({"people", "accounts"})


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is: rows by table, people by the notice they agreed to, and who took that back."""

    rows: Mapping[str, int]
    consents: Mapping[str, int]
    withdrew: int
    erased: int


def columns(category: Category) -> list[str]:
    """The columns of a kind, each as `table.column`, in the order of the table above."""
    if category is Category.REFERENCES:
        tables = Table.metadata.sorted_tables
        return [f"{table.name}.{one.name}" for table in tables for one in table.columns if refers(one)]
    return [f"{table}.{name}" for table, names in PERSONAL[category].items() for name in names.split()]


def refers(column: Column[object]) -> bool:
    """Whether a column holds the number of a person or of an account."""
    return any(key.column.table.name in _PEOPLE for key in column.foreign_keys)


def is_number(column: Column[object]) -> bool:
    """Whether a column holds the number of a row that is no person."""
    return column.primary_key or (bool(column.foreign_keys) and not refers(column))


async def held(session: AsyncSession) -> Held:
    """How much personal data there is."""
    tables = {one.partition(".")[0] for category in Category for one in columns(category)}
    rows = {name: await _count(session, name) for name in sorted(tables)}
    by_consent = select(Person.consent, func.count()).where(Person.erased_at.is_(None)).group_by(Person.consent)
    consents = dict((await session.execute(by_consent.order_by(Person.consent))).all())
    withdrew = select(func.count()).where(Person.withdrew_at.is_not(None), Person.erased_at.is_(None))
    erased = select(func.count()).where(Person.erased_at.is_not(None))
    counted = [(await session.execute(one)).scalar_one() for one in (withdrew, erased)]
    return Held(rows, consents, *counted)


async def open_requests(session: AsyncSession) -> list[DataRequest]:
    """What people asked and nobody has decided, the most urgent first."""
    found = select(DataRequest).where(DataRequest.state == data_requests.State.OPEN)
    return list((await session.execute(found.order_by(DataRequest.due_at, DataRequest.id))).scalars())


async def _count(session: AsyncSession, table: str) -> int:
    counted = select(func.count()).select_from(Table.metadata.tables[table])
    return (await session.execute(counted)).scalar_one()
