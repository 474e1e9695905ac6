"""Checks of the messengers: do they know our tokens, does anybody else use them, can our menu be shown."""

import asyncio
import errno
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot import wiring, zalo_oa_login
from bot.clock import Clock, RealClock
from bot.doctor.findings import Finding, Patient, fail, ok, warn
from bot.options import AWAY, WRONG, say
from bot.settings import Settings
from bot.zalo_oa import NAME as OA
from channels.channel import Channel, UnauthorizedError
from channels.site import Site
from storage import zalo_tokens

PATIENCE_SECONDS = 10.0
# https://core.telegram.org/bots/api#botcommand
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100


@runtime_checkable
class HasWebhook(Protocol):
    """A messenger that calls an address with what happens, or waits to be asked."""

    async def webhook(self) -> str:
        """The address it calls, "" when it waits to be asked. Raises OSError."""


class Once(RealClock):
    """The patient's clock, by which nobody waits for a second try."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The moment."""
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        """Raises OSError: a messenger that did not answer at once is away."""
        raise OSError(errno.EHOSTUNREACH, "once is enough")


async def tokens(patient: Patient) -> Sequence[Finding]:
    """Every messenger that is set up knows us, and gives what happens to nobody else."""
    names = wiring.configured(patient.home)
    return [await (_official_account(patient) if one == OA else _bot(patient, one)) for one in names]


async def menu(patient: Patient) -> Sequence[Finding]:
    """Our chat commands are such as a messenger's menu takes."""
    wrong = [one for one in patient.commands if not COMMAND.fullmatch(one)]
    if wrong or len(patient.commands) > MOST_COMMANDS:
        return [fail("doctor.menu.wrong", "doctor.menu.wrong.do", commands=", ".join(wrong) or len(patient.commands))]
    return [ok("doctor.menu.ok", number=len(patient.commands))]


async def _bot(patient: Patient, name: str) -> Finding:
    settings = patient.home
    of = settings.telegram if name == "telegram" else settings.zalo_bot
    try:
        channel = _built(settings, name, Once(patient.clock))
    except ValueError as error:
        return fail("doctor.tokens.wrong", "doctor.tokens.wrong.do", code=WRONG, channel=name, what=error)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await channel.start()
            called = await channel.webhook() if isinstance(channel, HasWebhook) else ""
    except UnauthorizedError:
        return fail("doctor.tokens.refused", "doctor.tokens.refused.do", code=WRONG, channel=name)
    except OSError:  # the patience is over, too
        return fail("doctor.tokens.away", "doctor.tokens.away.do", code=AWAY, channel=name)
    finally:
        await channel.close()
    ours = of.webhook_url if of.mode == "webhook" else ""
    if called and called != ours:
        return warn("doctor.tokens.elsewhere", "doctor.tokens.elsewhere.do", channel=name)
    return ok("doctor.tokens.ok", channel=name)


def _built(settings: Settings, name: str, clock: Clock) -> Channel:
    unopened = Site(settings.site.host, settings.site.port)
    if name == "telegram":
        return wiring.telegram(settings.telegram, clock, unopened)
    return wiring.zalo_bot(settings.zalo_bot, clock, unopened)


async def _official_account(patient: Patient) -> Finding:
    if patient.database is None:
        return warn("doctor.tokens.unseen", "doctor.tokens.unseen.do", channel=OA)
    async with patient.database.sessions() as session:
        row = await zalo_tokens.of(session, patient.home.zalo_oa.app_id)
    told, is_fine = zalo_oa_login.told_of(row, patient.home.data, say, patient.now)
    if is_fine:
        return ok("doctor.tokens.ok", channel=OA)
    return fail("doctor.tokens.lost", "doctor.tokens.lost.do", code=WRONG, channel=OA, told=told)
