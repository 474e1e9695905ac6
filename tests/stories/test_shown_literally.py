"""What looks like HTML or Markdown stands as it was written, wherever a name or a reason is shown."""

from io import BytesIO

from python_calamine import CalamineWorkbook

import plans
from tests.stories.town import GROUP, Town

NAME = "Văn phòng <b>HĐND</b> & *UBND* _x_"
WHY = "<i>làm bù</i> & *hồ sơ* [cũ](http://a.b)"


async def _renamed(town: Town, extra: str = "") -> None:
    """The unit is called so from December on, which opens."""
    text = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
    assert "name: Văn phòng HĐND & UBND phường" in text
    text = text.replace("name: Văn phòng HĐND & UBND phường", f'name: "{NAME}"', 1)
    await town.stage.load_plan(text.replace("  plan:\n", f"{extra}  plan:\n", 1), "hong_bang.yaml")
    await town.jump("07/12 08:00")
    await town.jump("08/12 08:00")
    await town.tell_since_now("""
        › việc
        ‹ …
    """)


async def test_in_the_group_s_digests_and_warning(town: Town) -> None:
    await _renamed(town)
    await town.skip(GROUP)
    await town.jump("15/12 17:29")
    await town.tell_since_now(f"""
        — 15/12 17:30 —
        Nhóm ‹ … HẾT HẠN NỘP … QUÁ HẠN … • {NAME}: hết hạn hôm nay (0/5 câu) …
    """)
    await town.jump("18/12 07:59")
    await town.tell_since_now(f"""
        — 18/12 08:00 —
        Nhóm ‹ Báo cáo Tháng 12/2026 đang quá hạn: … • {NAME}: 3 ngày làm việc (0/5 câu) …
    """)


async def test_in_the_review_the_checking_and_what_is_sent_back(town: Town) -> None:
    await _renamed(town, "  approval: { head: false, aggregator: true }\n")
    await town.tell_since_now(f"""
        › 1: 210/200; 2: 90; 3: xong; 4: xong; 5: đang làm
        ‹ … Cần xem lại: • Câu 1 (210/200): …
        › sửa 1: đúng 105 {WHY}
        ‹ Em đọc được 5 câu trả lời: 1. … 105% (210/200) (lý do: {WHY}) …
        › ghi
        ‹ Đã ghi 5 câu trả lời. Đã đủ 5/5: 1. … 105% (210/200) (lý do: {WHY}) …
        › gửi
        ‹ Đã nhận báo cáo Tháng 12/2026 của {NAME} lúc …
        Hạnh ‹ … {NAME} …
        Hạnh › tiếp nhận
        Hạnh ‹ … 1. … 105% (210/200) Đơn vị giải thích: {WHY} 2. …
        Hạnh › trả lại 2: {WHY}
        Hạnh ‹ Đã trả lại câu 2, báo cáo Tháng 12/2026 của {NAME}: “{WHY}”. …
        An ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) trả lại câu 2, … Trả lại vì: {WHY} …
    """)


async def test_in_the_workbook(town: Town) -> None:
    await _renamed(town)
    await town.tell_since_now("""
        › 210/200
        ‹ …
        › đúng 105 <i>làm bù</i> & *hồ sơ*
        ‹ Đã ghi 105% (210/200). …
        › mẫu
        ‹ Biểu Excel báo cáo …
    """)
    sent = await town.rows("select document from outbox where document is not null order by id desc")
    rows = CalamineWorkbook.from_filelike(BytesIO(bytes(sent[0][0]))).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in rows for cell in row]
    assert any(NAME in cell for cell in cells)
    assert "<i>làm bù</i> & *hồ sơ*" in cells
