"""The register of personal data as Markdown: what is kept and why, how long, who sees it, and how much there is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from bot.opened import opened
from bot.settings import Settings
from bot.wording import ZONE
from domain.retention import Spans
from handlers import join
from locales import Speaker
from storage import personal, retention
from storage.personal import Category, Held

# Who sees a kind of data, and whether it goes through a messenger, which keeps a copy of its own.
SEEN: Mapping[Category, str] = MappingProxyType(
    {
        Category.IDENTITY: "office",
        Category.ROLES: "office",
        Category.CONSENT: "administrator",
        Category.SAID: "operator",
        Category.TOLD: "self",
        Category.ANSWERS: "office",
        Category.VISITS: "office",
        Category.LOCATIONS: "operator",
        Category.FILES: "operator",
        Category.TRAIL: "operator",
        Category.UNFINISHED: "operator",
        Category.REFERENCES: "operator",
    }
)
MESSENGERS = frozenset(
    {Category.IDENTITY, Category.SAID, Category.TOLD, Category.ANSWERS, Category.VISITS, Category.LOCATIONS}
    | {Category.FILES}
)


async def written(settings: Settings, say: Speaker, now: datetime) -> str:
    """The register with the counts of this database. Raises CannotOpenError."""
    spans = settings.retention.spans()
    async with opened(settings) as database, database.sessions() as session:
        held = await personal.held(session)
        parts = [
            f"# {say('privacy.title')}\n\n{say('privacy.lead', at=say.moment(now, ZONE))}",
            _register(say, held, spans),
            _consents(say, held),
            await _requests(session, say),
            await _retention(session, say, spans, now),
            say("privacy.to_confirm"),
        ]
    return "\n\n".join(parts) + "\n"


def _register(say: Speaker, held: Held, spans: Spans) -> str:
    heads = [say(f"privacy.column.{one}") for one in ("category", "why", "kept", "seen", "goes", "held", "where")]
    rows = [_line(say, held, spans, category) for category in Category]
    return f"## {say('privacy.register')}\n\n{_table(heads, rows)}"


def _line(say: Speaker, held: Held, spans: Spans, category: Category) -> list[str]:
    columns = personal.columns(category)
    tables = dict.fromkeys(one.partition(".")[0] for one in columns)
    return [
        say(f"privacy.category.{category}"),
        say(f"privacy.why.{category}"),
        say(f"privacy.kept.{category}", **_days(spans)),
        say(f"privacy.seen.{SEEN[category]}"),
        say("privacy.goes.messenger" if category in MESSENGERS else "privacy.goes.nowhere"),
        ", ".join(f"{table} {held.rows[table]}" for table in tables),
        ", ".join(f"`{one}`" for one in columns),
    ]


def _days(spans: Spans) -> dict[str, int]:
    return {name: round(getattr(spans, name).days) for name in Spans.__slots__}


def _consents(say: Speaker, held: Held) -> str:
    rows = [[version, str(number)] for version, number in held.consents.items()]
    heads = [say("privacy.column.version"), say("privacy.column.people")]
    after = say("privacy.consents_after", version=join.CONSENT, withdrew=held.withdrew, erased=held.erased)
    return f"## {say('privacy.consents')}\n\n{_table(heads, rows)}\n\n{after}"


async def _requests(session: AsyncSession, say: Speaker) -> str:
    rows = [
        [str(row.id), say(f"data_requests.kind.{row.kind}"), *(say.moment(at, ZONE) for at in
         (row.asked_at, row.reply_due_at, row.due_at))]
        for row in await personal.open_requests(session)
    ]  # fmt: skip
    heads = [say(f"privacy.column.{one}") for one in ("number", "kind", "asked", "reply_due", "due")]
    return f"## {say('privacy.requests')}\n\n{_table(heads, rows) if rows else say('privacy.no_requests')}"


async def _retention(session: AsyncSession, say: Speaker, spans: Spans, now: datetime) -> str:
    last = await retention.last(session)
    removed = last.removed if last else {}
    due = await retention.would_clear(session, spans, now)
    rows = [[say(f"privacy.clearing.{name}"), str(removed.get(name, 0)), str(number)] for name, number in due.items()]
    heads = [say(f"privacy.column.{one}") for one in ("clearing", "removed", "due_now")]
    at = say.moment(last.finished_at, ZONE) if last and last.finished_at else say("privacy.never")
    return f"## {say('privacy.retention')}\n\n{say('privacy.last_run', at=at)}\n\n{_table(heads, rows)}"


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
