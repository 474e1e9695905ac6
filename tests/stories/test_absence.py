"""Who is away hands the unit's duties to a colleague for some days, and takes them back."""

import pytest

from tests.stories.town import Town


@pytest.fixture
async def office(town: Town) -> Town:
    """An has colleagues in VPHDND: Kim, an observer, and Dũng, the head."""
    await town.enrol("Kim", "Lê Thị Kim", "VPHDND", "observer")
    await town.skip("An", "Dũng", "Hạnh")
    return town


async def test_prompts_and_reminders_go_to_the_substitute(office: Town) -> None:
    await office.tell("""
        An › vắng từ 10/11 đến 20/11 thay bằng Lê Thị Kim
        An ‹ Đã ghi: anh/chị vắng từ Thứ Ba 10/11 đến hết Thứ Sáu 20/11, Lê Thị Kim thay. …
        Kim ‹ Nguyễn Văn An vắng từ Thứ Ba 10/11 đến hết Thứ Sáu 20/11 và nhờ anh/chị thay. …
        Kim › việc
        Kim ‹ Hiện đơn vị không còn báo cáo nào phải trả lời. …
        — 11/11 10:00 —
        An ‹ (không nói gì)
        Kim ‹ … báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường … 1/5 · …
        Kim › 90
        Kim ‹ Đã ghi 90%. 2/5 …
        An › việc
        An ‹ … 2/5 · …
        An › hết vắng
        An ‹ Đã ghi anh/chị hết vắng. …
        Kim ‹ Nguyễn Văn An đã về và nhận lại việc. …
        Kim › 91
        Kim ‹ …
    """)
    assert await office.rows("select count(*) from revisions") == [(1,)]


async def test_the_substitute_is_found_by_given_name_and_asked_for_otherwise(office: Town) -> None:
    await office.enrol("Kim Hai", "Trần Kim", "VPHDND")
    await office.skip("An", "Dũng")
    await office.tell_since_now("""
        An › /vang 2026-12-01 2026-12-05 @kim
        An ‹ Đơn vị có nhiều người tên như vậy:
          1. Lê Thị Kim
          2. Trần Kim
          Gõ số thứ tự hoặc tên; gõ "hủy" nếu thôi.
        An › 2
        An ‹ Đã ghi: anh/chị vắng từ Thứ Ba 01/12 đến hết Thứ Bảy 05/12, Trần Kim thay. …
        An › vắng
        An ‹ Anh/chị đã báo vắng: • 01/12–05/12: Trần Kim thay Về sớm thì gõ "hết vắng".
        An › vắng từ 4/12 đến 6/12 thay bằng Dũng
        An ‹ Anh/chị đã báo vắng 01/12–05/12, Trần Kim thay. …
    """)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("vắng từ 1/12 đến 5/12 thay bằng An", "Người thay phải là người khác trong đơn vị: 1. …"),
        ("vắng từ 1/12 đến 5/12 thay bằng Mai", "Em không thấy người đó trong đơn vị. Những người có thể thay: 1. …"),
        ("vắng từ 1/12 đến 5/12", "Ai thay anh/chị những ngày đó ạ? 1. …"),
        ("vắng từ 31/2 thay bằng Kim", "Em chưa đọc được ngày vắng, …"),
        ("vắng hôm qua thay bằng Kim", "Em chưa đọc được ngày vắng, …"),
        ("vắng", "Anh/chị chưa báo vắng ngày nào. …"),
        ("hết vắng", "Anh/chị chưa báo vắng ngày nào."),
    ],
)
async def test_what_is_wrong_is_asked_back(office: Town, said: str, answer: str) -> None:
    await office.tell(f"""
        An › {said}
        An ‹ {answer}
    """)
    assert await office.rows("select 1 from absences") == []
