"""People who block the bot, units without an officer, a bot that was down."""

from pathlib import Path

import pytest

from bot import unreached
from bot.settings import Settings
from locales import speak
from tests.stories.town import OPENING, Town, open_town
from tests.stories.venues import Venue


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


@pytest.mark.needs("refusal")
async def test_a_block_nobody_told_of_is_found_out_when_sending(town: Town) -> None:
    bot = town.phones["An"].bot
    chat = town.stage.messenger.private[(bot, town.phones["An"].person)]
    chat.members[chat.id] = "kicked"
    await town.tell_since_now("""
        — 11/11 09:00 —
        ‹ (không nói gì)
        › (mở lại bot)
        ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: … 1/5 …
        — 13/11 08:00 —
        ‹ Còn 1 ngày làm việc: …
    """)
    assert await town.rows("select count(*) from outbox where state = 'unreachable'") == [(1,)]


@pytest.mark.needs("block")
async def test_where_no_officer_can_be_reached_the_head_is_asked_and_the_aggregators_know(town: Town) -> None:
    await town.phones["An"].post("block")
    await town.stage.settle()
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        Dũng ‹ Em gửi anh/chị vì hiện chưa nhắn được cho cán bộ đầu mối của đơn vị.
          Kỳ Tháng 12/2026 đã mở … 1/5 · …
        Hạnh ‹ … Văn phòng HĐND & UBND phường: em không nhắn được cho Nguyễn Văn An nên hỏi thủ trưởng đơn vị báo cáo
          Tháng 12/2026 (hạn 17:00 Thứ Ba 15/12). …
        Dũng › 95/100
        Dũng ‹ Đã ghi 95% (95/100). 2/5 …
    """)


@pytest.mark.needs("refusal")
async def test_a_prompt_that_does_not_arrive_goes_to_the_head_at_once(town: Town) -> None:
    bot = town.phones["An"].bot
    chat = town.stage.messenger.private[(bot, town.phones["An"].person)]
    await town.jump("07/12 08:00")
    chat.members[chat.id] = "kicked"
    await town.tell_since_now("""
        — 08/12 08:00 —
        An ‹ (không nói gì)
        Dũng ‹ Em gửi anh/chị vì hiện chưa nhắn được cho cán bộ đầu mối của đơn vị. Kỳ Tháng 12/2026 đã mở … 1/5 · …
        An › (mở lại bot)
        An ‹ … Báo cáo Tháng 12/2026 …
        — 10/12 08:00 —
        An ‹ Còn 3 ngày làm việc: …
        Dũng ‹ (không nói gì)
    """)


@pytest.mark.needs("refusal")
async def test_a_prompt_that_does_not_arrive_goes_to_the_persons_next_account_at_once(town: Town) -> None:
    bot = town.phones["An"].bot
    chat = town.stage.messenger.private[(bot, town.phones["An"].person)]
    await second_account(town)
    chat.members[chat.id] = "kicked"
    await town.tell_since_now("""
        — 11/11 08:00 —
        An ‹ (không nói gì)
        An hai ‹ Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường … 1/5 · …
        Dũng ‹ (không nói gì)
        An hai › 187/200
        An hai ‹ Đã ghi 93,5% (187/200). 2/5 …
    """)


async def second_account(town: Town) -> None:
    """An has a second telephone."""
    phone = await town.newcomer("An hai", "An máy hai")
    messenger = town.stage.messenger
    person = messenger.people[phone.person]
    messenger.private_chat(messenger.bots[phone.bot], person).members[person.id] = "member"
    await town.change(
        "insert into accounts (organisation_id, person_id, channel, address)"
        " select organisation_id, id, :channel, :address from people where name = 'Nguyễn Văn An'",
        channel=town.venue.channel,
        address=town.address("An hai"),
    )


async def test_who_mends_it_sees_who_gets_no_messages(town: Town, folder: Path) -> None:
    await town.tell_since_now("""
        An › (chặn bot)
        Hạnh › mất liên lạc
        Hạnh ‹ Những người em không nhắn được:
          • Nguyễn Văn An, cán bộ đầu mối, Văn phòng HĐND & UBND phường: từ 08:00 Thứ Hai 09/11
            (Telegram: người này đã chặn em)
          Đơn vị chưa có cán bộ đầu mối nhận được tin:
          • Văn phòng HĐND & UBND phường: em đang hỏi thủ trưởng đơn vị; gõ "mời VPHDND" để mời thêm người
          • Phòng Kinh tế, Hạ tầng và Đô thị: gõ "mời KTHTDT" để mời người
          Người đã chặn bot chỉ cần bỏ chặn là nhận tin lại. Mã mời do quản trị viên tạo.
        Hạnh › việc
        Hạnh ‹ … Không nhận được tin của em: 1 người; chưa có cán bộ đầu mối: 2 đơn vị. Gõ "mất liên lạc" để xem.
        Mai › ai không nhận được tin
        Mai ‹ Danh sách này dành cho đơn vị tổng hợp và quản trị viên. …
    """)
    url = town.stage.database.engine.url.render_as_string(hide_password=False) if town.venue.server else ""
    told = await unreached.report(Settings(data=folder, database_url=url), speak("vi"), OPENING)
    assert "Nguyễn Văn An, cán bộ đầu mối" in told


async def test_a_unit_without_an_officer_is_told_of_and_can_still_join(town: Town) -> None:
    await town.tell("""
        Quân ‹ Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào trên hệ thống nên em chưa hỏi được
          báo cáo Tháng 11/2026 (hạn 17:00 Thứ Hai 16/11). Để mời một người, quản trị viên gõ "mời KTHTDT".
        Quân › mời KTHTDT
        Quân ‹ Mã mời cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị: …
    """)
    code = await town.code_told_to("Quân")
    await town.newcomer("Tú", "Phạm Văn Tú")
    await town.tell(
        f"""
        › (dùng mã: {code})
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


async def test_the_conversation_goes_on_after_a_restart(before: Path, venue: Venue) -> None:
    async with open_town(before, venue=venue) as town:
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
    async with open_town(before, OPENING, updates_from=2_000_000, venue=venue) as town:
        await town.tell("""
            An ‹ (không nói gì)
            An › đúng 0,95
            An ‹ Đã ghi 0,95%. 3/5 …
            Mai › 20/11
            Mai ‹ Đã ghi: chưa có số liệu, hẹn 20/11. 3/11 …
        """)
    async with open_town(before, OPENING, updates_from=3_000_000, venue=venue) as town:
        await town.tell("""
            An › việc
            An ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: 2/5 câu đã có, hạn 17:00 Thứ Hai 16/11. 3/5 …
        """)
