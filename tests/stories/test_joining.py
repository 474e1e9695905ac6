"""Joining with a one-time code: the code, the name, the consent, and the first work."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.codes import grouped
from tests.stories.town import OPENING, Town, open_town
from tests.stories.venues import Venue


@pytest.mark.buttons("a button tapped after it counted; typed: test_without_buttons")
async def test_by_a_link(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    code = await town.stage.code("KTHTDT", "officer")
    await town.tell(
        f"""
        › xin chào
        ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn, chỉ làm việc với người được mời. Có mã, xin gõ: LK <mã>.
          Chưa có, xin hỏi đơn vị tổng hợp của cơ quan mình.
        › (mở đường dẫn: {code})
        ‹ Chào anh/chị. Mã này mời anh/chị làm cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị, phường Hồng Bàng.
          Xin cho biết họ tên để đơn vị nhận ra anh/chị.
        › 0912 345 678
        ‹ Em chưa đọc được họ tên. Xin gõ bằng chữ, ví dụ Trần Thị Mai.
        › /start
        ‹ Em chưa đọc được họ tên. …
        › (nhãn dán)
        ‹ Em chưa đọc được họ tên. …
        › Phạm Văn  Tú
        ‹ Cảm ơn anh/chị Tú. Em ghi họ tên, số liệu và giờ gửi để tổng hợp báo cáo; lãnh đạo phường Hồng Bàng và
          Phòng Văn hóa Xã hội xem được. Không nhập thông tin mật và dữ liệu cá nhân của người dân.
          Đồng ý thì gõ "đồng ý"; muốn biết thêm, gõ "xem thêm".
          [Đồng ý] [Xem thêm]
        › [Xem thêm]
        ‹ Em lưu: họ tên, tài khoản nhắn tin, đơn vị, số liệu đã gửi và giờ gửi, chỉ để tổng hợp báo cáo của cơ quan; …
          Nơi hỏi: Phòng Văn hóa Xã hội.
          Đồng ý thì gõ "đồng ý"; không thì gõ "không".
          [Đồng ý] [Xem thêm]
        › ừ
        ‹ Cảm ơn anh/chị Tú. …
        › [Đồng ý]
        ‹ Xong. Kỳ Tháng 11/2026 đang mở: 6 câu, hạn 17:00 Thứ Hai 16/11.
          Gõ "việc" để xem việc của mình, "trợ giúp" khi cần.
        › [Đồng ý]
        ‹ Nút này thuộc một tin cũ nên em không làm gì. Gõ "việc" để xem việc hiện tại.
        › việc
        ‹ Báo cáo Tháng 11/2026 của Phòng Kinh tế, Hạ tầng và Đô thị: 0/6 câu đã có … 1/6 …
        """,
        about="Tú",
    )


async def test_by_a_typed_code_between_two_periods(before: Path, venue: Venue) -> None:
    async with open_town(before, OPENING - timedelta(days=2), venue=venue) as town:
        await town.newcomer("Tú", "Phạm Văn Tú")
        code = await town.stage.code("KTHTDT", "officer")
        await town.tell(
            f"""
            › lk {code.lower()}
            ‹ Chào anh/chị. Mã này mời anh/chị làm cán bộ đầu mối …
            › Phạm Văn Tú
            ‹ Cảm ơn anh/chị Tú. …
            › dong y
            ‹ Xong. Kỳ tới là Tháng 11/2026, mở 08:00 Thứ Hai 09/11, hạn 17:00 Thứ Hai 16/11. Em sẽ nhắn khi mở kỳ. …
            — 09/11 08:00 —
            ‹ Kỳ Tháng 11/2026 đã mở … Phòng Kinh tế, Hạ tầng và Đô thị có 6 câu, khoảng 2 phút. 1/6 …
            """,
            about="Tú",
        )


async def test_who_does_not_agree_is_forgotten_and_may_come_back(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    code = await town.stage.code("CAP", "officer")
    await town.tell(
        f"""
        › LK {code}
        ‹ …
        › Phạm Văn Tú
        ‹ …
        › không đồng ý
        ‹ Dạ vâng, em chưa ghi gì về anh/chị và đã bỏ họ tên vừa gõ. Mã mời vẫn dùng được: … LK <mã>.
        › đồng ý
        ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn, …
        › LK {code}
        ‹ Chào anh/chị. Mã này mời …
        """,
        about="Tú",
    )
    assert await town.rows("select name from people where name like '%Tú%'") == []


async def test_a_code_works_once_and_for_three_days(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    await town.newcomer("Vy", "Lý Thảo Vy")
    used, old, twice = [await town.stage.code("CAP", "officer") for _ in range(3)]
    await town.tell(
        f"""
        › LK {used}
        ‹ …
        › Phạm Văn Tú
        ‹ …
        › đồng ý
        ‹ Xong. …
        Vy › LK {used}
        Vy ‹ Mã này đã được dùng rồi. Xin đơn vị tổng hợp cấp mã mới; …
        Vy › LK {twice}
        Vy ‹ …
        Vy › Lý Thảo Vy
        Vy ‹ …
        Tú › LK {twice}
        Tú ‹ Đã ghi thêm: anh/chị là cán bộ đầu mối của Công an phường. …
        Vy › đồng ý
        Vy ‹ Mã này đã được dùng rồi. …
        """,
        about="Tú",
    )
    await town.stage.go_to(OPENING + timedelta(hours=73))
    await town.tell_since_now(
        f"""
        › LK {old}
        ‹ Mã này đã hết hạn (mỗi mã dùng trong 72 giờ). Xin đơn vị tổng hợp cấp mã mới.
        """,
        about="Vy",
    )


async def test_five_wrong_codes_and_ten_minutes_of_rest(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    good = await town.stage.code("CAP", "officer")
    await town.tell(
        """
        › LK SAI1
        ‹ Em không tìm thấy mã này. Xin xem lại từng chữ, hoặc xin đơn vị tổng hợp cấp mã mới.
        › /start SAI2
        ‹ Em không tìm thấy mã này. …
        › /lk SAI3
        ‹ Em không tìm thấy mã này. …
        › lk <script>
        ‹ Em không tìm thấy mã này. …
        › LK 5
        ‹ Em không tìm thấy mã này. …
        """
        + f"""
        › LK {good}
        ‹ Mã đã sai năm lần. Xin đợi mười phút rồi thử lại, hoặc xin đơn vị tổng hợp cấp mã mới.
        — 09/11 08:11 —
        › LK {good}
        ‹ Chào anh/chị. Mã này mời …
        """,
        about="Tú",
    )


async def test_a_code_is_read_as_people_copy_it_from_the_card(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    await town.newcomer("Vy", "Lý Thảo Vy")
    first, second, third = [grouped(await town.stage.code("CAP", "officer")) for _ in range(3)]
    await town.tell(
        f"""
        › lk: {first.lower()}.
        ‹ Chào anh/chị. Mã này mời anh/chị làm cán bộ đầu mối của Công an phường, …
        › Pham Van Tuan
        ‹ Cảm ơn anh/chị Tuan. …
        › đồng ý
        ‹ Xong. …
        › LK {second}
        ‹ Đã ghi thêm: anh/chị là cán bộ đầu mối của Công an phường. …
        Vy › {third}
        Vy ‹ Chào anh/chị. Mã này mời anh/chị làm cán bộ đầu mối của Công an phường, …
        Vy › Tran Van Nam
        Vy ‹ Cảm ơn anh/chị Nam. …
        """,
        about="Tú",
    )


async def test_what_cannot_be_a_code_is_a_wrong_code_and_counts(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    good = await town.stage.code("CAP", "officer")
    await town.tell(
        f"""
        › LK ngắn
        ‹ Em không tìm thấy mã này. Xin xem lại từng chữ, hoặc xin đơn vị tổng hợp cấp mã mới.
        › LK {good[:-1]}
        ‹ Em không tìm thấy mã này. …
        › LK {good}A
        ‹ Em không tìm thấy mã này. …
        › LK {good} ạ
        ‹ Em không tìm thấy mã này. …
        › lk ' or 1=1 --
        ‹ Em không tìm thấy mã này. …
        › LK {good}
        ‹ Mã đã sai năm lần. …
        """,
        about="Tú",
    )
    assert await town.rows("select id from enrolments") == []


async def test_where_the_bot_hears_only_its_name_a_group_is_told_to_call_it(town: Town) -> None:
    town.stage.channel.can = replace(town.stage.channel.can, mention_only=True)
    code = grouped(await town.stage.code("UBND", "leadership_group"))
    await town.new_group("Nhóm Zalo", "An")
    await town.skip("Nhóm")
    await town.tell(f"""
        Bình trong nhóm › @dunghan_bot 93,5
        Nhóm ‹ Chào anh/chị. … một lãnh đạo xin gõ @, chọn tên em, rồi "lk <mã kết nối nhóm>".
        An trong nhóm › @dunghan_bot lk {code.lower()}
        Nhóm ‹ Việc kết nối nhóm cần một lãnh đạo hoặc quản trị viên đã có tên trên hệ thống gõ mã.
        Bình trong nhóm › @dunghan_bot LK ngắn
        Nhóm ‹ Em không tìm thấy mã này. …
        Bình trong nhóm › @dunghan_bot lk {code.lower()}
        Nhóm ‹ Đã kết nối nhóm này với UBND phường Hồng Bàng. … Gõ @, chọn tên em, rồi "tonghop" để xem ngay.
        Bình trong nhóm › @dunghan_bot tonghop
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 09/11/2026 …
        Bình trong nhóm › @dunghan_bot canhbao
        Nhóm ‹ DIỆN CẢNH BÁO · … Đã ra khỏi diện: gõ @, chọn tên em, rồi "canhbao đã qua".
        Bình › /canhbao
        Bình ‹ DIỆN CẢNH BÁO · … Đã ra khỏi diện: gõ "/canhbao đã qua".
    """)


async def test_a_code_for_a_group_and_one_of_the_administrator(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    group = await town.stage.code("UBND", "leadership_group")
    await town.tell(
        f"""
        › LK {group}
        ‹ Mã này để kết nối một nhóm. Xin mời em vào nhóm, rồi một lãnh đạo gõ @ trong nhóm,
          chọn tên em, rồi gõ LK và mã này.
        """,
        about="Tú",
    )
    await town.tell_since_now("""
        An › mời CAP
        An ‹ Chỉ quản trị viên được tạo mã mời. Xin liên hệ đơn vị tổng hợp.
        Quân › mời
        Quân ‹ Xin gõ: mời <đơn vị> <vai trò>, ví dụ "mời VHXH cán bộ đầu mối". Vai trò: cán bộ đầu mối, …
        Quân › mời Phòng KT-HT&ĐT thủ trưởng đơn vị
        Quân ‹ Mã mời thủ trưởng đơn vị của Phòng Kinh tế, Hạ tầng và Đô thị: … Dùng một lần, trong 72 giờ. … LK …
    """)


@pytest.mark.needs("link")
async def test_a_code_comes_with_a_link_that_carries_it(town: Town) -> None:
    await town.tell_since_now("""
        Quân › mời Phòng KT-HT&ĐT thủ trưởng đơn vị
        Quân ‹ Mã mời thủ trưởng đơn vị của Phòng Kinh tế, Hạ tầng và Đô thị: …
          Dùng một lần, trong 72 giờ. Người được mời mở đường dẫn, quét hình, hoặc gõ "LK …" cho em.
          https://t.me/dunghan_bot?start=…
    """)


async def test_a_wish_for_another_channel_goes_with_the_invite(town: Town) -> None:
    await town.tell_since_now("""
        Quân › mời KTHTDT cán bộ đầu mối, dùng Telegram
        Quân ‹ Mã mời cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị: … Dùng Telegram. …
        Quân › mời KTHTDT, dùng chim bồ câu
        Quân ‹ Xin gõ: mời <đơn vị> <vai trò>, …
    """)
    code = await town.stage.code("KTHTDT", "officer")
    await town.change("update invites set channel = 'zalo_oa' where id = (select max(id) from invites)")
    await town.newcomer("Tú", "Phạm Văn Tú")
    await town.tell(
        f"""
        › (mở đường dẫn: {code})
        ‹ …
        › Phạm Văn Tú
        ‹ …
        › đồng ý
        ‹ Xong. … Đơn vị muốn nhắn anh/chị qua Zalo OA. Gõ "kênh thêm" để nối.
        """,
        about="Tú",
    )
    assert await town.rows("select channels from people where name = 'Phạm Văn Tú'") == [('["zalo_oa"]',)]
