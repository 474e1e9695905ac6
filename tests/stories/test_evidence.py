"""Photos and files where the plan asks for them: kept under their hash, echoed, and what is missing is said."""

import hashlib
from pathlib import Path

import pytest

import plans
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


async def test_an_album_where_no_photo_is_asked_for(town: Town) -> None:
    await town.tell_since_now("""
        › (album ảnh: red green)
        ‹ Câu này trả lời bằng chữ hoặc số; em chưa nhận ảnh, tệp, ghi âm ở đây. …
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


async def test_the_original_is_kept_and_the_copy_says_nothing_of_the_place(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ …
        › (tệp thật: anh-goc.jpg)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    sha256 = hashlib.sha256(files.photo_with_a_place()).hexdigest()
    kept = folder / "evidence" / sha256[:2] / sha256[2:4] / sha256
    assert kept.read_bytes() == files.photo_with_a_place()
    assert b"Mai" not in kept.with_suffix(".shown").read_bytes()
