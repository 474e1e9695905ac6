"""What a person sees in their chats."""

import pytest
from playwright.async_api import expect

from simulator import actions, groups
from simulator.messenger import Messenger
from tests.pages.hands import BOT, Reader, TinyBot, Wall, picture

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def test_a_person_is_picked_and_the_bots_message_appears_while_they_look(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai", "Phòng Văn hóa - Xã hội")
    messenger.add_person("Lê Quang Minh", "Công an phường")
    actions.start(messenger, mai, BOT)
    page = await reader.open()
    await page.get_by_role("button", name="Phòng Văn hóa - Xã hội").click()
    await expect(page.get_by_role("log")).to_contain_text("/start")
    await bot.say(mai.id, "Kỳ Tháng 11/2026 đã mở.\n\n1/6 · Tỷ lệ số hóa hồ sơ (%)")
    said = page.locator(".row:not(.mine) .text")
    await expect(said).to_have_text("Kỳ Tháng 11/2026 đã mở.\n\n1/6 · Tỷ lệ số hóa hồ sơ (%)")
    await expect(said).to_have_css("white-space", "pre-wrap")
    await expect(page.locator(".row:not(.mine) time")).to_have_text("08:00")


async def test_what_is_new_elsewhere_is_counted_until_it_is_read(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai, minh = messenger.add_person("Trần Thị Mai"), messenger.add_person("Lê Quang Minh")
    for person in (mai, minh):
        actions.start(messenger, person, BOT)
    page = await reader.open(f"{mai.id}/{BOT}")
    await bot.say(minh.id, "Một")
    await bot.say(minh.id, "Hai")
    row = page.get_by_role("button", name="Lê Quang Minh")
    await expect(row.get_by_label("2 tin chưa đọc")).to_be_visible()
    await row.click()
    await expect(page.get_by_role("log")).to_contain_text("Hai")
    await expect(page.locator(".badge")).to_have_count(0)


async def test_a_photo_is_shown_and_grows_when_pressed_and_a_document_can_be_downloaded(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    page = await reader.open(f"{mai.id}/{BOT}")
    await bot.send_file(mai.id, "photo", "tien-do.png", picture(640, 360))
    image = page.locator(".picture img")
    await expect(image).to_have_js_property("naturalWidth", 640)
    await image.click()
    await expect(page.get_by_role("dialog").locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await bot.send_file(mai.id, "document", "tong-hop.csv", b"1;93,5\n")
    async with page.expect_download() as started:
        await page.get_by_role("link", name="tong-hop.csv").click()
    kept = await (await started.value).path()
    assert kept.read_bytes() == b"1;93,5\n"


async def test_an_edited_message_says_so_and_a_deleted_one_goes(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    first = await bot.say(mai.id, "Đang tổng hợp…")
    page = await reader.open(f"{mai.id}/{BOT}")
    await bot.call("editMessageText", chat_id=mai.id, message_id=first, text="Đúng hạn 3/5 đơn vị.")
    row = page.locator(".row:not(.mine)")
    await expect(row.locator(".text")).to_have_text("Đúng hạn 3/5 đơn vị.")
    await expect(row).to_contain_text("đã sửa")
    await bot.call("deleteMessage", chat_id=mai.id, message_id=first)
    await expect(row).to_have_count(0)


async def test_a_text_that_becomes_a_photo_is_redrawn_as_one(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    first = await bot.say(mai.id, "Biểu đồ đang vẽ")
    page = await reader.open(f"{mai.id}/{BOT}")
    row = page.locator(".row:not(.mine)")
    await expect(row.locator(".text")).to_have_text("Biểu đồ đang vẽ")
    for width in (640, 480):
        await bot.make_photo(mai.id, first, picture(width), f"Rộng {width}")
        await expect(row.locator(".picture img")).to_have_js_property("naturalWidth", width)
        await expect(row.locator(".text")).to_have_text(f"Rộng {width}")
    await expect(row).to_contain_text("đã sửa")


async def test_a_group_is_listed_once_and_shows_who_speaks(messenger: Messenger, bot: TinyBot, reader: Reader) -> None:
    thang, son = (
        messenger.add_person("Vũ Đức Thắng", "Chủ tịch"),
        messenger.add_person("Bùi Văn Sơn", "Bí thư"),
    )
    group = groups.create(messenger, "Ban Chỉ đạo", [son.id, BOT], thang, "supergroup")
    page = await reader.open()
    await page.locator("#groups").get_by_role("button", name="Ban Chỉ đạo").click()
    await bot.say(group.id, "Đúng hạn 3/5 đơn vị (60%).")
    actions.send(messenger, son, group.id, "Đề nghị báo cáo ngay.")
    actions.send(messenger, thang, group.id, "Rõ.")
    await expect(page.locator(".who")).to_have_text(["Đúng Hạn", "Bùi Văn Sơn"])
    await expect(page.locator(".row.mine .text")).to_have_text(["Rõ."])
    await expect(page.locator("#groups .entry")).to_have_count(1)
    await page.get_by_role("button", name="Thêm lựa chọn").click()
    await page.get_by_role("button", name="Xem bằng máy của Bùi Văn Sơn").click()
    await expect(page.locator(".row.mine .text")).to_have_text(["Đề nghị báo cáo ngay."])


async def test_markup_in_a_name_or_a_message_is_shown_as_it_is_written(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    sly = messenger.add_person("<b>Mai</b>", "<img src=x onerror=alert(1)>")
    actions.start(messenger, sly, BOT)
    await bot.say(sly.id, "<script>alert(1)</script> javascript:alert(1)", "<i>Gửi</i>")
    page = await reader.open(f"{sly.id}/{BOT}")
    await expect(page.locator("#people .entry b")).to_have_text("<b>Mai</b>")
    await expect(page.locator("#people .note")).to_have_text("<img src=x onerror=alert(1)>")
    await expect(page.locator(".row:not(.mine) .text")).to_have_text("<script>alert(1)</script> javascript:alert(1)")
    await expect(page.locator(".key")).to_have_text("<i>Gửi</i>")
    assert await page.locator("#people img, #log img, #log a").count() == 0


async def test_a_new_day_and_a_web_address_are_marked(
    messenger: Messenger, bot: TinyBot, reader: Reader, wall: Wall
) -> None:
    mai = messenger.add_person("Trần Thị Mai")
    actions.start(messenger, mai, BOT)
    wall.at = wall.at.replace(day=10)
    await bot.say(mai.id, "Xem https://example.org/a?b=1.")
    page = await reader.open(f"{mai.id}/{BOT}")
    await expect(page.locator(".line")).to_have_text(["Thứ Hai 09/11/2026", "Thứ Ba 10/11/2026"])
    link = page.get_by_role("link", name="https://example.org/a?b=1", exact=True)
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_the_page_says_that_the_bot_is_writing_until_it_has_written(
    messenger: Messenger, bot: TinyBot, reader: Reader
) -> None:
    mai, minh = messenger.add_person("Trần Thị Mai"), messenger.add_person("Lê Quang Minh")
    for person in (mai, minh):
        actions.start(messenger, person, BOT)
    page = await reader.open(f"{mai.id}/{BOT}")
    about = page.locator("#chat-about")
    await expect(about).to_have_text("Máy của Trần Thị Mai")
    await bot.call("sendChatAction", chat_id=mai.id, action="typing")
    await expect(about).to_have_text("đang soạn tin…")
    await bot.say(mai.id, "Đã ghi 91%.")
    await expect(about).to_have_text("Máy của Trần Thị Mai")


async def test_people_are_found_without_diacritics(messenger: Messenger, reader: Reader) -> None:
    messenger.add_person("Trần Thị Mai", "Phòng Văn hóa - Xã hội")
    messenger.add_person("Đỗ Quang Minh", "Công an phường")
    page = await reader.open()
    await page.get_by_label("Tìm người, đơn vị, nhóm").fill("do quang")
    await expect(page.locator("#people .entry b")).to_have_text(["Đỗ Quang Minh"])
    await page.get_by_label("Tìm người, đơn vị, nhóm").fill("van hoa")
    await expect(page.locator("#people .entry b")).to_have_text(["Trần Thị Mai"])
