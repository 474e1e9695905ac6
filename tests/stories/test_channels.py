"""One person with several addresses: linked by a code of their own, tried in their order, answered on any."""

from bot.demo.phone import Phone
from tests.stories.town import Town


async def second_phone(town: Town) -> Phone:
    """An links a second telephone, as people do."""
    phone = await town.newcomer("An hai", "An máy hai")
    await town.tell_since_now("""
        › kênh
        ‹ Anh/chị đang nhận tin qua:
          1. Telegram
          Để nhận tin thêm ở một nơi khác: gõ "kênh thêm".
        › kênh thêm
        ‹ Mã của riêng anh/chị, dùng một lần trong 30 phút: LK … Mở Đúng Hạn ở ứng dụng kia …
    """)
    code = (await town.last("An")).partition("LK ")[2][:10]
    await town.tell(
        f"""
        › lk {code}
        ‹ Đã nối. Từ nay em nhắn Nguyễn Văn An ở cả nơi này: 1. Telegram, 2. Telegram. …
        An ‹ Anh/chị vừa nối thêm Telegram để nhận tin. Nếu không phải anh/chị làm, xin báo ngay quản trị viên.
        › LK {code}
        ‹ Mã này đã được dùng rồi. …
        """,
        about="An hai",
    )
    return phone


async def test_the_same_person_goes_on_at_either_address(town: Town) -> None:
    people = await town.rows("select count(*) from people")
    await second_phone(town)
    assert await town.rows("select count(*) from people") == people
    await town.tell("""
        An › việc
        An ‹ Báo cáo Tháng 11/2026 … 1/5 …
        An hai › 187/200
        An hai ‹ Đã ghi 93,5% (187/200). 2/5 …
        An › 90
        An ‹ Đã ghi 90%. 3/5 …
        An hai › sửa 2: 80
        An hai ‹ … 80% …
    """)


async def test_what_is_due_goes_to_the_first_that_can_be_reached(town: Town) -> None:
    await second_phone(town)
    await town.tell_since_now("""
        An › (chặn bot)
        — 11/11 08:00 —
        An ‹ (không nói gì)
        An hai ‹ Còn 3 ngày làm việc: … 1/5 · …
        An hai › kênh
        An hai ‹ Anh/chị đang nhận tin qua:
          1. Telegram: em không nhắn được từ 08:00 Thứ Hai 09/11; nhắn cho em một câu ở đó là nhận lại được
          2. Telegram
          Để nhận tin thêm ở một nơi khác: gõ "kênh thêm".
        An hai › (chặn bot)
        — 13/11 08:00 —
        An ‹ (không nói gì)
        An hai ‹ (không nói gì)
        Dũng ‹ Còn 1 ngày làm việc: … Em gửi anh/chị vì hiện chưa nhắn được cho cán bộ đầu mối của đơn vị. …
    """)


async def test_a_code_of_ones_own_is_nobody_elses(town: Town) -> None:
    await town.tell_since_now("""
        An › kênh thêm
        An ‹ Mã của riêng anh/chị, …
    """)
    code = (await town.last("An")).partition("LK ")[2][:10]
    await town.tell_since_now(f"""
        An › lk {code}
        An ‹ Địa chỉ này đã là của anh/chị rồi. …
        Mai › lk {code}
        Mai ‹ Địa chỉ này đang là của một người khác trong hệ thống nên em không nối. Xin hỏi quản trị viên.
        An › kênh thêm
        An ‹ Mã của riêng anh/chị, …
    """)
    await town.newcomer("Tú", "Phạm Văn Tú")
    newer = (await town.last("An")).partition("LK ")[2][:10]
    await town.tell(
        f"""
        › lk {code}
        ‹ Mã này không còn dùng được. …
        — 09/11 08:31 —
        › lk {newer}
        ‹ Mã này không còn dùng được. …
        """,
        about="Tú",
    )


async def test_an_answer_may_begin_like_the_command(town: Town) -> None:
    await town.tell_since_now("""
        › kênh mương xong
        ‹ … 1/5 …
        › channel default
        ‹ Đã đổi. Anh/chị đang nhận tin qua: 1. Telegram …
    """)
