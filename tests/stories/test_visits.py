"""At somebody's door: one free line, or three taps, from intent to receipt."""

import pytest

from tests.stories.town import Town
from tests.stories.visiting import SON, TU, logged, teams_of


@pytest.fixture
async def teams(town: Town) -> Town:
    return await teams_of(town)


async def test_one_line_is_enough(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 người tổ 12, cài app 2
        ‹ Đã ghi, tổ 12 hôm nay: VNeID 5 người · cài ứng dụng 2 người. Tháng này của tổ: 7 người. …
          [Hoàn tác]
        — 09/11 08:01 —
        › như trước ngõ 45
        ‹ Đã ghi, ngõ 45 hôm nay: VNeID 5 người · cài ứng dụng 2 người. Tháng này của tổ: 14 người. …
        › thanh toán số 2 hộ
        ‹ thanh toán số 2 hộ: ở đâu ạ? … 1. ngõ 45 2. tổ 12 3. ngõ 47
          [ngõ 45] [tổ 12] [ngõ 47]
        › 3
        ‹ Đã ghi, ngõ 47 hôm nay: thanh toán số 2 hộ. Tháng này của tổ: 14 người, 2 hộ. …
        › +3
        ‹ Đã ghi thêm, ngõ 47 hôm nay: thanh toán số 3 hộ. Tháng này của tổ: 14 người, 5 hộ. …
    """,
        SON,
    )
    assert await logged(teams) == [
        ("vneid", 5, "tổ 12"),
        ("app_install", 2, "tổ 12"),
        ("vneid", 5, "ngõ 45"),
        ("app_install", 2, "ngõ 45"),
        ("digital_payment", 2, "ngõ 47"),
        ("digital_payment", 3, "ngõ 47"),
    ]


async def test_three_taps_without_a_word(teams: Town) -> None:
    await teams.tell(
        """
        › ghi lượt
        ‹ Anh/chị hỗ trợ việc gì? … 1. dịch vụ công trực tuyến 2. VNeID … 9. khác 10. lớp bồi dưỡng
        › [VNeID]
        ‹ VNeID: bao nhiêu người ạ? …
          [1] [2] [3] [5] [10]
        › [5]
        ‹ VNeID 5 người: ở đâu ạ? … 1. tổ 12 2. ngõ 45 3. ngõ 47
        › [ngõ 45]
        ‹ Đã ghi, ngõ 45 hôm nay: VNeID 5 người. …
    """,
        SON,
    )
    assert await logged(teams) == [("vneid", 5, "ngõ 45")]


async def test_digits_do_as_well(teams: Town) -> None:
    await teams.tell(
        """
        › /ghiluot
        ‹ …
        › 4
        ‹ thanh toán số: bao nhiêu người ạ? …
        › 2 hộ
        ‹ thanh toán số 2 hộ: ở đâu ạ? …
        › 1
        ‹ Đã ghi, tổ 12 hôm nay: thanh toán số 2 hộ. …
    """,
        SON,
    )


async def test_a_team_with_one_place_is_not_asked_where(teams: Town) -> None:
    await teams.tell(
        """
        › ssk 4
        ‹ Đã ghi, tổ 14 hôm nay: sổ sức khỏe điện tử 4 người. Tháng này của tổ: 4 người. …
        › dvctt 3 người hôm qua
        ‹ Đã ghi, tổ 14 hôm qua: dịch vụ công trực tuyến 3 người. Tháng này của tổ: 7 người. …
    """,
        "Hoa",
    )


async def test_taken_back_at_once(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, …
          [Hoàn tác]
        › [Hoàn tác]
        ‹ Đã bỏ, tổ 12 hôm nay: VNeID 5 người.
        › vneid 6 tổ 12
        ‹ Đã ghi, … Tháng này của tổ: 6 người. …
        › bỏ
        ‹ Đã bỏ, tổ 12 hôm nay: VNeID 6 người.
        › hoàn tác
        ‹ Hôm nay anh/chị chưa ghi lượt nào để bỏ.
    """,
        SON,
    )
    assert await logged(teams) == []
    assert await teams.rows("select count(*) from visit_revisions") == [(4,)], "what it was is kept"


async def test_a_training_class(teams: Town) -> None:
    await teams.tell(
        """
        › lớp kỹ năng số 30 người ngõ 45
        ‹ Đã ghi, ngõ 45 hôm nay: lớp kỹ năng số 30 người. …
        › ghi lượt
        ‹ …
        › 10
        ‹ Lớp bồi dưỡng về nội dung gì? … 1. dịch vụ công trực tuyến …
        › 7
        ‹ lớp an toàn mạng: bao nhiêu người ạ? …
        › 25
        ‹ lớp an toàn mạng 25 người: ở đâu ạ? …
        › tổ 12
        ‹ Đã ghi, tổ 12 hôm nay: lớp an toàn mạng 25 người. …
    """,
        SON,
    )
    assert await teams.rows("select kind, words, number from visits order by id") == [
        ("class", "kỹ năng số", 30),
        ("class", "an toàn mạng", 25),
    ]


async def test_the_same_again_within_ten_minutes_is_asked_about(teams: Town) -> None:
    await teams.tell(
        f"""
        {SON} › vneid 5 tổ 12
        {SON} ‹ Đã ghi, …
        {TU} › vneid 5 tổ 12
        {TU} ‹ VNeID 5 người tổ 12 vừa được Lê Văn Sơn ghi lúc 08:00. Ghi lại hay ghi thêm ạ?
          1. Ghi thêm 2. Không ghi nữa
          [Ghi thêm] [Không ghi nữa]
        {TU} › [Không ghi nữa]
        {TU} ‹ Em không ghi gì thêm.
        {TU} › vneid 5 tổ 12
        {TU} ‹ …
        {TU} › 1
        {TU} ‹ Đã ghi, tổ 12 hôm nay: VNeID 5 người. Tháng này của tổ: 10 người. …
    """
    )


async def test_at_night_it_is_marked(teams: Town) -> None:
    await teams.jump("09/11 22:30")
    await teams.tell_since_now(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, … (Ghi ban đêm.) …
    """,
        SON,
    )
    assert await teams.rows("select is_night from visits") == [(1,)]


async def test_more_than_usual_is_asked_once(teams: Town) -> None:
    for day in ("10/11", "11/11", "12/11", "13/11"):
        await teams.jump(f"{day} 09:00")
        await teams.phones[SON].send("vneid 4 tổ 12")
        await teams.stage.settle()
    await teams.jump("14/11 09:00")
    await teams.tell_since_now(
        """
        › vneid 90 tổ 12
        ‹ 90 người trong một lần, nhiều hơn thường ngày của tổ (khoảng 4 người). Có đúng không ạ? 1. Đúng 2. Không ghi
        › đúng
        ‹ Đã ghi, tổ 12 hôm nay: VNeID 90 người. …
        › ssk 20 tổ 12
        ‹ Đã ghi, …
    """,
        SON,
    )
