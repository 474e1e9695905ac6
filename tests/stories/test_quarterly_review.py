"""`rà soát`: what a quarter's review looks at, and a decision on each, with a reason, confirmed once."""

import pytest

from tests.stories.town import Town
from tests.stories.year import reported


@pytest.fixture
async def third(town: Town) -> Town:
    """The third quarter ended with two indicators behind twice, one past due, a product nobody saw, a task stuck."""
    for month in (8, 9):
        await reported(
            town,
            "VHXH",
            month,
            {"HB-11a": 2, "HB-10b": 30, "HB-15": 0, "HB-11b": 1, "HB-II.3": "done" if month == 9 else "in_progress"},
        )
        await reported(town, "CAP", month, {"HB-15": 1, "HB-II.12": "blocked", "HB-II.13": "in_progress"})
    return town


async def test_the_list_of_a_quarter_and_a_decision_by_typing(third: Town) -> None:
    await third.tell_since_now("""
        Hạnh › rà soát
        Hạnh ‹ RÀ SOÁT Quý III/2026 · phường Hồng Bàng
          QUÁ HẠN CHƯA XONG (1)
          1. Hoàn thành, khai thác các CSDL theo danh mục (Phòng VH-XH): chưa hoàn thành, hạn 30/06: chậm.
          BÁO XONG, CHƯA THẤY SẢN PHẨM (1)
          2. Tuyên truyền NQ57 (Phòng VH-XH): chưa có số văn bản hoặc tệp
          VƯỚNG HAI KỲ LIỀN (1)
          3. An toàn, an ninh mạng trên nền tảng số (Công an): hai kỳ gần nhất đều báo vướng
          CHẬM HAI KỲ LIỀN (2)
          4. CBCCVC được bồi dưỡng kỹ năng số cơ bản (Phòng VH-XH): 30%, mục tiêu 100%: chậm; …
          5. Sáng kiến cấp cơ sở được áp dụng có hiệu quả (Phòng VH-XH): lũy kế 2/10 sáng kiến (20%), …
          Còn 5/5 mục chưa có quyết định.
          Gõ số mục, ví dụ 1, để quyết định; hoặc gõ luôn "rà soát 1 gia hạn 31/12/2026: lý do".
        Hạnh › rà soát 1 gia hạn 31/12/2026: chờ hướng dẫn của thành phố
        Hạnh ‹ Mục 1, Hoàn thành, khai thác các CSDL theo danh mục (Phòng Văn hóa Xã hội):
          gia hạn đến Thứ Năm 31/12/2026. Lý do: chờ hướng dẫn của thành phố.
          Đúng thì gõ "ghi quyết định", em sẽ báo đơn vị chủ trì; sai thì gõ lại, "hủy" nếu thôi.
          [Ghi quyết định]
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 1, Hoàn thành, khai thác các CSDL theo danh mục: gia hạn đến Thứ Năm 31/12/2026.
          Đơn vị chủ trì đã được báo. Còn 4 mục chưa quyết định: gõ số mục, hoặc "rà soát" để xem lại.
        Lan ‹ Kết quả rà soát Quý III/2026, nội dung “Hoàn thành, khai thác các CSDL theo danh mục”:
          gia hạn đến Thứ Năm 31/12/2026. Lý do: chờ hướng dẫn của thành phố.
          Em tính tiến độ theo hạn mới. Cảm ơn anh/chị đã theo việc này.
        Hạnh › rà soát quý 3
        Hạnh ‹ RÀ SOÁT Quý III/2026 … Đã quyết định: gia hạn đến Thứ Năm 31/12/2026.
          Lý do: chờ hướng dẫn của thành phố. Đỗ Thị Hạnh ghi ngày 09/11. … Còn 4/5 mục chưa có quyết định. …
        Bình › rà soát quý 4
        Bình ‹ RÀ SOÁT Quý IV/2026 · phường Hồng Bàng BÁO XONG, CHƯA THẤY SẢN PHẨM …
    """)
    kept = await third.rows("select review, decision, reason, new_due_on from decisions")
    assert kept == [("2026-Q3", "extend", "chờ hướng dẫn của thành phố", "2026-12-31")]
    audit = await third.rows("select action, old, new, why from audit where action = 'review_decision'")
    assert audit == [("review_decision", None, "extend:2026-12-31", "chờ hướng dẫn của thành phố")]


async def test_an_item_a_decision_a_reason_and_one_yes(third: Town) -> None:
    await third.tell_since_now("""
        Bình › rà soát
        Bình ‹ RÀ SOÁT Quý III/2026 …
        Bình › 3
        Bình ‹ Mục 3: An toàn, an ninh mạng trên nền tảng số. Quyết định thế nào ạ? …
          [Tiếp tục thực hiện] [Điều chỉnh] [Gia hạn] [Dừng thực hiện] [Thay thế]
        Bình › [Dừng thực hiện]
        Bình ‹ “An toàn, an ninh mạng trên nền tảng số”: dừng thực hiện. Vì sao ạ? Xin viết một câu, …
        Bình › thành phố làm tập trung
        Bình ‹ Mục 3, An toàn, an ninh mạng trên nền tảng số (Công an phường): dừng thực hiện.
          Lý do: thành phố làm tập trung.
          Từ kỳ sau không hỏi nội dung này nữa; nội dung vẫn hiện trong "tiến độ" và "rà soát". …
          [Ghi quyết định]
        Bình › [Ghi quyết định]
        Bình ‹ Đã ghi quyết định mục 3, … dừng thực hiện. …
        Hùng ‹ Kết quả rà soát Quý III/2026, nội dung “An toàn, an ninh mạng trên nền tảng số”: dừng thực hiện.
          Lý do: thành phố làm tập trung. Từ kỳ sau em không hỏi nội dung này nữa; …
        Bình › 2
        Bình ‹ Mục 2: Tuyên truyền NQ57. …
        Bình › [Thay thế]
        Bình ‹ Thay “Tuyên truyền NQ57” bằng gì, vì sao ạ? …
        Bình › chuyên mục trên Zalo: ít người nghe phát thanh
        Bình ‹ Mục 2, Tuyên truyền NQ57 (Phòng Văn hóa Xã hội): thay bằng “chuyên mục trên Zalo”.
          Lý do: ít người nghe phát thanh. …
          [Ghi quyết định]
        Bình › hủy
        Bình ‹ Dạ, em để việc này lại, …
    """)
    assert await third.rows("select decision from decisions") == [("stop",)]


async def test_what_is_stopped_is_not_asked_for_again_and_stays_to_be_seen(third: Town) -> None:
    await third.tell_since_now("""
        Hạnh › rà soát 3 dừng: thành phố làm tập trung
        Hạnh ‹ Mục 3, …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 3, …
        Hùng ‹ Kết quả rà soát …
    """)
    asked = "select count(*) from figures f join tasks t on t.id = f.task_id join reports r on r.id = f.report_id"
    asked += " join periods p on p.id = r.period_id where t.code = 'HB-II.12' and p.key = :period"
    assert await third.rows(asked, period="2026-11") == [(1,)]
    await third.jump("8/12 09:00")
    assert await third.rows(asked, period="2026-12") == [(0,)]
    await third.tell_since_now("""
        Hùng › tiến độ
        Hùng ‹ TIẾN ĐỘ NĂM · … An toàn, an ninh mạng trên nền tảng số: đã dừng từ Thứ Hai 09/11/2026
          theo quyết định rà soát Quý III/2026 (thành phố làm tập trung).
        Hạnh › rà soát quý 4
        Hạnh ‹ RÀ SOÁT Quý IV/2026 … ĐÃ DỪNG HOẶC THAY THẾ (1) …
          An toàn, an ninh mạng trên nền tảng số (Công an): đã dừng từ Thứ Hai 09/11/2026 …
    """)


async def test_a_report_says_what_it_no_longer_tells_of(third: Town) -> None:
    await third.tell_since_now("""
        Hạnh › rà soát 3 thay thế bằng trung tâm giám sát chung: thành phố làm tập trung
        Hạnh ‹ Mục 3, …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 3, …
        Hùng ‹ Kết quả rà soát …
    """)
    for line in ("90", "xong", "xong", "đang làm", "đang làm", "đang làm", "đang làm"):
        await third.phones["Hùng"].send(line)
        await third.stage.settle()
    assert (
        "An toàn, an ninh mạng trên nền tảng số: đã thay bằng “trung tâm giám sát chung” từ Thứ Hai 09/11/2026"
        in await third.last("Hùng")
    )


async def test_later_it_can_be_taken_up_again(third: Town) -> None:
    await third.tell_since_now("""
        Hạnh › rà soát 3 dừng: thành phố làm tập trung
        Hạnh ‹ Mục 3, …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 3, …
        Hùng ‹ Kết quả rà soát …
        Hạnh › rà soát 3 tiếp tục: thành phố giao lại
        Hạnh ‹ Mục 3, … Đã quyết định: dừng thực hiện. …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 3, …
        Hùng ‹ Kết quả rà soát …
    """)
    asked = "select count(*) from figures f join tasks t on t.id = f.task_id join reports r on r.id = f.report_id"
    asked += " join periods p on p.id = r.period_id where t.code = 'HB-II.12' and p.key = '2026-12'"
    await third.jump("8/12 09:00")
    assert await third.rows(asked) == [(1,)]


async def test_who_may_decide_and_what_is_no_decision(third: Town) -> None:
    await third.enrol("Thanh", "Phan Văn Thanh", "UBND", "observer")
    await third.tell_since_now("""
        An › rà soát
        An ‹ Phần rà soát quý dành cho lãnh đạo và đơn vị tổng hợp. Gõ "tiến độ" để xem tiến độ của đơn vị mình.
        Thanh › rà soát
        Thanh ‹ RÀ SOÁT Quý III/2026 … Còn 5/5 mục chưa có quyết định.
        Thanh › rà soát 3 dừng: thôi
        Thanh ‹ Quyết định rà soát do lãnh đạo hoặc đơn vị tổng hợp ghi. …
        Hạnh › rà soát quý 7
        Hạnh ‹ Em chưa có quý đó để rà soát. …
        Hạnh › rà soát 9
        Hạnh ‹ Danh sách rà soát có 5 mục, không có mục 9. Gõ "rà soát" để xem lại.
        Hạnh › rà soát 1 gia hạn 1/6/2026: chậm
        Hạnh ‹ Gia hạn “Hoàn thành, khai thác các CSDL theo danh mục” đến ngày nào, vì sao ạ? …
        Hạnh › 31/12/2026: chờ hướng dẫn
        Hạnh ‹ Mục 1, … gia hạn đến Thứ Năm 31/12/2026. Lý do: chờ hướng dẫn. …
        Hạnh › rà soát 1
        Hạnh ‹ Mục 1: Hoàn thành, khai thác các CSDL theo danh mục. Quyết định thế nào ạ? …
        Hạnh › để xem đã
        Hạnh ‹ Mục 1: … Em chưa đọc ra quyết định. …
        Hạnh › gia hạn 31/12/2026: số CCCD 031099123456
        Hạnh ‹ … không ghi … Vì sao ạ? …
    """)
    assert await third.rows("select decision from decisions") == []


async def test_two_who_decide_at_once(third: Town) -> None:
    await third.tell_since_now("""
        Hạnh › rà soát 1 tiếp tục: đang làm tốt
        Hạnh ‹ Mục 1, … tiếp tục thực hiện. Lý do: đang làm tốt. …
        Bình › rà soát 1 gia hạn 31/12/2026: chờ hướng dẫn
        Bình ‹ Mục 1, … gia hạn …
        Bình › [Ghi quyết định]
        Bình ‹ Đã ghi quyết định mục 1, …
        Lan ‹ Kết quả rà soát …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Mục này vừa có người khác ghi quyết định; xin anh/chị xem lại. Mục 1, … tiếp tục thực hiện. …
          Đã quyết định: gia hạn đến Thứ Năm 31/12/2026. Lý do: chờ hướng dẫn. Lê Văn Bình ghi ngày 09/11. …
        Hạnh › [Ghi quyết định]
        Hạnh ‹ Đã ghi quyết định mục 1, …
        Lan ‹ Kết quả rà soát Quý III/2026, … tiếp tục thực hiện. …
    """)
    assert await third.rows("select decision from decisions order by id") == [("extend",), ("go_on",)]


async def test_when_a_quarter_has_ended_its_review_is_called_for_once(third: Town) -> None:
    await third.jump("15/12 16:50")
    await third.tell_since_now("""
        — 15/12 17:30 —
        Hạnh ‹ Đã hết Quý IV/2026, đến kỳ rà soát: có … mục chậm, thiếu sản phẩm hoặc vướng cần lãnh đạo quyết định. …
    """)
    called = "select key from outbox where key like 'quarterly:%'"
    assert len(await third.rows(called)) == 1
