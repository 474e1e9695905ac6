"""What a person says and presses reaches the bot."""

import pytest
from playwright.async_api import expect

from simulator import actions
from simulator.messenger import Messenger
from tests.pages.hands import BOT, Reader, TinyBot, picture

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def test_a_new_person_presses_start(messenger: Messenger, bot: TinyBot, reader: Reader) -> None:
    messenger.add_person("Trần Thị Mai")
    page = await reader.open()
    await page.get_by_role("button", name="Trần Thị Mai").click()
    await page.get_by_role("button", name="Bắt đầu", exact=True).click()
    assert (await bot.hear("message"))["text"] == "/start"
    await expect(page.get_by_label("Nội dung tin nhắn")).to_be_visible()


async def test_enter_sends_and_shift_enter_breaks_the_line(messenger: Messenger, bot: TinyBot, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    await bot.hear("message")
    page = await reader.open(f"{mai.id}/{BOT}")
    box = page.get_by_label("Nội dung tin nhắn")
    await box.fill("1: 187/200")
    await box.press("Shift+Enter")
    await box.type("2: 91")
    await box.press("Enter")
    assert (await bot.hear("message"))["text"] == "1: 187/200\n2: 91"
    await expect(box).to_have_value("")


async def test_a_pressed_button_reaches_the_bot_and_its_answer_is_shown(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    asked = await bot.say(mai.id, "Đã đủ 6/6.", "Gửi", "Sửa")
    page = await reader.open(f"{mai.id}/{BOT}")
    await page.locator(".keys").get_by_role("button", name="Gửi").click()
    pressed = await bot.hear("callback_query")
    assert (pressed["data"], pressed["message"]["message_id"]) == ("Gửi", asked)
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], text="Đã nhận báo cáo.")
    await expect(page.locator("#toast")).to_have_text("Đã nhận báo cáo.")


async def test_a_question_is_replied_to_and_ones_own_answer_corrected(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    await bot.hear("message")
    question = await bot.say(mai.id, "2/6 · Tỷ lệ khai thác")
    page = await reader.open(f"{mai.id}/{BOT}")
    box = page.get_by_label("Nội dung tin nhắn")
    await page.locator(".row:not(.mine) .bubble").click(button="right")
    await page.get_by_role("button", name="Trả lời").click()
    await box.fill("9,1")
    await box.press("Enter")
    answer = await bot.hear("message")
    assert answer["reply_to_message"]["message_id"] == question
    mine = page.locator(".row.mine .bubble").last
    await expect(mine.locator(".quote")).to_contain_text("2/6 · Tỷ lệ khai thác")
    await mine.hover()
    await mine.get_by_label("Lựa chọn với tin này").click()
    await page.get_by_role("button", name="Sửa").click()
    await expect(box).to_have_value("9,1")
    await box.fill("91")
    await box.press("Enter")
    assert (await bot.hear("edited_message"))["text"] == "91"
    await expect(mine).to_contain_text("đã sửa")


async def test_a_photo_is_sent_with_its_caption(messenger: Messenger, bot: TinyBot, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    await bot.hear("message")
    page = await reader.open(f"{mai.id}/{BOT}")
    await page.get_by_role("button", name="Đính kèm").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Ảnh", exact=True).click()
    await (await chooser.value).set_files({"name": "to12.png", "mimeType": "image/png", "buffer": picture()})
    await page.get_by_label("Nội dung tin nhắn").fill("Tổ 12")
    await page.get_by_role("button", name="Gửi tin").click()
    heard = await bot.hear("message")
    assert (heard["caption"], heard["photo"][-1]["width"]) == ("Tổ 12", 640)
    await expect(page.locator(".row.mine .picture img")).to_be_visible()


async def test_an_invitation_link_starts_the_bot_instead_of_leaving_the_page(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    await bot.hear("message")
    await bot.say(mai.id, "Mời anh/chị: https://t.me/dunghan_bot?start=7F3K9Q")
    page = await reader.open(f"{mai.id}/{BOT}")
    await page.get_by_role("link", name="t.me/dunghan_bot").click()
    assert (await bot.hear("message"))["text"] == "/start 7F3K9Q"


async def test_a_blocked_bot_hears_of_it(messenger: Messenger, bot: TinyBot, reader: Reader) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    page = await reader.open(f"{mai.id}/{BOT}")
    await page.get_by_role("button", name="Thêm lựa chọn").click()
    await page.get_by_role("button", name="Chặn bot", exact=True).click()
    assert (await bot.hear("my_chat_member"))["new_chat_member"]["status"] == "kicked"


async def test_a_draft_waits_in_its_own_chat(messenger: Messenger, reader: Reader) -> None:
    mai, minh = messenger.add_person("Trần Thị Mai"), messenger.add_person("Lê Quang Minh")
    for person in (mai, minh):
        actions.start(messenger, person, BOT)
    page = await reader.open(f"{mai.id}/{BOT}")
    box = page.get_by_label("Nội dung tin nhắn")
    await box.fill("chưa xong")
    await page.get_by_role("button", name="Lê Quang Minh").click()
    await expect(box).to_have_value("")
    await page.reload()
    await page.get_by_role("button", name="Trần Thị Mai").click()
    await expect(box).to_have_value("chưa xong")
