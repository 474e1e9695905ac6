"""A plan loaded twice changes nothing; a changed plan holds from the next period on."""

import plans
from tests.stories.town import Town

TEXT = plans.shipped()["hong_bang"].read_text(encoding="utf-8")


async def test_loading_the_same_plan_again_changes_nothing(town: Town) -> None:
    await town.stage.load_plan(TEXT, "hong_bang.yaml")
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. 2/5 …
    """)
    assert await town.rows("select version from plans") == [(1,)]
    assert await town.rows("select count(*) from periods") == [(1,)]


async def test_a_changed_target_is_asked_from_the_next_period_on(town: Town) -> None:
    old = 'name: "CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân"'
    start = TEXT.index(old)
    changed = TEXT[:start] + TEXT[start:].replace("target: 100", "target: 98", 1)
    await town.stage.load_plan(changed, "hong_bang.yaml")
    await town.tell_since_now("""
        › việc
        ‹ Báo cáo Tháng 11/2026 … 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%) Mục tiêu 100% …
        › 90
        ‹ …
    """)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở … 1/5 · … Mục tiêu 98% · Kỳ trước 90% …
    """)
    assert await town.rows("select version from plans order by version") == [(1,), (2,)]
