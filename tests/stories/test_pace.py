"""Leaders ask how the year's indicators stand: what is off pace first, one sentence each."""

from tests.stories.town import GROUP, Town
from tests.stories.year import reported


async def test_red_first_then_amber_then_the_rest_is_counted(town: Town) -> None:
    for month, initiatives, skilled in ((9, 2, 60), (10, 4, 68), (11, 6, 76)):
        told = {"HB-11a": initiatives, "HB-11b": 1, "HB-12": 2, "HB-10b": skilled, "HB-15": 1, "HB-3b": 0}
        await reported(town, "VHXH", month, told)
    await town.tell_since_now("""
        Bình › tiến độ
        Bình ‹ TIẾN ĐỘ NĂM · phường Hồng Bàng · đến Thứ Hai 09/11/2026
          CHẬM (1)
          • Sáng kiến cấp cơ sở được áp dụng có hiệu quả (Phòng VH-XH): lũy kế 6/10 sáng kiến (60%),
          tới 14/11 cần khoảng 10: chậm; theo đà này đến 30/11 được khoảng 6 sáng kiến.
          HƠI CHẬM (1)
          • CBCCVC được bồi dưỡng kỹ năng số cơ bản (Phòng VH-XH): 76%, mục tiêu 100%: hơi chậm;
          theo đà này đến 31/12 được khoảng 88%.
          Đúng tiến độ: 4 chỉ tiêu, trong đó 3 đã đạt mục tiêu.
          Chưa so được: 25 chỉ tiêu (24 chưa có số liệu, 1 kế hoạch không đặt con số).
        Hạnh › tien do
        Hạnh ‹ TIẾN ĐỘ NĂM · phường Hồng Bàng · …
        Lan › /tiendo
        Lan ‹ TIẾN ĐỘ NĂM · Phòng VH-XH · đến Thứ Hai 09/11/2026
          CHẬM (1)
          • Sáng kiến cấp cơ sở được áp dụng có hiệu quả: lũy kế 6/10 sáng kiến …
        An › tiến độ
        An ‹ TIẾN ĐỘ NĂM · VP HĐND&UBND · đến Thứ Hai 09/11/2026
          Đúng tiến độ: 0 chỉ tiêu.
          Chưa so được: 4 chỉ tiêu (4 chưa có số liệu).
    """)


async def test_the_digest_names_what_is_off_pace(town: Town) -> None:
    behind = {"HB-4": 40, "HB-5": 40, "HB-6": 41, "HB-7": 40}
    await reported(town, "TTPVHCC", 10, behind)
    await town.skip(GROUP)
    await town.tell("""
        — tắt máy đến 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026 …
          Cả kỳ: chưa bắt đầu 5 (100%).
          Nhiệm vụ, chỉ tiêu đã cập nhật: 0/48 (0%).
          Chậm tiến độ: Hồ sơ TTHC xử lý hoàn toàn trực tuyến, Số hóa hồ sơ, kết quả giải quyết TTHC,
          Khai thác, sử dụng lại dữ liệu số hóa và 1 chỉ tiêu nữa. Xem từng chỉ tiêu: gõ "tiến độ" ở tin nhắn riêng.
          Diện cảnh báo: không có.
    """)


async def test_who_leads_nothing_is_told_whom_it_is_for(town: Town) -> None:
    await town.enrol("Tư", "Phạm Thị Tư", "VHXH", "team_member")
    await town.tell_since_now("""
        Tư › tiến độ
        Tư ‹ Phần tiến độ dành cho lãnh đạo, đơn vị tổng hợp và đơn vị được giao chỉ tiêu. …
    """)
