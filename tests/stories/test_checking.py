"""The head approves, the aggregating office accepts or sends back; only where the organisation asks for it."""

import pytest

from tests.stories.town import Town


@pytest.fixture
async def both(town: Town) -> Town:
    """The plan now asks for the head's yes and the aggregating office's."""
    return await asking_for(town, head=True, aggregator=True)


@pytest.fixture
async def accepting(town: Town) -> Town:
    """The plan now asks for the aggregating office's yes."""
    return await asking_for(town, head=False, aggregator=True)


async def asking_for(town: Town, *, head: bool, aggregator: bool) -> Town:
    await town.ask_for_approval(head=head, aggregator=aggregator)
    return town


@pytest.mark.buttons("[Xem], and a button of what is decided; typed: test_without_buttons")
async def test_head_and_office_say_yes_one_after_the_other(both: Town) -> None:
    await both.skip("Dũng", "Hạnh")
    await answer(both)
    await both.tell("""
        An › gửi
        An ‹ Đã nhận báo cáo Tháng 11/2026 … gõ "sửa 2".
          Đang chờ thủ trưởng đơn vị duyệt; có kết quả em sẽ báo.
        Dũng ‹ Nguyễn Văn An vừa nộp báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, chờ anh/chị duyệt.
          Gõ "duyệt" để xem.
          [Xem]
        Hạnh ‹ (không nói gì)
        Hạnh › tiếp nhận
        Hạnh ‹ Hiện không có báo cáo nào chờ anh/chị xem. …
        Dũng › duyệt
        Dũng ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, nộp lúc 08:00 Thứ Hai 09/11, 5 câu:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 90% …
          5. … đang làm
          Đồng ý thì gõ "duyệt"; cần sửa câu 2 thì gõ "trả lại 2: lý do".
          [Duyệt] [Trả lại]
        Dũng › duyệt
        Dũng ‹ Đã duyệt báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường. Đơn vị đã được báo.
        An ‹ Phạm Tiến Dũng đã duyệt báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường. …
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường đã về, chờ anh/chị tiếp nhận. …
          [Xem]
        Hạnh › [Xem]
        Hạnh ‹ Báo cáo Tháng 11/2026 … Thủ trưởng đã duyệt: Phạm Tiến Dũng. …
          [Tiếp nhận] [Trả lại]
        Hạnh › [Tiếp nhận]
        Hạnh ‹ Đã tiếp nhận báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường. Từ giờ báo cáo khóa; …
        An ‹ Đỗ Thị Hạnh đã tiếp nhận báo cáo Tháng 11/2026 … báo cáo đã khóa. …
        An › sửa 2
        An ‹ Báo cáo Tháng 11/2026 đã được tiếp nhận và khóa …
        Hạnh › [Tiếp nhận]
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường đã được Đỗ Thị Hạnh tiếp nhận
          lúc 08:00 Thứ Hai 09/11, anh/chị không cần làm gì thêm.
    """)
    assert await both.rows("select action from audit where action in ('approve', 'accept') order by id") == [
        ("approve",),
        ("accept",),
    ]


async def test_where_the_plan_asks_for_no_yes_a_report_is_done_when_sent(town: Town) -> None:
    await town.tell_since_now("""
        Hạnh › tiếp nhận
        Hạnh ‹ Cơ quan không đặt bước tiếp nhận: báo cáo nộp là xong. Hiện chưa có báo cáo nào đã nộp …
    """)
    await town.answer_all()
    await town.tell_since_now("""
        Dũng › duyệt
        Dũng ‹ Việc duyệt là của thủ trưởng đơn vị, ở cơ quan có đặt bước này. …
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, … 5. … đang làm
          Báo cáo nộp là xong, không cần tiếp nhận. Cần đơn vị sửa câu 2 thì gõ "trả lại 2: lý do".
          [Trả lại]
        Hạnh › tiếp nhận
        Hạnh ‹ Cơ quan không đặt bước tiếp nhận: báo cáo nộp là xong, anh/chị không cần làm gì thêm.
          Báo cáo Tháng 11/2026 …
        Hạnh › vâng
        Hạnh ‹ Báo cáo đang mở để anh/chị xem; cơ quan không đặt bước tiếp nhận nên báo cáo nộp là xong. …
        Hạnh › [Trả lại]
        Hạnh ‹ Trả lại câu nào ạ? …
        Hạnh › 2: 1
        Hạnh ‹ Đã trả lại câu 2, …
        An ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) trả lại câu 2, … 2/5 …
        An › 86
        An ‹ Đã ghi 86%; trước: 90%. Đã gửi lại Phòng Văn hóa Xã hội. Báo cáo vẫn tính đúng hạn.
        Hạnh › xem báo cáo
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, … 86% … không cần tiếp nhận. …
        An › tiếp nhận
        An ‹ Việc tiếp nhận, trả lại là của đơn vị tổng hợp. …
    """)


async def test_after_a_return_the_head_is_asked_again(both: Town) -> None:
    await both.answer_all()
    await both.tell_since_now("""
        Dũng › duyệt
        Dũng ‹ Báo cáo …
        Dũng › duyệt
        Dũng ‹ Đã duyệt …
        An ‹ Phạm Tiến Dũng đã duyệt …
        Hạnh ‹ Báo cáo Tháng 11/2026 … đã về, …
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo … Thủ trưởng đã duyệt: Phạm Tiến Dũng. …
        Hạnh › trả lại 2: 1
        Hạnh ‹ Đã trả lại câu 2, …
        An ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) trả lại câu 2, … 2/5 …
        An › 86
        An ‹ Đã ghi 86%; trước: 90%. Đã gửi lại thủ trưởng đơn vị. Báo cáo vẫn tính đúng hạn. Đang chờ thủ trưởng …
        Dũng ‹ Nguyễn Văn An vừa nộp báo cáo Tháng 11/2026 … chờ anh/chị duyệt. …
        Hạnh › tiếp nhận
        Hạnh ‹ Hiện không có báo cáo nào chờ anh/chị xem. …
        Dũng › duyệt
        Dũng ‹ Báo cáo … 86% …
        Dũng › duyệt
        Dũng ‹ Đã duyệt …
        An ‹ Phạm Tiến Dũng đã duyệt …
        Hạnh ‹ Báo cáo Tháng 11/2026 … đã về, …
    """)
    audit = "select action, old, new from audit where action in ('approve', 'return') order by id"
    assert [(action, old) for action, old, _ in await both.rows(audit)] == [
        ("approve", "submitted:1"),
        ("return", "approved:1"),
        ("approve", "submitted:2"),
    ]


async def test_the_second_of_two_is_told_who_decided_what_and_when(accepting: Town) -> None:
    await accepting.enrol("Thu", "Ngô Thị Thu", "VHXH", "aggregator")
    await accepting.answer_all()
    await accepting.tell_since_now(
        """
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo … [Tiếp nhận] [Trả lại]
        Thu › tiếp nhận
        Thu ‹ Báo cáo … [Tiếp nhận] [Trả lại]
        — 09/11 09:15 —
        Hạnh › trả lại 2: 1
        Hạnh ‹ Đã trả lại câu 2, …
        An ‹ … trả lại câu 2, … 2/5 …
        Thu › tiếp nhận
        Thu ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường đã được Đỗ Thị Hạnh trả lại
          lúc 09:15 Thứ Hai 09/11, đang chờ đơn vị sửa. …
        An › 86
        An ‹ Đã ghi 86%; …
        Hạnh ‹ … đã về, …
        Thu ‹ … đã về, …
        Thu › tiếp nhận
        Thu ‹ Báo cáo …
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo …
        Thu › tiếp nhận
        Thu ‹ Đã tiếp nhận …
        An ‹ Ngô Thị Thu đã tiếp nhận …
        Hạnh › trả lại 2: 1
        Hạnh ‹ Báo cáo Tháng 11/2026 … đã được Ngô Thị Thu tiếp nhận lúc 09:15 Thứ Hai 09/11, …
    """.replace("[Tiếp nhận] [Trả lại]", "")
    )


async def test_several_reports_wait_in_a_list(accepting: Town) -> None:
    await accepting.enrol("Kim", "Lê Kim", "KTHTDT")
    await accepting.answer_all()
    await accepting.tell_since_now("""
        Hạnh › nhập hộ Công an phường
        Hạnh ‹ Nhập hộ Công an phường, báo cáo Tháng 11/2026: theo công văn hoặc điện thoại của ai ạ? …
        Hạnh › hủy
        Hạnh ‹ Dạ, em để việc này lại, chưa có gì thay đổi. …
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, …
        Hạnh › ơ
        Hạnh ‹ Báo cáo đang mở chờ anh/chị: gõ "tiếp nhận" nếu đồng ý, …
    """)


async def test_a_figure_that_changes_under_the_card_is_shown_again(accepting: Town) -> None:
    await accepting.answer_all()
    await accepting.tell_since_now("""
        Hạnh › tiếp nhận
        Hạnh ‹ … 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 90% …
        An › sửa 1
        An ‹ Đang ghi: 90%. …
        An › 92
        An ‹ Đã ghi 92%; trước: 90%. …
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo vừa thay đổi, nên em đưa lại số mới để anh/chị xem. … 92% …
        Hạnh › tiếp nhận
        Hạnh ‹ Đã tiếp nhận báo cáo Tháng 11/2026 …
        An ‹ Đỗ Thị Hạnh đã tiếp nhận …
    """)


async def test_a_correction_after_the_heads_yes_asks_the_head_anew(both: Town) -> None:
    await both.answer_all()
    await both.tell_since_now("""
        Dũng › duyệt
        Dũng ‹ Báo cáo Tháng 11/2026 …
        Dũng › duyệt
        Dũng ‹ Đã duyệt …
        An ‹ Phạm Tiến Dũng đã duyệt …
        An › sửa 2
        An ‹ Đang ghi: 90%. …
        An › 91
        An ‹ Đã ghi 91%; trước: 90%. … Đang chờ thủ trưởng đơn vị duyệt; …
        Dũng ‹ Nguyễn Văn An vừa nộp báo cáo Tháng 11/2026 … chờ anh/chị duyệt. …
    """)


async def answer(town: Town) -> None:
    """All five questions of VPHDND, not handed in yet."""
    for line in ("90", "90", "xong", "chưa xong", "đang làm"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An")
