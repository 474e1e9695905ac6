"""What can be read in two ways, or is unlikely, is asked back and never guessed."""

from tests.stories.town import Town


async def test_a_doubt_is_settled_by_a_word_a_reading_a_tap_or_a_new_number(town: Town) -> None:
    await town.tell_since_now("""
        › 0,95
        ‹ Câu này hỏi phần trăm, em chưa rõ số vừa gõ là phần trăm hay phần của một.
          Ý anh/chị là 95% hay 0,95%? Gõ "đúng 95%", hoặc gõ lại số cho rõ.
          [95%] [0,95%]
        › đúng
        ‹ Số vừa rồi đọc được nhiều cách, xin cho em biết rõ.
          Ý anh/chị là 95% hay 0,95%? Gõ "đúng 95%", hoặc gõ lại số cho rõ.
          [95%] [0,95%]
        › đúng 0,95 vì mới có một phòng làm
        ‹ Đã ghi 0,95%. 2/5 …
        › 102
        ‹ Số vừa gõ lớn hơn 100%.
          Có phải 102% không ạ? Đúng thì gõ "đúng"; chưa đúng thì gõ lại số.
        › dung
        ‹ Vâng, 102%. Xin cho em một lý do ngắn để ghi kèm, ví dụ "đổi cách tính"; chưa đúng thì gõ lại số.
        › làm bù hồ sơ kỳ trước
        ‹ Đã ghi 102%. 3/5 …
        › sửa 2
        ‹ Đang ghi: 102%. 2/5 …
        › 210/200
        ‹ Tử số lớn hơn mẫu số. Có phải 105% (210/200) không ạ? …
        › 200/210
        ‹ Đã ghi 95,24% (200/210); trước: 102%. 3/5 …
    """)
    said = await town.rows("select said from revisions where said like 'đúng 0,95%'")
    assert said == [("đúng 0,95 vì mới có một phòng làm",)]


async def test_a_doubt_is_dropped(town: Town) -> None:
    await town.tell_since_now("""
        › 95-97
        ‹ Em cần một con số, không phải một khoảng. Ý anh/chị là 95% hay 97%? …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/5 …
        › không
        ‹ "Không" có thể là không phát sinh, cũng có thể là số 0.
          Ý anh/chị là không phát sinh hay 0%? Gõ "đúng không phát sinh", hoặc gõ lại số cho rõ.
        › dừng
        ‹ Con số vừa rồi chưa xác nhận nên em chưa ghi. Dạ vâng. Khi tiện, gõ "việc" để bắt đầu.
        › đúng
        ‹ Dạ, anh/chị đang có 1 việc: báo cáo Tháng 11/2026 (0/5 câu). …
    """)


async def test_what_is_no_answer_is_not_recorded(town: Town) -> None:
    await town.tell_since_now("""
        › alo em ơi
        ‹ Em chưa đọc được con số trong tin vừa rồi.
          Câu 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân
          Trả lời bằng một con số, ví dụ 93,5 hoặc 187/200.
        › -5
        ‹ Câu này không nhận số âm nên em chưa ghi.
          Xin trả lời lại câu 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân.
        › 1e3
        ‹ Em chưa đọc được cách viết số này. Xin gõ chữ số thường, ví dụ 1.234 hoặc 12,5. …
        › 99999999999999999999
        ‹ Số này lớn quá mức có thể nên em chưa ghi. …
        › 90
        ‹ Đã ghi 90%. …
        › 90
        ‹ … 3/5 …
        › 95
        ‹ Em chưa rõ ý câu trả lời vừa rồi.
          Câu 3/5 · Hoàn thành kết nối, khai thác, chia sẻ dữ liệu
          Trả lời XONG nếu đã hoàn thành, CHƯA XONG nếu còn đang làm.
    """)
    assert await town.rows("select said from revisions") == [("90",), ("90",)]
