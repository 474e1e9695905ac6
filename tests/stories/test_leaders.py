"""What the leadership group reads: the daily digest, the one after the deadline, the warning, and on request."""

import re

from tests.stories.town import GROUP, Town


async def test_digests_and_the_warning(town: Town) -> None:
    await town.skip(GROUP)
    await town.tell("""
        — 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026
          Kỳ Tháng 11/2026, hạn 17:00 Thứ Hai 16/11
          Đã nộp 0/5 đơn vị.
          Cả kỳ: chưa bắt đầu 5 (100%).
          Nhiệm vụ, chỉ tiêu đã cập nhật: 0/48 (0%).
          Diện cảnh báo: không có.
    """)
    await town.answer_all()
    await town.phones["Mai"].send("chưa có")
    await town.stage.settle()
    await town.tell("""
        — 11/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Tư 11/11/2026 …
          Đã nộp 1/5 đơn vị: Văn phòng HĐND & UBND phường.
          Cả kỳ: chưa bắt đầu 3 (60%) · đang làm 1 (20%) · đúng hạn 1 (20%).
          Nhiệm vụ, chỉ tiêu đã cập nhật: 5/48 (10,4%).
          Chậm tiến độ: Hoàn thành, khai thác các CSDL theo danh mục. Xem từng chỉ tiêu: gõ "tiến độ" ở tin nhắn riêng.
          Diện cảnh báo: không có.
        — 15/11 23:00 —
        Nhóm ‹ …
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Sáu 13/11/2026 …
        — 16/11 17:29 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 16/11/2026 Kỳ …
        — 16/11 17:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 16/11/2026 · HẾT HẠN NỘP
          Kỳ Tháng 11/2026, hạn 17:00 Thứ Hai 16/11
          Đúng hạn 1/5 đơn vị (20%).
          QUÁ HẠN
          • Phòng Văn hóa Xã hội: hết hạn hôm nay (0/19 câu)
          • Trung tâm Phục vụ Hành chính công: hết hạn hôm nay (1/11 câu)
          • Phòng Kinh tế, Hạ tầng và Đô thị: hết hạn hôm nay (0/6 câu)
          • Công an phường: hết hạn hôm nay (0/7 câu)
          Đã nộp: Văn phòng HĐND & UBND phường.
          Cả kỳ: quá hạn 4 (80%) · đúng hạn 1 (20%).
          Nhiệm vụ, chỉ tiêu đã cập nhật: 5/48 (10,4%).
          Chậm tiến độ: Hoàn thành, khai thác các CSDL theo danh mục. Xem từng chỉ tiêu: gõ "tiến độ" ở tin nhắn riêng.
          Diện cảnh báo: 4 đơn vị, 43 nhiệm vụ, chỉ tiêu. Gõ "/canhbao" để xem.
        — 19/11 08:00 —
        Nhóm ‹ …
        Nhóm ‹ …
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Năm 19/11/2026 … • Công an phường: 3 ngày (0/7 câu) …
        Nhóm ‹ Báo cáo Tháng 11/2026 đang quá hạn:
          • Phòng Văn hóa Xã hội: 3 ngày làm việc (0/19 câu)
          • Trung tâm Phục vụ Hành chính công: 3 ngày làm việc (1/11 câu)
          • Phòng Kinh tế, Hạ tầng và Đô thị: 3 ngày làm việc (0/6 câu)
          • Công an phường: 3 ngày làm việc (0/7 câu)
          Em đang nhắc cán bộ đầu mối và thủ trưởng đơn vị; đơn vị nộp đủ sẽ ra khỏi danh sách này.
        — 23/11 08:30 —
        Nhóm ‹ …
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 23/11/2026 …
        Bình trong nhóm › /tonghop
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 23/11/2026 … Đúng hạn 1/5 đơn vị (20%). …
    """)
    for said in await town.said_to(GROUP):
        is_short_and_adds_up(said["text"])


def is_short_and_adds_up(text: str) -> None:
    """It can be read at once, and the shares of the units are shares of a whole."""
    assert len(text) <= 2000
    for line in re.findall(r"^Cả kỳ:.*$", text, re.MULTILINE):
        assert sum(map(int, re.findall(r"\((\d+)%\)", line))) == 100


async def test_a_figure_promised_for_later_is_told_with_its_day(town: Town) -> None:
    for line in ("chưa có", "20/11", "90", "xong", "xong", "đang làm", "gửi"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip(GROUP)
    await town.tell("""
        — tắt máy đến 16/11 17:30 —
        Nhóm ‹ … Đúng hạn 0/5 đơn vị (0%).
          QUÁ HẠN …
          CHƯA ĐỦ SỐ LIỆU
          • Văn phòng HĐND & UBND phường: CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: chưa có số liệu, hẹn 20/11
          Cả kỳ: quá hạn 4 (80%) · chưa đủ số liệu 1 (20%).
          Nhiệm vụ, chỉ tiêu đã cập nhật: 4/48 (8,3%).
          Diện cảnh báo: 5 đơn vị, 44 nhiệm vụ, chỉ tiêu. Gõ "/canhbao" để xem.
        Nhóm ‹ …
    """)


async def test_who_may_ask_for_the_digest_and_where(town: Town) -> None:
    await town.skip(GROUP)
    await town.tell_since_now("""
        An › tổng hợp
        An ‹ Bản tổng hợp dành cho lãnh đạo và đơn vị tổng hợp. Gõ "việc" để xem việc của đơn vị mình.
        Hạnh › tổng hợp
        Hạnh ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 09/11/2026 …
        Bình › tong hop
        Bình ‹ PHƯỜNG HỒNG BÀNG · …
        Hạnh trong nhóm › /tonghop@dunghan_bot
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · …
        Bình trong nhóm › @dunghan_bot tổng hợp
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · …
        Bình trong nhóm › 93,5
        Nhóm ‹ (không nói gì)
        Bình trong nhóm › @dunghan_bot 93,5
        Nhóm ‹ Số liệu xin gửi ở tin nhắn riêng với em. Trong nhóm, gõ "/tonghop" để xem bản tổng hợp.
        Bình trong nhóm › /trogiup
        Nhóm ‹ Trong nhóm này em gửi bản tin hằng ngày và khi hết hạn nộp. Gõ "/tonghop" để xem ngay. …
        Bình trong nhóm › /lk ABC
        Nhóm ‹ Em không tìm thấy mã này. …
        Bình trong nhóm › /tonghop@another_bot
        Nhóm ‹ (không nói gì)
    """)


async def test_a_group_is_bound_by_a_leader_with_a_code(town: Town) -> None:
    code, personal = await town.stage.code("UBND", "leadership_group"), await town.stage.code("CAP", "officer")
    town.group = await town.phones["Bình"].new_group("Một nhóm khác", [town.phones["An"].person])
    await town.stage.settle()
    await town.tell(f"""
        Nhóm ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn. Để nhận bản tin ở nhóm này,
          một lãnh đạo xin gõ "/lk <mã …>".
        An trong nhóm › /tonghop
        Nhóm ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn. …
        An trong nhóm › /lk {code}
        Nhóm ‹ Việc kết nối nhóm cần một lãnh đạo hoặc quản trị viên đã có tên trên hệ thống gõ mã.
        Bình trong nhóm › /lk {personal}
        Nhóm ‹ Mã này dành cho cá nhân, xin gõ trong tin nhắn riêng với em. Nhóm cần một mã kết nối nhóm.
        Bình trong nhóm › /lk {code}
        Nhóm ‹ Đã kết nối nhóm này với UBND phường Hồng Bàng. Bản tin gửi lúc 07:30 các ngày làm việc và khi
          hết hạn nộp. Gõ "/tonghop" để xem ngay.
        Bình trong nhóm › /lk {code}
        Nhóm ‹ Mã này đã được dùng rồi. …
        — 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026 …
    """)


async def test_a_group_that_becomes_a_supergroup_goes_on_under_its_new_address(town: Town) -> None:
    code = await town.stage.code("UBND", "leadership_group")
    boss = town.phones["Bình"]
    town.group = await boss.new_group("Nhóm nhỏ", [], kind="group")
    await boss.send(f"/lk {code}", chat=town.group)
    await town.stage.settle()
    await town.skip(GROUP)
    await town.in_group("migrate")
    await town.tell("""
        Bình trong nhóm › /tonghop
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 09/11/2026 …
        — 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026 …
    """)


async def test_a_move_nobody_told_of_is_found_out_when_sending(town: Town) -> None:
    boss = town.phones["Bình"]
    town.group = await boss.new_group("Nhóm nhỏ", [], kind="group")
    await boss.send(f"/lk {await town.stage.code('UBND', 'leadership_group')}", chat=town.group)
    await town.stage.settle()
    await town.skip(GROUP)
    group = town.stage.messenger.groups[town.group]
    group.members[boss.bot] = "left"  # so that the bot is not told
    await town.in_group("migrate")
    for chat in town.stage.messenger.groups.values():
        if chat.title == "Nhóm nhỏ":
            chat.members[boss.bot] = "member"
    await town.tell("""
        — 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026 …
        — 11/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Tư 11/11/2026 …
    """)


async def test_removed_from_the_group_it_is_silent_and_catches_up_with_today_when_back(town: Town) -> None:
    await town.skip(GROUP)
    bot = town.phones["Bình"].bot
    await town.in_group("members", remove=bot)
    await town.tell("""
        — 11/11 08:00 —
        Nhóm ‹ (không nói gì)
    """)
    await town.in_group("members", add=bot)
    await town.tell("""
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Tư 11/11/2026 …
        — 12/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Năm 12/11/2026 …
    """)


async def test_after_downtime_one_digest_of_today_and_none_at_night(town: Town) -> None:
    await town.skip(GROUP)
    await town.tell("""
        — tắt máy đến 12/11 10:00 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Năm 12/11/2026 …
        — tắt máy đến 13/11 22:00 —
        Nhóm ‹ (không nói gì)
        — 16/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Hai 16/11/2026 …
        — tắt máy đến 16/11 23:00 —
        Nhóm ‹ (không nói gì)
        — 17/11 06:30 —
        Nhóm ‹ … HẾT HẠN NỘP …
    """)
