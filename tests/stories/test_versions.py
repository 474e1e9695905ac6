"""A plan changes from a period on: every report keeps the target, the words and the deadline it was asked under."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from plans.faults import PlanError
from tests.stories.town import Town
from tests.stories.venues import Venue
from tests.stories.village import changed, load, open_village

RAISED = changed(("target: 90", "target: 95"), since="2026-07-01")
OLD_NAME, NEW_NAME = "name: Hồ sơ trực tuyến\n    kind", "name: Hồ sơ toàn trình\n    kind"
FROM_OCTOBER = changed(("target: 90", "target: 98"), since="2026-10-01")


@pytest.fixture
async def village(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Friday 05/06/2026: June opens on Monday."""
    async with open_village(tmp_path, venue=venue) as village:
        yield village


async def test_a_target_that_changes_in_july_leaves_june_as_it_was(village: Town) -> None:
    await load(village, RAISED)
    await village.tell(
        """
        — 08/06 08:00 —
        ‹ Kỳ Tháng 06/2026 đã mở … 1/1 · Hồ sơ trực tuyến (%) Mục tiêu ≥ 90% …
        › 91
        ‹ Đã ghi 91%. …
        › gửi
        ‹ Đã nhận báo cáo Tháng 06/2026 …
        — 08/07 08:00 —
        ‹ Kỳ Tháng 07/2026 đã mở … 1/1 · Hồ sơ trực tuyến (%) Mục tiêu ≥ 95% · Kỳ trước 91% …
    """,
        "Lan",
    )
    assert await village.rows("select version, applied_at is null from plans order by version") == [(1, 0), (2, 0)]
    assert await targets(village) == [("2026-06", "90"), ("2026-07", "95")]


async def test_what_is_open_already_goes_on_in_its_own_words_and_against_its_own_target(village: Town) -> None:
    await village.tell(
        """
        — 08/06 08:00 —
        ‹ Kỳ Tháng 06/2026 đã mở …
    """,
        "Lan",
    )
    await load(village, changed((OLD_NAME, NEW_NAME), ("target: 90", "target: 95")))
    await village.tell(
        """
        › việc
        ‹ Báo cáo Tháng 06/2026 … 1/1 · Hồ sơ trực tuyến (%) Mục tiêu ≥ 90% …
        › 91
        ‹ … Hồ sơ trực tuyến: 91% …
        › gửi
        ‹ …
        — 08/07 08:00 —
        ‹ Kỳ Tháng 07/2026 đã mở … 1/1 · Hồ sơ toàn trình (%) Mục tiêu ≥ 95% · Kỳ trước 91% …
    """,
        "Lan",
    )


async def test_an_accepted_june_keeps_its_words_after_the_plan_has_new_ones(village: Town) -> None:
    await village.tell(
        """
        — 08/06 08:00 —
        ‹ Kỳ Tháng 06/2026 đã mở …
        › 91
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo …
    """,
        "Lan",
    )
    await load(village, changed((OLD_NAME, NEW_NAME)))
    await village.tell_since_now(
        """
        › xem báo cáo
        ‹ … Hồ sơ trực tuyến: 91% …
    """,
        "Hạnh",
    )


async def test_another_unit_leads_from_july_on(village: Town) -> None:
    await load(village, changed(("lead: VHXH", "lead: CAP"), since="2026-07-01"))
    await village.tell(
        """
        — 08/06 08:00 —
        Lan ‹ Kỳ Tháng 06/2026 đã mở … Hồ sơ trực tuyến …
        Hùng ‹ Kỳ Tháng 06/2026 đã mở … An toàn mạng …
        Lan › 91
        Lan ‹ …
        Lan › gửi
        Lan ‹ Đã nhận …
        Hùng › xong, văn bản 12/KH
        Hùng ‹ …
        Hùng › gửi
        Hùng ‹ …
        — 08/07 08:00 —
        Hùng ‹ Kỳ Tháng 07/2026 đã mở … 1/1 · Hồ sơ trực tuyến …
        Lan ‹ (không nói gì)
    """
    )


async def test_the_due_day_moves_from_july_on(village: Town) -> None:
    later = ("working_days_after_cut_off: 1", "working_days_after_cut_off: 3")
    await load(village, changed(later, since="2026-07-01"))
    await village.tell(
        """
        — 08/06 08:00 —
        ‹ Kỳ Tháng 06/2026 đã mở (số liệu 15/05–14/06), hạn 17:00 Thứ Hai 15/06. …
        › 91
        ‹ …
        › gửi
        ‹ …
        — 10/07 08:00 —
        ‹ Kỳ Tháng 07/2026 đã mở (số liệu 15/06–14/07), hạn 17:00 Thứ Sáu 17/07. …
    """,
        "Lan",
    )


async def test_two_versions_wait_and_each_begins_with_its_period(village: Town) -> None:
    await load(village, RAISED)
    await load(village, FROM_OCTOBER)
    for when in ("08/06 08:00", "08/07 08:00", "10/08 08:00", "08/09 08:00", "09/10 08:00"):
        await village.jump(when)
    assert await targets(village) == [
        ("2026-06", "90"),
        ("2026-07", "95"),
        ("2026-08", "95"),
        ("2026-09", "95"),
        ("2026-10", "98"),
    ]


async def test_a_version_that_waits_is_replaced_before_it_begins(village: Town) -> None:
    await load(village, RAISED)
    await load(village, changed(("target: 95", "target: 93"), plan=RAISED))
    for when in ("08/06 08:00", "08/07 08:00", "10/08 08:00"):
        await village.jump(when)
    assert await targets(village) == [("2026-06", "90"), ("2026-07", "93"), ("2026-08", "93")]
    assert await village.rows("select version from plans where applied_at is null") == [(2,)]


async def test_a_plan_for_now_drops_what_waited(village: Town) -> None:
    await load(village, RAISED)
    await load(village, changed(("target: 90", "target: 92")))
    for when in ("08/06 08:00", "08/07 08:00"):
        await village.jump(when)
    assert await targets(village) == [("2026-06", "92"), ("2026-07", "92")]


async def test_the_bot_was_down_when_the_version_should_have_begun(village: Town) -> None:
    await load(village, RAISED)
    await village.jump("12/08 08:00")
    assert await targets(village) == [("2026-06", "90"), ("2026-07", "95"), ("2026-08", "95")]


async def test_a_broken_file_leaves_the_running_version_and_the_waiting_one(village: Town) -> None:
    await load(village, RAISED)
    before = await village.rows("select id, version, fingerprint, applied_at from plans order by id")
    with pytest.raises(PlanError):
        await load(village, changed(("lead: VHXH", "lead: VHX")))
    assert await village.rows("select id, version, fingerprint, applied_at from plans order by id") == before
    await village.jump("08/06 08:00")
    assert await targets(village) == [("2026-06", "90")]


async def targets(village: Town) -> list[tuple[str, str]]:
    """Each period with the target its figures are held against."""
    return await village.rows(
        "select p.key, t.number from periods p join targets t on t.plan_id = p.plan_id order by p.key"
    )
