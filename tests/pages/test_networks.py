"""Phones of Zalo beside phones of Telegram: each sees its own network's bots, and only what that network can do."""

import pytest
from playwright.async_api import expect

from simulator import actions
from simulator.messenger import Messenger
from tests.pages.hands import BOT, Reader

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

ZALO_BOT = 800


async def test_a_phone_of_zalo_writes_at_once_to_its_own_bot(messenger: Messenger, reader: Reader) -> None:
    messenger.add_bot("800:local", "Bot Đúng Hạn", "bot.x", kind="zalo_bot")
    hoa = messenger.add_person("Lê Thị Hoa", "Công an phường", network="zalo")
    page = await reader.open()
    await page.get_by_role("button", name="Công an phường · Zalo").click()
    await expect(page.locator("#chat-title")).to_have_text("Bot Đúng Hạn")
    await expect(page.get_by_role("button", name="Bắt đầu", exact=True)).to_be_hidden()
    await page.get_by_label("Nội dung tin nhắn").fill("LK 7F3K9Q")
    await page.get_by_role("button", name="Gửi tin").click()
    await expect(page.get_by_role("log")).to_contain_text("LK 7F3K9Q")
    assert [one.said for one in actions.messages(messenger, hoa, ZALO_BOT)] == ["LK 7F3K9Q"]


async def test_a_phone_of_zalo_is_not_offered_what_zalo_has_not(messenger: Messenger, reader: Reader) -> None:
    messenger.add_bot("800:local", "Bot Đúng Hạn", "bot.x", kind="zalo_bot")
    hoa, mai = messenger.add_person("Lê Thị Hoa", network="zalo"), messenger.add_person("Trần Thị Mai")
    actions.send(messenger, hoa, ZALO_BOT, "91")
    actions.send(messenger, mai, BOT, "91")
    offered: dict[str, list[str]] = {}
    for name, place in (("zalo", f"{hoa.id}/{ZALO_BOT}"), ("telegram", f"{mai.id}/{BOT}")):
        page = await reader.open(place)
        await page.locator(".row.mine .bubble").click(button="right")
        said = await page.locator("#menu button").all_inner_texts()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Đính kèm").click()
        said += await page.locator("#menu button").all_inner_texts()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Thêm lựa chọn").click()
        offered[name] = said + await page.locator("#menu button").all_inner_texts()
    assert set(offered["telegram"]) - set(offered["zalo"]) == {
        "Sửa",
        "Số điện thoại",
        "Gửi /start",
        "Bắt đầu bằng mã mời",
    }
    assert set(offered["zalo"]) < set(offered["telegram"])
