"""A team's group hears of its week, the aggregating office and the leaders of the month: kindly, and in the morning."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handlers import visit_monthly
from locales import speak
from storage.outbox import MAX_TEXT
from storage.tables import Organisation
from tests.stories.town import GROUP, Town
from tests.stories.visiting import HOA, SON, TU, log, team_group, teams_of

NIGHT = datetime(2026, 11, 15, 19, tzinfo=UTC)


@pytest.fixture
async def teams(town: Town) -> Town:
    await teams_of(town)
    return town


@pytest.fixture
async def in_group(teams: Town) -> Town:
    """What stories call the group is the team's."""
    teams.group = await team_group(teams)
    await teams.stage.settle()
    await teams.phones[SON].send(teams.called("@dunghan_bot nhóm tổ"), chat=teams.group)
    await teams.stage.settle()
    teams.phones["Bình"] = teams.phones[SON]  # who reads the group in a story
    await teams.skip(GROUP)
    return teams


async def test_a_week_on_monday_morning(in_group: Town) -> None:
    await log(in_group, TU, "9/11", 5, activity="vneid")
    await log(in_group, SON, "10/11", 3, activity="vneid", place="ngõ 45")
    await log(in_group, SON, "15/11", 2, activity="digital_payment", counted="households")
    await log(in_group, HOA, "10/11", 50)  # another team
    await log(in_group, TU, "2/11", 1)
    await log(in_group, TU, "12/11", 20, kind="class", activity="", words="kỹ năng số")
    await in_group.tell("""
        — 16/11 07:29 —
        Nhóm ‹ (không nói gì)
        — 16/11 07:31 —
        Nhóm ‹ Tổ CNSCĐ tổ 12, tuần 09/11–15/11: 3 lượt, 8 người, 2 hộ.
          VNeID 8 người · thanh toán số 2 hộ
          1 lớp bồi dưỡng, 20 người dự.
          Đã đến 2/3 nơi. Tuần này có thể ghé: ngõ 47.
          2 tuần liền tuần nào tổ cũng có mặt bên bà con. Cảm ơn cả tổ!
        — 16/11 17:00 —
        Nhóm ‹ (không nói gì)
    """)


async def test_a_silent_week_is_asked_about_once_and_kindly(in_group: Town) -> None:
    await log(in_group, TU, "9/11", 5, activity="vneid")
    await in_group.jump("16/11 08:00")
    await in_group.skip(GROUP)
    await in_group.tell("""
        — 23/11 07:31 —
        Nhóm ‹ Tổ CNSCĐ tổ 12: tuần 16/11–22/11 chưa ghi lượt nào, chắc anh/chị bận nhiều việc.
          Tuần này gặp bà con ở đâu, chỉ cần một dòng: gõ "/ghiluot VNeID 5 người tổ 12". …
        — 30/11 08:00 —
        Nhóm ‹ (không nói gì)
    """)


async def test_after_a_stop_only_the_newest_week_is_told_and_not_in_the_afternoon(in_group: Town) -> None:
    await log(in_group, TU, "9/11", 5, activity="vneid")
    await log(in_group, TU, "16/11", 7, activity="vneid")
    await in_group.tell("""
        — tắt máy đến 24/11 14:00 —
        Nhóm ‹ (không nói gì)
        — 25/11 07:31 —
        Nhóm ‹ Tổ CNSCĐ tổ 12, tuần 16/11–22/11: 1 lượt, 7 người. …
    """)


async def test_a_month_to_who_may_know_which_team_is_silent_and_to_who_may_not(teams: Town) -> None:
    await log(teams, TU, "15/10", 4, activity="vneid")
    await log(teams, TU, "3/11", 6, activity="vneid")
    await log(teams, TU, "3/11", 3, activity="digital_payment", counted="households")
    await log(teams, HOA, "27/11", 10, activity="vneid")
    await log(teams, HOA, "27/11", 25, kind="class", activity="", words="an toàn mạng")
    await teams.jump("1/12 07:00")
    await teams.skip("Hạnh", "Bình", GROUP, "An")
    table = """TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG · tháng 11/2026 · phường Hồng Bàng
          2/2 tổ có hoạt động; tổ trưởng đã chốt tháng: 0.
          1 tổ chưa ghi lượt nào trong 14 ngày qua.
          Cộng: 3 lượt, 16 người, 3 hộ (tháng trước 1 lượt, 4 người).
          • VNeID: 16 người (tháng trước 4 người)
          • thanh toán số: 3 hộ (tháng trước 0 người)
          • lớp bồi dưỡng: 1 lớp, 25 người dự (tháng trước 0)"""
    await teams.tell(f"""
        — 1/12 07:31 —
        Hạnh ‹ {table}
          Chưa ghi lượt từ ngày: Tổ CNSCĐ tổ 12 (03/11).
        Bình ‹ {table}
    """)
    assert not [one for one in await teams.said_to(GROUP) if "tổ 12" in one["text"]]


async def test_the_month_on_request(teams: Town) -> None:
    await log(teams, TU, "3/11", 6, activity="vneid")
    await teams.tell_since_now("""
        Hạnh › lượt tháng
        Hạnh ‹ TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG · tháng 11/2026 · phường Hồng Bàng … Cộng: 1 lượt, 6 người …
        Hạnh › lượt tháng 13
        Hạnh ‹ … tháng 11/2026 …
        Bình › lượt tháng 10/2026
        Bình ‹ … tháng 10/2026 · phường Hồng Bàng 0/2 tổ có hoạt động; … Cộng: 0 lượt, 0 người …
        An › lượt tháng
        An ‹ …
    """)
    assert "TỔ CÔNG NGHỆ" not in await teams.last("An")


async def test_however_many_are_silent_the_table_is_one_message(teams: Town) -> None:
    async with teams.stage.database.sessions() as session:
        organisation = await session.get_one(Organisation, 1)
        found = await visit_monthly.month_of(session, organisation, date(2026, 11, 1), NIGHT.date())
    silent = [visit_monthly.Silent(f"Tổ công nghệ số cộng đồng số {n}, khu dân cư", NIGHT.date()) for n in range(99)]
    text = visit_monthly.text_of(speak("vi"), organisation, replace(found, silent=silent), names=True)
    assert len(text) <= MAX_TEXT
    assert "và " in text.splitlines()[-1]
