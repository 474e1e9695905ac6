"""A month's report, from the first question to the receipt."""

from tests.stories.town import Town


async def test_a_whole_report_by_typing_only(town: Town) -> None:
    await town.tell("""
        ‹ Kỳ Tháng 11/2026 đã mở (số liệu 15/10–14/11), hạn 17:00 Thứ Hai 16/11.
          Văn phòng HĐND & UBND phường có 5 câu, khoảng 2 phút.
          1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%)
          Mục tiêu 100%
          Trả lời bằng một con số, ví dụ 93,5 hoặc 187/200.
          Không phát sinh: KPS · Chưa có số: CHƯA CÓ · Để sau: BỎ QUA
        › 187/200
        ‹ Đã ghi 93,5% (187/200).
          2/5 · Hồ sơ công việc xử lý điện tử và ký số (%)
          Mục tiêu 100%
        › 91
        ‹ Đã ghi 91%.
          3/5 · Hoàn thành kết nối, khai thác, chia sẻ dữ liệu
          Trả lời XONG nếu đã hoàn thành, CHƯA XONG nếu còn đang làm.
          Để sau: BỎ QUA
        › xong
        ‹ Đã ghi: đã hoàn thành.
          4/5 · Hoàn thành, khai thác các CSDL theo danh mục
        › chưa xong
        ‹ Đã ghi: chưa hoàn thành.
          5/5 · Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn
          Gõ: CHƯA LÀM, 60%, XONG kèm số văn bản, VƯỚNG kèm lý do; hoặc một, hai câu.
          Để sau: BỎ QUA
        › Mới triển khai 2 phòng, đã tập huấn 3 lớp.
        ‹ Đã ghi: Mới triển khai 2 phòng, đã tập huấn 3 lớp.
          Đã đủ 5/5:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 93,5% (187/200)
          2. Hồ sơ công việc xử lý điện tử và ký số: 91%
          3. Hoàn thành kết nối, khai thác, chia sẻ dữ liệu: đã hoàn thành
          4. Hoàn thành, khai thác các CSDL theo danh mục: chưa hoàn thành
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: Mới triển khai 2 phòng, đã tập huấn 3 lớp.
          Khó khăn, kiến nghị (nếu có): gõ "vướng mắc …".
          Đúng rồi thì gõ "gửi"; muốn sửa câu 2 thì gõ "sửa 2".
          [Gửi] [Sửa]
        › gui
        ‹ Đã nhận báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường lúc 08:00 ngày 09/11, trước hạn 7 ngày.
          Mã BC-2026-11-VPHDND-1.
          Sửa được đến 17:00 Thứ Ba 01/12: gõ "sửa 2".
    """)


async def test_the_same_with_buttons(town: Town) -> None:
    await town.tell_since_now("""
        › khoảng 90
        ‹ Em cần một con số chính xác, không ghi số ước chừng.
          Có phải 90% không ạ? Đúng thì gõ "đúng"; chưa đúng thì gõ lại số.
          [90%]
        › [90%]
        ‹ Đã ghi 90%. 2/5 …
        › 0,95
        ‹ Câu này hỏi phần trăm, em chưa rõ số vừa gõ là phần trăm hay phần của một. …
          [95%] [0,95%]
        › [0,95%]
        ‹ Đã ghi 0,95%. 3/5 …
        › xong
        ‹ … 4/5 …
        › xong
        ‹ … 5/5 …
        › đang thử nghiệm
        ‹ Đã ghi: đang thử nghiệm. Đã đủ 5/5: …
          [Gửi] [Sửa]
        › [Sửa]
        ‹ 1. … 2. Hồ sơ công việc xử lý điện tử và ký số: 0,95% …
          Muốn sửa câu nào, gõ số câu đó, từ 1 đến 5.
        › 2
        ‹ Đang ghi: 0,95%. 2/5 …
        › 95
        ‹ Đã ghi 95%; trước: 0,95%. Đã đủ 5/5: …
        › [Gửi]
        ‹ Đã nhận báo cáo …
        › [Gửi]
        ‹ Báo cáo này đã gửi rồi, mã BC-2026-11-VPHDND-1. …
    """)


async def test_last_months_figure_is_shown_and_compared(town: Town) -> None:
    await town.tell_since_now("""
        › 92,4
        ‹ …
        › 90
        ‹ …
        › xong
        ‹ …
        › chưa
        ‹ …
        › đang làm
        ‹ …
        › gửi
        ‹ Đã nhận …
        — tắt máy đến 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở (số liệu 15/11–14/12), hạn 17:00 Thứ Ba 15/12.
          Văn phòng HĐND & UBND phường có 4 câu, khoảng 1 phút.
          1/4 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%)
          Mục tiêu 100% · Kỳ trước 92,4% …
        › 93,5
        ‹ Đã ghi 93,5%, tăng 1,1 điểm. 2/4 … Kỳ trước 90%
        › 90
        ‹ Đã ghi 90%, bằng kỳ trước.
          3/4 · Hoàn thành, khai thác các CSDL theo danh mục
          Kỳ trước chưa hoàn thành …
    """)


async def test_gui_with_open_questions_asks_the_first_of_them(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ …
        › bỏ qua
        ‹ Dạ, để câu 2 lại sau. 3/5 …
        › xong
        ‹ …
        › gửi
        ‹ Còn 3 câu chưa trả lời (câu 2, 4, 5) nên chưa gửi được. 2/5 …
    """)


async def test_the_receipt_of_a_late_report_says_so(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ …
        › 90
        ‹ …
        › xong
        ‹ …
        › xong
        ‹ …
        › đang làm
        ‹ …
    """)
    await town.jump("18/11 09:12")
    await town.tell_since_now("""
        › gửi
        ‹ Đã nhận báo cáo … lúc 09:12 ngày 18/11, sau hạn 2 ngày làm việc. Mã BC-2026-11-VPHDND-1. …
    """)


async def test_on_the_due_day_it_is_on_time_until_the_hour(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ …
        › 90
        ‹ …
        › xong
        ‹ …
        › xong
        ‹ …
        › đang làm
        ‹ …
    """)
    await town.jump("16/11 16:59")
    await town.tell_since_now("""
        › gửi
        ‹ Đã nhận báo cáo … lúc 16:59 ngày 16/11, đúng hạn. …
    """)


async def test_the_first_sending_is_kept_for_ever(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › sửa 2
        ‹ Đang ghi: 90%. 2/5 …
        › hủy
        ‹ Dạ, báo cáo BC-2026-11-VPHDND-1 giữ nguyên như đã gửi. …
        › sửa câu 2
        ‹ Đang ghi: 90%. 2/5 …
        › bỏ qua
        ‹ Dạ, báo cáo BC-2026-11-VPHDND-1 giữ nguyên như đã gửi. …
        › việc
        ‹ Hiện đơn vị không còn báo cáo nào phải trả lời. Kỳ tới là Tháng 12/2026, mở 08:00 Thứ Ba 08/12,
          hạn 17:00 Thứ Ba 15/12. Em sẽ nhắn khi mở kỳ.
          Các kỳ sắp tới: • Tháng 12/2026: mở 08:00 Thứ Ba 08/12, hạn 17:00 Thứ Ba 15/12 • Tháng 01/2027: …
        — tắt máy đến 18/11 09:00 —
        › sua 2
        ‹ Đang ghi: 90%. 2/5 …
        › 86
        ‹ Đã ghi 86%; trước: 90%.
          Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
    """)
    first = await town.rows("select first_submitted_at, submissions, state from reports where submissions > 0")
    assert [(str(at)[:16], times, state) for at, times, state in first] == [("2026-11-09 01:00", 1, "submitted")]


async def test_a_sent_report_can_be_corrected_until_it_locks(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        — tắt máy đến 01/12 16:59 —
        › sửa 1
        ‹ Đang ghi: 90%. 1/5 …
        — 01/12 17:01 —
        › 95
        ‹ Báo cáo Tháng 11/2026 đã khóa từ 17:00 Thứ Ba 01/12 nên em không ghi thêm được.
          Cần bổ sung, xin gõ "xin mở khóa" kèm lý do.
        › sửa 1
        ‹ Báo cáo Tháng 11/2026 đã khóa …
    """)


async def test_after_the_lock_an_open_report_takes_nothing(town: Town) -> None:
    await town.jump("02/12 08:00")
    await town.tell_since_now("""
        › 93
        ‹ Báo cáo Tháng 11/2026 đã khóa từ 17:00 Thứ Ba 01/12 …
        › gửi
        ‹ Báo cáo Tháng 11/2026 đã khóa …
        › việc
        ‹ Hiện đơn vị không còn báo cáo nào phải trả lời. …
        — 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở … 1/5 …
        › 93
        ‹ Đã ghi 93%. …
    """)
