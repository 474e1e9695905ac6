"""The bot was away for minutes, for a night, for more than a day: nobody is left in the middle of something."""

import pytest

from tests.stories.town import Town

UP_TO_THE_CARD = """
        › 90
        ‹ …
        › 90
        ‹ …
        › xong
        ‹ …
        › chưa xong
        ‹ …
        › đang làm
        ‹ … Đã đủ 5/5: …
          [Gửi] [Sửa]
"""


async def test_a_card_left_open_is_offered_again_with_its_buttons(town: Town) -> None:
    await town.tell_since_now(f"""
        {UP_TO_THE_CARD}
        — tắt máy đến 09/11 08:20 —
        ‹ Bot vừa hoạt động lại. Nút anh/chị bấm trong lúc đó có thể chưa tới em; nếu chưa thấy em trả lời,
          xin bấm lại ở đây.
          Đã ghi: đang làm. Đã đủ 5/5: 1. … 5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đang làm …
          [Gửi] [Sửa]
        Mai ‹ (không nói gì)
        › [Gửi]
        ‹ Đã nhận báo cáo Tháng 11/2026 … lúc 08:20 ngày 09/11 …
    """)


async def test_two_minutes_lose_nothing_and_nothing_is_said(town: Town) -> None:
    await town.tell_since_now(f"""
        {UP_TO_THE_CARD}
        — tắt máy đến 09/11 08:02 —
        ‹ (không nói gì)
    """)


async def test_what_was_typed_meanwhile_is_handled_first(town: Town) -> None:
    await town.tell_since_now(UP_TO_THE_CARD)
    await town.phones["An"].send("gửi")
    await town.skip("Mai")
    await town.tell("""
        — tắt máy đến 09/11 08:20 —
        An ‹ Đã nhận báo cáo Tháng 11/2026 …
        An ‹ (không nói gì)
        Mai ‹ (không nói gì)
    """)


async def test_where_nothing_is_open_nothing_is_offered(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. 2/5 …
        — tắt máy đến 09/11 08:20 —
        ‹ (không nói gì)
    """)


async def test_who_left_the_card_long_before_is_not_disturbed(town: Town) -> None:
    await town.tell_since_now(f"""
        {UP_TO_THE_CARD}
        — 09/11 15:00 —
        — tắt máy đến 09/11 15:20 —
        ‹ (không nói gì)
    """)


async def test_a_bot_that_falters_says_so_once_an_hour_at_the_most(town: Town) -> None:
    await town.tell_since_now(f"""
        {UP_TO_THE_CARD}
        — tắt máy đến 09/11 08:20 —
        ‹ Bot vừa hoạt động lại. …
        — tắt máy đến 09/11 08:30 —
        ‹ (không nói gì)
        — 09/11 09:25 —
        — tắt máy đến 09/11 09:30 —
        ‹ Bot vừa hoạt động lại. Nút … xin bấm lại ở đây. Đã ghi: đang làm. Đã đủ 5/5: …
          [Gửi] [Sửa]
    """)


async def test_at_night_only_who_wrote_within_the_hour_is_written_to(town: Town) -> None:
    await town.tell_since_now("""
        Mai › xem
        Mai ‹ …
        — 09/11 19:10 —
    """)
    await town.tell_since_now(f"""
        — 09/11 19:20 —
        {UP_TO_THE_CARD}
        — 09/11 19:40 —
        — tắt máy đến 09/11 20:10 —
        An ‹ Bot vừa hoạt động lại. …
          [Gửi] [Sửa]
        — tắt máy đến 09/11 23:50 —
        An ‹ (không nói gì)
        — 10/11 06:29 —
        An ‹ (không nói gì)
        — 10/11 06:30 —
        An ‹ Bot vừa hoạt động lại. Nút … xin bấm lại ở đây. Đã ghi: đang làm. Đã đủ 5/5: …
          [Gửi] [Sửa]
        › gửi
        ‹ Đã nhận báo cáo …
    """)


async def test_who_sends_in_the_night_is_not_asked_in_the_morning(town: Town) -> None:
    await town.tell_since_now(f"""
        — 09/11 18:00 —
        {UP_TO_THE_CARD}
        — 09/11 19:40 —
        — tắt máy đến 09/11 22:00 —
        ‹ (không nói gì)
        — 09/11 22:10 —
        › gửi
        ‹ Đã nhận báo cáo …
        — 10/11 07:00 —
        ‹ (không nói gì)
    """)


async def test_after_more_than_a_day_the_units_that_were_reporting_are_asked_to_send_again(town: Town) -> None:
    await town.answer_all("An")
    await town.tell_since_now(
        """
        Mai › 90
        Mai ‹ …
        — tắt máy đến 10/11 09:30 —
        Mai ‹ Từ 08:00 Thứ Hai 09/11 đến 09:30 Thứ Ba 10/11 em không nhận được tin qua Telegram, nên tin anh/chị gửi
          trong lúc đó có thể đã mất. Nếu đã gửi, xin gửi lại giúp em. Hiện còn:
          • Tháng 11/2026, Trung tâm Phục vụ Hành chính công (hạn 17:00 Thứ Hai 16/11): chưa có câu 2. …; 3. …; 4. …;
          5. …; 6. …; và 5 câu nữa
          Gõ "việc" để trả lời tiếp. Những câu em đã ghi vẫn giữ nguyên.
        An ‹ (không nói gì)
        Quân ‹ Bot không nhận được tin qua Telegram từ 08:00 Thứ Hai 09/11 đến 09:30 Thứ Ba 10/11. Tin gửi trong lúc đó
          có thể đã mất. Em đã nhắn xin gửi lại: … Trung tâm Phục vụ Hành chính công: Trần Thị Mai …
          Đang có báo cáo dở nhưng không có ai dùng kênh này: Phòng Kinh tế, Hạ tầng và Đô thị.
        Hạnh ‹ Bot không nhận được tin …
        Bình ‹ (không nói gì)
        — 10/11 12:00 —
        Mai ‹ (không nói gì)
        """,
        about="Mai",
    )


async def test_within_the_day_that_messages_are_kept_nobody_is_asked(town: Town) -> None:
    await town.tell_since_now("""
        Mai › 90
        Mai ‹ …
        — tắt máy đến 10/11 06:45 —
        Mai ‹ (không nói gì)
        Quân ‹ (không nói gì)
    """)


@pytest.mark.parametrize("night", ["10/11 22:00", "11/11 05:00"])
async def test_nobody_is_asked_at_night(town: Town, night: str) -> None:
    await town.tell_since_now(f"""
        — tắt máy đến {night} —
        Lan ‹ (không nói gì)
        Quân ‹ (không nói gì)
        — 11/11 06:31 —
        Lan ‹ Từ 08:00 Thứ Hai 09/11 đến …
        Quân ‹ Bot không nhận được tin …
    """)
