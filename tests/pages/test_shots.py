"""A month's report and the leaders' digest as they look: pictures to judge by eye, in `shots/`."""

from datetime import timedelta
from io import BytesIO
from typing import Literal

import pytest
from PIL import Image, ImageDraw, ImageStat
from playwright.async_api import expect

from simulator import actions, groups
from simulator.messenger import Messenger
from tests.pages.hands import BOT, DESK, PHONE, SHOTS, Reader, TinyBot, Wall

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

PEOPLE = [
    ("Trần Thị Mai", "Trung tâm Phục vụ Hành chính công"),
    ("Nguyễn Văn Hùng", "Phòng Văn hóa - Xã hội"),
    ("Phạm Thu Hà", "Phòng Kinh tế, Hạ tầng và Đô thị"),
    ("Lê Quang Minh", "Công an phường"),
    ("Đỗ Thị Lan", "Văn phòng HĐND và UBND"),
    ("Vũ Đức Thắng", "Chủ tịch UBND phường"),
    ("Hoàng Bích Ngọc", "Tổ công nghệ số cộng đồng số 12"),
]

QUESTION = """Kỳ Tháng 11/2026 đã mở (số liệu 15/10–14/11), hạn 17:00 Thứ Hai 16/11.
Đơn vị có 6 chỉ tiêu, khoảng 2 phút.

1/6 · Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC (%)
Mục tiêu năm 95% · Kỳ trước 92,4%
Trả lời bằng một con số, ví dụ 93,5 hoặc 187/200.
Không phát sinh: KPS · Chưa có: CHƯA · Để sau: BỎ QUA"""

SUMMARY = """Đã đủ 6/6:
1. Số hóa hồ sơ TTHC: 93,5% (187/200)
2. Sử dụng lại dữ liệu: 91%
3. Hồ sơ trực tuyến toàn trình: 90,2%
4. TTHC không phụ thuộc địa giới: 100%
5. Giấy tờ chỉ cung cấp một lần: 100%
6. Hài lòng DVC trực tuyến: không phát sinh (chưa khảo sát)
Khó khăn, kiến nghị (nếu có): gõ "vướng mắc …"."""

DIGEST = """PHƯỜNG HỒNG BÀNG · Thứ Tư 18/11/2026 · Kỳ Tháng 11
Đúng hạn 3/5 đơn vị (60%); mục tiêu ≥ 90%.

QUÁ HẠN
• Phòng Kinh tế, Hạ tầng và Đô thị: 2 ngày (3/4 chỉ tiêu)
CHƯA ĐỦ SỐ LIỆU
• Công an phường: nhiệm vụ II.12, hẹn 20/11
Đã nộp: Văn phòng HĐND & UBND, Trung tâm PVHCC, Phòng VH-XH.
Chi tiết: gõ @dunghan_bot tonghop"""


def chart() -> bytes:
    """Five bars."""
    made = Image.new("RGB", (900, 420), "#f4f7f8")
    draw = ImageDraw.Draw(made)
    for place, height in enumerate((300, 340, 210, 280, 330)):
        draw.rectangle((90 + place * 160, 390 - height, 190 + place * 160, 390), fill="#0f6e66")
    kept = BytesIO()
    made.save(kept, "PNG")
    return kept.getvalue()


async def a_month(messenger: Messenger, bot: TinyBot, wall: Wall) -> tuple[int, int]:
    """Plays some days of a month; returns the officer's id and the leaders' group."""
    officer, aggregator, *_, leader, _ = [messenger.add_person(*one) for one in PEOPLE]
    group = groups.create(messenger, "Ban Chỉ đạo phường Hồng Bàng", [aggregator.id, BOT], leader, "supergroup")
    actions.start(messenger, officer, BOT)
    wall.at += timedelta(days=5)
    await bot.say(officer.id, QUESTION)
    wall.at += timedelta(minutes=12)
    answer = actions.send(messenger, officer, BOT, "187/200")
    reply = {"reply_parameters": {"message_id": answer.id}}
    await bot.say(officer.id, "Đã ghi 93,5% (187/200), tăng 1,1 điểm.\n2/6 · Tỷ lệ khai thác (%)", **reply)
    second = actions.send(messenger, officer, BOT, "9,1")
    actions.edit(messenger, officer, BOT, second.id, "91")
    actions.upload(messenger, officer, BOT, "document", b"1", "Bảng kê hồ sơ số hóa tháng 11-2026.xlsx")
    await bot.say(officer.id, SUMMARY, "Gửi", "Sửa")
    wall.at += timedelta(days=4)
    await bot.say(group.id, DIGEST)
    await bot.send_file(group.id, "photo", "tien-do.png", chart())
    actions.send(messenger, aggregator, group.id, "Em đã liên hệ, chị Hà hẹn 10 giờ sáng nay.")
    actions.send(messenger, leader, group.id, "Rõ.")
    return officer.id, group.id


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_the_page_follows_the_readers_light_or_dark(
    messenger: Messenger,
    bot: TinyBot,
    reader: Reader,
    wall: Wall,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    officer, group = await a_month(messenger, bot, wall)
    messenger.controls.buttons = [("step", "Bước nhắc tiếp"), ("day", "Ngày sau"), ("period", "Kỳ sau")]
    leader = next(person.id for person in messenger.people.values() if person.name == "Vũ Đức Thắng")
    SHOTS.mkdir(exist_ok=True)
    for name, place in (("people", ""), ("report", f"{officer}/{BOT}"), ("digest", f"{leader}/{group}")):
        page = await reader.open(place, size, scheme=scheme, touch=size == PHONE)
        await expect(page.locator(".row" if place else "#people .entry").last).to_be_in_viewport()
        await expect(page.locator("#offline")).to_be_hidden()
        shot = await page.screenshot(path=SHOTS / f"{name}-{size[0]}-{scheme}.png")
        picture = Image.open(BytesIO(shot)).convert("L")
        assert picture.size == size
        brightness = ImageStat.Stat(picture).mean[0]
        assert brightness > 190 if scheme == "light" else brightness < 70
