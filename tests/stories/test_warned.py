"""Diện cảnh báo: who enters when a deadline has passed, why, for how long and how gravely; and how they leave it."""

from sqlalchemy import text

import plans
from tests.stories.test_evidence import asking_for
from tests.stories.town import GROUP, Town

_OF_POLICE = "(select id from units where code = 'CAP')"


async def type_in(town: Town, name: str, *lines: str) -> None:
    """Somebody types these lines; what the bot says to them is told elsewhere."""
    for line in lines:
        await town.phones[name].send(line)
        await town.stage.settle()
    await town.skip(name)


async def answer_without_a_figure(town: Town) -> None:
    """An hands in five answers, the first of them: no figure yet, expected on 20/11."""
    await type_in(town, "An", "chưa có", "20/11", "90", "xong", "chưa xong", "đang làm", "gửi")


async def test_nobody_is_in_it_before_the_deadline_has_passed(town: Town) -> None:
    await answer_without_a_figure(town)
    await town.jump("16/11 17:00")
    await town.skip("An", "Bình", GROUP)
    await town.tell("""
        Bình › cảnh báo
        Bình ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · Thứ Hai 16/11/2026
          Hiện không có đơn vị, nhiệm vụ hay chỉ tiêu nào. Đã ra khỏi diện: gõ "/canhbao đã qua".
        Bình › cảnh báo đã qua
        Bình ‹ ĐÃ RA KHỎI DIỆN CẢNH BÁO · … Chưa có mục nào. Đang trong diện: gõ "/canhbao".
        — 16/11 17:01 —
        Bình › cảnh báo
        Bình ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · Thứ Hai 16/11/2026 5 đơn vị; 44 nhiệm vụ, chỉ tiêu. …
    """)


async def test_a_late_unit_enters_stays_while_incomplete_and_leaves_when_all_is_in(town: Town) -> None:
    await town.jump("19/11 09:00")
    await town.skip("An", "Bình", GROUP)
    await town.tell("""
        Bình › diện cảnh báo
        Bình ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · Thứ Năm 19/11/2026
          5 đơn vị; 48 nhiệm vụ, chỉ tiêu.
          ĐƠN VỊ
          • Phòng Văn hóa Xã hội: chờ báo cáo Tháng 11/2026 (0/19 câu) · từ 16/11 (3 ngày làm việc) · mức 2
          • Văn phòng HĐND & UBND phường: chờ báo cáo Tháng 11/2026 (0/5 câu) · từ 16/11 (3 ngày làm việc) · mức 2
          • Trung tâm Phục vụ Hành chính công: … (0/11 câu) · từ 16/11 (3 ngày làm việc) · mức 2
          • Phòng Kinh tế, Hạ tầng và Đô thị: … (0/6 câu) · từ 16/11 (3 ngày làm việc) · mức 2
          • Công an phường: chờ báo cáo Tháng 11/2026 (0/7 câu) · từ 16/11 (3 ngày làm việc) · mức 2
          Nhận đủ số liệu, minh chứng là ra khỏi diện ngay. Xem một đơn vị: gõ "/canhbao" kèm tên đơn vị.
          Đã ra khỏi diện: gõ "/canhbao đã qua".
    """)
    await type_in(town, "An", "chưa có", "20/11", "90", "xong", "chưa xong", "đang làm")
    await town.tell("""
        An › [Gửi]
        An ‹ Đã nhận báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường lúc 09:00 ngày 19/11, sau hạn 3 ngày …
          4 nhiệm vụ, chỉ tiêu đã ra khỏi diện cảnh báo. Xem phần còn lại: gõ "cảnh báo".
        An › cảnh báo
        An ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · Thứ Năm 19/11/2026
          1 đơn vị; 1 nhiệm vụ, chỉ tiêu.
          ĐƠN VỊ
          • Văn phòng HĐND & UBND phường: báo cáo Tháng 11/2026 còn 1 câu chưa đủ · từ 16/11 (3 ngày làm việc) · mức 2
          NHIỆM VỤ, CHỈ TIÊU
          • CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (VP HĐND&UBND): chưa có số liệu, hẹn 20/11
            · từ 16/11 (3 ngày làm việc) · mức 2
          Gửi đủ số liệu, minh chứng là ra khỏi diện ngay. Đã ra khỏi diện: gõ "/canhbao đã qua".
        An › sửa 1: 95
        An ‹ Đã ghi 95%; trước: chưa có số liệu, hẹn 20/11. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật.
          Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
        Bình › cảnh báo đã qua
        Bình ‹ ĐÃ RA KHỎI DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · Thứ Năm 19/11/2026
          ĐƠN VỊ
          • Văn phòng HĐND & UBND phường: Tháng 11/2026, chưa đủ số liệu · 16/11–19/11 · mức 2
          NHIỆM VỤ, CHỈ TIÊU
          • CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (VP HĐND&UBND): Tháng 11/2026, chưa có số liệu
            · 16/11–19/11 · mức 2
          …
          Đang trong diện: gõ "/canhbao". Xem một đơn vị: gõ "/canhbao đã qua" kèm tên đơn vị.
        Nhóm ‹ (không nói gì)
    """)
    standing = await town.rows("select count(*) from warnings where left_at is null")
    assert standing == [(4 + 19 + 11 + 6 + 7,)], "the four others, with each of their questions"


async def test_everybody_of_the_unit_hears_that_it_has_left_and_nobody_else(town: Town) -> None:
    await town.enrol("Tú", "Ngô Minh Tú", "VPHDND")
    await town.jump("17/11 09:00")
    await type_in(town, "An", "90", "90", "xong", "chưa xong", "đang làm")
    await town.skip("Tú", "Mai", "Dũng", GROUP)
    await town.tell("""
        An › [Gửi]
        An ‹ Đã nhận báo cáo … Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. …
        Tú ‹ Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
        Mai ‹ (không nói gì)
        Nhóm ‹ (không nói gì)
    """)


async def test_the_level_rises_with_the_days_and_never_falls(town: Town) -> None:
    levels = []
    for when in ("16/11 17:01", "18/11 08:00", "19/11 08:00", "23/11 08:00", "25/11 08:00"):
        await town.jump(when)
        levels += await town.rows("select distinct level from warnings where left_at is null")
    assert levels == [(1,), (1,), (2,), (3,), (3,)]


async def test_two_periods_running_are_the_highest_level_and_one_entry(town: Town) -> None:
    await town.jump("17/11 09:00")
    await town.jump("08/12 09:00")
    await town.jump("15/12 17:01")
    rows = "select level, count(*) from warnings w join units u on u.id = w.unit_id where u.code = 'CAP'"
    assert await town.rows(f"{rows} and w.subject = 'unit:' || u.id and left_at is null group by level") == [(3, 1)]
    await town.tell_since_now("""
        Bình › cảnh báo Công an
        Bình ‹ … 1 đơn vị; 7 nhiệm vụ, chỉ tiêu. …
          • Công an phường: chờ báo cáo Tháng 12/2026 (0/7 câu) · từ 16/11 … mức 3 …
    """)


async def test_a_complete_report_of_the_next_period_takes_a_unit_out_before_it_is_due(town: Town) -> None:
    await town.jump("02/12 09:00")  # November is locked, and was never handed in
    await town.jump("08/12 09:00")
    await type_in(town, "An", "90", "90", "xong", "chưa xong", "đang làm")
    await town.tell("""
        An › [Gửi]
        An ‹ Đã nhận báo cáo Tháng 12/2026 … Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. …
    """)


async def test_a_figure_that_was_never_given_is_not_forgiven_by_the_rest(town: Town) -> None:
    await answer_without_a_figure(town)
    await town.jump("17/11 09:00")
    await town.tell_since_now("""
        Bình › cảnh báo văn phòng
        Bình ‹ … 1 đơn vị; 1 nhiệm vụ, chỉ tiêu.
          ĐƠN VỊ
          • Văn phòng HĐND & UBND phường: báo cáo Tháng 11/2026 còn 1 câu chưa đủ · từ 16/11 (1 ngày làm việc) · mức 1
          NHIỆM VỤ, CHỈ TIÊU
          • CBCC có máy tính … (VP HĐND&UBND): chưa có số liệu, hẹn 20/11 · từ 16/11 (1 ngày làm việc) · mức 1
          …
    """)


async def test_a_figure_taken_back_after_the_deadline_enters_from_then_on(town: Town) -> None:
    await town.answer_all()
    await town.jump("18/11 09:00")
    await type_in(town, "An", "sửa 1: chưa có", "25/11")
    await town.tell_since_now("""
        An › cảnh báo
        An ‹ … báo cáo Tháng 11/2026 còn 1 câu chưa đủ · từ 18/11 · mức 1
          NHIỆM VỤ, CHỈ TIÊU
          • CBCC có máy tính … (VP HĐND&UBND): chưa có số liệu, hẹn 25/11 · từ 18/11 · mức 1 …
    """)


async def test_evidence_that_is_missing_keeps_a_unit_in_until_it_comes(town: Town) -> None:
    await town.stage.load_plan(asking_for("[photo]"), "hong_bang.yaml")
    await town.jump("08/12 09:00")
    await type_in(town, "An", "việc", "95", "bỏ qua", "91", "xong", "chưa xong", "đang làm", "gửi", "gửi")
    await town.jump("16/12 09:00")
    await town.tell_since_now("""
        An › cảnh báo
        An ‹ … • Văn phòng HĐND & UBND phường: báo cáo Tháng 12/2026 còn 1 câu chưa đủ · …
          • CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (VP HĐND&UBND): thiếu sản phẩm, minh chứng · …
        An › (ảnh màu: red)
        An ‹ Đã nhận ảnh cho câu 1. … Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. …
    """)


async def test_what_was_returned_enters_only_when_its_new_time_has_passed(town: Town) -> None:
    await town.answer_all()
    await town.jump("17/11 09:00")
    await type_in(town, "Hạnh", "xem báo cáo", "trả lại 2: 1; hạn 19/11 11:00")
    await town.tell_since_now("""
        Bình › cảnh báo văn phòng
        Bình ‹ … Đơn vị không có gì trong diện. …
    """)
    await town.jump("19/11 11:01")
    await town.tell_since_now("""
        Bình › cảnh báo văn phòng
        Bình ‹ … • Văn phòng HĐND & UBND phường: chờ báo cáo Tháng 11/2026 (4/5 câu) · từ 19/11 · mức 1
          NHIỆM VỤ, CHỈ TIÊU
          • Hồ sơ công việc xử lý điện tử và ký số (VP HĐND&UBND): chưa cập nhật · từ 19/11 · mức 1 …
    """)
    await town.tell_since_now("""
        An › sửa 2: 95
        An ‹ … Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. …
    """)


async def test_an_excused_unit_leaves_at_the_next_look(town: Town) -> None:
    await town.jump("17/11 09:00")
    async with town.stage.database.sessions.begin() as session:
        await session.execute(text("update reports set state = 'excused' where unit_id in " + _OF_POLICE))
    await town.jump("18/11 09:00")
    await town.tell_since_now("""
        Bình › cảnh báo Công an
        Bình ‹ … Đơn vị không có gì trong diện. …
        Hùng ‹ (không nói gì)
    """)


async def test_each_sees_what_is_theirs_to_see(town: Town) -> None:
    await town.enrol("Vy", "Đặng Thảo Vy", "UBND", "observer")
    await town.enrol("Sơn", "Lý Văn Sơn", "CAP", "team_member")
    await town.jump("17/11 09:00")
    await town.tell_since_now("""
        Hạnh › canh bao
        Hạnh ‹ DIỆN CẢNH BÁO · … 5 đơn vị; 48 nhiệm vụ, chỉ tiêu. …
        Vy › /canhbao
        Vy ‹ DIỆN CẢNH BÁO · … 5 đơn vị; …
        Hùng › cảnh báo
        Hùng ‹ DIỆN CẢNH BÁO · … 1 đơn vị; 7 nhiệm vụ, chỉ tiêu. … • Công an phường: …
        Hùng › cảnh báo Trung tâm Phục vụ Hành chính công
        Hùng ‹ Anh/chị xem được diện cảnh báo của đơn vị mình: gõ "cảnh báo".
        Dũng › cảnh báo
        Dũng ‹ DIỆN CẢNH BÁO · … 1 đơn vị; 5 nhiệm vụ, chỉ tiêu. … • Văn phòng HĐND & UBND phường: …
        Sơn › cảnh báo
        Sơn ‹ Diện cảnh báo dành cho lãnh đạo, đơn vị tổng hợp và cán bộ của đơn vị. Gõ "trợ giúp" để xem …
        Bình › cảnh báo Sở Tài chính
        Bình ‹ Em chưa tìm thấy đơn vị “so tai chinh”. …
        Bình trong nhóm › @dunghan_bot cảnh báo
        Nhóm ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · … 5 đơn vị; …
        Bình trong nhóm › /canhbao Công an phường
        Nhóm ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · … 1 đơn vị; 7 nhiệm vụ, chỉ tiêu. …
        Bình trong nhóm › /canhbao đã qua
        Nhóm ‹ ĐÃ RA KHỎI DIỆN CẢNH BÁO · … Chưa có mục nào. …
    """)
    for name in ("Hạnh", "Vy", GROUP):
        assert all(len(said["text"]) <= 2000 for said in await town.said_to(name))


async def test_words_about_a_warning_are_still_an_answer(town: Town) -> None:
    await type_in(town, "An", "90", "90", "xong", "chưa xong")
    await town.tell("""
        An › cảnh báo sớm đã gửi tới các tổ dân phố
        An ‹ Đã ghi: cảnh báo sớm đã gửi tới các tổ dân phố. …
    """)


async def test_in_english(town: Town) -> None:
    await type_in(town, "Bình", "ngôn ngữ en")
    await town.jump("17/11 09:00")
    await town.tell_since_now("""
        Bình › warnings CAP
        Bình ‹ WARNING LIST · … Units: 1; tasks and indicators: 7.
          UNITS
          • Công an phường: report 11/2026 awaited (0/7 questions) · since 16/11 (1 working day) · level 1 …
        Bình › warnings past
        Bình ‹ LEFT THE WARNING LIST · … Nothing yet. …
    """)


async def test_two_organisations_side_by_side_never_mix(town: Town) -> None:
    await town.stage.load_plan(plans.shipped()["an_phu"].read_text(encoding="utf-8"), "an_phu.yaml")
    await town.enrol("Khoa", "Đinh Đăng Khoa", "DU", "leader")
    await town.jump("17/11 09:00")
    await town.tell_since_now("""
        Khoa › cảnh báo
        Khoa ‹ DIỆN CẢNH BÁO · XÃ AN PHÚ · Thứ Ba 17/11/2026 …
        Khoa › cảnh báo Phòng Kinh tế, Hạ tầng và Đô thị
        Khoa ‹ Em chưa tìm thấy đơn vị …
        Khoa › tổng hợp
        Khoa ‹ …
        Bình › cảnh báo
        Bình ‹ DIỆN CẢNH BÁO · PHƯỜNG HỒNG BÀNG · … 5 đơn vị; 48 nhiệm vụ, chỉ tiêu. …
    """)
