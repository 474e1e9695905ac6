"""How far a task has come: said in one line, echoed in its official writing, not asked again once it is done."""

from tests.stories.town import Town

TO_THE_TASK = ("90", "91", "xong", "xong")


async def at_the_task(town: Town) -> None:
    for line in TO_THE_TASK:
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An")


async def test_every_state_is_written_officially_and_can_be_changed(town: Town) -> None:
    await at_the_task(town)
    await town.tell("""
        › chưa làm
        ‹ Đã ghi: chưa thực hiện. Đã đủ 5/5: … 5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: chưa thực hiện …
        › sửa 5
        ‹ Đang ghi: chưa thực hiện. 5/5 · … Gõ: CHƯA LÀM, 60%, XONG kèm số văn bản, VƯỚNG kèm lý do; …
        › 60%, đã tập huấn 2 phòng
        ‹ Đã ghi đang làm 60% · 60%, đã tập huấn 2 phòng; trước: chưa thực hiện. …
        › sửa 5
        ‹ …
        › vướng: chưa có kinh phí
        ‹ Đã ghi vướng: chưa có kinh phí; trước: đang làm 60% · 60%, đã tập huấn 2 phòng. …
        › sửa 5
        ‹ …
        › xong, 123/BC-UBND
        ‹ Đã ghi hoàn thành, sản phẩm 123/BC-UBND; trước: vướng: chưa có kinh phí. …
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: hoàn thành, sản phẩm 123/BC-UBND …
    """)
    held = await town.rows("select progress, number, document, words from figures where progress is not null")
    assert held == [("done", None, "123/BC-UBND", None)]
    changes = await town.rows("select new from revisions order by id desc limit 1")
    assert "123/BC-UBND" in changes[0][0]


async def test_what_is_in_doubt_is_asked_back_and_confirmed_like_any_doubt(town: Town) -> None:
    await at_the_task(town)
    await town.tell("""
        › 60
        ‹ Số vừa gõ có phải phần trăm công việc đã làm không ạ?
          Có phải đang làm 60% không ạ? Đúng thì gõ "đúng"; chưa đúng thì gõ lại số.
          [đang làm 60%]
        › đúng
        ‹ Đã ghi: đang làm 60%. Đã đủ 5/5: …
        › sửa 5
        ‹ …
        › xong phần mềm
        ‹ Em chưa rõ nhiệm vụ đã hoàn thành cả hay mới xong một phần.
          Ý anh/chị là hoàn thành hay đang làm? …
          [hoàn thành] [đang làm]
        › [đang làm]
        ‹ Đã ghi xong phần mềm; trước: đang làm 60%. …
        › sửa 5
        ‹ …
        › xong phần mềm
        ‹ Em chưa rõ …
        › hoàn thành
        ‹ Đã ghi hoàn thành · xong phần mềm; trước: xong phần mềm. …
        › sửa 5
        ‹ …
        › chưa làm, 60%
        ‹ Hai ý trong tin vừa rồi chưa khớp nhau. …
        › hủy
        ‹ Dạ, em chưa ghi gì. 5/5 …
        › vướng
        ‹ Anh/chị cho em biết vướng gì ạ, ví dụ "vướng: chưa có kinh phí". Câu 5/5 …
        › ...
        ‹ Xin viết ngắn một, hai câu về tiến độ. Câu 5/5 …
        › 0912345678
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại. …
        › 60%, vướng mặt bằng
        ‹ Đã ghi đang làm 60%, vướng: mặt bằng; trước: hoàn thành · xong phần mềm. …
    """)


async def test_a_task_handed_in_as_done_is_not_asked_again(town: Town) -> None:
    await at_the_task(town)
    await town.tell_since_now("""
        › hoàn thành, 15/QĐ-UBND ngày 02/11/2026
        ‹ Đã ghi: hoàn thành, sản phẩm 15/QĐ-UBND ngày 02/11/2026. Đã đủ 5/5: …
        › gửi
        ‹ Đã nhận báo cáo …
    """)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở … có 2 câu, … 1/2 · CBCC có máy tính …
    """)
