"""`dunghan init`: an empty folder becomes an installation; what is there already is left as it is."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import inviting, planning
from bot.environment import FILE
from bot.keys import key_in
from bot.opened import opened
from bot.settings import Settings
from domain.roles import Role
from locales import Speaker
from storage.tables import Invite, Membership, Organisation


class Messenger(StrEnum):
    """What `init` can set up. A Zalo Official Account has a page of its own, docs/zalo-oa.md."""

    TELEGRAM = "telegram"
    ZALO = "zalo"


SECTION = {Messenger.TELEGRAM: "TELEGRAM", Messenger.ZALO: "ZALO_BOT"}
HOOK = {Messenger.TELEGRAM: "/telegram", Messenger.ZALO: "/zalo-bot"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked for. `token` "" is written as a line to be filled in; without `public_url` the bot polls."""

    messenger: Messenger
    token: str
    data: Path | None
    public_url: str = ""


def write_settings(answers: Answers, say: Speaker) -> bool:
    """Write `.env` for our eyes only. False: there is one, which is left as it is."""
    try:
        handle = os.open(FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in _lines(answers, say))
    return True


def _lines(answers: Answers, say: Speaker) -> Iterator[str]:
    before = f"DUNGHAN_{SECTION[answers.messenger]}__"
    yield f"# {say('init.file')}"
    yield f"\n# {say('init.file.token')}"
    # An empty line would win over a token that is given as a file of secrets.
    yield f"{before}TOKEN={answers.token}" if answers.token else f"# {before}TOKEN="
    if answers.data:
        yield f"\n# {say('init.file.data')}"
        yield f"DUNGHAN_DATA={_quoted(str(answers.data.absolute()))}"
    if answers.public_url:
        yield f"\n# {say('init.file.hook')}"
        yield f"DUNGHAN_PUBLIC_URL={answers.public_url}"
        yield f"{before}MODE=webhook"
        yield f"{before}WEBHOOK_URL={answers.public_url.rstrip('/')}{HOOK[answers.messenger]}"
        yield f"{before}WEBHOOK_SECRET={secrets.token_urlsafe(32)}"


def _quoted(path: str) -> str:
    """As python-dotenv reads it back, whatever signs are in it."""
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'"


async def fill(settings: Settings, plan: Path | None, say: Speaker, now: datetime) -> tuple[list[str], bool]:
    """Keys, tables, the plan and a code for the first administrator: what was done, and whether all of it was."""
    key_in(settings.data, "audit")
    if settings.public_url:
        key_in(settings.data, "links")
    async with opened(settings):
        done = [say("init.database")]
    if plan is None:
        return done, True
    report = await planning.load(settings, plan, say, now)
    done.append(report.text)
    return (done + await _invite(settings, say), True) if report.fine else (done, False)


async def _invite(settings: Settings, say: Speaker) -> list[str]:
    """One code, where nobody is an administrator or was asked to be one."""
    async with opened(settings) as database, database.sessions() as session:
        unit = await _unit_of_the_first(session)
    if unit is None:
        return []
    made = await inviting.invite(settings, unit, inviting.Asked(role=Role.ADMINISTRATOR))
    return [made.sentence(say), *filter(None, [made.link, made.drawing])]


async def _unit_of_the_first(session: AsyncSession) -> str | None:
    """The unit that puts the reports together, of the only organisation, until somebody is its administrator."""
    organisations = (await session.execute(select(Organisation))).scalars().all()
    if len(organisations) != 1 or not organisations[0].aggregator_unit_code:
        return None
    for of in (Membership, Invite):
        found = select(of.id).where(of.role == Role.ADMINISTRATOR).limit(1)
        if (await session.execute(found)).first():
            return None
    return organisations[0].aggregator_unit_code
