"""Periods that open at once are told in one message, shortest first; the longer ones follow by themselves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers import opening
from tests.stories.test_deriving import DECEMBER, NOVEMBER, QUARTERLY, answers, to_december
from tests.stories.town import Town, open_town, prepare, reporting
from tests.stories.venues import Venue

FOUR = "month, quarter, half_year, year"


@pytest.fixture
async def september(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Tuesday 08/09/2026 at 08:00: September, the third quarter and the nine months open."""
    await prepare(tmp_path, datetime(2026, 9, 4, 1, tzinfo=UTC), "month, quarter, nine_months", venue=venue)
    async with open_town(tmp_path, datetime(2026, 9, 8, 1, tzinfo=UTC), venue=venue) as town:
        yield town


async def test_three_periods_open_in_one_message_and_follow_each_other(september: Town) -> None:
    await september.tell("""
        ‹ Văn phòng HĐND & UBND phường có 3 báo cáo vừa mở:
          • Tháng 09/2026 (số liệu 15/08–14/09): 5 câu, hạn 17:00 Thứ Ba 15/09
          • Quý III/2026 (số liệu 15/06–14/09): 5 câu, hạn 17:00 Thứ Ba 15/09
          • 9 tháng năm 2026 (số liệu 15/12–14/09): 5 câu, hạn 17:00 Thứ Ba 15/09
          Em hỏi Tháng 09/2026 trước, khoảng 2 phút.
          Sau đó, kỳ dài hơn em điền sẵn từ kỳ ngắn, anh/chị chỉ cần xác nhận.
          1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%) …
        › 95/100
        ‹ …
        › 187/200
        ‹ …
        › chưa xong
        ‹ …
        › chưa xong
        ‹ …
        › 40%, chờ máy chủ
        ‹ … Đã đủ 5/5: …
          [Gửi] [Sửa]
        › [Gửi]
        ‹ Đã nhận báo cáo Tháng 09/2026 … Sửa được đến 17:00 Thứ Ba 29/09: gõ "sửa 2 Tháng 09/2026".
        ‹ Tiếp theo là báo cáo Quý III/2026 của Văn phòng HĐND & UBND phường, hạn 17:00 Thứ Ba 15/09.
          Để sau thì gõ "dừng".
          Báo cáo Quý III/2026: em điền sẵn 5 câu từ các kỳ đơn vị đã nộp:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 95% (95/100) · lấy Tháng 09/2026
          2. … 93,5% (187/200) · tỷ số của tổng 187/200, thiếu Tháng 07/2026, Tháng 08/2026
          3. … 4. …
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đang làm 40% · 40%, chờ máy chủ · lấy Tháng 09/2026
          Đúng cả thì gõ "đúng"; câu nào chưa đúng thì gõ lại, ví dụ "sửa 2: 89".
          [Đúng]
        › [Đúng]
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. Đã đủ 5/5: …
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đang làm 40% · 40%, chờ máy chủ · lấy Tháng 09/2026 …
          [Gửi] [Sửa]
        › [Gửi]
        ‹ Đã nhận báo cáo Quý III/2026 …
        ‹ Tiếp theo là báo cáo 9 tháng năm 2026 … em điền sẵn 5 câu …
          2. … · tỷ số của tổng 187/200, thiếu Tháng 01/2026, …, Tháng 08/2026 …
          [Đúng]
        › đúng
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. Đã đủ 5/5: …
        › gửi
        ‹ Đã nhận báo cáo 9 tháng năm 2026 … gõ "sửa 2".
    """)
    prompts = await september.rows("select key from outbox where kind = 'prompt' and key like 'prompt:%'")
    assert len(prompts) == len({key.split(":")[1] for (key,) in prompts}) == 4, "four officers, one message each"


async def test_whoever_has_nobody_to_ask_is_told_of_once_with_all_periods(september: Town) -> None:
    await september.tell("""
        Hạnh ‹ Phòng Kinh tế, Hạ tầng và Đô thị chưa có cán bộ đầu mối nào trên hệ thống nên em chưa hỏi được báo cáo
          Tháng 09/2026, Quý III/2026, 9 tháng năm 2026 (hạn 17:00 Thứ Ba 15/09). …
    """)


async def test_at_the_end_of_the_year_four_periods_open_and_are_announced_together(town: Town) -> None:
    await town.stage.load_plan(reporting(FOUR), "hong_bang.yaml")
    await answers(town, NOVEMBER)
    await town.tell_since_now("""
        › việc
        ‹ … Kỳ tới là Tháng 12/2026, Quý IV/2026, 6 tháng cuối năm 2026 và Năm 2026, mở 08:00 Thứ Ba 08/12, …
    """)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Văn phòng HĐND & UBND phường có 4 báo cáo vừa mở: • Tháng 12/2026 (… • Quý IV/2026 (…
          • 6 tháng cuối năm 2026 (số liệu 15/06–14/12): … • Năm 2026 (…
          1/5 · CBCC có máy tính …
        › việc
        ‹ Anh/chị còn 4 báo cáo: 1. Tháng 12/2026 … 2. Quý IV/2026 … 3. … 4. Năm 2026 …
        › 1
        ‹ Báo cáo Tháng 12/2026 … 1/5 · …
    """)


async def test_what_opens_does_not_push_aside_what_is_in_hand(town: Town) -> None:
    await town.stage.load_plan(QUARTERLY, "hong_bang.yaml")
    await town.change("update periods set locks_at = '2026-12-20 10:00:00.000000'")
    await answers(town, ("95/100", "187/200"))
    await town.jump("07/12 12:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Văn phòng HĐND & UBND phường có 2 báo cáo vừa mở: • Tháng 12/2026 (… • Quý IV/2026 (…
          Xong báo cáo đang làm, gõ "việc" để chọn báo cáo mới mở.
        › chưa xong
        ‹ Đã ghi: chưa hoàn thành. 4/5 · …
        › chưa xong
        ‹ …
        › 30%
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo Tháng 11/2026 … gõ "sửa 2".
          Văn phòng HĐND & UBND phường đã ra khỏi diện cảnh báo. Cảm ơn anh/chị đã cập nhật đầy đủ.
          Còn 2 báo cáo khác: gõ "việc".
    """)


async def test_one_officer_of_two_units_gets_one_message(town: Town) -> None:
    await town.phones["An"].join(await town.stage.code("CAP", "officer"))
    await town.stage.settle()
    await answers(town, NOVEMBER)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Anh/chị có 2 báo cáo vừa mở:
          • Tháng 12/2026 của Văn phòng HĐND & UBND phường (số liệu 15/11–14/12): 5 câu, hạn 17:00 Thứ Ba 15/12
          • Tháng 12/2026 của Công an phường (số liệu 15/11–14/12): … câu, hạn 17:00 Thứ Ba 15/12
          Em hỏi Tháng 12/2026 của Văn phòng HĐND & UBND phường trước, khoảng 2 phút.
          Xong báo cáo này, em đưa tiếp báo cáo sau.
          1/5 · …
    """)
    await answers(town, DECEMBER[:-1])
    await town.tell("""
        › gửi
        ‹ Đã nhận báo cáo Tháng 12/2026 của Văn phòng HĐND & UBND phường …
        ‹ Tiếp theo là báo cáo Tháng 12/2026 của Công an phường, hạn 17:00 Thứ Ba 15/12. … 1/… · …
    """)


async def test_two_regimes_that_open_at_once_are_one_message(town: Town) -> None:
    text = reporting("month")
    start = text.index("  - code: monthly")
    quarterly = text[start : text.index("\nindicators:")].replace("monthly", "quarterly", 1)
    text = text.replace("\nindicators:", f"{quarterly.replace('[month]', '[quarter]')}\nindicators:", 1)
    first = text.index("    regime: monthly\n    frequency: month")
    moved = text[first:].replace(
        "regime: monthly\n    frequency: month", "regime: quarterly\n    frequency: quarter", 1
    )
    await town.stage.load_plan(text[:first] + moved, "hong_bang.yaml")
    await answers(town, NOVEMBER)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Văn phòng HĐND & UBND phường có 2 báo cáo vừa mở:
          • Tháng 12/2026 (số liệu 15/11–14/12): 4 câu, … • Quý IV/2026 (số liệu 15/09–14/12): 1 câu, …
          Em hỏi Tháng 12/2026 trước, khoảng 1 phút. Xong báo cáo này, em đưa tiếp báo cáo sau. 1/4 · …
    """)


async def test_where_the_month_is_in_already_the_opening_shows_what_it_gives(town: Town) -> None:
    await answers(town, NOVEMBER)
    await town.jump("08/12 08:00")
    await answers(town, DECEMBER)
    await town.stage.load_plan(QUARTERLY, "hong_bang.yaml")
    await _opens_again(town)
    await town.tell_since_now("""
        — 08/12 08:05 —
        ‹ Kỳ Quý IV/2026 đã mở (số liệu 15/09–14/12), hạn 17:00 Thứ Ba 15/12. …
          Báo cáo Quý IV/2026: em điền sẵn 4 câu từ các kỳ đơn vị đã nộp: …
          [Đúng]
        › [Đúng]
        ‹ Đã ghi 4 câu lấy từ các kỳ trước. …
    """)


async def test_a_reminder_shows_what_the_months_give_too(town: Town) -> None:
    await to_december(town)
    await answers(town, DECEMBER)
    await town.tell_since_now("""
        — 10/12 08:00 —
        ‹ Còn 3 ngày làm việc: báo cáo Quý IV/2026 … em điền sẵn 5 câu từ các kỳ đơn vị đã nộp: …
          [Đúng] [Nhắc lại chiều nay]
        › [Đúng]
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. …
    """)


async def test_an_opening_that_was_cut_short_is_told_once(town: Town) -> None:
    await to_december_without_opening(town)
    now = datetime(2026, 12, 8, 1, tzinfo=UTC)
    async with town.stage.database.sessions() as killed:
        assert await opening.open_next(killed, now), "killed before it commits"
        await killed.rollback()
    assert await town.rows("select count(*) from periods where key like '2026-12' or key = '2026-Q4'") == [(0,)]
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Văn phòng HĐND & UBND phường có 2 báo cáo vừa mở: …
    """)
    await _opens_again(town)
    await town.tell_since_now("""
        — 08/12 08:05 —
        ‹ (không nói gì)
    """)
    assert await town.rows("select count(*) from periods where key = '2026-Q4'") == [(1,)]


async def test_an_opening_that_was_cut_short_between_two_units_goes_on_and_is_told_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_december_without_opening(town)
    monkeypatch.setattr(opening, "QUESTIONS_AT_ONCE", 1)
    now = datetime(2026, 12, 8, 1, tzinfo=UTC)
    async with town.stage.database.sessions.begin() as session:
        assert await opening.open_next(session, now), "killed after the first unit"
    assert await town.rows("select count(*) from periods where opened_to_unit_id is not null") == [(2,)]
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Văn phòng HĐND & UBND phường có 2 báo cáo vừa mở: …
    """)
    assert await town.rows("select count(*) from periods where opened_to_unit_id is not null") == [(0,)]
    each = "select count(*) from reports join periods on periods.id = period_id where key in ('2026-12', '2026-Q4')"
    assert await town.rows(each) == [(2 * await _leading(town),)]
    await town.tell_since_now("""
        — 08/12 08:05 —
        ‹ (không nói gì)
    """)


async def _leading(town: Town) -> int:
    """How many units are asked anything in this plan."""
    asked = "select count(distinct unit_id) from assignments where leads and frequency is not null and plan_id = "
    [(units,)] = await town.rows(asked + "(select max(plan_id) from periods)")
    assert isinstance(units, int)
    return units


async def to_december_without_opening(town: Town) -> None:
    await town.stage.load_plan(QUARTERLY, "hong_bang.yaml")
    await answers(town, NOVEMBER)
    await town.jump("07/12 08:00")


async def _opens_again(town: Town) -> None:
    """As if the regime had not gone on to the next opening."""
    await town.change("update regimes set next_opens_at = '2026-12-08 01:00:00.000000'")
