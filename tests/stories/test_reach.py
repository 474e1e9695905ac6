"""People who block the bot, units without an officer, a bot that was down."""

from pathlib import Path

from tests.stories.town import OPENING, Town, open_town


async def test_who_blocks_the_bot_is_left_alone_and_found_again(town: Town) -> None:
    await town.tell_since_now("""
        › (chặn bot)
        — 11/11 09:00 —
        ‹ (không nói gì)
        › (bỏ chặn bot)
        ‹ (không nói gì)
        — 13/11 08:00 —
        ‹ Còn 1 ngày làm việc: …
        › 90
        ‹ Đã ghi 90%. 2/5 …
    """)


async def test_a_block_nobody_told_of_is_found_out_when_sending(town: Town) -> None:
    bot = town.phones["An"].bot
    chat = town.stage.messenger.private[(bot, town.phones["An"].person)]
    chat.members[chat.id] = "kicked"
    await town.tell_since_now("""
        — 11/11 09:00 —
        ‹ (không nói gì)
        › (mở đường dẫn: )
        ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: … 1/5 …
        — 13/11 08:00 —
        ‹ Còn 1 ngày làm việc: …
    """)
    assert await town.rows("select count(*) from outbox where state = 'unreachable'") == [(1,)]


async def test_a_unit_whose_only_officer_cannot_be_reached(town: Town) -> None:
    await town.phones["An"].post("block")
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        Hạnh ‹ Văn phòng HĐND & UBND phường chưa có cán bộ đầu mối nào trên hệ thống …
          Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào trên hệ thống …
    """)


async def test_a_unit_without_an_officer_is_told_of_and_can_still_join(town: Town) -> None:
    await town.tell("""
        Quân ‹ Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào trên hệ thống nên em chưa hỏi được
          báo cáo Tháng 11/2026 (hạn 17:00 Thứ Hai 16/11). Để mời một người, quản trị viên gõ "mời KTHTDT".
        Quân › mời KTHTDT
        Quân ‹ Mã mời cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị: …
    """)
    code = (await town.last("Quân")).rpartition("start=")[2]
    await town.newcomer("Tú", "Phạm Văn Tú")
    await town.tell(
        f"""
        › (mở đường dẫn: {code})
        ‹ …
        › Phạm Văn Tú
        ‹ …
        › đồng ý
        ‹ Xong. Kỳ Tháng 11/2026 đang mở: 6 câu, hạn 17:00 Thứ Hai 16/11. …
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Phòng Kinh tế, Hạ tầng và Đô thị … 1/6 …
        """,
        about="Tú",
    )


async def test_the_conversation_goes_on_after_a_restart(before: Path) -> None:
    async with open_town(before) as town:
        await town.tell_since_now("""
            An › 187/200
            An ‹ Đã ghi 93,5% (187/200). 2/5 …
            An › 0,95
            An ‹ … Ý anh/chị là 95% hay 0,95%? …
            Mai › 90
            Mai ‹ … 2/11 …
            Mai › chưa có
            Mai ‹ Đã ghi: chưa có số liệu. Dự kiến ngày nào có ạ? …
        """)
    async with open_town(before, OPENING, updates_from=2_000_000) as town:
        await town.tell("""
            An ‹ (không nói gì)
            An › đúng 0,95
            An ‹ Đã ghi 0,95%. 3/5 …
            Mai › 20/11
            Mai ‹ Đã ghi: chưa có số liệu, hẹn 20/11. 3/11 …
        """)
    async with open_town(before, OPENING, updates_from=3_000_000) as town:
        await town.tell("""
            An › việc
            An ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: 2/5 câu đã có, hạn 17:00 Thứ Hai 16/11. 3/5 …
        """)
