"""What people may do with their own data: see it, put it right, take their consent back, have it erased."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from handlers import join
from storage import seals
from storage.tables import Table
from tests.stories.doings import newest_file
from tests.stories.town import Town

KEY = b"k" * 32
NEWER = "2027-01-15"


async def test_somebody_sees_all_that_is_kept_about_them(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › dữ liệu của tôi
        ‹ Em đang giữ về anh/chị:
          Họ tên: Nguyễn Văn An
          Tài khoản Telegram: …
          Văn phòng HĐND & UBND phường: cán bộ đầu mối
          Đồng ý thông báo bản …
          Số câu trả lời đã ghi: 5 · lượt hỗ trợ: 0 · ảnh, tệp: 0 · vướng mắc: 0 · tin anh/chị gửi: … · …
    """)


@pytest.mark.needs("file")
async def test_the_file_holds_what_they_said_and_nobody_else_said(town: Town) -> None:
    await town.answer_all()
    await town.phones["Mai"].send("188/200")
    await town.phones["An"].send("/dulieucuatoi")
    await town.stage.settle()
    name, content = await newest_file(town.phones["An"])
    assert name == "du-lieu-cua-toi.xlsx"
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    told = {page: book.get_sheet_by_name(page).to_python() for page in book.sheet_names}
    assert [row[4] for row in told["Câu trả lời"][2:]] == ["90", "90", "xong", "chưa xong", "đang làm"]
    assert town.address("An") in str(told["Tài khoản"])
    assert "188/200" not in str(told)
    assert "Trần Thị Mai" not in str(told)
    await town.skip("An", "Mai")


async def test_three_times_a_day_are_enough(town: Town) -> None:
    for _ in range(3):
        await town.phones["An"].send("dữ liệu của tôi")
        await town.stage.settle()
    await town.tell_since_now("""
        › dữ liệu của tôi
        ‹ Hôm nay anh/chị đã xem 3 lần rồi ạ. Mai xin gõ lại.
    """)
    await town.jump("10/11 09:00")
    await town.tell_since_now("""
        › dữ liệu của tôi
        ‹ Em đang giữ về anh/chị: …
    """)


async def test_a_group_is_told_nothing_about_anybody(town: Town) -> None:
    await town.tell_since_now("""
        Bình trong nhóm › /dulieucuatoi
        Nhóm ‹ (không nói gì)
        Bình ‹ (không nói gì)
    """)
    assert await town.rows("select count(*) from data_requests") == [(0,)]


async def test_a_name_is_put_right_and_the_administrator_hears_of_it(town: Town) -> None:
    await town.tell_since_now("""
        › sửa dữ liệu
        ‹ Tên đang ghi: Nguyễn Văn An. Muốn sửa, xin gõ tên đúng liền sau, ví dụ: sửa dữ liệu Trần Thị Mai.
        › sửa dữ liệu 0912345678
        ‹ …
        › sửa dữ liệu Nguyễn Văn Ân
        ‹ Đã sửa: từ giờ em ghi tên anh/chị là Nguyễn Văn Ân. Quản trị viên được báo.
        Quân ‹ Nguyễn Văn An vừa sửa tên thành Nguyễn Văn Ân. Nếu không đúng, xin liên hệ người này.
    """)
    told = await town.rows("select actor, action, object, old, new, why from audit where action = 'rename'")
    assert "Nguyễn" not in str(told), "the trail refers to people, it does not name them"


async def test_who_takes_their_consent_back_is_left_in_peace(town: Town) -> None:
    await town.tell_since_now("""
        › rút đồng ý
        ‹ Em đã ghi: anh/chị rút đồng ý. Từ giờ em không nhắn và không ghi thêm gì về anh/chị; …
        Quân ‹ Nguyễn Văn An (Văn phòng HĐND & UBND phường) đã rút đồng ý về dữ liệu cá nhân, …
        Hạnh ‹ Nguyễn Văn An (Văn phòng HĐND & UBND phường) đã rút đồng ý …
        › 90
        ‹ Anh/chị đã rút đồng ý nên em không ghi gì. Muốn dùng lại, gõ "đồng ý thông báo"; …
        › dữ liệu của tôi
        ‹ Em đang giữ về anh/chị: …
        — 13/11 10:00 —
        An ‹ (không nói gì)
    """)
    assert await town.rows("select count(*) from revisions") == [(0,)]
    assert await town.rows("select raw from inbox where raw like '%\"90\"%'") == []
    await town.tell_since_now("""
        › đồng ý thông báo
        ‹ Cảm ơn anh/chị, em đã ghi sự đồng ý. Gõ "việc" để xem việc của mình.
        Quân ‹ Nguyễn Văn An đã đồng ý trở lại; em nhắn người này như trước.
        Hạnh ‹ Nguyễn Văn An đã đồng ý trở lại; …
        › 90
        ‹ Đã ghi 90%. 2/5 …
    """)


async def test_a_new_notice_is_asked_once_and_stops_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "CONSENT", NEWER)
    await town.tell_since_now("""
        Hùng › việc
        Hùng ‹ …
        Hùng ‹ Thông báo về dữ liệu cá nhân có thay đổi, xin anh/chị xem lại: Em lưu: họ tên, …
          Đồng ý thì gõ "đồng ý thông báo"; không thì gõ "rút đồng ý". Trong lúc đó em vẫn ghi số liệu như thường.
          [Đồng ý thông báo] [Rút đồng ý]
        Hùng › việc
        Hùng ‹ …
        Hùng › [Đồng ý thông báo]
        Hùng ‹ Cảm ơn anh/chị, em đã ghi sự đồng ý. …
    """)
    assert await town.rows("select consent from people where name = 'Vũ Mạnh Hùng'") == [(NEWER,)]


async def test_erasing_is_explained_asked_decided_and_done(town: Town) -> None:
    await town.answer_all()
    await town.skip("Hạnh", "Dũng", "Quân")
    address = town.address("An")
    await town.tell("""
        › xóa dữ liệu
        ‹ Xóa thì mất: họ tên, tài khoản, tin nhắn còn giữ, vị trí của anh/chị, và em không nhắn nữa. …
          Chắc chắn thì gõ "gửi yêu cầu xóa".
          [Gửi yêu cầu xóa]
        › [Gửi yêu cầu xóa]
        ‹ Em đã ghi yêu cầu xóa số 1 và báo quản trị viên. Anh/chị được trả lời chậm nhất Thứ Tư 11/11, thực hiện
          chậm nhất Thứ Sáu 27/11. Cho đến lúc đó mọi việc như thường.
        Quân ‹ Có yêu cầu về dữ liệu cá nhân:
          1. Nguyễn Văn An: xóa dữ liệu. Trả lời trước hết Thứ Tư 11/11, thực hiện trước hết Thứ Sáu 27/11. …
        › xóa dữ liệu
        ‹ Yêu cầu xóa số 1 của anh/chị đang chờ: …
        — 11/11 08:30 —
        Quân ‹ Yêu cầu về dữ liệu cá nhân đang chờ quyết định: 1. Nguyễn Văn An: xóa dữ liệu. …
        Quân › yêu cầu dữ liệu
        Quân ‹ Yêu cầu về dữ liệu cá nhân đang chờ: 1. Nguyễn Văn An: xóa dữ liệu. …
        Quân › thực hiện 1
        Quân ‹ Đã thực hiện yêu cầu số 1. Từ giờ người này hiện là "Người đã xóa #1"; số liệu của đơn vị còn nguyên.
        An ‹ Đã xóa theo yêu cầu số 1: em không còn giữ họ tên, tài khoản và tin nhắn của anh/chị. …
        Quân › thực hiện 1
        Quân ‹ Không có yêu cầu số 1 đang chờ. …
    """)
    assert await town.rows("select count(*) from revisions where person_id = 1") == [(5,)]
    assert await _left(town, "Nguyễn Văn An", address) == {"outbox"}
    assert await town.rows("select key from outbox where chat = :address", address=address) == [("goodbye:request:1",)]
    await town.tell("""
        › việc
        ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn, chỉ làm việc với người được mời. …
    """)


async def _left(town: Town, name: str, address: str) -> set[str]:
    """The tables that still hold the name or the address."""
    word = re.compile(rf"{re.escape(name)}|(?<!\w){re.escape(address)}(?!\w)")
    return {
        table
        for table in Table.metadata.tables
        if any(word.search(str(row)) for row in await town.rows(f"select * from {table}"))
    }


async def test_a_refusal_needs_its_reason_and_the_person_hears_it(town: Town) -> None:
    await town.tell_since_now("""
        › gửi yêu cầu xóa
        ‹ Em đã ghi yêu cầu xóa số 1 …
        Quân ‹ Có yêu cầu về dữ liệu cá nhân: …
        Hùng › thực hiện 1
        Hùng ‹ Yêu cầu về dữ liệu cá nhân do quản trị viên quyết định. …
        Quân › từ chối yêu cầu 1
        Quân ‹ Xin cho lý do để báo lại người yêu cầu: từ chối yêu cầu 1: lý do.
        Quân › từ chối yêu cầu 1: đang trong đợt thanh tra
        Quân ‹ Đã từ chối yêu cầu số 1 của Nguyễn Văn An và báo lý do cho người đó.
        An ‹ Yêu cầu số 1 của anh/chị chưa thực hiện được: đang trong đợt thanh tra. …
        Quân › yêu cầu dữ liệu
        Quân ‹ Không có yêu cầu nào về dữ liệu cá nhân đang chờ ạ.
    """)


async def test_the_chain_of_the_trail_holds_after_an_erasure(town: Town) -> None:
    town.stage.database.sessions.configure(info={seals.KEY: KEY})
    await town.answer_all()
    await town.phones["An"].send("gửi yêu cầu xóa")
    await town.stage.settle()
    await town.jump("09/11 09:00")
    await town.phones["Quân"].send("thực hiện 1")
    await town.stage.settle()
    await town.jump("09/11 10:00")
    async with town.stage.database.sessions() as session:
        verdict = await seals.verify(session, KEY, {})
    assert verdict.fault is None
    assert verdict.links > 0


async def test_in_english(town: Town) -> None:
    await town.tell_since_now("""
        › language en
        ‹ …
        › my data
        ‹ This is what I keep about you: Name: Nguyễn Văn An …
        › erase my data
        ‹ Erased: your name, … If you are sure, type "send the request".
          [Send the request]
        › send the request
        ‹ Your request 2 to have your data erased is noted, and the administrator is told. …
        › withdraw consent
        ‹ Noted: you take your consent back. …
        › agree to the notice
        ‹ Thank you, your consent is noted. …
    """)
