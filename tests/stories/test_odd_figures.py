"""A figure that is odd beside the unit's own history waits for another number, or for a yes with a reason."""

from tests.stories.town import Town


async def _december(town: Town) -> None:
    """November was 92,4 and 90; now it is December."""
    for line in ("92,4", "90", "xong", "chưa xong", "đang làm", "gửi"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.jump("08/12 08:00")
    await town.skip("An")


async def test_the_likelier_figure_is_offered(town: Town) -> None:
    await _december(town)
    await town.tell_since_now("""
        › 9,4
        ‹ Kỳ trước 92,4%, kỳ này 9,4%. Có phải 94% không ạ? Trả lời 94, hoặc "đúng 9,4" kèm lý do ngắn.
          [94%] [Đúng 9,4%]
        › 94
        ‹ Đã ghi 94%, tăng 1,6 điểm. 2/4 …
    """)
    assert await town.rows("select reason from figures where number = '94'") == [(None,)]


async def test_an_odd_figure_is_right_and_its_reason_is_kept(town: Town) -> None:
    await _december(town)
    await town.tell_since_now("""
        › 9,4
        ‹ Kỳ trước 92,4%, kỳ này 9,4%. …
        › đúng
        ‹ Vâng, 9,4%. Xin cho em một lý do ngắn để ghi kèm, ví dụ "đổi cách tính"; chưa đúng thì gõ lại số.
        › x
        ‹ Em chưa đọc được lý do. Xin viết vài chữ, trong 300 ký tự, ví dụ "đổi cách tính".
        › hỏi chị Mai số 0912345678
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại. Xin trả lời lại câu 1/4 …
        › khó khăn do mất điện cả tuần
        ‹ Đã ghi 9,4%, giảm 83 điểm. 2/4 …
        › 60
        ‹ Kỳ trước 90%, kỳ này 60%. Đúng thì gõ "đúng 60" kèm lý do ngắn; chưa đúng thì gõ lại số.
        › đúng 60, vì đổi cách tính
        ‹ Đã ghi 60%, giảm 30 điểm. 3/4 …
        › lùi
        ‹ Đang ghi: 60%. 2/4 …
        › 210/200
        ‹ Tử số lớn hơn mẫu số. …
        › đúng 105 làm bù kỳ trước
        ‹ Đã ghi 105% (210/200); trước: 60%. 3/4 …
        › xong
        ‹ … 4/4 …
        › đang làm
        ‹ … 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 9,4% (lý do: khó khăn do mất điện cả tuần)
          2. Hồ sơ công việc xử lý điện tử và ký số: 105% (210/200) (lý do: làm bù kỳ trước) …
    """)
    assert await town.rows("select why from revisions where why is not null order by id") == [
        ("khó khăn do mất điện cả tuần",),
        ("đổi cách tính",),
        ("làm bù kỳ trước",),
    ]
    assert await town.rows("select count(*) from inbox where raw like '%0912345678%'") == [(0,)]


async def test_an_odd_figure_by_its_buttons(town: Town) -> None:
    await _december(town)
    await town.tell_since_now("""
        › 9,4
        ‹ …
          [94%] [Đúng 9,4%]
        › [Đúng 9,4%]
        ‹ Vâng, 9,4%. Xin cho em một lý do ngắn …
        › 93
        ‹ Đã ghi 93%, tăng 0,6 điểm. 2/4 …
        › 8,8
        ‹ …
          [88%] [Đúng 8,8%]
        › [88%]
        ‹ Đã ghi 88%, giảm 2 điểm. 3/4 …
    """)


async def test_what_waits_can_be_dropped_or_left(town: Town) -> None:
    await _december(town)
    await town.tell_since_now("""
        › 9,4
        ‹ Kỳ trước 92,4%, kỳ này 9,4%. …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/4 …
        › 9,4
        ‹ Kỳ trước 92,4%, kỳ này 9,4%. …
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/4 …
        › 90
        ‹ Đã ghi 90%, bằng kỳ trước. …
    """)
