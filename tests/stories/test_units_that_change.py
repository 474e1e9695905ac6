"""Units merge, split and get other names: people go along, open reports keep their name, the history goes on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.town import Town
from tests.stories.venues import Venue
from tests.stories.village import PLAN, answer, changed, load, open_village

CAP = "  - { code: CAP, name: Công an phường, short_name: Công an, kind: police, aliases: [], parent: null }\n"


def unit(code: str, name: str, replaces: str = "") -> str:
    """A line of the plan's units."""
    rest = f", replaces: [{replaces}]" if replaces else ""
    return f"  - {{ code: {code}, name: {name}, short_name: {name}, kind: office, aliases: [], parent: null{rest} }}\n"


@pytest.fixture
async def village(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Friday 05/06/2026: June opens on Monday."""
    async with open_village(tmp_path, venue=venue) as village:
        yield village


@pytest.fixture
async def june(village: Town) -> Town:
    """Monday 08/06/2026 at 08:00, June has just opened."""
    await village.jump("08/06 08:00")
    for name in village.phones:
        await village.skip(name)
    return village


async def test_a_renamed_unit_keeps_its_old_name_where_it_was_asked_under_it(june: Town) -> None:
    await load(june, changed(("name: Phòng Văn hóa Xã hội", "name: Phòng Văn hóa Số")))
    await june.tell(
        """
        › việc
        ‹ Báo cáo Tháng 06/2026 của Phòng Văn hóa Xã hội …
        › 91
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo Tháng 06/2026 của Phòng Văn hóa Xã hội …
        — 08/07 08:00 —
        ‹ Kỳ Tháng 07/2026 đã mở … Phòng Văn hóa Số có 1 câu … Kỳ trước 91% …
    """,
        "Lan",
    )


async def test_a_unit_with_another_code_goes_on_with_its_people_and_its_history(june: Town) -> None:
    await answer(june, "Hùng", "40%, chờ máy chủ")
    await load(june, changed((CAP, unit("CAX", "Công an xã", "CAP")), ("CAP", "CAX")).replace("[CAX] }", "[CAP] }"))
    await june.tell(
        """
        Hùng ‹ Từ nay Công an xã tiếp tục phần việc của Công an phường, và anh/chị làm việc tại Công an xã với vai trò
               như cũ. Báo cáo còn mở vẫn trả lời dưới tên cũ; kỳ sau em hỏi dưới tên mới. Gõ "việc" …
        Quân ‹ Kế hoạch mới sắp xếp lại đơn vị:
               • Công an xã tiếp tục phần việc của Công an phường; cán bộ đã chuyển sang theo.
               Báo cáo đã mở giữ tên cũ …
        — 08/07 08:00 —
        Hùng ‹ Kỳ Tháng 07/2026 đã mở … Công an xã có 1 câu … 1/1 · An toàn mạng Kỳ trước: … 40% …
    """
    )


async def test_two_units_merge_and_both_their_people_serve_the_new_one(june: Town) -> None:
    merged = changed((CAP, CAP + unit("PM", "Phòng Mới", "VHXH, CAP")), ("lead: VHXH", "lead: PM"))
    merged = changed(("lead: CAP", "lead: PM"), ("aggregator: VHXH", "aggregator: PM"), plan=merged)
    await load(june, without(merged, "VHXH", "CAP", instead="PM"))
    await june.tell(
        """
        Lan ‹ Từ nay Phòng Mới tiếp tục phần việc của Phòng Văn hóa Xã hội, …
        Hùng ‹ Từ nay Phòng Mới tiếp tục phần việc của Công an phường, …
        Quân ‹ Từ nay …
        Quân ‹ Kế hoạch mới … • Phòng Mới tiếp tục phần việc của Phòng Văn hóa Xã hội, Công an phường; …
        Lan › việc
        Lan ‹ Báo cáo Tháng 06/2026 của Phòng Văn hóa Xã hội …
        Lan › 91
        Lan ‹ …
        Lan › gửi
        Lan ‹ Đã nhận báo cáo Tháng 06/2026 của Phòng Văn hóa Xã hội …
        Hùng › 40%, chờ máy chủ
        Hùng ‹ …
        Hùng › gửi
        Hùng ‹ Đã nhận báo cáo Tháng 06/2026 của Công an phường …
        — 08/07 08:00 —
        Lan ‹ Kỳ Tháng 07/2026 đã mở … Phòng Mới có 2 câu … 1/2 · Hồ sơ trực tuyến (%) Mục tiêu ≥ 90% Trả lời …
        Hùng ‹ Kỳ Tháng 07/2026 đã mở … Phòng Mới có 2 câu …
    """
    )


async def test_what_waits_to_be_said_when_units_merge_is_said_once_and_under_the_old_name(june: Town) -> None:
    await june.tell_since_now(
        """
        Hùng › để chiều nhắc
        Hùng ‹ Vâng, em nhắc lại báo cáo Tháng 06/2026 lúc 15:00 Thứ Hai 08/06; …
    """
    )
    await load(june, changed((CAP, unit("CAX", "Công an xã", "CAP")), ("CAP", "CAX")).replace("[CAX] }", "[CAP] }"))
    await june.tell_since_now(
        """
        — 08/06 15:00 —
        Hùng ‹ Còn 5 ngày làm việc: báo cáo Tháng 06/2026 của Công an phường … 1/1 · An toàn mạng …
        — 08/06 18:00 —
        Hùng ‹ (không nói gì)
    """
    )


async def test_of_a_unit_that_is_split_the_administrator_invites_anew(june: Town) -> None:
    await june.skip("Hạnh")
    split = changed((CAP, unit("CA1", "Công an khu 1", "CAP") + unit("CA2", "Công an khu 2", "CAP")))
    await load(june, without(changed(("lead: CAP", "lead: CA1"), plan=split), "CAP", instead="CA1, CA2"))
    await june.tell(
        """
        Quân ‹ Kế hoạch mới sắp xếp lại đơn vị:
               • Công an phường tách thành Công an khu 1, Công an khu 2. Em chưa biết ai về đơn vị nào, nên cần mời lại
               từng người: quản trị viên gõ "mời CA1 cán bộ đầu mối".
               Báo cáo đã mở giữ tên cũ và vẫn trả lời được; kỳ mở sau theo đơn vị mới.
        Hạnh ‹ Kế hoạch mới sắp xếp lại đơn vị:
               • Công an phường tách thành Công an khu 1, Công an khu 2. Em chưa biết ai về đơn vị nào, nên cần mời lại
               từng người: quản trị viên gõ "mời CA1 cán bộ đầu mối".
               Báo cáo đã mở …
        Hùng › việc
        Hùng ‹ Báo cáo Tháng 06/2026 của Công an phường …
        Hùng › 40%, chờ máy chủ
        Hùng ‹ …
        Hùng › gửi
        Hùng ‹ Đã nhận báo cáo Tháng 06/2026 của Công an phường …
        Hạnh › nhập hộ CAP
        Hạnh ‹ … Công an phường …
        Quân › mời CA1 cán bộ đầu mối
        Quân ‹ … Công an khu 1 …
        — 08/07 08:00 —
        Quân ‹ Công an khu 1 chưa có cán bộ đầu mối …
        Hạnh ‹ Công an khu 1 chưa có cán bộ đầu mối …
    """
    )
    assert await june.rows(
        "select count(*) from memberships m join units u on u.id = m.unit_id where u.code = 'CA1'"
    ) == [(0,)]


async def test_part_of_a_unit_goes_its_own_way_while_the_unit_stays(june: Town) -> None:
    await load(june, changed((CAP, CAP + unit("ANM", "Tổ An ninh mạng", "CAP")), ("lead: CAP", "lead: ANM")))
    await june.tell(
        """
        Quân ‹ … • Một phần việc của Công an phường nay thuộc Tổ An ninh mạng. Em chưa biết ai sang đơn vị mới, …
        Hùng ‹ (không nói gì)
    """
    )


async def test_who_belongs_to_a_group_changes_with_the_version(june: Town) -> None:
    """From the next period on the new member is asked through the group, and the one that left no longer is."""
    await answer(june, "Lan", "91")
    await answer(june, "Hùng", "40%, chờ máy chủ")
    for_group = changed(("lead: VHXH\n    coordinators: [ALL]\n    task", "lead: ALL\n    coordinators: []\n    task"))
    await load(june, for_group.replace("members: [VHXH, CAP]", "members: [CAP]"))
    await june.tell(
        """
        — 08/07 08:00 —
        Hùng ‹ Kỳ Tháng 07/2026 đã mở … Công an phường có 2 câu …
        Lan ‹ (không nói gì)
    """
    )


def without(plan: str, *codes: str, instead: str) -> str:
    """The plan without these units, and with others in the group of all."""
    lines = [line for line in plan.splitlines() if not any(line.startswith(f"  - {{ code: {one},") for one in codes)]
    text = "\n".join(lines) + "\n"
    text = text.replace("members: [VHXH, CAP]", f"members: [{instead}]").replace("to: [VHXH]", f"to: [{instead}]")
    assert text != PLAN
    return text
