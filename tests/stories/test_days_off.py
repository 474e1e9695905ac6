"""Days off: seen by everybody, swapped by administrators and the aggregating office; deadlines follow."""

import pytest

from tests.stories.town import Town


async def test_a_swap_is_shown_with_the_deadlines_it_moves_and_stored_by_one_yes(town: Town) -> None:
    await town.tell_since_now("""
        Quân › ngày nghỉ 15/12/2026 thay 19/12/2026: công văn 01/UBND
        Quân ‹ Đổi ngày nghỉ của …:
          • Thứ Ba 15/12/2026: nghỉ
          • Thứ Bảy 19/12/2026: làm việc
          Theo: công văn 01/UBND
          Hạn đổi theo:
          • Tháng 12/2026: 17:00 Thứ Ba 15/12 → 17:00 Thứ Tư 16/12
          Kỳ đã mở giữ hạn đã báo; …
          Gõ "ghi" để ghi, "hủy" nếu thôi.
          [Ghi]
        Quân › [Ghi]
        Quân ‹ Đã ghi:
          • Thứ Ba 15/12/2026: nghỉ
          • Thứ Bảy 19/12/2026: làm việc
          Từ giờ em tính hạn, nhắc việc và gửi bản tin theo lịch này. Nếu nhầm, gõ "ngày nghỉ bỏ 15/12/2026".
        Quân › ngay nghi
        Quân ‹ Ngày nghỉ trong 12 tháng tới …:
          • Thứ Ba 24/11/2026
          • Thứ Ba 15/12/2026
          • Thứ Sáu 01/01 – Chủ Nhật 03/01/2027
          • Thứ Năm 04/02 – Thứ Tư 10/02/2027
          …
          • Thứ Bảy 19/12/2026: làm việc

          Ngày hoán đổi riêng của đơn vị:
          • Thứ Ba 15/12/2026: nghỉ (công văn 01/UBND)
          • Thứ Bảy 19/12/2026: làm việc (công văn 01/UBND)
          Muốn đổi thì gõ, …
        Quân › ngày nghỉ bỏ 15/12/2026
        Quân ‹ … • Thứ Ba 15/12/2026: như lịch chung cả nước
          Hạn đổi theo:
          • Tháng 12/2026: 17:00 Thứ Tư 16/12 → 17:00 Thứ Ba 15/12 …
        Quân › ghi
        Quân ‹ Đã ghi: …
    """)
    assert await town.rows("select object, old, new, why from audit where action = 'swap_day' order by id") == [
        ("day:2026-12-15", None, "off", "công văn 01/UBND"),
        ("day:2026-12-19", None, "worked", "công văn 01/UBND"),
        ("day:2026-12-15", "off", None, None),
    ]


async def test_a_day_off_opens_the_next_period_earlier_and_none_is_left_out(town: Town) -> None:
    """December would open on Tuesday 8/12; with 14/12 off, five working days before its deadline is Monday 7/12."""
    await town.skip("An", "Hạnh")
    await town.tell_since_now("""
        Hạnh › ngày nghỉ 14/12/2026: họp toàn phường
        Hạnh ‹ … Không hạn nào đổi. …
        Hạnh › ghi
        Hạnh ‹ Đã ghi: …
    """)
    await town.jump("07/12 08:01")
    assert await town.rows("select key from periods order by id") == [("2026-11",), ("2026-12",)]


async def test_an_open_period_moves_only_when_its_own_day_becomes_a_day_off_and_its_units_are_told(town: Town) -> None:
    await town.tell_since_now("""
        Quân › ngày nghỉ 13/11: nghỉ bão
        Quân ‹ … • Thứ Sáu 13/11/2026: nghỉ … Không hạn nào đổi. …
        Quân › hủy
        Quân ‹ …
        Quân › ngày nghỉ nghỉ 16/11: nghỉ bão
        Quân ‹ … • Tháng 11/2026 (đã mở): 17:00 Thứ Hai 16/11 → 17:00 Thứ Ba 17/11; em sẽ báo các đơn vị chưa gửi …
        Quân › ghi
        An ‹ Hạn báo cáo Tháng 11/2026 lùi đến 17:00 Thứ Ba 17/11, vì hạn cũ rơi vào ngày nghỉ mới hoán đổi. …
        Quân ‹ Đã ghi: …
        Quân › ngày nghỉ bỏ 16/11
        Quân ‹ … Không hạn nào đổi. …
        Quân › ghi
        Quân ‹ Đã ghi: …
        An › việc
        An ‹ … Thứ Ba 17/11 …
    """)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ngày nghỉ 32/13/2026: bão", "Em chưa đọc được ngày. …"),
        ("ngày nghỉ 15/12/2026", "Xin cho biết theo văn bản nào, hoặc lý do, sau dấu hai chấm. …"),
        ("ngày nghỉ 06/11/2026: bão", "Thứ Sáu 06/11/2026 đã qua, nên em không đổi: … xin mở khóa … swapped_days …"),
        ("ngày nghỉ 12/12/2026: bão", "Thứ Bảy 12/12/2026 vốn là ngày nghỉ rồi … làm bù …"),
        ("ngày nghỉ làm bù 15/12/2026: bão", "Thứ Ba 15/12/2026 vốn là ngày làm việc rồi …"),
        ("ngày nghỉ bỏ 15/12/2026", "Thứ Ba 15/12/2026 chưa đổi gì nên không có gì để bỏ. …"),
        ("ngày nghỉ 15/12 thay 15/12: bão", "Em chưa đọc được ngày. …"),
    ],
)
async def test_what_cannot_be_swapped_gets_its_way_out(town: Town, said: str, answer: str) -> None:
    await town.tell_since_now(f"""
        Quân › {said}
        Quân ‹ {answer}
    """)
    assert await town.rows("select count(*) from swapped_days") == [(0,)]


async def test_others_see_the_calendar_and_change_nothing(town: Town) -> None:
    await town.tell_since_now("""
        Dũng › ngày nghỉ
        Dũng ‹ Ngày nghỉ trong 12 tháng tới …
        Dũng › ngày nghỉ 15/12/2026: bão
        Dũng ‹ Việc đổi ngày nghỉ dành cho quản trị viên và đơn vị tổng hợp. …
    """)


async def test_in_december_the_administrator_is_asked_once_for_next_years_swaps(town: Town) -> None:
    await town.skip("Quân")
    await town.jump("01/12 07:29")
    await town.tell_since_now("""
        — 01/12 07:35 —
        Quân ‹ Em chưa có lịch hoán đổi ngày nghỉ năm 2027. …
        — 03/12 12:00 —
        Quân › ngày nghỉ năm 2027 không hoán đổi: công văn 02
        Quân ‹ … • Thứ Sáu 01/01/2027: nghỉ … Không hạn nào đổi. …
        Quân › ghi
        Quân ‹ Đã ghi: …
    """)


async def test_who_said_so_before_is_not_asked(town: Town) -> None:
    await town.tell_since_now("""
        Quân › ngày nghỉ 15/01/2027 thay 16/01/2027: công văn 02
        Quân ‹ … • Tháng 01/2027: 17:00 Thứ Sáu 15/01 → 17:00 Thứ Bảy 16/01 …
        Quân › ghi
        Quân ‹ Đã ghi: …
    """)
    await town.jump("02/12 12:00")
    await town.tell("""
        Quân ‹ (không nói gì)
    """)
