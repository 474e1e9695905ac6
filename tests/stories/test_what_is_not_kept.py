"""Secrets and people's own numbers are refused, and what was said is not stored anywhere."""

import json

from storage.tables import Table
from tests.stories.town import Town

PHONE, IDENTITY = "0912345678", "031203004567"


async def test_refused_answers_leave_no_trace(town: Town) -> None:
    await town.tell_since_now(f"""
        › {PHONE}
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại.
          Xin trả lời lại câu 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân.
        › {IDENTITY}
        ‹ Đây giống một số định danh cá nhân nên em không ghi và không lưu lại. …
        › Tài liệu mật số 12
        ‹ Tin này có dấu hiệu thông tin mật nên em không ghi và không lưu lại.
          Xin không gửi thông tin mật qua ứng dụng nhắn tin. …
        › (ảnh: gọi {PHONE})
        ‹ Đây giống một số điện thoại … Câu này trả lời bằng chữ hoặc số; …
        › (danh thiếp: {PHONE})
        ‹ Đây giống một số điện thoại … Câu này trả lời bằng chữ hoặc số; …
        › /{PHONE}
        ‹ Đây giống một số điện thoại … Xin trả lời lại câu 1/5 …
        › chưa có
        ‹ …
        › 20/11, hỏi anh Nam {PHONE}
        ‹ Đây giống một số điện thoại …
        › 20/11
        ‹ Đã ghi: chưa có số liệu, hẹn 20/11. 2/5 …
        › (sửa tin cuối: {PHONE})
        ‹ Đây giống một số điện thoại … Em thấy anh/chị vừa sửa một tin cũ; …
        › 102
        ‹ … Có phải 102% không ạ? …
        › đúng 102 theo chị Hà {PHONE}
        ‹ Đây giống một số điện thoại …
        › 90
        ‹ Đã ghi 90%. …
        › xong
        ‹ …
        › xong
        ‹ …
        › Liên hệ {PHONE} để biết thêm
        ‹ Đây giống một số điện thoại … Xin trả lời lại câu 5/5 · Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn.
        › đang làm
        ‹ … Đã đủ 5/5: …
        › {PHONE}
        ‹ Đây giống một số điện thoại … Dạ, báo cáo Tháng 11/2026 đã đủ 5/5 câu, chưa gửi. …
        › dừng
        ‹ …
        › {PHONE}
        ‹ Đây giống một số điện thoại … Dạ, anh/chị đang có 1 việc: …
        Hạnh › {IDENTITY}
        Hạnh ‹ Đây giống một số định danh cá nhân … Dạ, hiện anh/chị không còn việc nào chờ. …
        Bình trong nhóm › @dunghan_bot số của tôi là {PHONE}
        Nhóm ‹ Số liệu xin gửi ở tin nhắn riêng với em. …
    """)
    await town.newcomer("Lạ", "Người Lạ")
    await town.tell(f"""
        Lạ › {PHONE}
        Lạ ‹ Chào anh/chị. …
    """)
    for what in (PHONE, IDENTITY, "Tài liệu mật"):
        assert await traces(town, what) == []
    assert await town.rows("select count(*) from inbox where raw = ''") == [(15,)]


async def traces(town: Town, what: str) -> list[str]:
    """The tables in which these words stand."""
    tables = list(Table.metadata.tables)
    told = [(table, str(row)) for table in tables for row in await town.rows(f"select * from {table}")]
    escaped = json.dumps(what).strip('"')
    return [table for table, row in told if what in row or escaped in row]
