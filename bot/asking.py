"""`dunghan round`: asks out of turn from the command line, in the words of the chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inviting import CannotInviteError, organisation_of
from bot.opened import opened
from bot.settings import Settings
from domain.round_form import read_form
from handlers import round_draft, round_opening, rounds
from handlers.round_draft import Desk, Draft
from locales import Speaker
from storage.tables import Audit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell the operator, and whether all is well."""

    text: str
    fine: bool


async def ask(settings: Settings, code: str, said: str, say: Speaker, now: datetime, *, sends: bool) -> Outcome:
    """Show what would be asked; ask it when `sends`. `code` may be empty where there is one organisation."""
    try:
        async with opened(settings) as database, database.sessions.begin() as session:
            return await _ask(session, code, said, say, now, sends=sends)
    except CannotInviteError as error:
        return Outcome(say(error.key, **error.words), False)


async def _ask(session: AsyncSession, code: str, said: str, say: Speaker, now: datetime, *, sends: bool) -> Outcome:
    at = await round_draft.desk(session, await organisation_of(session, code), now, say)
    if at is None:
        return Outcome(say("rounds.no_plan"), False)
    draft, wrong = await round_draft.fill(at, Draft(), read_form(said))
    missing = round_draft.missing(draft)
    if wrong or missing:
        lacking = [] if wrong else [say(f"rounds.ask.{missing}", example=say.moment(now, at.zone))]
        return Outcome("\n".join([*wrong, *lacking]), False)
    text = await rounds.preview(at, draft)
    if text is None or draft.due_at is None:
        return Outcome(say("rounds.asks_nobody"), False)
    if not sends:
        return Outcome(f"{text}\n{say('cli.round_how')}", True)
    await _send(at, draft, draft.due_at)
    return Outcome(f"{text}\n{say('cli.round_asked')}", True)


async def _send(at: Desk, draft: Draft, due_at: datetime) -> None:
    period = await round_opening.open_round(at, draft, due_at, None)
    at.session.add(
        Audit(
            organisation_id=period.organisation_id,
            at=at.now,
            actor="operator",
            action="ask_round",
            object=f"period:{period.id}",
            new=draft.title,
        )
    )
