"""Photos and files where the plan asks for them: kept under their hash, echoed, and what is missing is said."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

import plans
from storage.tables import Inbox
from tests import files
from tests.stories.town import Town

TEXT = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
NAME = 'name: "CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân"'
TASK = "Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn"


def asking_for(indicator: str = "", task: str = "") -> str:
    """The plan, with evidence asked for beside the first indicator of VPHDND, or beside its task."""
    text = TEXT
    if indicator:
        at = text.index("frequency: month\n", text.index(NAME)) + len("frequency: month\n")
        text = f"{text[:at]}    evidence: {indicator}\n{text[at:]}"
    if task:
        at = text.index("frequency: month\n", text.index(TASK)) + len("frequency: month\n")
        text = f"{text[:at]}    evidence: {task}\n{text[at:]}"
    return text


async def december(town: Town, text: str) -> None:
    """The changed plan holds from the next period on."""
    await town.stage.load_plan(text, "hong_bang.yaml")
    await town.jump("07/12 08:00")
    await town.jump("08/12 08:00")
    await town.skip("An")
    await town.tell("""
        › việc
        ‹ …
    """)


async def evidence(town: Town) -> list[tuple[str, str]]:
    return await town.rows("select kind, name from evidence order by id")


async def test_a_photo_after_the_figure(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh: xin gửi tại đây, hoặc gõ "bỏ qua" để sang câu sau.
        › (nhãn dán)
        ‹ Câu này trả lời bằng chữ hoặc số, kèm ảnh hoặc tệp; em chưa nhận nhãn dán, ghi âm, vị trí ở đây. Câu 1/5 …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 2/5 · Hồ sơ công việc xử lý điện tử và ký số (%) …
        › 91
        ‹ Đã ghi 91%. …
        › (ảnh màu: blue)
        ‹ Câu này trả lời bằng chữ hoặc số; em chưa nhận ảnh, tệp, ghi âm ở đây. Câu 3/5 …
    """)
    rows = await town.rows("select kind, sha256, size from evidence")
    assert len(rows) == 1
    kind, sha256, size = rows[0]
    kept = folder / "evidence" / sha256[:2] / sha256[2:4] / sha256
    assert kind == "jpeg"
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256
    assert kept.stat().st_size == size
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_a_photo_first_or_with_the_figure_as_its_caption(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 1/5 · … Gửi kèm: ảnh.
        › 95
        ‹ Đã ghi 95%. 2/5 …
        › sửa 1
        ‹ …
        › (ảnh: 96)
        ‹ …
    """)
    await town.tell_since_now("""
        › bỏ qua
        ‹ …
    """)


async def test_a_caption_is_read_as_the_answer(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › (ảnh: 95,5)
        ‹ Đã nhận ảnh cho câu 1.
        ‹ Đã ghi 95,5%. 2/5 …
    """)


async def test_an_album_is_several_evidences_and_one_answer(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (album ảnh: red green blue)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
        › 91
        ‹ Đã ghi 91%. …
    """)
    assert [kind for kind, _ in await evidence(town)] == ["jpeg"] * 3
    assert await town.rows("select count(distinct figure_id) from evidence") == [(1,)]


async def test_an_album_whose_caption_is_the_answer(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › (album ảnh: red | 95,5, green, blue)
        ‹ Đã nhận ảnh cho câu 1.
        ‹ Đã ghi 95,5%. 2/5 …
    """)
    assert await town.rows("select count(*), count(distinct figure_id) from evidence") == [(3, 1)]


async def test_the_caption_may_stand_under_the_last_of_the_album(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › (album ảnh: red, green, blue | 95,5)
        ‹ Đã nhận ảnh cho câu 1. 1/5 …
        ‹ Đã ghi 95,5%. 2/5 …
    """)
    assert await town.rows("select count(*), count(distinct figure_id) from evidence") == [(3, 1)]


async def test_a_photo_in_reply_to_an_older_question_goes_there(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/5 …
        › 91
        ‹ Đã ghi 91%. 3/5 …
        › (đáp bằng ảnh: Tháng 12/2026 đã mở → red | 95)
        ‹ Đã nhận ảnh cho câu 1.
        ‹ Đã ghi 95%. 3/5 …
        › (đáp bằng ảnh: Tháng 12/2026 đã mở → green)
        ‹ Đã nhận ảnh cho câu 1. 3/5 …
    """)
    assert await town.rows("select count(*), count(distinct figure_id) from evidence") == [(2, 1)]


async def test_a_file_s_name_is_shown_as_it_is_and_names_no_place_on_the_disk(town: Town, folder: Path) -> None:
    await december(town, asking_for("[file]"))
    await town.phones["An"].upload("document", "<b>../../x&.pdf", files.pdf())
    await town.stage.settle()
    await town.skip("An")
    await town.tell("""
        › xóa tệp
        ‹ Đã xóa tệp <b>../../x&.pdf ở câu 1. …
    """)


async def test_an_album_where_no_photo_is_asked_for(town: Town) -> None:
    await town.tell_since_now("""
        › (album ảnh: red green)
        ‹ Câu này trả lời bằng chữ hoặc số; em chưa nhận ảnh, tệp, ghi âm ở đây. …
        › 95
        ‹ Đã ghi 95%. …
    """)
    assert await evidence(town) == []


async def test_the_same_file_twice_is_once(town: Town) -> None:
    await december(town, asking_for("[photo, file]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh, tệp: …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. Còn thiếu tệp: …
        › (ảnh màu: red)
        ‹ Em đã có ảnh này cho câu 1 rồi. Còn thiếu tệp: …
        › (tệp thật: bieu.xlsx)
        ‹ Đã nhận tệp cho câu 1. 2/5 …
    """)
    assert await evidence(town) == [("jpeg", ""), ("xlsx", "bieu.xlsx")]


async def test_a_task_with_its_product(town: Town) -> None:
    await december(town, asking_for(task="[file, document_number]"))
    for line in ("95", "91", "xong", "xong"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now("""
        › xong
        ‹ Đã ghi: hoàn thành. Còn thiếu tệp, số văn bản: …
        › 123/BC-UBND
        ‹ Đã ghi hoàn thành, sản phẩm 123/BC-UBND; trước: hoàn thành. Còn thiếu tệp: …
        › bỏ qua
        ‹ Đã đủ 5/5: … sản phẩm 123/BC-UBND (còn thiếu tệp) …
        › (tệp thật: bao-cao.pdf)
        ‹ Đã nhận tệp cho câu 5. Đã đủ 5/5: … sản phẩm 123/BC-UBND (1 tệp) …
        › gửi
        ‹ Đã nhận báo cáo …
    """)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("khong-phai.pdf", "Em chỉ nhận ảnh JPEG, PNG và tệp PDF, DOCX, XLSX. …"),
        ("khac.zip", "Em chỉ nhận ảnh JPEG, PNG và tệp PDF, DOCX, XLSX. …"),
        ("hong.pdf", "Em không mở được tệp này, có thể tệp bị hỏng hoặc có mật khẩu. …"),
        ("macro.docx", "Tệp này có macro nên em không nhận. …"),
        ("bom.docx", "Tệp này khi mở ra lớn quá mức bình thường nên em chưa nhận. …"),
    ],
)
async def test_what_is_not_kept_and_why(town: Town, name: str, sentence: str) -> None:
    await december(town, asking_for("[file]"))
    await town.tell(f"""
        › 95
        ‹ Đã ghi 95%. Còn thiếu tệp: …
        › (tệp thật: {name})
        ‹ {sentence}
        › (tệp thật: bao-cao.docx)
        ‹ Đã nhận tệp cho câu 1. 2/5 …
    """)
    assert await evidence(town) == [("docx", "bao-cao.docx")]


async def test_a_photo_is_kept_without_what_it_says_of_the_place(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ …
        › (tệp thật: anh-goc.jpg)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    rows = await town.rows("select sha256, received_sha256 from evidence")
    sha256, received = rows[0]
    assert received == hashlib.sha256(files.photo_with_a_place()).hexdigest(), (
        "who sent it can show that it is the same"
    )
    assert b"Mai" not in (folder / "evidence" / sha256[:2] / sha256[2:4] / sha256).read_bytes()
    assert len([one for one in (folder / "evidence").rglob("*") if one.is_file()]) == 1


async def test_what_lacks_is_said_once_and_the_report_is_incomplete_until_it_comes(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    for line in ("95", "bỏ qua", "91", "xong", "xong", "đang làm"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("Hạnh", "Bình", "Nhóm")
    await town.tell_since_now("""
        An › gửi
        An ‹ Báo cáo còn thiếu minh chứng: câu 1 (ảnh). Xin gửi tại đây cho câu 1, hoặc gõ "gửi" lần nữa để nộp trước,
          bổ sung sau; chưa có minh chứng thì báo cáo còn tính là chưa đủ.
          [Gửi]
        An › [Gửi]
        An ‹ Đã nhận báo cáo Tháng 12/2026 … Còn thiếu minh chứng: câu 1 (ảnh); báo cáo tính là chưa đủ …
        An › việc
        An ‹ Báo cáo Tháng 12/2026 của Văn phòng HĐND & UBND phường đã nộp, còn thiếu: câu 1 (ảnh). …
        Hạnh › xem báo cáo
        Hạnh ‹ … 95% (còn thiếu ảnh) 2. … Chưa đủ, còn thiếu: câu 1 (ảnh). …
        Bình › tổng hợp
        Bình ‹ … CHƯA ĐỦ SỐ LIỆU • Văn phòng HĐND & UBND phường:
          CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: thiếu ảnh …
        An › sửa 1
        An ‹ Đang ghi: 95%. 1/5 …
        An › (ảnh màu: red)
        An ‹ Đã nhận ảnh cho câu 1. Em đã xếp vào báo cáo BC-2026-12-VPHDND-1.
          Báo cáo nay đã đủ, anh/chị không cần làm gì thêm.
          Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
        Hạnh › xem báo cáo
        Hạnh ‹ … 95% (1 ảnh) 2. … đang làm Báo cáo nộp là xong, …
        Bình › tổng hợp
        Bình ‹ … Đã nộp 1/5 đơn vị: Văn phòng HĐND & UBND phường. …
    """)


async def test_the_file_sent_at_once_completes_the_report_before_it_goes(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    for line in ("95", "bỏ qua", "91", "xong", "xong", "đang làm"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now("""
        An › gửi
        An ‹ Báo cáo còn thiếu minh chứng: câu 1 (ảnh). …
        An › (ảnh màu: red)
        An ‹ Đã nhận ảnh cho câu 1. Đã đủ 5/5: …
        An › gửi
        An ‹ Đã nhận báo cáo Tháng 12/2026 … Mã BC-2026-12-VPHDND-1. Sửa được đến … gõ "sửa 2".
          Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
    """)


async def test_sent_back_for_want_of_a_photo_the_photo_is_the_answer(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    for line in ("95", "bỏ qua", "91", "xong", "xong", "đang làm", "gửi", "gửi"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now("""
        Hạnh › xem báo cáo
        Hạnh ‹ …
        Hạnh › trả lại 1: 3
        Hạnh ‹ Đã trả lại câu 1, … “Thiếu minh chứng”. …
        An ‹ … trả lại câu 1, … 1/5 … Gửi kèm: ảnh. …
        An › (ảnh màu: red)
        An ‹ Đã nhận ảnh cho câu 1. Đã gửi lại Phòng Văn hóa Xã hội. Báo cáo vẫn tính đúng hạn.
          Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
    """)


async def test_what_came_with_the_month_is_not_asked_for_again_with_the_quarter(town: Town) -> None:
    text = asking_for("[photo]").replace("frequencies: [month]", "frequencies: [month, quarter]", 1)
    await december(town, text)
    await town.tell("""
        › 1
        ‹ Báo cáo Tháng 12/2026 … Gửi kèm: ảnh. …
        › 95/100
        ‹ … Còn thiếu ảnh …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. … 2/5 · …
        › 187/200
        ‹ …
        › chưa xong
        ‹ …
        › chưa xong
        ‹ …
        › 30%
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo Tháng 12/2026 …
        ‹ Tiếp theo là báo cáo Quý IV/2026 … em điền sẵn 5 câu … 1. … 95% (95/100) · lấy Tháng 12/2026 …
        › đúng
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. Đã đủ 5/5:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 95% (95/100) · lấy Tháng 12/2026
          2. …
    """)


async def _as_if_not_handled_yet(town: Town) -> None:
    """As after a kill: the file was kept, perhaps, but what was written with it is not certain."""
    async with town.stage.database.sessions.begin() as session:
        last_of_chats = select(func.max(Inbox.id)).group_by(Inbox.chat).scalar_subquery()
        await session.execute(update(Inbox).where(Inbox.id.in_(last_of_chats)).values(state="new"))


async def test_a_photo_that_is_handled_twice_is_stored_once(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    await _as_if_not_handled_yet(town)
    await town.stage.settle()
    assert await evidence(town) == [("jpeg", "")]
    assert await town.rows("select count(*) from inbox where state = 'new'") == [(0,)]
    assert len([one for one in (folder / "evidence").rglob("*") if one.is_file()]) == 1


async def test_nobody_waits_for_somebody_else_s_file(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell_since_now("""
        Mai › việc
        Mai ‹ …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. …
    """)
    await _as_if_not_handled_yet(town)
    await town.stage.app.handle_all()
    waiting = await town.rows("select count(*) from inbox where state = 'new'")
    assert waiting == [(1,)], "only the one with the file still waits for its turn"
    await town.stage.settle()
    assert await town.rows("select count(*) from inbox where state = 'new'") == [(0,)]
