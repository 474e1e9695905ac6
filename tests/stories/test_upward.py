"""The second stage: after the units' deadline the aggregating unit sends on, and is chased for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import plans
from tests.stories.town import BEFORE, Town, open_town
from tests.stories.venues import Venue

UPWARD = (
    "    upward:\n      unit: VHXH\n      to: Sở Khoa học và Công nghệ\n"
    '      due: { working_days_after_cut_off: 2, time: "17:00" }\n    chosen_by: administrator\n'
)


@pytest.fixture
async def stages(before: Path, venue: Venue) -> AsyncIterator[Town]:
    """Phòng VH-XH sends on to the Sở by Tuesday 17/11; November has opened."""
    async with open_town(before, BEFORE, venue=venue) as town:
        text = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
        await town.stage.load_plan(text.replace("    chosen_by: administrator\n", UPWARD, 1), "hong_bang.yaml")
        await town.jump("09/11 08:00")
        await town.skip("An", "Mai", "Lan", "Hùng", "Dũng", "Hạnh", "Bình", "Quân", "Nhóm")
        yield town


async def test_it_is_asked_when_the_units_time_is_over_with_who_is_in(stages: Town) -> None:
    await stages.answer_all("An")
    await stages.skip("An", "Hạnh", "Nhóm", "Bình")
    await stages.tell(
        """
        Hạnh › việc
        Hạnh ‹ Hiện đơn vị không còn báo cáo nào phải trả lời. …
        — tắt máy đến 16/11 17:01 —
        Hạnh ‹ Đến lượt báo cáo tổng hợp Tháng 11/2026 gửi Sở Khoa học và Công nghệ, hạn 17:00 Thứ Ba 17/11.
          Các đơn vị đã gửi: 1/5. Còn thiếu: Phòng Văn hóa Xã hội, Trung tâm Phục vụ Hành chính công, …
          1/1 · Đã gửi báo cáo tổng hợp cho Sở Khoa học và Công nghệ: số văn bản, ngày
          Trả lời bằng số văn bản, ví dụ 45/BC-VP ngày 14/11/2026. Để sau: BỎ QUA
        Hạnh ‹ Bot không nhận được tin …
        Hạnh › việc
        Hạnh ‹ Báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội: 0/1 câu đã có, hạn 17:00 Thứ Ba 17/11. …
        Hạnh › xong rồi
        Hạnh ‹ Em chưa rõ ý câu trả lời vừa rồi. … Trả lời bằng số văn bản, …
        Hạnh › 57/BC-UBND ngày 16/11/2026
        Hạnh ‹ Đã ghi: 57/BC-UBND ngày 16/11/2026. Đã đủ 1/1: …
          [Gửi] [Sửa]
        Hạnh › [Gửi]
        Hạnh ‹ Đã nhận báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội …, trước hạn 1 ngày.
          Mã TH-2026-11-VHXH-1. …
        """
    )
    await stages.tell_since_now("""
        Bình trong nhóm › /tonghop
        Nhóm ‹ … Đúng hạn 1/5 đơn vị (20%)… Báo cáo tổng hợp: Phòng Văn hóa Xã hội đã gửi lúc 17:01 Thứ Hai 16/11. …
    """)
    assert await stages.rows("select state from reports where is_upward") == [("submitted",)]


async def test_what_is_not_sent_on_is_chased_around_its_own_deadline(stages: Town) -> None:
    await stages.jump("16/11 18:00")
    await stages.skip("Hạnh", "Lan", "Bình", "Nhóm")
    await stages.tell(
        """
        — 17/11 08:00 —
        Hạnh ‹ Hôm nay đến hạn: báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội (chưa có câu nào), …
        """,
        about="Hạnh",
    )
    await stages.jump("18/11 09:00")
    await stages.tell(
        """
        Hạnh ‹ Đã quá hạn 1 ngày làm việc: báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội …
          Vẫn nhận đến 17:00 Thứ Tư 02/12. …
        """,
        about="Hạnh",
    )
    await stages.skip("Nhóm", "Bình")
    await stages.tell("""
        Bình trong nhóm › /tonghop
        Nhóm ‹ … Báo cáo tổng hợp: Phòng Văn hóa Xã hội quá hạn 17:00 Thứ Ba 17/11. …
    """)


async def test_who_hears_of_it_when_it_is_days_late(stages: Town) -> None:
    await stages.jump("19/11 09:00")
    await stages.skip("Hạnh", "Lan", "Bình", "Nhóm", "Dũng")
    await stages.jump("20/11 09:00")
    await stages.tell(
        """
        Hạnh ‹ Đã quá hạn 3 ngày làm việc: báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội …
          1/1 · Đã gửi báo cáo tổng hợp cho Sở Khoa học và Công nghệ: số văn bản, ngày
          Anh/chị trả lời luôn tại đây được ạ.
        Lan ‹ Đã quá hạn 3 ngày làm việc: báo cáo tổng hợp Tháng 11/2026 của Phòng Văn hóa Xã hội …
        Bình ‹ (không nói gì)
        Nhóm ‹ Báo cáo tổng hợp Tháng 11/2026 đang quá hạn: • Phòng Văn hóa Xã hội: 3 ngày làm việc (0/1 câu) …
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Sáu 20/11/2026 …
    """
    )
