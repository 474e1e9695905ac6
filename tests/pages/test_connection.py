"""The line to the server breaks and comes back."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from simulator import actions
from simulator.messenger import Messenger
from simulator.server import serve
from tests.pages.hands import BOT, Reader

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def test_what_was_missed_is_there_after_the_server_came_back(messenger: Messenger, browser: Browser) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    async with serve(messenger, "127.0.0.1", 0) as first:
        reader = Reader(browser, first)
        page = await reader.open(f"{mai.id}/{BOT}")
        await expect(page.locator(".row.mine")).to_have_count(1)
    await expect(page.locator("#offline")).to_be_visible()
    actions.send(messenger, mai, BOT, "việc")
    async with serve(messenger, "127.0.0.1", urlsplit(first).port or 0):
        await expect(page.locator(".row.mine .text")).to_have_text(["/start", "việc"])
        await expect(page.locator("#offline")).to_be_hidden()
        await page.context.close()


async def test_a_reader_who_scrolled_up_is_told_of_news_and_not_moved(messenger: Messenger, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    for number in range(60):
        actions.send(messenger, mai, BOT, f"tin {number}")
    page = await reader.open(f"{mai.id}/{BOT}")
    await expect(page.get_by_text("tin 59", exact=True).last).to_be_in_viewport()
    await page.locator("#scroll").evaluate("(scroll) => { scroll.scrollTop = 0; }")
    await expect(page.locator(".row").first).to_be_in_viewport()
    actions.send(messenger, mai, BOT, "tin mới nhất")
    await expect(page.locator(".row").first).to_be_in_viewport()
    await page.get_by_role("button", name="Tin mới").click()
    await expect(page.locator(".row .text").last).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Tin mới")).to_be_hidden()
