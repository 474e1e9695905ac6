"""A report as an Excel file: fetched, filled in, sent back, and read like a list."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.stories.doings import fill
from tests.stories.town import Town


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
          Điền cột Trả lời rồi gửi lại tệp này cho em.
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


async def test_dangerous_files_are_not_opened(town: Town) -> None:
    own = await _template(town)
    for name, content, told in (
        ("bieu.xlsm", own, "Tệp có macro"),
        ("bieu.xlsx", _with(own, "xl/vbaProject.bin", b"x"), "Tệp có macro"),
        ("bieu.xlsx", _with(own, "xl/media/bomb.bin", b"\0" * 30_000_000), "Tệp quá lớn"),
        ("bieu.xlsx", _far_cell(own), "Tệp quá lớn"),
        ("bieu.xlsx", _without_sheet(own), "Em không mở được tệp này"),
        ("bieu.xlsx", b"PK no parcel", "Câu này trả lời bằng chữ hoặc số"),
    ):
        await town.phones["An"].upload("document", name, content)
        await town.stage.settle()
        assert (await town.last("An")).startswith(told), await town.last("An")


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
