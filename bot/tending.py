"""Keeps the channels receiving: one whose token is refused takes no other down, and is tried again."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, runtime_checkable

import structlog

from bot.clock import Clock
from bot.metrics import Metrics
from channels.channel import Accept, Channel, SharedTokenError, UnauthorizedError
from handlers import alarms, channel_names
from locales import CATALOGUES, DEFAULT, Speaker, speak
from storage.database import Database
from storage.leading import Alone, Leading

log = structlog.get_logger()

receiving = "receive:{}".format
"""What it is called to lead in asking a channel for updates."""

RETRY_SECONDS = 15 * 60.0
TRIAL_SECONDS = 60.0  # a channel that was refused and receives for so long works again


@runtime_checkable
class HasMenu(Protocol):
    """A messenger that shows people what they may type."""

    async def set_commands(self, commands: list[tuple[str, str]], language: str = "") -> bool:
        """Show these (command, description) pairs. False when the messenger did not take them."""


class Tending:
    """`started`: the channels that can be read from. `refused`: those that do not know our token at the moment."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        leading: Leading | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._leading = leading or Alone()
        self._metrics = metrics or Metrics()
        self._channels = channels
        self._clock = clock
        self.started: dict[str, Channel] = {}
        self.refused: set[str] = set()
        self._shared: set[str] = set()
        self._start = {name: asyncio.Event() for name in channels}

    async def tend(self, channel: Channel, accept: Accept, woken: Callable[[], None]) -> None:
        """Receive for ever; `woken` is called when what is stored already can be read.

        Raises UnauthorizedError, or SharedTokenError, when no channel is left that knows its token and it alone.
        """
        while True:
            trial = None
            try:
                await channel.start()
                self.started[channel.name] = channel
                self._start[channel.name].set()
                woken()
                trial = asyncio.get_running_loop().call_later(TRIAL_SECONDS, self._works, channel.name)
                await self._receive(channel, accept)
                return
            except UnauthorizedError:
                await self._refused(channel)
            except SharedTokenError:
                await self._is_shared(channel)
            finally:
                if trial:
                    trial.cancel()
            await self._clock.sleep(RETRY_SECONDS)

    async def _receive(self, channel: Channel, accept: Accept) -> None:
        """For ever; where updates are asked for, only while it is this process that may ask."""
        if not channel.polls:
            await channel.receive(accept)
            return
        while True:
            await self._leading.led(receiving(channel.name))
            try:
                async with asyncio.TaskGroup() as group:
                    asking = group.create_task(channel.receive(accept))
                    losing = group.create_task(self._leading.lost(receiving(channel.name)))
                    await asyncio.wait({asking, losing}, return_when=asyncio.FIRST_COMPLETED)
                    losing.cancel()
                    if asking.done():
                        return
                    asking.cancel()
            except ExceptionGroup as failed:
                raise failed.exceptions[0] from None

    async def show_menu(self, channel: Channel) -> None:
        """Once the channel has started, put the chat commands into its menu; nothing waits for that."""
        await self._start[channel.name].wait()
        log.info("receiving", channel=channel.name)
        await list_commands(channel)

    async def _refused(self, channel: Channel) -> None:
        is_news = channel.name not in self.refused
        self.refused.add(channel.name)
        self._metrics.refused(channel.name)
        if (self.refused | self._shared).issuperset(self._channels):
            raise UnauthorizedError
        log.error("the token is refused, the other channels go on", channel=channel.name)
        if is_news:
            now = self._clock.now()
            refused = alarms.token_refused
            await self._database.transaction(lambda session: refused(session, channel.name, self.refused, now))

    def _works(self, name: str) -> None:
        self.refused.discard(name)
        self._shared.discard(name)

    async def _is_shared(self, channel: Channel) -> None:
        """Sending goes on: only what comes in may go to the other one."""
        self._shared.add(channel.name)
        if (self.refused | self._shared).issuperset(self._channels):
            raise SharedTokenError
        log.error("somebody else receives with this token, the other channels go on", channel=channel.name)
        now = self._clock.now()
        key, text = f"shared:{channel.name}:{now:%Y-%m-%d}", partial(_sharing, channel.name)
        await self._database.transaction(lambda session: alarms.tell(session, key, now, text))


async def list_commands(channel: Channel) -> None:
    """Put the chat commands into the messenger's menu, where it has one, in every language we speak."""
    if not isinstance(channel, HasMenu):
        return
    from handlers import table  # whoever has a menu to show has it loaded: see bot/loading.py

    names = dict.fromkeys(command.name for command in table.COMMANDS)
    for locale in CATALOGUES:
        say = speak(locale)
        menu = [(name, say(f"command.{name}")) for name in names]
        await channel.set_commands(menu, "" if locale == DEFAULT else locale)


def _sharing(channel: str, say: Speaker) -> str:
    return say("alarm.shared", channel=channel_names.name(say, channel))
