"""What goes wrong at a door: each slip has its answer, and nothing is logged that was not meant."""

import pytest
from sqlalchemy import update

from files.team_list import Team
from simulator.faults import Fault
from storage.tables import Organisation
from tests.files import photo
from tests.stories.town import Town
from tests.stories.visiting import HOA, SON, TU, logged, register, teams_of


@pytest.fixture
async def teams(town: Town) -> Town:
    return await teams_of(town)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("vneid 0 người tổ 12", "Số người là 0 nên em không ghi. …"),
        ("vneid 10.000 người tổ 12", "Nhiều hơn 9.999 người một lần thì có lẽ gõ nhầm …"),
        ("vneid 5 tổ 12 ngày 12/11/2062", "Ngày này chưa đến nên em không ghi. …"),
        ("vneid 5 tổ 12 ngày 12/10", "Ngày này trước khi tổ bắt đầu ghi (01/11) nên em không ghi. …"),
        ("vneid 5 tổ 99", "VNeID 5 người: em không thấy … trong địa bàn của tổ. Có phải: 1. …"),
        ("vneid cho bà Nguyễn Thị Hoa 0912345678", "Dòng này có vẻ có tên, số điện thoại hoặc số căn cước …"),
        ("+3", "Anh/chị chưa ghi lượt nào trước đó để lặp lại. …"),
    ],
)
async def test_a_slip_is_answered(teams: Town, said: str, answer: str) -> None:
    await teams.tell(f"› {said}\n‹ {answer}", SON)
    assert await logged(teams) == []


async def test_an_activity_nobody_knows_may_be_another(teams: Town) -> None:
    await teams.tell(
        """
        › ghi lượt
        ‹ …
        › sửa máy tính
        ‹ Em chưa rõ "sửa máy tính" là việc gì. Có phải: … khác: sửa máy tính
        › [khác: sửa máy tính]
        ‹ … bao nhiêu người ạ? …
        › 2
        ‹ … ở đâu ạ? …
        › ngõ 47
        ‹ Đã ghi, ngõ 47 hôm nay: khác (sửa máy tính) 2 người. …
    """,
        SON,
    )


async def test_what_looks_like_a_citizen_is_not_kept_anywhere(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 1 người tổ 12 anh Hải 0912345678
        ‹ Dòng này có vẻ có tên, số điện thoại hoặc số căn cước của người dân nên em không ghi và không giữ lại. …
    """,
        SON,
    )
    assert await teams.rows("select 1 from inbox where raw like '%0912345678%'") == []
    assert await teams.rows("select 1 from visit_drafts") == []


async def test_somebody_of_two_teams_says_which(teams: Town) -> None:
    code = await teams.stage.code("TO14", "team_member")
    await teams.phones[SON].send(f"LK {code}")
    await teams.stage.settle()
    await teams.tell_since_now(
        """
        › vneid 5 tổ 12
        ‹ Tổ CNSCĐ tổ 12: đã ghi, tổ 12 hôm nay: VNeID 5 người. …
        › ssk 3 người
        ‹ Tổ CNSCĐ tổ 14: đã ghi, tổ 14 hôm nay: sổ sức khỏe điện tử 3 người. …
        › ghi lượt
        ‹ Anh/chị thuộc nhiều tổ. Lượt này của tổ nào ạ? 1. Tổ CNSCĐ tổ 12 2. Tổ CNSCĐ tổ 14
        › 2
        ‹ Anh/chị hỗ trợ việc gì? …
        › hủy
        ‹ …
    """,
        SON,
    )


async def test_a_number_that_is_a_line_and_a_name_is_asked_about(town: Town) -> None:
    await register(town, (Team(2, "TO3", "Tổ CNSCĐ tổ 3", ["ngõ 2", "tổ 3", "tổ 1"]),))
    await town.enrol("Sơn", "Lê Văn Sơn", "TO3", "head")
    await town.tell(
        """
        › vneid 5
        ‹ VNeID 5 người: ở đâu ạ? … 1. ngõ 2 2. tổ 3 3. tổ 1
        › 3
        ‹ … 1. tổ 1 2. tổ 3
        › 2
        ‹ Đã ghi, tổ 3 hôm nay: VNeID 5 người. …
    """,
        "Sơn",
    )


async def test_a_question_of_a_report_keeps_its_answer(teams: Town) -> None:
    """Sơn is an officer, too: what may be meant for both is asked."""
    await teams.phones[SON].send(f"LK {await teams.stage.code('VPHDND', 'officer')}")
    await teams.stage.settle()
    await teams.tell_since_now(
        """
        › việc
        ‹ … 1/5 · …
        › vneid 5 người tổ 12
        ‹ Anh/chị đang có câu 1/5 · … Dòng vừa rồi là: 1. Ghi lượt hỗ trợ 2. Trả lời câu hỏi
          [Ghi lượt hỗ trợ] [Trả lời câu hỏi]
        › 1
        ‹ Đã ghi, tổ 12 hôm nay: VNeID 5 người. …
        › 90
        ‹ Đã ghi 90%. 2/5 …
        › như trước
        ‹ Anh/chị đang có câu 2/5 · … Dòng vừa rồi là: …
        › [Trả lời câu hỏi]
        ‹ …
        › 91
        ‹ Đã ghi 91%. …
    """,
        SON,
    )
    assert await logged(teams) == [("vneid", 5, "tổ 12")]


async def test_a_place_outside_the_ward_is_not_noted(teams: Town) -> None:
    async with teams.stage.database.sessions.begin() as session:
        await session.execute(update(Organisation).values(bounds=["10.7", "106.6", "10.8", "106.8"]))
    await teams.tell(
        """
        › (vị trí: )
        ‹ Em chưa thấy lượt nào vừa ghi ở đây. …
        › vneid 5 tổ 12
        ‹ Đã ghi, …
        › (vị trí: )
        ‹ Vị trí này nằm ngoài địa bàn phường Hồng Bàng nên em không ghi; lượt vẫn được tính.
    """,
        SON,
    )
    assert await teams.rows("select latitude from visits") == [(None,)]


async def test_a_place_is_noted_once(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, …
        › (vị trí: )
        ‹ Đã ghi vị trí của lượt này.
    """,
        SON,
    )
    assert await teams.rows("select latitude, longitude from visits") == [("20.86000", "106.68000")]


async def test_photos_go_with_their_visit(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh của lượt này. Nhờ anh/chị lưu ý: ảnh không chụp rõ mặt, giấy tờ, căn cước của người dân.
        › (đáp bằng ảnh: Đã ghi → green)
        ‹ Đã nhận ảnh của lượt này.
        › (album ảnh: blue | ssk 2 ngõ 45, white, black)
        ‹ Đã ghi, ngõ 45 hôm nay: sổ sức khỏe điện tử 2 người. …
        ‹ Đã nhận ảnh của lượt này.
    """,
        SON,
    )
    assert await teams.rows("select count(*) from visit_files group by entry order by count(*)") == [(2,), (3,)]
    assert len(await logged(teams)) == 2, "an album is one visit"


async def test_a_photo_of_fifty_megabytes(teams: Town) -> None:
    await teams.tell(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, …
    """,
        SON,
    )
    await teams.phones[SON].upload("document", "anh.png", photo("red") + bytes(50_000_000))
    await teams.stage.settle()
    await teams.tell("‹ Lượt vẫn được ghi; ảnh lớn quá 20 MB nên em không nhận. …", SON)
    assert await teams.rows("select 1 from visit_files") == []
    assert len(await logged(teams)) == 1


async def test_a_photo_that_the_messenger_does_not_give(teams: Town) -> None:
    teams.stage.messenger.faults.arm(Fault("file_away", times=5))
    await teams.tell(
        """
        › (ảnh: vneid 5 tổ 12)
        — 09/11 08:01 —
        — 09/11 08:02 —
        — 09/11 08:03 —
        — 09/11 08:04 —
        ‹ Đã ghi, …
        ‹ Lượt vẫn được ghi; em chưa lấy được ảnh từ máy chủ tin nhắn. Xin gửi lại ảnh sau ít phút.
    """,
        SON,
    )
    assert await teams.rows("select 1 from visit_files") == []
    assert len(await logged(teams)) == 1


async def test_leaving_and_coming_back(teams: Town) -> None:
    await teams.tell(
        f"""
        {TU} › rời tổ
        {TU} ‹ Rời tổ thì anh/chị không ghi lượt cho tổ được nữa; … rời tổ TO12 (Tổ CNSCĐ tổ 12)
        {TU} › rời tổ TO12
        {TU} ‹ Anh/chị đã rời Tổ CNSCĐ tổ 12. …
        {TU} › ghi lượt
        {TU} ‹ Anh/chị chưa thuộc tổ công nghệ số cộng đồng nào. …
    """
    )
    await teams.phones[TU].send(f"LK {await teams.stage.code('TO12', 'youth_member')}")
    await teams.stage.settle()
    await teams.tell_since_now(f"{TU} › vneid 5 tổ 12\n{TU} ‹ Đã ghi, …")
    assert HOA in teams.phones
