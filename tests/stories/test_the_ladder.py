"""Who is reminded, when, and when no more: opening, T-3, T-1, the due day, +1, +3, +5."""

from tests.stories.town import Town


async def test_the_whole_ladder_of_a_silent_unit(town: Town) -> None:
    await town.tell("""
        An ‹ Kỳ Tháng 11/2026 đã mở … 1/5 …
        Hạnh ‹ Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào trên hệ thống …
        Bình ‹ (không nói gì)
        Dũng ‹ (không nói gì)
        — 10/11 23:00 —
        An ‹ (không nói gì)
        — 11/11 08:00 —
        An ‹ Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường (chưa có câu nào),
          hạn 17:00 Thứ Hai 16/11.
          1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%)
          Mục tiêu 100%
          Anh/chị trả lời luôn tại đây được ạ.
        An › 187/200
        An ‹ Đã ghi 93,5% (187/200). 2/5 …
        — 13/11 08:00 —
        An ‹ Còn 1 ngày làm việc: báo cáo Tháng 11/2026 của … (1/5 câu đã có), hạn 17:00 Thứ Hai 16/11. 2/5 …
        — 16/11 08:00 —
        An ‹ Hôm nay đến hạn: báo cáo Tháng 11/2026 của … (1/5 câu đã có), hạn 17:00 Thứ Hai 16/11. 2/5 …
        — 16/11 14:00 —
        An ‹ Hôm nay đến hạn: … 2/5 …
        — 17/11 07:59 —
        An ‹ (không nói gì)
        — 17/11 08:00 —
        An ‹ Đã quá hạn 1 ngày làm việc: báo cáo Tháng 11/2026 của … (1/5 câu đã có). Vẫn nhận đến 17:00 Thứ Ba 01/12.
          Thủ trưởng đơn vị cũng nhận tin này. 2/5 …
        Dũng ‹ Để anh/chị nắm, các báo cáo đang quá hạn:
          • Văn phòng HĐND & UBND phường: Tháng 11/2026, quá 1 ngày làm việc (1/5 câu)
          Em đang nhắc cán bộ đầu mối của đơn vị. Xem cả kỳ: gõ "tổng hợp".
        — 18/11 23:00 —
        An ‹ (không nói gì)
        — 19/11 08:00 —
        An ‹ Đã quá hạn 3 ngày làm việc: …
        Dũng ‹ … quá 3 ngày làm việc …
        Hạnh ‹ Để anh/chị nắm, các báo cáo đang quá hạn:
          • Phòng Văn hóa Xã hội: Tháng 11/2026, quá 3 ngày làm việc (0/19 câu)
          • Văn phòng HĐND & UBND phường: Tháng 11/2026, quá 3 ngày làm việc (1/5 câu)
          • Trung tâm Phục vụ Hành chính công: …
          • Phòng Kinh tế, Hạ tầng và Đô thị: …
          • Công an phường: …
        Bình ‹ (không nói gì)
        — 23/11 08:00 —
        An ‹ Đã quá hạn 5 ngày làm việc: …
        Dũng ‹ … quá 5 ngày làm việc …
        Hạnh ‹ … quá 5 ngày làm việc …
        Bình ‹ Để anh/chị nắm, các báo cáo đang quá hạn: … • Văn phòng HĐND & UBND phường: … quá 5 ngày làm việc …
        — 07/12 23:00 —
        An ‹ (không nói gì)
    """)


async def test_after_sending_nobody_is_reminded(town: Town) -> None:
    await town.tell_since_now("""
        — 11/11 08:00 —
        An ‹ Còn 3 ngày làm việc: …
        Dũng ‹ (không nói gì)
    """)
    await town.answer_all()
    await town.tell_since_now("""
        — 25/11 08:00 —
        An ‹ (không nói gì)
        Dũng ‹ (không nói gì)
        Hạnh ‹ … • Phòng Văn hóa Xã hội: … • Công an phường: …
        Hạnh ‹ … quá 5 ngày làm việc …
    """)
    assert "Văn phòng HĐND" not in await town.last("Hạnh")


async def test_complete_but_not_sent_is_reminded_of_sending(town: Town) -> None:
    for line in ("90", "90", "xong", "xong", "đang làm"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now("""
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: … (5/5 câu đã có), hạn 17:00 Thứ Hai 16/11.
          Đã đủ các câu, chỉ còn bước gửi: xin gõ "gửi".
        › gửi
        ‹ Đã nhận báo cáo …
    """)


async def test_after_downtime_only_the_newest_missed_reminder_is_said(town: Town) -> None:
    await town.tell_since_now("""
        — tắt máy đến 16/11 09:00 —
        An ‹ Hôm nay đến hạn: … 1/5 …
        An ‹ Từ 08:00 Thứ Hai 09/11 … xin gửi lại giúp em. …
        Hạnh ‹ Bot không nhận được tin …
        Dũng ‹ (không nói gì)
        — tắt máy đến 20/11 10:00 —
        An ‹ Đã quá hạn 4 ngày làm việc: …
        An ‹ Từ 09:00 Thứ Hai 16/11 … xin gửi lại giúp em. …
        Dũng ‹ … quá 4 ngày làm việc …
        Hạnh ‹ … quá 4 ngày làm việc …
        Hạnh ‹ Bot không nhận được tin …
        Bình ‹ (không nói gì)
        — 23/11 07:00 —
        An ‹ (không nói gì)
    """)
    assert await town.rows(
        "select r.stage from reminders r join reports p on p.id = r.report_id join units u on u.id = p.unit_id"
        " where u.code = 'VPHDND' order by r.said_at"
    ) == [("opening",), ("due_morning",), ("+3",)]


async def test_nobody_is_woken_at_night(town: Town) -> None:
    await town.tell_since_now("""
        — tắt máy đến 11/11 21:30 —
        An ‹ (không nói gì)
        — 12/11 06:29 —
        An ‹ (không nói gì)
        — 12/11 06:30 —
        An ‹ Còn 2 ngày làm việc: …
        An ‹ Từ 08:00 Thứ Hai 09/11 … xin gửi lại giúp em. …
        — tắt máy đến 13/11 20:30 —
        An ‹ (không nói gì)
    """)
    await town.answer_all()
    await town.tell_since_now("""
        — 16/11 16:00 —
        An ‹ (không nói gì)
    """)


async def test_an_answer_in_the_night_is_taken_and_answered(town: Town) -> None:
    await town.tell_since_now("""
        — 09/11 22:15 —
        › 90
        ‹ Đã ghi 90%. …
    """)


async def test_somebody_busy_with_one_report_is_told_of_another_beside_it(town: Town) -> None:
    phone = town.phones["An"]
    await phone.send(f"LK {await town.stage.code('CAP', 'officer')}")
    await town.stage.settle()
    await town.tell_since_now("""
        › việc
        ‹ Anh/chị còn 2 báo cáo: …
        › 2
        ‹ Báo cáo Tháng 11/2026 của Công an phường: … 1/7 …
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường …
          Còn 3 ngày làm việc: báo cáo Tháng 11/2026 của Công an phường (chưa có câu nào), hạn 17:00 Thứ Hai 16/11.
          Xong báo cáo đang làm, gõ "việc" để chọn.
        › 90
        ‹ Đã ghi 90%. 2/7 …
    """)
