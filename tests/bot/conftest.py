"""A database of its own for each test, a clock that stands still, and the far side: a messenger that plays a part."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

import plans
from bot.clock import HeldClock
from channels.channel import Accept, Channel
from domain.chat import Capabilities, Heard, Inbound, Outcome, Outgoing, Photos, Sent
from tests.bot.calling import call
from tests.rows import NOW

ABLE = Capabilities(
    buttons=True,
    edit=True,
    delete=True,
    files=True,
    photos=Photos.BYTES,
    max_text=4096,
    groups=True,
    mention_only=False,
    deep_link=True,
    can_start=True,
)
NEXT_PLACE = 0.5  # seconds


@dataclass
class Messenger:
    """The far side of `Channel`: `part` lists what becomes of the next messages, then all of them arrive."""

    clock: HeldClock
    name: str = "telegram"
    can: Capabilities = ABLE
    polls: bool = True
    part: list[Outcome] = field(default_factory=list)
    delivered: list[Outgoing] = field(default_factory=list)
    holds: dict[str, bytes] = field(default_factory=dict)
    asked_for: list[str] = field(default_factory=list)
    waits: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    free_at: dict[str, float] = field(default_factory=dict)
    places: int = 1_000_000
    recalled: list[tuple[str, float]] = field(default_factory=list)

    async def start(self) -> None:
        """It knows the bot."""

    async def receive(self, accept: Accept) -> None:
        """Nothing comes in by itself."""

    def read(self, raw: str) -> Inbound:
        """ "7001: việc" is what 7001 says; "7001: file x.pdf" sends one; "poison" is nothing to read."""
        chat, colon, text = raw.partition(": ")
        if not colon:
            raise ValueError(f"not an update: {raw}")
        if text.startswith("file "):
            name = text.removeprefix("file ")
            heard = Heard.DOCUMENT
            return Inbound(
                self.name, f"{chat}/{name}", chat, heard, self.clock.now(), sender=chat, files=(name,), file_name=name
            )
        return Inbound(self.name, f"{chat}/{text}", chat, Heard.TEXT, self.clock.now(), text, sender=chat)

    def wait_for(self, chat: str, after: int = 0) -> float:
        """What the test says."""
        if after >= self.places:
            return NEXT_PLACE
        return max(self.waits[chat], self.free_at.get(chat, 0.0) - self.clock.monotonic())

    def recall(self, chat: str, seconds_ago: float) -> None:
        """Noted."""
        self.recalled.append((chat, seconds_ago))

    async def deliver(self, message: Outgoing) -> Outcome:
        """The next outcome of the part."""
        self.delivered.append(message)
        return self.part.pop(0) if self.part else Sent(f"m{len(self.delivered)}")

    async def download(self, file: str, limit: int) -> bytes:
        """What `holds` says; asking is noted."""
        self.asked_for.append(file)
        if len(self.holds[file]) > limit:
            raise ValueError(file)
        return self.holds[file]

    def deep_link(self, code: str) -> str:
        """As Telegram's."""
        return f"https://t.me/dunghan_bot?start={code}"

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def messenger(clock: HeldClock) -> Messenger:
    return Messenger(clock)


@pytest.fixture
def channels(messenger: Messenger) -> dict[str, Channel]:
    return {messenger.name: messenger}


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged, as it was said."""
    with structlog.testing.capture_logs() as entries:
        yield entries  # type: ignore[misc]  # structlog says MutableMapping, every entry is a dict


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The shipped plan, as a file somebody could edit."""
    file = tmp_path / "hong_bang.yaml"
    file.write_text(plans.shipped()["hong_bang"].read_text(encoding="utf-8"), encoding="utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data directory."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the shipped plan in force, to be copied."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "hong_bang.yaml").write_bytes(plans.shipped()["hong_bang"].read_bytes())
    assert call("plan", "load", folder / "hong_bang.yaml", "--data", folder / "data").exit_code == 0
    return folder / "data"


@pytest.fixture
def loaded(loaded_once: Path, data: Path) -> Path:
    """The data directory, with the shipped plan in force."""
    shutil.copytree(loaded_once, data)
    return data
