"""The aggregating office takes a month's visits home; teams see where they have been."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from PIL import Image

from tests.stories.town import Town
from tests.stories.visiting import HOA, SON, TU, log, teams_of


@pytest.fixture
async def teams(town: Town) -> Town:
    await teams_of(town)
    await log(town, TU, "3/11", 6, activity="vneid")
    await log(town, TU, "4/11", 3, activity="other", words="=2+2 cài camera", place="ngõ 45")
    await log(town, HOA, "5/11", 30, kind="class", activity="", words="an toàn mạng")
    await log(town, HOA, "5/10", 9)
    return town


async def _sent(town: Town, name: str, column: str) -> list[Any]:
    address = town.address(name)
    found = await town.rows(
        f"select file_name, {column} from outbox where chat = :chat and {column} is not null order by id", chat=address
    )
    return list(found)


async def test_a_month_as_csv_and_as_excel(teams: Town) -> None:
    await teams.tell_since_now("""
        Hạnh › xuất lượt 11/2026 csv
        Hạnh ‹ Danh sách tháng 11/2026: 3 lượt. …
        Hạnh ‹ Lượt của các tổ, theo tuần.
        Hạnh › xuất lượt tháng 10
        Hạnh ‹ Danh sách tháng 10/2026: 1 lượt. …
        Hạnh ‹ Lượt của các tổ, theo tuần.
    """)
    (csv_name, content), (excel_name, workbook) = await _sent(teams, "Hạnh", "document")
    assert (csv_name, excel_name, workbook[:2]) == ("luot-2026-11.csv", "luot-2026-10.xlsx", b"PK")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0][:9] == [
        *("Ngày", "Giờ ghi", "Tổ", "Người ghi", "Loại", "Việc", "Nội dung", "Số lượng", "Tính theo"),
    ]
    assert [row[2:10] for row in rows[1:]] == [
        ["Tổ CNSCĐ tổ 12", "Trần Anh Tú", "Lượt hỗ trợ", "VNeID", "", "6", "người", "tổ 12"],
        ["Tổ CNSCĐ tổ 12", "Trần Anh Tú", "Lượt hỗ trợ", "khác", "'=2+2 cài camera", "3", "người", "ngõ 45"],
        ["Tổ CNSCĐ tổ 14", "Phạm Thị Hoa", "Lớp bồi dưỡng", "", "an toàn mạng", "30", "người dự", "tổ 14"],
    ]


async def test_what_was_set_aside_is_in_the_list_with_its_reason(teams: Town) -> None:
    visit = (await teams.rows("select id from visits where activity = 'vneid'"))[0][0]
    await teams.tell_since_now(f"""
        Hạnh › để riêng {visit}: trùng với lượt hôm trước
        Hạnh ‹ …
        Hạnh › xuất lượt tháng 11 csv
        Hạnh ‹ Danh sách tháng 11/2026: 3 lượt. …
        Hạnh ‹ Lượt của các tổ, theo tuần.
    """)
    content = (await _sent(teams, "Hạnh", "document"))[0][1].decode("utf-8-sig")
    assert "để riêng, không tính: trùng với lượt hôm trước" in content


async def test_members_and_officers_get_no_list(teams: Town) -> None:
    await teams.tell_since_now(f"""
        {TU} › xuất lượt
        {TU} ‹ Danh sách lượt dành cho đơn vị tổng hợp. Xem tháng của tổ mình: gõ "đội".
        Bình › xuất lượt
        Bình ‹ Danh sách lượt dành cho đơn vị tổng hợp. …
    """)
    assert await _sent(teams, TU, "document") == []


async def test_a_team_sees_its_own_places_and_the_office_every_team(teams: Town) -> None:
    await teams.tell_since_now(f"""
        {SON} › độ phủ
        {SON} ‹ Các nơi Tổ CNSCĐ tổ 12 đã đến, theo tuần.
        {SON} › do phu TO14
        {SON} ‹ Các nơi Tổ CNSCĐ tổ 12 đã đến, theo tuần.
        Hạnh › độ phủ
        Hạnh ‹ Lượt của các tổ, theo tuần.
        Hạnh › độ phủ TO14
        Hạnh ‹ Các nơi Tổ CNSCĐ tổ 14 đã đến, theo tuần.
        Hạnh › độ phủ TO99
        Hạnh ‹ …TO99…
        An › độ phủ
        An ‹ …
    """)
    pictures = [Image.open(BytesIO(photo)) for _, photo in await _sent(teams, "Hạnh", "photo")]
    assert [one.width for one in pictures] == [1080, 1080]
    assert await _sent(teams, "An", "photo") == []


async def test_while_a_list_is_made_others_are_answered(teams: Town) -> None:
    await teams.stage.clock.sleep(60)
    for name, text in (("Hạnh", "xuất lượt 11/2026"), (SON, "đội")):
        await teams.phones[name].send(text)
    newest = "select chat from outbox where created_at = (select max(created_at) from outbox) order by id"
    await teams.stage.hear()
    await teams.stage.app.handle_all()
    assert [chat for (chat,) in await teams.rows(newest)] == [teams.address(SON)]
    await teams.stage.app.fetch_all()
    assert {chat for (chat,) in await teams.rows(newest)} == {teams.address(SON), teams.address("Hạnh")}
