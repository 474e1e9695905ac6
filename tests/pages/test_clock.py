"""The clock on the page and the buttons that move it."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect

from simulator.messenger import Messenger
from tests.pages.hands import Reader, Wall

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def test_a_control_moves_the_clock_and_waits_its_turn(messenger: Messenger, reader: Reader, wall: Wall) -> None:
    may_end = asyncio.Event()

    async def press(control: str) -> str:
        await may_end.wait()
        wall.at += {"day": timedelta(days=1)}[control]
        return "Đã sang ngày sau."

    messenger.controls.buttons = [("day", "Ngày sau")]
    messenger.controls.press = press
    page = await reader.open()
    shown, button = page.locator("#clock"), page.get_by_role("button", name="Ngày sau")
    await expect(shown).to_have_text("Thứ Hai 09/11/2026 08:00")
    await button.click()
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await expect(button).to_be_disabled()
    may_end.set()
    await expect(shown).to_have_text("Thứ Ba 10/11/2026 08:00")
    await expect(button).to_be_enabled()
    await expect(page.get_by_role("progressbar")).to_be_hidden()
    await expect(page.locator("#toast")).to_have_text("Đã sang ngày sau.")


async def test_the_clock_follows_when_something_else_moves_it(messenger: Messenger, reader: Reader, wall: Wall) -> None:
    page = await reader.open()
    await expect(page.locator("#clock")).to_have_text("Thứ Hai 09/11/2026 08:00")
    wall.at += timedelta(minutes=30)
    messenger.show_clock()
    await expect(page.locator("#clock")).to_have_text("Thứ Hai 09/11/2026 08:30")
