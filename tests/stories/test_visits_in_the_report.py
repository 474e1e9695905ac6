"""What the teams logged arrives in the unit's report, with its source; the officer confirms or corrects it."""

from datetime import UTC, datetime
from pathlib import Path

import plans
from tests.stories.town import BEFORE, Town, open_town
from tests.stories.venues import Venue
from tests.stories.visiting import HOA, TU, log, teams_of

FED = "    regime: monthly\n    frequency: month\n"
AFTER_CUT_OFF = datetime(2026, 11, 14, 17, 0, tzinfo=UTC)  # 15/11 00:00


def fed(code: str, feed: str) -> str:
    """The plan, in which the teams' visits feed one indicator more."""
    before, mark, after = plans.shipped()["hong_bang"].read_text(encoding="utf-8").partition(f"  - code: {code}\n")
    return before + mark + after.replace(FED, f"{FED}    visits: {feed}\n", 1)


async def test_the_question_arrives_filled_in_with_its_source(town: Town) -> None:
    await teams_of(town)
    await log(town, TU, "20/10", 12)
    await log(town, TU, "2/11", 5, counted="households")
    await log(town, HOA, "3/11", 8)
    await log(town, HOA, "3/11", 30, activity="vneid")  # feeds another question
    await log(town, HOA, "14/10", 99)  # of the month before
    await log(town, HOA, "5/11", 40, kind="class", activity="", words="an toàn mạng")
    await town.tell_since_now("""
        Lan › việc
        Lan ‹ … Báo cáo Tháng 11/2026: em điền sẵn 1 câu, mỗi câu kèm nguồn:
          17. Đào tạo kỹ năng số cho người dân qua Tổ CNSCĐ: kỹ năng số: 20 người, 5 hộ; 1 lớp bồi dưỡng, 40 người dự
          · từ 3 lượt của 2 tổ, 15/10–14/11
          Xong bước này em chỉ hỏi thêm 18 câu. …
          [Đúng]
        Lan › [Đúng]
        Lan ‹ Đã ghi 1 câu điền sẵn. …
    """)
    held = await town.rows("select words, derived_how from figures where derived_how is not null")
    assert held == [
        (
            "kỹ năng số: 20 người, 5 hộ; 1 lớp bồi dưỡng, 40 người dự",
            "visits visits 3 2 2026-10-15 2026-11-14 0",
        )
    ]


async def test_what_comes_after_the_cut_off_is_told_apart(town: Town) -> None:
    await teams_of(town)
    await log(town, TU, "20/10", 12)
    await log(town, TU, "14/11", 5, at=AFTER_CUT_OFF)
    await town.tell_since_now("""
        Lan › việc
        Lan ‹ … kỹ năng số: 12 người · từ 1 lượt của 1 tổ, 15/10–14/11; chưa cộng 1 lượt ghi sau khi chốt …
    """)


async def test_without_visits_the_question_is_asked_as_ever(town: Town) -> None:
    await teams_of(town)
    await town.tell_since_now("""
        Lan › việc
        Lan ‹ … 1/19 · Hồ sơ công việc xử lý điện tử và ký số (%) …
    """)


async def _counting(town: Town, feed: str) -> None:
    """The plan with one indicator fed, two teams with visits, and November opened: Lan is at question 15."""
    await town.stage.load_plan(fed("HB-12", feed), "hong_bang.yaml")
    await teams_of(town)
    await log(town, TU, "20/10", 12, activity="vneid")
    await log(town, HOA, "3/2", 30, activity="vneid", at=BEFORE)  # of the year, not of the month


async def test_another_number_than_the_teams_wants_a_reason(before: Path, venue: Venue) -> None:
    async with open_town(before, BEFORE, venue=venue) as town:
        await _counting(town, "{ activities: [vneid], counts: [people] }")
        await town.jump("9/11 08:00")
        await town.tell_since_now("""
            Lan › việc
            Lan ‹ … em điền sẵn 1 câu, mỗi câu kèm nguồn:
              8. Cơ sở được kiểm tra nhà nước về đo lường: 42 cơ sở · từ 2 lượt của 2 tổ, 15/12–14/11 …
            Lan › sửa 8: 40
            Lan ‹ Các tổ ghi 42 cơ sở, anh/chị ghi 40 cơ sở. Có phải 42 cơ sở không ạ? … "đúng 40" kèm lý do ngắn. …
            Lan › đúng 40
            Lan ‹ … lý do …
            Lan › hai người được tính hai lần
            Lan ‹ Đã ghi 40 cơ sở …
        """)
        held = await town.rows("select number, reason, derived_how from figures where number is not null")
        assert [(int(number), why, how) for number, why, how in held] == [(40, "hai người được tính hai lần", None)]


async def test_more_visits_after_the_yes_change_nothing_until_asked(before: Path, venue: Venue) -> None:
    async with open_town(before, BEFORE, venue=venue) as town:
        await _counting(town, "{ activities: [vneid], counts: [people] }")
        await town.jump("9/11 08:00")
        await town.tell_since_now("""
            Lan › việc
            Lan ‹ … 8. … 42 cơ sở · từ 2 lượt của 2 tổ, 15/12–14/11 …
            Lan › đúng
            Lan ‹ Đã ghi 1 câu điền sẵn. …
        """)
        await log(town, HOA, "10/11", 7, activity="vneid")
        await town.tell_since_now("""
            Lan › tính lại
            Lan ‹ Câu 8 tính lại: 49 cơ sở; trước: 42 cơ sở. …
        """)


async def test_where_the_teams_only_help_their_sum_stands_beside(before: Path, venue: Venue) -> None:
    async with open_town(before, BEFORE, venue=venue) as town:
        await _counting(town, "{ activities: [vneid], counts: [people], beside: true }")
        await town.jump("9/11 08:00")
        await town.tell_since_now("""
            Lan › việc
            Lan ‹ … 1/19 · …
            Lan › sửa 8
            Lan ‹ … 8/19 · Cơ sở được kiểm tra nhà nước về đo lường … Các tổ hỗ trợ (tính riêng, không phải số của câu
              này): 42 người, từ 2 lượt của 2 tổ, 15/12–14/11. …
            Lan › 3
            Lan ‹ Đã ghi 3 cơ sở. …
        """)
