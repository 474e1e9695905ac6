"""A reply answers the question it replies to; an edited answer edits the figure."""

from tests.stories.town import Town


async def test_a_reply_to_an_older_question_answers_that_one(town: Town) -> None:
    await town.tell_since_now("""
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/5 …
        › 91
        ‹ Đã ghi 91%. 3/5 …
        › (đáp tin: 1/5 → 90)
        ‹ Đã ghi 90%. 3/5 …
        › (đáp tin: 2/5 → 93)
        ‹ Đã ghi 93%; trước: 91%. 3/5 …
        › (đáp tin: 3/5 → xong)
        ‹ Đã ghi: đã hoàn thành. 4/5 …
        › (đáp tin: 1/5 → 102)
        ‹ Số vừa gõ lớn hơn 100%. …
        › 95
        ‹ Đã ghi 95%; trước: 90%. 4/5 …
    """)


async def test_a_reply_after_sending_corrects_and_after_the_lock_says_so(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › (đáp tin: 2/5 → 86)
        ‹ Đã ghi 86%; trước: 90%. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
        — tắt máy đến 02/12 09:00 —
        › (đáp tin: 2/5 → 87)
        ‹ Báo cáo Tháng 11/2026 đã khóa từ 17:00 Thứ Ba 01/12 …
        — 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở … 1/4 …
        › (đáp tin: 2/5 → 87)
        ‹ Báo cáo Tháng 11/2026 đã khóa …
        › 90
        ‹ Đã ghi 90%, bằng kỳ trước. 2/4 …
    """)


async def test_an_edited_answer_edits_the_figure_and_leaves_the_question_in_hand(town: Town) -> None:
    await town.tell_since_now("""
        › 91
        ‹ Đã ghi 91%. 2/5 …
        › (sửa tin: 91 → 86)
        ‹ Đã ghi 86%; trước: 91%. Đang chờ câu 2 · Hồ sơ công việc xử lý điện tử và ký số.
        › (sửa tin: 86 → 86,0)
        ‹ Em đã đọc lại tin vừa sửa: số đã ghi vẫn là 86%.
        › (sửa tin: 86,0 → alo)
        ‹ Em chưa đọc được tin vừa sửa nên vẫn giữ 86%. Muốn đổi, gõ "sửa 1: 89".
        › 90
        ‹ Đã ghi 90%. 3/5 …
    """)
    old = await town.rows("select old, new from revisions where old is not null and cast(old as text) != 'null'")
    assert len(old) == 1


async def test_an_edit_at_the_card_and_after_sending(town: Town) -> None:
    await town.tell_since_now("""
        › 91
        ‹ …
        › 92
        ‹ …
        › xong
        ‹ …
        › chưa xong
        ‹ …
        › đang làm
        ‹ … Đã đủ 5/5: …
        › (sửa tin: 91 → 86)
        ‹ Đã ghi 86%; trước: 91%. Đã đủ 5/5: 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 86% …
        › gửi
        ‹ Đã nhận …
        › (sửa tin: 92 → 93)
        ‹ Đã ghi 93%; trước: 92%. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
        — tắt máy đến 02/12 09:00 —
        › (sửa tin: 93 → 94)
        ‹ Báo cáo Tháng 11/2026 đã khóa …
    """)


async def test_a_doubtful_edit_is_asked_back_and_one_that_waits_is_read_instead(town: Town) -> None:
    await town.tell_since_now("""
        › 91
        ‹ …
        › (sửa tin: 91 → 0,91)
        ‹ … Ý anh/chị là 91% hay 0,91%? …
        › (sửa tin: 0,91 → 93)
        ‹ Đã ghi 93%; trước: 91%. 2/5 …
        › 102
        ‹ Số vừa gõ lớn hơn 100%. …
        › (sửa tin: 102 → 92)
        ‹ Đã ghi 92%. 3/5 …
        › xong
        ‹ Đã ghi: đã hoàn thành. 4/5 …
    """)


async def test_an_edited_list_is_shown_again(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
        › (sửa tin: 1: 90; 2: 91 → 1: 90; 2: 92)
        ‹ Em đọc được 2 câu trả lời: … 2. … 92% …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
        › (sửa tin: 1: 90; 2: 92 → 1: 90; 2: 93)
        ‹ Em đọc được 2 câu trả lời: … 2. … 93% (trước: 92%) …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)
