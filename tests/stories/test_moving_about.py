"""Leaving questions for later, going back, resting, coming back: nothing is lost, nothing expires."""

from tests.stories.town import Town


async def test_skipping_going_back_resting_and_going_on(town: Town) -> None:
    await town.tell_since_now("""
        › lùi
        ‹ Đây là câu đầu tiên ạ. Xin trả lời, hoặc gõ "bỏ qua" để sang câu sau.
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/5 …
        › 90
        ‹ Đã ghi 90%. 3/5 …
        › lùi
        ‹ Đang ghi: 90%. 2/5 …
        › 91
        ‹ Đã ghi 91%; trước: 90%. 3/5 …
        › dừng
        ‹ Dạ vâng, 1 câu đã trả lời vẫn được lưu. Khi tiện, gõ "việc" để làm tiếp.
        › 100
        ‹ Dạ, anh/chị đang có 1 việc: báo cáo Tháng 11/2026 (1/5 câu). Gõ "tiếp" để trả lời, …
        › tiếp
        ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: 1/5 câu đã có, hạn 17:00 Thứ Hai 16/11. 3/5 …
        › xong
        ‹ … 4/5 …
        › xong
        ‹ … 5/5 …
        › đang làm
        ‹ Đã ghi: đang làm. 1/5 …
        › bỏ qua
        ‹ Chỉ còn câu 1 chưa trả lời. Chưa có số thì gõ "chưa có"; muốn nghỉ thì gõ "dừng".
        › việc
        ‹ Báo cáo Tháng 11/2026 của … 4/5 câu đã có … 1/5 …
        › 95
        ‹ … Đã đủ 5/5: …
        › ơ xong chưa
        ‹ Dạ, báo cáo Tháng 11/2026 đã đủ 5/5 câu, chưa gửi.
          Đúng rồi thì gõ "gửi"; muốn sửa câu 2 thì gõ "sửa 2".
        › (nhãn dán)
        ‹ Dạ, báo cáo Tháng 11/2026 đã đủ 5/5 câu, chưa gửi. …
    """)


async def test_a_person_of_two_units_chooses_by_a_digit(town: Town) -> None:
    await town.enrol("Tú", "Phạm Văn Tú", "CAP")
    code = await town.stage.code("KTHTDT", "officer")
    await town.tell_since_now(
        f"""
        › LK {code}
        ‹ Đã ghi thêm: anh/chị là cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị. Gõ "việc" để xem việc của mình.
        › việc
        ‹ Anh/chị còn 2 báo cáo:
          1. Tháng 11/2026 · Phòng Kinh tế, Hạ tầng và Đô thị: 0/6 câu, hạn 17:00 Thứ Hai 16/11
          2. Tháng 11/2026 · Công an phường: 0/7 câu, hạn 17:00 Thứ Hai 16/11
          Gõ số thứ tự để mở.
        › 3
        ‹ Anh/chị còn 2 báo cáo: …
        › 2
        ‹ Báo cáo Tháng 11/2026 của Công an phường: 0/7 câu đã có … 1/7 …
        › 93,5
        ‹ Đã ghi 93,5%. 2/7 …
        › việc
        ‹ … 2. Tháng 11/2026 · Công an phường: 1/7 câu …
        › 1
        ‹ Báo cáo Tháng 11/2026 của Phòng Kinh tế, Hạ tầng và Đô thị … 1/6 …
        › 88
        ‹ Đã ghi 88%. 2/6 · Tỷ lệ chi ngân sách phường cho KHCN, ĐMST, CĐS (%) Mục tiêu ≥ 3%
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Phòng Kinh tế, Hạ tầng và Đô thị (1/6 câu đã có), …
          Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Công an phường (1/7 câu đã có), hạn 17:00 Thứ Hai 16/11.
          2/6 …
        """,
        about="Tú",
    )


async def test_two_reports_are_sent_one_after_the_other(town: Town) -> None:
    await town.stage.phones["Nguyễn Văn An"].send(f"LK {await town.stage.code('CAP', 'officer')}")
    await town.stage.settle()
    await town.skip("An")
    for line in ("90", "90", "xong", "xong", "đang làm"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now("""
        › gửi
        ‹ Đã nhận báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường …
          Sửa được đến 17:00 Thứ Ba 01/12: gõ "sửa 2 Tháng 11/2026 VPHDND".
        ‹ … báo cáo Tháng 11/2026 của Công an phường … 1/7 …
        › sửa 2 Tháng 11/2026 VPHDND
        ‹ Đang ghi: 90%. 2/5 …
        › 91
        ‹ Đã ghi 91%; trước: 90%. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, …
        ‹ … báo cáo Tháng 11/2026 của Công an phường … 1/7 …
        › gửi
        ‹ Còn 7 câu chưa trả lời (câu 1, 2, 3, 4, 5, 6, 7) nên chưa gửi được. 1/7 …
    """)


async def test_two_officers_of_one_unit(town: Town) -> None:
    await town.enrol("Cúc", "Bùi Thị Cúc", "VPHDND")
    await town.tell_since_now("""
        Cúc › việc
        Cúc ‹ Báo cáo … 1/5 …
        An › 187/200
        An ‹ Đã ghi 93,5% (187/200). 2/5 …
        Cúc › 90
        Cúc ‹ Câu 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân đã có Nguyễn Văn An ghi 93,5% (187/200)
          lúc 08:00 Thứ Hai 09/11, em giữ số đó. Nếu cần sửa, gõ "sửa 1". 2/5 …
        Cúc › 91
        Cúc ‹ Đã ghi 91%. 3/5 …
        An › 95
        An ‹ Câu 2/5 … đã có Bùi Thị Cúc ghi 91% … 3/5 …
        An › xong
        An ‹ … 4/5 …
        An › xong
        An ‹ … 5/5 …
        An › đang làm
        An ‹ … Đã đủ 5/5: …
        An › gửi
        An ‹ Đã nhận báo cáo …
        Cúc › chưa
        Cúc ‹ Câu 3/5 … đã có Nguyễn Văn An ghi đã hoàn thành lúc 08:00 Thứ Hai 09/11, em giữ số đó.
          Nếu cần sửa, gõ "sửa 3".
        Cúc › sửa 3
        Cúc ‹ Đang ghi: đã hoàn thành. 3/5 …
        Cúc › chưa
        Cúc ‹ Đã ghi chưa hoàn thành; trước: đã hoàn thành.
          Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
    """)


async def test_a_day_expected_does_not_wipe_out_a_figure_that_came_meanwhile(town: Town) -> None:
    await town.tell_since_now("""
        An › chưa có
        An ‹ Đã ghi: chưa có số liệu. Dự kiến ngày nào có ạ? …
        Dũng › việc
        Dũng ‹ … 2/5 …
        Dũng › sửa 1
        Dũng ‹ Đang ghi: chưa có số liệu. 1/5 …
        Dũng › 93
        Dũng ‹ Đã ghi 93%; trước: chưa có số liệu. 2/5 …
        An › 20/11
        An ‹ Câu 1/5 … đã có Phạm Tiến Dũng ghi 93% … 2/5 …
    """)


async def test_what_is_answered_stays_when_it_is_passed_over_or_left(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. 2/5 …
        › sửa 1
        ‹ Đang ghi: 90%. 1/5 …
        › bỏ qua
        ‹ Dạ, câu 1 giữ nguyên: 90%. 2/5 …
        › 0,95
        ‹ …
        › dừng
        ‹ Con số vừa rồi chưa xác nhận nên em chưa ghi. Dạ vâng, 1 câu đã trả lời vẫn được lưu. …
        › 1: 90; 2: 91; 3: xong; 4: xong; 5: xong
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo Tháng 11/2026 …
        › sửa 2
        ‹ Đang ghi: 91%. 2/5 …
        › dừng
        ‹ Dạ, báo cáo BC-2026-11-VPHDND-1 giữ nguyên như đã gửi. …
    """)


async def test_to_see_is_to_see_what_waits(town: Town) -> None:
    await town.ask_for_approval(head=False, aggregator=True)
    await town.tell_since_now("""
        An › xem
        An ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: 0/5 câu đã có, … 1/5 …
    """)
    await town.answer_all()
    await town.tell_since_now("""
        Hạnh › xem
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, nộp lúc …
    """)
