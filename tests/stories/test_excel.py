"""A report as an Excel file: fetched, filled in, sent back, and read like a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

import plans
from tests.stories.doings import fill
from tests.stories.town import Town


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed, and what it came to when the file was saved."""

    text: str
    came_to: float | str


async def _template(town: Town, name: str = "An") -> bytes:
    await town.tell_since_now(f"""
        {name} › /mau
        {name} ‹ Biểu Excel báo cáo …
    """)
    sent = await town.rows("select document from outbox where document is not null order by id desc")
    return bytes(sent[0][0])


async def test_a_filled_file_is_read_like_a_list(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. 2/5 …
        › mẫu
        ‹ Biểu Excel báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, 5 câu.
          Điền cột Trả lời rồi gửi lại tệp này cho em. …
        › (điền tệp: 2 = 187/200; 3 = xong; 4 = chưa xong; 5 = đã tập huấn 3 lớp)
        ‹ Em đọc được 4 câu trả lời:
          2. Hồ sơ công việc xử lý điện tử và ký số: 93,5% (187/200) …
          Đúng thì gõ "gửi"; sai thì gõ "sửa 2: 89".
        › gửi
        ‹ Đã nhận báo cáo Tháng 11/2026 …
    """)


async def test_problems_are_listed_by_row(town: Town) -> None:
    await town.tell_since_now("""
        › mẫu
        ‹ …
        › (điền tệp: 1 = 0,95; 2 = 102 | làm bù; 3 = abc)
        ‹ Cần xem lại:
          • Câu 1, dòng 5 của tệp (0,95): Câu này hỏi phần trăm, …
          • Câu 2, dòng 6 của tệp (102): Số vừa gõ lớn hơn 100%. …
          • Câu 3, dòng 7 của tệp (abc): Em chưa rõ ý câu trả lời vừa rồi. …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/5 …
        › (điền tệp: 1 = ; 2 =  )
        ‹ Em đã đọc biểu Tháng 11/2026: không có câu trả lời nào mới. …
        › 95
        ‹ Đã ghi 95%. …
        › (điền tệp: 1 = 90)
        ‹ … • Câu 1, dòng 5 của tệp (90): Nguyễn Văn An đã ghi 95% lúc 08:00 Thứ Hai 09/11 …
    """)


async def test_a_file_of_another_unit_or_of_a_closed_period_is_refused_kindly(town: Town) -> None:
    theirs = fill(await _template(town, "Mai"), {"1": "90"})
    own = fill(await _template(town), {"1": "90"})
    await town.phones["An"].upload("document", "bieu.xlsx", theirs)
    await town.stage.settle()
    assert (await town.last("An")).startswith("Biểu này không phải của một báo cáo đang chờ ở đơn vị anh/chị")
    await town.jump("02/12 09:00")
    await town.phones["An"].upload("document", "bieu.xlsx", own)
    await town.stage.settle()
    assert (await town.last("An")).startswith("Báo cáo Tháng 11/2026 đã khóa")
    assert await town.rows("select count(*) from revisions") == [(0,)]


async def test_a_file_that_was_moved_about_is_read_all_the_same(town: Town) -> None:
    """Another sheet in front, the sheet hidden and renamed, a column put between, cells merged, one more at the end."""
    own = await _template(town)
    await town.phones["An"].upload("document", "so lieu (1).xlsx", _moved_about(own, {"1": "90", "2": "91,5"}))
    await town.stage.settle()
    await town.tell_since_now("""
        › gửi
        ‹ Đã ghi 2 câu trả lời. …
    """)
    assert await town.rows("select count(*) from revisions") == [(2,)]


async def test_cells_of_every_sort_are_read_or_asked_about_by_row(town: Town) -> None:
    own = await _template(town)
    cells: dict[str, object] = {
        "1": 93.5,
        "2": date(2026, 2, 1),
        "3": "=A1",
        "4": True,
        "5": "1.234",
    }
    await town.phones["An"].upload("document", "bieu.xlsx", _moved_about(own, cells))
    await town.stage.settle()
    told = await town.last("An")
    assert "1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 93,5%" in told
    assert "• Câu 2, dòng 6 của tệp (01/02/2026):" in told
    assert "• Câu 3, dòng 7 của tệp (=A1):" in told


async def test_a_formula_gives_what_it_last_came_to(town: Town) -> None:
    cells: dict[str, object] = {"1": Formula("=187/2", 93.5), "2": Formula("=1/0", "#DIV/0!"), "3": Formula("=B1", "")}
    await town.phones["An"].upload("document", "bieu.xlsx", _moved_about(await _template(town), cells))
    await town.stage.settle()
    told = await town.last("An")
    assert told.startswith("Em đọc được 1 câu trả lời:\n1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 93,5%")
    assert "• Câu 2, dòng 6 của tệp (#DIV/0!):" in told
    assert "Câu 3" not in told


async def test_a_file_made_before_a_question_was_renamed_still_fits(town: Town) -> None:
    """A report is asked in the words of the plan it opened under."""
    old = fill(await _template(town), {"1": "90"})
    text = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
    renamed = text.replace('name: "CBCC có máy tính', 'name: "Cán bộ có máy tính', 1)
    assert renamed != text
    await town.stage.load_plan(renamed, "hong_bang.yaml")
    await town.phones["An"].upload("document", "bieu.xlsx", old)
    await town.stage.settle()
    assert (await town.last("An")).startswith("Em đọc được 1 câu trả lời:\n1. CBCC có máy tính đạt yêu cầu")


async def test_a_file_with_other_questions_than_the_report_has_is_asked_for_anew(town: Town) -> None:
    old = fill(await _template(town), {"1": "90"})
    await town.change("update wordings set name = 'Cán bộ' || substr(name, 5) where name like 'CBCC có%'")
    await town.phones["An"].upload("document", "bieu.xlsx", old)
    await town.stage.settle()
    assert (await town.last("An")).startswith("Biểu Tháng 11/2026 này là bản cũ, câu hỏi đã đổi nên em không ghi.")
    assert await town.rows("select count(*) from revisions") == [(0,)]


async def test_the_same_file_twice_says_nothing_new(town: Town) -> None:
    own = fill(await _template(town), {"1": "90"})
    for _ in range(2):
        await town.phones["An"].upload("document", "bieu.xlsx", own)
        await town.stage.settle()
        await town.phones["An"].send("ghi")
        await town.stage.settle()
    assert await town.rows("select count(*) from revisions") == [(1,)]


async def test_dangerous_files_are_not_opened(town: Town) -> None:
    own = await _template(town)
    for name, content, told in (
        ("bieu.xlsm", _with(own, "xl/vbaProject.bin", b"x"), "Tệp này có macro"),
        ("bieu.xlsx", _with(own, "xl/vbaProject.bin", b"x"), "Tệp này có macro"),
        ("bieu.xlsx", _with(own, "xl/media/bomb.bin", b"\0" * 30_000_000), "Tệp này khi mở ra lớn quá mức"),
        ("bieu.xlsx", _far_cell(own), "Tệp này khi mở ra lớn quá mức"),
        ("bieu.xlsx", _without_sheet(own), "Em không mở được tệp này"),
        ("bieu.xlsx", b"PK no parcel", "Câu này trả lời bằng chữ hoặc số"),
    ):
        await town.phones["An"].upload("document", name, content)
        await town.stage.settle()
        assert (await town.last("An")).startswith(told), await town.last("An")


def _moved_about(original: bytes, answers: Mapping[str, object]) -> bytes:
    rows = CalamineWorkbook.from_filelike(BytesIO(original)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    target = BytesIO()
    with Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
    ) as book:
        book.add_worksheet("Ghi chú").write_string(0, 0, "của phòng em")
        page = book.add_worksheet("Tên khác")
        page.hide()
        page.merge_range(0, 0, 0, 4, "")
        for at, row in enumerate(rows):
            cells: list[object] = [*row]
            if str(cells[0]) in answers:
                cells[5] = answers[str(cells[0])]
            for column, cell in enumerate([*cells[:3], "cột thêm", *cells[3:], "cột cuối"]):
                if isinstance(cell, Formula):
                    page.write_formula(at, column, cell.text, None, cell.came_to)
                else:
                    page.write(at, column, cell)
    return target.getvalue()


def _with(original: bytes, name: str, content: bytes) -> bytes:
    target = BytesIO(original)
    with ZipFile(target, "a", ZIP_DEFLATED) as parcel:
        parcel.writestr(name, content)
    return target.getvalue()


def _changed(original: bytes, old: bytes, new: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(original)) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            after.writestr(part.filename, data.replace(old, new) if "worksheets" in part.filename else data)
    return target.getvalue()


def _far_cell(original: bytes) -> bytes:
    return _changed(original, b'r="H5"', b'r="XFD1048576"')


def _without_sheet(original: bytes) -> bytes:
    return _changed(original, b"</sheetData>", b"")
