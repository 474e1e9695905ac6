"""A parent's people compare the same measure below them; nobody sees beside or above themselves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.town import Town
from tests.stories.venues import Venue
from tests.stories.village import changed, open_village

MEASURED = (
    "    regime: monthly\n    frequency: month\ntasks",
    "    regime: monthly\n    frequency: month\n    measure: dvc\ntasks",
)


def plan(code: str, name: str, target: str, parent: str) -> str:
    """The small plan as another organisation's, with its own threshold for the same measure."""
    return changed(
        ("code: nho\n", f"code: {code}\n"),
        ("name: UBND phường Nhỏ\n  short_name: phường Nhỏ", f"name: {name}\n  short_name: {name}"),
        ("parent: null\n  aggregator", f"parent: {parent}\n  aggregator"),
        ('comparator: ">="\n    target: 90', target),
        MEASURED,
    )


@pytest.fixture
async def province(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Monday 08/06/2026: June has opened in a province and in two wards below it, loaded before it."""
    ward = plan("hai", "phường Hai", 'comparator: ">"\n    target: 90', "tinh")
    async with open_village(tmp_path, plan=ward, venue=venue) as town:
        people = (("Ba", "ba", ">=", 95), ("Tỉnh", "tinh", ">", 85))
        for name, code, sign, target in people:
            parent = "null" if code == "tinh" else "tinh"
            text = plan(code, name, f'comparator: "{sign}"\n    target: {target}', parent)
            await town.stage.load_plan(text, code)
            await town.enrol(f"Cán bộ {name}", f"Cán Bộ {name}", "VHXH")
            await town.enrol(f"Lãnh đạo {name}", f"Lãnh Đạo {name}", "VHXH", "leader")
        await town.jump("08/06 08:00")
        for name in town.phones:
            await town.skip(name)
        yield town


async def test_each_is_held_against_its_own_threshold(province: Town) -> None:
    await province.tell("""
        Lãnh đạo Tỉnh › cấp dưới
        Lãnh đạo Tỉnh ‹ TỈNH VÀ CẤP DƯỚI · Thứ Hai 08/06/2026
            Hồ sơ trực tuyến
              Chưa có số: Tỉnh, phường Hai, Ba
        Lan › 184/200
        Lan ‹ …
        Lan › gửi
        Lan ‹ Đã nhận …
        Cán bộ Ba › 92/100
        Cán bộ Ba ‹ …
        Cán bộ Ba › gửi
        Cán bộ Ba ‹ Đã nhận …
        Lãnh đạo Tỉnh › so sánh
        Lãnh đạo Tỉnh ‹ TỈNH VÀ CẤP DƯỚI · Thứ Hai 08/06/2026
            Hồ sơ trực tuyến
            • phường Hai: 92% (184/200), mục tiêu > 90% (đạt) · Tháng 06/2026, nộp 08/06
            • Ba: 92% (92/100), mục tiêu ≥ 95% (chưa đạt) · Tháng 06/2026, nộp 08/06
              Cấp dưới gộp lại: 92% (276/300)
              Chưa có số: Tỉnh
    """)


async def test_rates_without_their_parts_are_not_averaged(province: Town) -> None:
    await province.tell("""
        Lan › 92
        Lan ‹ …
        Lan › gửi
        Lan ‹ Đã nhận …
        Cán bộ Ba › 80
        Cán bộ Ba ‹ …
        Cán bộ Ba › gửi
        Cán bộ Ba ‹ Đã nhận …
        Lãnh đạo Tỉnh › cap duoi
        Lãnh đạo Tỉnh ‹ … • phường Hai: 92%, mục tiêu > 90% (đạt) … • Ba: 80%, … (chưa đạt) …
            Chưa có số: Tỉnh
            Chỗ không có dòng gộp: … em không lấy trung bình các tỷ lệ.
    """)


async def test_a_child_sees_neither_beside_nor_above_itself(province: Town) -> None:
    await province.tell("""
        Lãnh đạo Ba › cấp dưới
        Lãnh đạo Ba ‹ Em chưa có kế hoạch nào của cơ quan cấp dưới Ba. …
        Cán bộ Tỉnh › cấp dưới
        Cán bộ Tỉnh ‹ Phần này dành cho lãnh đạo và đơn vị tổng hợp …
    """)
