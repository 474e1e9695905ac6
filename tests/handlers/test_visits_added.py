"""A month of 46 teams: the sums of the database are those of a naive count, and what is told of them is whole."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from bench import visits as bench
from files import visit_tables
from handlers import visit_monthly, visit_sheets
from locales import speak
from storage.database import Database
from storage.outbox import MAX_TEXT
from storage.visit_sums import By

VI = speak("vi")


async def test_seven_thousand_visits_add_up_as_a_naive_count_does(database: Database) -> None:
    async with database.sessions.begin() as session:
        organisation, naive = await bench.fill(session)
        assert await bench.differences(session, organisation, naive) == []
    assert len({entry for of in naive[By.TEAM].values() for entry in of.entries}) > 6_000


async def test_the_sheets_hold_every_visit_once_and_the_sums_of_the_count(database: Database) -> None:
    async with database.sessions.begin() as session:
        organisation, naive = await bench.fill(session)
        pages = await visit_sheets.of_month(session, VI, organisation, bench.FIRST)
        text = visit_monthly.text_of(
            VI, organisation, await visit_monthly.month_of(session, organisation, bench.FIRST, bench.LAST), names=True
        )
    book = CalamineWorkbook.from_filelike(BytesIO(visit_tables.as_workbook(pages, bench.NOW)))
    assert book.sheet_names == ["Lượt", "Theo tổ", "Theo người ghi", "Theo việc", "Theo nơi", "Theo tuần"]
    visits = book.get_sheet_by_name("Lượt").to_python()[1:]
    assert visits[0][:5] == ["Ngày", "Giờ ghi", "Tổ", "Người ghi", "Loại"]
    assert len({row[-1] for row in visits[1:]}) == len(visits) - 1 == len(pages[0].rows)
    by_team = book.get_sheet_by_name("Theo tổ").to_python()[2:]
    people = sum(of.numbers[0] for of in naive[By.TEAM].values())
    assert (len(by_team), sum(int(str(row[2]).partition(".")[0]) for row in by_team)) == (bench.TEAMS, people)
    assert f"{people:,}".replace(",", ".") in text
    assert len(text) <= MAX_TEXT
