"""A local messenger with its page, a small bot, and a headless Chromium to look at them with."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from simulator.messenger import Messenger
from simulator.server import serve
from tests.pages.hands import BOT_TOKEN, Reader, TinyBot, Wall

# The Makefile says here which Chromium it found: a matter of the test run, not a setting of the product.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")  # noqa: TID251

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def wall() -> Wall:
    """The clock on the wall: Monday 9 November 2026, 08:00 in Vietnam."""
    return Wall(datetime(2026, 11, 9, 1, 0, tzinfo=UTC))


@pytest.fixture
def messenger(wall: Wall) -> Messenger:
    """A messenger that knows one bot and nobody else yet."""
    made = Messenger(wall, limited=False)
    made.add_bot(BOT_TOKEN, "Đúng Hạn", "dunghan_bot")
    made.controls.title = "Phường Hồng Bàng"
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def url(messenger: Messenger) -> AsyncIterator[str]:
    """Where the messenger answers."""
    async with serve(messenger, "127.0.0.1", 0) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def bot(url: str) -> AsyncIterator[TinyBot]:
    """A bot that says what the test tells it to say."""
    async with TinyBot(url) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests, each in windows of its own; so they share one event loop."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def reader(browser: Browser, url: str) -> AsyncIterator[Reader]:
    """Somebody in front of the page; what the page complains of fails the test."""
    made = Reader(browser, url)
    yield made
    await made.leave()
