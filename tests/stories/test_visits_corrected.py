"""Own visits are corrected the same day, later with a reason; a confirmed month stands; what is set aside is seen."""

import pytest

from tests.stories.town import Town
from tests.stories.visiting import SON, TU, logged, teams_of


@pytest.fixture
async def teams(town: Town) -> Town:
    return await teams_of(town)


async def test_corrected_the_same_day(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 tổ 12
        ‹ …
        › cài app 3 ngõ 45
        ‹ …
        › /sua
        ‹ Các lượt anh/chị đã ghi: 1. 09/11 cài ứng dụng 3 người, ngõ 45 2. 09/11 VNeID 5 người, tổ 12 …
        › 2: 6
        ‹ Đã sửa: 09/11 VNeID 6 người, tổ 12. Trước là: 09/11 VNeID 5 người, tổ 12.
        › sửa lượt 1: ngõ 47
        ‹ Đã sửa: 09/11 cài ứng dụng 3 người, ngõ 47. …
        › xóa lượt 1
        ‹ Đã xóa: 09/11 cài ứng dụng 3 người, ngõ 47.
        › sửa lượt 1: ssk
        ‹ Đã sửa: 09/11 sổ sức khỏe điện tử 6 người, tổ 12. …
        › sửa lượt 1: 0
        ‹ Số người là 0 nên em không ghi. …
    """,
        SON,
    )
    assert await logged(teams) == [("health_record", 6, "tổ 12")]
    assert await teams.rows("select visit_id, version from visit_revisions order by id") == [
        (1, 1), (2, 1), (1, 2), (2, 2), (2, 3), (1, 3),
    ]  # fmt: skip


async def test_later_only_with_a_reason(teams: Town) -> None:
    await teams.phones[SON].send("vneid 5 tổ 12")
    await teams.stage.settle()
    await teams.jump("10/11 09:00")
    await teams.tell_since_now(
        """
        › sửa lượt 1: 6
        ‹ Lượt này không phải của hôm nay. Xin cho biết lý do ngắn.
        › ghi nhầm số
        ‹ Đã sửa: 09/11 VNeID 6 người, tổ 12. …
        › sửa lượt 1: 7; đếm lại
        ‹ Đã sửa: 09/11 VNeID 7 người, tổ 12. …
    """,
        SON,
    )
    assert await teams.rows("select why from visit_revisions order by id") == [(None,), ("ghi nhầm số",), ("đếm lại",)]


async def test_nobody_else_s_visit(teams: Town) -> None:
    await teams.phones[SON].send("vneid 5 tổ 12")
    await teams.stage.settle()
    await teams.tell("› sửa lượt 1: 6\n‹ Anh/chị chưa ghi lượt nào gần đây để sửa.", TU)


async def test_the_team_s_month(teams: Town) -> None:
    await teams.tell(
        """
        › đội
        ‹ Tổ CNSCĐ tổ 12, tháng 11/2026: chưa có lượt nào. …
        › vneid 5 tổ 12, cài app 2
        ‹ …
        › lớp kỹ năng số 30 người ngõ 45
        ‹ …
        › /doi
        ‹ Tổ CNSCĐ tổ 12, tháng 11/2026: 7 người trong 2 lượt. VNeID 5 người · cài ứng dụng 2 người
          1 lớp bồi dưỡng, 30 người. Đã đến 2/3 nơi. Chưa đến: ngõ 47.
    """,
        SON,
    )


async def test_the_head_confirms_the_month_and_it_stands(teams: Town) -> None:
    await teams.phones[SON].send("vneid 5 tổ 12")
    await teams.stage.settle()
    await teams.tell_since_now(
        f"""
        {SON} › chốt tháng 11
        {SON} ‹ Tháng 11/2026 chưa hết. Chốt được từ ngày cuối tháng.
    """
    )
    await teams.jump("01/12 09:00")
    await teams.skip("Hạnh")
    await teams.tell_since_now(
        f"""
        {TU} › chốt tháng
        {TU} ‹ Chỉ tổ trưởng chốt được tháng của tổ.
        {SON} › đội
        {SON} ‹ Tổ CNSCĐ tổ 12, tháng 12/2026: chưa có lượt nào. …
          [Chốt tháng 11/2026]
        {SON} › chốt tháng
        {SON} ‹ Đã chốt tháng 11/2026 của Tổ CNSCĐ tổ 12: 5 người trong 1 lượt. Từ giờ số này không đổi.
        {SON} › chốt tháng 11
        {SON} ‹ Tháng 11/2026 đã chốt rồi.
        {TU} › ssk 3 tổ 12 ngày 30/11
        {TU} ‹ Tháng 11/2026 tổ trưởng đã chốt nên em không ghi, sửa được nữa. …
        {SON} › sửa lượt 1: 6; đếm lại
        {SON} ‹ Tháng 11/2026 tổ trưởng đã chốt …
        Hạnh › mở tháng 11 TO12: ghi thiếu một lượt
        Hạnh ‹ Đã mở lại tháng 11/2026 của Tổ CNSCĐ tổ 12. …
        {TU} › ssk 3 tổ 12 ngày 30/11
        {TU} ‹ Đã ghi, tổ 12 hôm qua: sổ sức khỏe điện tử 3 người. Tháng 11/2026 của tổ: 8 người. …
    """
    )


async def test_set_aside_with_a_reason_for_the_team_to_see(teams: Town) -> None:
    await teams.tell(f"{SON} › vneid 5 tổ 12\n{SON} ‹ …\n{TU} › ssk 4 tổ 12\n{TU} ‹ …")
    await teams.skip("Hạnh")
    await teams.tell_since_now(
        f"""
        {TU} › xem lượt TO12
        {TU} ‹ Việc này của đơn vị tổng hợp.
        Hạnh › xem lượt TO12
        Hạnh ‹ Các lượt mới nhất của Tổ CNSCĐ tổ 12 trong tháng:
          #1 09/11 VNeID 5 người, tổ 12 (Lê Văn Sơn) #2 09/11 sổ sức khỏe điện tử 4 người, tổ 12 (Trần Anh Tú) …
        Hạnh › để riêng 2
        Hạnh ‹ Gõ số của lượt và lý do …
        Hạnh › để riêng 2: trùng với tổ 14
        Hạnh ‹ Đã để riêng, tổ đã được báo …
        {SON} ‹ Đơn vị tổng hợp để riêng, chưa tính: 09/11 sổ sức khỏe điện tử 4 người, tổ 12. Lý do: trùng với tổ 14. …
        {TU} ‹ Đơn vị tổng hợp để riêng, …
        {SON} › đội
        {SON} ‹ … 5 người trong 1 lượt. … Để riêng, không tính: … Lý do: trùng với tổ 14.
        Hạnh › tính lượt 2: đã hỏi lại tổ
        Hạnh ‹ Đã tính lại, …
        {SON} ‹ Lượt này được tính lại: …
        {TU} ‹ Lượt này được tính lại: …
    """
    )


async def test_a_new_plan_leaves_the_teams_alone(teams: Town) -> None:
    await teams.ask_for_approval(head=False, aggregator=False)
    await teams.tell_since_now("› vneid 5 tổ 12\n‹ Đã ghi, …", SON)
    assert await teams.rows("select count(*) from units where is_registered and retired_at is not null") == [(0,)]
