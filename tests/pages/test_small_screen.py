"""On a phone one thing is shown at a time, and nothing is too wide, too small or out of a finger's reach."""

import pytest
from playwright.async_api import Page, expect

from simulator import actions, groups
from simulator.messenger import Messenger
from simulator.model import Chat, Person
from tests.pages.hands import BOT, PHONE, SMALL_PHONE, Reader, TinyBot, picture

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth || scroll.scrollWidth > scroll.clientWidth"
TOO_SMALL = """[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
  && parseFloat(getComputedStyle(one).fontSize) < 15).map((one) => one.outerHTML)"""
OUT_OF_REACH = """[...document.querySelectorAll('button, textarea, input, a.card, a.key')].filter((one) => {
  const {width, height} = one.getBoundingClientRect();
  return one.checkVisibility() && !one.closest('.text') && (width < 44 || height < 44);
}).map((one) => one.outerHTML)"""


async def leaders(messenger: Messenger, bot: TinyBot) -> tuple[Person, Chat]:
    thang, son = (
        messenger.add_person("Vũ Đức Thắng", "Chủ tịch UBND phường"),
        messenger.add_person("Bùi Văn Sơn"),
    )
    actions.start(messenger, thang, BOT)
    actions.start(messenger, son, BOT)
    group = groups.create(messenger, "Ban Chỉ đạo chuyển đổi số phường Hồng Bàng", [son.id, BOT], thang, "group")
    await bot.say(group.id, "Một tên tệp rất dài: " + "a" * 120, "Xem chi tiết", "Đã biết", "Nhắc lại sau")
    await bot.send_file(group.id, "photo", "tien-do.png", picture(1280, 400))
    await bot.send_file(group.id, "document", "bang-tong-hop-" + "x" * 80 + ".xlsx", b"1")
    return thang, group


async def no_fault(page: Page) -> None:
    assert await page.evaluate(TOO_WIDE) is False
    assert await page.evaluate(TOO_SMALL) == []
    assert await page.evaluate(OUT_OF_REACH) == []


async def test_from_the_people_to_their_chats_to_a_conversation_and_back(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    await leaders(messenger, bot)
    page = await reader.open(size=PHONE, touch=True)
    people, conversation = page.locator("#people"), page.locator(".conversation")
    await expect(conversation).to_be_hidden()
    await people.get_by_role("button", name="Vũ Đức Thắng").tap()
    await expect(page.get_by_role("button", name="Bùi Văn Sơn")).to_be_hidden()
    await people.get_by_role("button", name="Ban Chỉ đạo").tap()
    await expect(conversation).to_be_visible()
    await expect(people).to_be_hidden()
    await page.get_by_role("button", name="Quay lại").tap()
    await expect(people.get_by_role("button", name="Ban Chỉ đạo")).to_be_visible()
    await page.get_by_role("button", name="Về danh sách máy").tap()
    await expect(people.get_by_role("button", name="Bùi Văn Sơn")).to_be_visible()


async def test_a_person_with_one_chat_is_there_at_once(messenger: Messenger, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    page = await reader.open(size=PHONE, touch=True)
    await page.get_by_role("button", name="Trần Thị Mai").tap()
    await expect(page.get_by_role("log")).to_contain_text("/start")
    await page.get_by_role("button", name="Quay lại").tap()
    await expect(page.locator("#people")).to_be_visible()


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE])
async def test_nothing_is_too_wide_too_small_or_out_of_reach(
    messenger: Messenger, bot: TinyBot, reader: Reader, size: tuple[int, int]
) -> None:
    thang, group = await leaders(messenger, bot)
    messenger.controls.buttons = [("step", "Bước nhắc tiếp"), ("day", "Ngày sau"), ("period", "Kỳ sau")]
    page = await reader.open(size=size, touch=True)
    await expect(page.locator("#groups .entry")).to_have_count(1)
    await no_fault(page)
    await page.locator("#people").get_by_role("button", name=thang.name).tap()
    await no_fault(page)
    await page.locator("#people").get_by_role("button", name=group.title).tap()
    await expect(page.locator(".picture img")).to_have_js_property("naturalWidth", 1280)
    await no_fault(page)


async def test_a_tap_on_a_bubble_opens_what_can_be_done_with_it(messenger: Messenger, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    page = await reader.open(f"{mai.id}/{BOT}", PHONE, touch=True)
    await page.locator(".bubble .text").tap()
    await page.get_by_role("button", name="Trả lời").tap()
    await expect(page.locator("#about-to")).to_contain_text("Trả lời Trần Thị Mai")
