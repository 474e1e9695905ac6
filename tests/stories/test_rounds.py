"""Rounds out of turn: asked for in one message or step by step, answered like any report, changed while they run."""

import pytest
from sqlalchemy import select

import plans
from storage.tables import Organisation, Unit, UnitGroup, UnitGroupMember
from tests.stories.town import Town

WHOLE = (
    "đột xuất: Rà soát máy tính hỏng; gửi: Công an phường, VHXH; hạn: 17h 11/11; "
    "hỏi: Số máy hỏng (máy); Đã thay chưa (có/không); Vướng mắc chính (bằng lời)"
)


@pytest.fixture
async def office(town: Town) -> Town:
    """Everybody has read what November's opening said; Hạnh and the others are free to talk."""
    await town.skip("An", "Mai", "Lan", "Hùng", "Dũng", "Hạnh", "Bình", "Quân", "Nhóm")
    return town


async def test_one_message_says_all_and_one_yes_asks(office: Town) -> None:
    await office.tell(
        f"""
        Hùng › dừng
        Hùng ‹ …
        — 09/11 08:30 —
        Hạnh › {WHOLE}
        Hạnh ‹ Đợt đột xuất: Rà soát máy tính hỏng
          1. Số máy hỏng (máy)
          2. Đã thay chưa (có/không)
          3. Vướng mắc chính (bằng lời)
          Sẽ hỏi 2 đơn vị, 2 người, lúc 08:30 Thứ Hai 09/11: … Hạn trả lời: 17:00 Thứ Tư 11/11.
          Đúng thì gõ "đồng ý", thôi thì "hủy". …
          [Đồng ý]
        Hạnh › [Đồng ý]
        Hạnh ‹ Đã hỏi 2 đơn vị: Rà soát máy tính hỏng, hạn 17:00 Thứ Tư 11/11. …
        Hùng ‹ Báo cáo đột xuất: Rà soát máy tính hỏng. Hạn 17:00 Thứ Tư 11/11.
          Công an phường có 3 câu, khoảng 1 phút.
          1/3 · Số máy hỏng (máy)
          Trả lời bằng một con số, ví dụ 12. …
        Hùng › 4
        Hùng ‹ Đã ghi 4 máy. 2/3 · Đã thay chưa …
        Hùng › không
        Hùng ‹ Đã ghi: không. 3/3 · Vướng mắc chính Trả lời bằng một, hai câu. …
        Hùng › không có kinh phí, đã xin từ quý trước
        Hùng ‹ Đã ghi: không có kinh phí, đã xin từ quý trước. Đã đủ 3/3: …
          [Gửi] [Sửa]
        Hùng › [Gửi]
        Hùng ‹ Đã nhận báo cáo Rà soát máy tính hỏng của Công an phường … Mã BC-2026-DX1-CAP-1. …
        """,
        about="Hạnh",
    )


async def test_step_by_step_for_who_does_not_know_the_form(office: Town) -> None:
    await office.tell(
        """
        Hạnh › đột xuất
        Hạnh ‹ Đợt đột xuất này về việc gì ạ? …
        Hạnh › Máy chủ <b>cũ</b> & hỏng
        Hạnh ‹ Hỏi những đơn vị nào ạ? 1. Tất cả: 5 đơn vị đang chủ trì 2. … Gõ số, hoặc gõ tên các đơn vị …
        Hạnh › Cong an xa, TTPVHCC
        Hạnh ‹ Em không thấy đơn vị “Cong an xa”; có phải Công an không ạ? Hỏi những đơn vị nào ạ? …
        Hạnh › TTPVHCC
        Hạnh ‹ Hỏi gì ạ? Mỗi câu một dòng, …
        Hạnh › chỉ tiêu
        Hạnh ‹ Các chỉ tiêu của kế hoạch: 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân 2. …
        Hạnh › Còn mấy máy chủ? (máy)
        Hạnh ‹ Hạn trả lời lúc nào ạ? …
        Hạnh › 17h 8/11/2026
        Hạnh ‹ Hạn 17:00 Chủ Nhật 08/11 đã qua. … Các phần khác em giữ nguyên. …
        Hạnh › khi nào cũng được
        Hạnh ‹ Em chưa đọc được hạn. …
        Hạnh › 7h hôm nay
        Hạnh ‹ Hạn 07:00 Thứ Hai 09/11 đã qua. …
        Hạnh › 21h thứ bảy
        Hạnh ‹ Đợt đột xuất: Máy chủ <b>cũ</b> & hỏng 1. Còn mấy máy chủ? (máy)
          Sẽ hỏi 1 đơn vị, 1 người, … Hạn trả lời: 21:00 Thứ Bảy 14/11.
          Lưu ý: hạn rơi vào ngày nghỉ. Lưu ý: hạn ngoài giờ làm việc, … Đúng thì gõ "đồng ý", …
          [Đồng ý]
        Hạnh › hạn: 8h30 hôm nay
        Hạnh ‹ … Lưu ý: hạn chỉ còn chưa đầy một giờ. …
        Hạnh › hủy
        Hạnh ‹ Dạ, em để việc này lại, chưa có gì thay đổi. …
        Hạnh › đồng ý
        Hạnh ‹ Dạ, hiện anh/chị không còn việc nào chờ. …
        """,
        about="Hạnh",
    )
    assert await office.rows("select 1 from periods where frequency = 'round'") == []


async def test_only_the_aggregating_office_may_ask(office: Town) -> None:
    await office.tell(f"""
        An › {WHOLE}
        An ‹ Việc hỏi đột xuất, sơ kết, tổng kết là của đơn vị tổng hợp. …
        An › sơ kết 6 tháng
        An ‹ Việc hỏi đột xuất, sơ kết, tổng kết là của đơn vị tổng hợp. …
    """)


async def test_a_round_is_extended_excused_and_closed(office: Town) -> None:
    await office.tell_since_now(
        f"""
        Hùng › dừng
        Hùng ‹ …
        Hạnh › {WHOLE}
        Hạnh ‹ …
        Hạnh › đồng ý
        Hạnh ‹ Đã hỏi 2 đơn vị: …
        Hùng ‹ Báo cáo đột xuất: …
        Lan ‹ Báo cáo đột xuất: …
        Hạnh › đột xuất
        Hạnh ‹ Đang có 1 đợt: 1. Rà soát máy tính hỏng: 0/2 đơn vị đã gửi, hạn 17:00 Thứ Tư 11/11 …
        Hạnh › 1
        Hạnh ‹ Rà soát máy tính hỏng: … • Phòng Văn hóa Xã hội: chưa bắt đầu (0/3 câu)
          • Công an phường: chưa bắt đầu (0/3 câu) …
        Hạnh › gia hạn 17h 10/11
        Hạnh ‹ Em chưa đọc được hạn mới, hoặc hạn không muộn hơn 17:00 Thứ Tư 11/11. …
        Hạnh › gia hạn 17h 13/11
        Hạnh ‹ Đã gia hạn đến 17:00 Thứ Sáu 13/11; … hạn 17:00 Thứ Sáu 13/11 …
        Hùng ‹ Báo cáo Rà soát máy tính hỏng được gia hạn đến 17:00 Thứ Sáu 13/11. …
        Lan ‹ Báo cáo Rà soát máy tính hỏng được gia hạn …
        Hạnh › miễn Công an phường: đang diễn tập
        Hạnh ‹ Đã miễn Công an phường trong đợt này và báo đơn vị. … 0/1 đơn vị đã gửi …
        Hùng ‹ Đơn vị được miễn báo cáo Rà soát máy tính hỏng, …
        Hạnh › đóng đợt
        Hạnh ‹ Đã đóng: Rà soát máy tính hỏng. 1 đơn vị chưa gửi được miễn, không tính trễ.
        Lan ‹ Đợt Rà soát máy tính hỏng đã kết thúc sớm, …
        """,
        about="Hạnh",
    )
    assert await office.rows(
        "select r.state from reports r join periods p on p.id = r.period_id where p.frequency = 'round'"
    ) == [("excused",), ("excused",)]


async def test_the_ladder_has_only_the_rungs_that_fit(office: Town) -> None:
    await office.tell_since_now(
        f"""
        Hùng › dừng
        Hùng ‹ …
        Hạnh › {WHOLE}
        Hạnh ‹ …
        Hạnh › đồng ý
        Hạnh ‹ …
        Hùng ‹ Báo cáo đột xuất: …
        — 10/11 07:59 —
        Hùng ‹ (không nói gì)
        — 10/11 08:01 —
        Hùng ‹ Còn 1 ngày làm việc: báo cáo Rà soát máy tính hỏng của Công an phường … 1/3 · …
        """,
        about="Hùng",
    )


async def test_a_phase_report_asks_every_unit_for_what_it_leads(office: Town) -> None:
    await office.answer_all("An")
    await office.skip("An", "Hạnh")
    await office.tell(
        """
        Hạnh › tổng kết năm 2026; hạn: 17h 20/11
        Hạnh ‹ Tổng kết năm 2026
          Mỗi đơn vị: các chỉ tiêu, nhiệm vụ đang chủ trì; số tính được từ các kỳ đã nộp em điền sẵn.
          Sẽ hỏi 5 đơn vị, … Hạn trả lời: 17:00 Thứ Sáu 20/11. …
          [Đồng ý]
        Hạnh › [Đồng ý]
        Hạnh ‹ Đã hỏi 5 đơn vị: …
        Hạnh ‹ Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào …
        An ‹ Tổng kết năm 2026: báo cáo đã mở (số liệu 15/12–14/12), hạn 17:00 Thứ Sáu 20/11. …
          Báo cáo Tổng kết năm 2026: em điền sẵn … câu từ các kỳ đơn vị đã nộp: …
        """,
        about="Hạnh",
    )


async def test_a_yes_counts_once_and_only_for_the_round_that_is_shown(office: Town) -> None:
    """All of a round is written with its yes, in one transaction: tapped or typed again there is nothing to ask."""
    await office.tell_since_now(
        f"""
        Hạnh › {WHOLE}
        Hạnh ‹ …
        Hạnh › [Đồng ý]
        Hạnh ‹ Đã hỏi 2 đơn vị: …
        Hạnh › [Đồng ý]
        Hạnh ‹ …
        """,
        about="Hạnh",
    )
    assert await office.rows("select count(*) from periods where frequency = 'round'") == [(1,)]


async def test_another_organisation_sees_and_changes_nothing(office: Town) -> None:
    await office.stage.load_plan(plans.shipped()["an_phu"].read_text(encoding="utf-8"), "an_phu.yaml")
    office.stage.organisation = "an_phu"
    await office.enrol("Sơn", "Ngô Văn Sơn", "VPDU", "aggregator")
    await office.tell_since_now(
        f"""
        Hạnh › {WHOLE}
        Hạnh ‹ …
        Hạnh › đồng ý
        Hạnh ‹ Đã hỏi 2 đơn vị: …
        Sơn › đột xuất
        Sơn ‹ Đợt đột xuất này về việc gì ạ? …
        Sơn › hủy
        Sơn ‹ …
        Sơn › đột xuất: Máy hỏng; gửi: TTPVHCC phường Hồng Bàng; hạn: 17h 11/11; hỏi: Mấy máy (máy)
        Sơn ‹ Em không thấy đơn vị “TTPVHCC phường Hồng Bàng”…
        """,
        about="Hạnh",
    )
    assert await office.rows(
        "select o.code from periods p join organisations o on o.id = p.organisation_id where p.frequency = 'round'"
    ) == [("hong_bang",)]


async def test_two_hundred_units_are_asked_in_one_go(office: Town) -> None:
    async with office.stage.database.sessions.begin() as session:
        organisation = (await session.execute(select(Organisation.id))).scalar_one()
        group = UnitGroup(organisation_id=organisation, code="TDP", name="Các tổ dân phố", aliases=[])
        units = [
            Unit(
                organisation_id=organisation,
                code=f"TDP{number}",
                name=f"Tổ dân phố số {number}",
                short_name=f"TDP {number}",
                kind="neighbourhood",
                aliases=[],
            )
            for number in range(1, 201)
        ]
        session.add_all([group, *units])
        await session.flush()
        session.add_all(
            UnitGroupMember(organisation_id=organisation, unit_group_id=group.id, unit_id=one.id) for one in units
        )
    await office.tell(
        """
        Hạnh › đột xuất: Đếm nhà văn hóa; gửi: các tổ dân phố; hạn: 17h 11/11; hỏi: Có mấy nhà (nhà)
        Hạnh ‹ Đợt đột xuất: Đếm nhà văn hóa 1. Có mấy nhà (nhà)
          Sẽ hỏi 200 đơn vị, 0 người, lúc 08:00 Thứ Hai 09/11: TDP 1, TDP 2, … và 188 đơn vị khác.
          Chưa có cán bộ đầu mối nào trên hệ thống: TDP 1, … và 188 đơn vị khác. Hạn trả lời: 17:00 Thứ Tư 11/11. …
        Hạnh › đồng ý
        Hạnh ‹ Đã hỏi 200 đơn vị: …
        Hạnh ‹ 200 đơn vị chưa có cán bộ đầu mối nào trên hệ thống: TDP 1, … và 170 đơn vị khác. …
        """,
        about="Hạnh",
    )
    assert await office.rows(
        "select count(*) from reports r join periods p on p.id = r.period_id where p.frequency = 'round'"
    ) == [(200,)]


async def test_free_questions_are_answered_in_one_message_or_in_the_workbook(office: Town) -> None:
    await office.tell_since_now(
        f"""
        Hùng › dừng
        Hùng ‹ …
        — 09/11 08:30 —
        Hạnh › {WHOLE}
        Hạnh ‹ …
        Hạnh › đồng ý
        Hạnh ‹ …
        Hùng ‹ Báo cáo đột xuất: …
        Lan ‹ Báo cáo đột xuất: …
        Hùng › 1: 4; 2: không; 3: thiếu kinh phí
        Hùng ‹ Em đọc được 3 câu trả lời: … 4 máy … không … thiếu kinh phí …
        Hùng › gửi
        Hùng ‹ … Đã nhận báo cáo Rà soát máy tính hỏng của Công an phường …
        Lan › việc
        Lan ‹ Anh/chị còn 2 báo cáo: 1. Rà soát máy tính hỏng · Phòng Văn hóa Xã hội: 0/3 câu, … 2. Tháng 11/2026 …
        Lan › 1
        Lan ‹ Báo cáo Rà soát máy tính hỏng của Phòng Văn hóa Xã hội: 0/3 câu đã có, … 1/3 · …
        Lan › mẫu
        Lan ‹ …
        Lan › (điền tệp: 1 = 0; 2 = có; 3 = không)
        Lan ‹ Em đọc được 3 câu trả lời: … 0 máy … có … không …
        """,
        about="Hùng",
    )
