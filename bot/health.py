"""Whether the bot does what it is there for: one table of parts, each said in a sentence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot import backing_up
from bot.app import App
from bot.probing import Probe
from bot.roles import Role
from bot.settings import Settings
from handlers import channel_names
from locales import Speaker
from storage.depths import Depths

LATEST_SECONDS = 90.0  # since the last poll, and since the last tick
OLDEST = timedelta(minutes=5)  # that a message which may go has to wait
ROUNDS = 3  # of a tick that the operator has made slower than LATEST_SECONDS allow


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that must be so; `said` is a sentence for people, with what to do where it is not."""

    name: str
    is_well: bool
    said: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at: a running bot, how it was set up, and what its database says."""

    app: App
    probe: Probe
    settings: Settings

    def backup_age(self) -> timedelta | None:
        """Of the newest backup, or of the key where none was made yet; None where there are no backups."""
        return backing_up.age(self.settings, self.app.clock.now())


async def parts(watched: Watched, say: Speaker) -> Sequence[Part]:
    """Everything that this process answers for, by its roles."""
    depths = await watched.probe.depths()
    return [part for look in _LOOKS for part in look(watched, depths, say)]


def _database(watched: Watched, depths: Depths | None, say: Speaker) -> Iterator[Part]:
    yield _part(say, "database", "database", depths is not None)


def _polls(watched: Watched, depths: Depths | None, say: Speaker) -> Iterator[Part]:
    for channel in filter(watched.app.polls, watched.app.channels):
        age = watched.app.vitals.poll_age(channel)
        yield _recent(say, f"poll:{channel}", "poll", age, LATEST_SECONDS, channel=channel_names.name(say, channel))


def _tick(watched: Watched, depths: Depths | None, say: Speaker) -> Iterator[Part]:
    if Role.TICK in watched.app.roles:
        age = watched.app.vitals.tick_age
        yield _recent(say, "tick", "tick", age, max(LATEST_SECONDS, ROUNDS * watched.settings.tick_seconds))


def _outbox(watched: Watched, depths: Depths | None, say: Speaker) -> Iterator[Part]:
    if Role.SEND in watched.app.roles and depths is not None:
        minutes = int(depths.oldest.total_seconds() // 60)
        yield _part(say, "outbox", "outbox", depths.oldest < OLDEST, minutes=minutes)


def _backup(watched: Watched, depths: Depths | None, say: Speaker) -> Iterator[Part]:
    age = watched.backup_age()
    if age is not None:
        yield _part(say, "backup", "backup", age < backing_up.LATE, hours=int(age.total_seconds() // 3600))


_LOOKS: Sequence[Callable[[Watched, Depths | None, Speaker], Iterator[Part]]] = (
    _database,
    _polls,
    _tick,
    _outbox,
    _backup,
)


def _recent(say: Speaker, name: str, words: str, age: float | None, at_most: float, **more: object) -> Part:
    if age is None:
        return Part(name, False, say(f"health.{words}.never", **more))
    return _part(say, name, words, age < at_most, seconds=int(age), **more)


def _part(say: Speaker, name: str, words: str, is_well: bool, **more: object) -> Part:
    return Part(name, is_well, say(f"health.{words}.{'ok' if is_well else 'bad'}", **more))
