"""Putting a reminder off, once, until a time before the deadline."""

import pytest

from tests.stories.town import Town


async def test_put_off_until_the_afternoon_by_a_tap_or_the_same_words(town: Town) -> None:
    await town.tell_since_now(
        """
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: … 1/5 …
          [Nhắc lại chiều nay]
        › [Nhắc lại chiều nay]
        ‹ Vâng, em nhắc lại báo cáo Tháng 11/2026 lúc 15:00 Thứ Tư 11/11; từ giờ đến lúc đó em không nhắc. …
        — 11/11 14:59 —
        ‹ (không nói gì)
        — 11/11 15:00 —
        ‹ Còn 3 ngày làm việc: … 1/5 …
        › nhắc lại 8h mai
        ‹ Báo cáo Tháng 11/2026 đã lùi lời nhắc một lần rồi nên em nhắc theo lịch ạ, hạn 17:00 Thứ Hai 16/11. …
        — 13/11 08:00 —
        ‹ Còn 1 ngày làm việc: …
    """
    )


async def test_the_rungs_between_are_not_said_and_the_head_hears_all_the_same(town: Town) -> None:
    await town.tell_since_now("""
        An › nhắc lại 15h 16/11
        An ‹ Vâng, em nhắc lại báo cáo Tháng 11/2026 lúc 15:00 Thứ Hai 16/11; …
        — 16/11 14:59 —
        An ‹ (không nói gì)
        — 16/11 15:00 —
        An ‹ Hôm nay đến hạn: …
        — 17/11 08:00 —
        An ‹ Đã quá hạn 1 ngày làm việc: …
        Dũng ‹ … quá 1 ngày làm việc …
        An › nhắc lại 15h
        An ‹ Báo cáo Tháng 11/2026 đã hết hạn lúc 17:00 Thứ Hai 16/11 nên em không lùi lời nhắc được nữa. …
    """)


async def test_what_is_sent_meanwhile_is_not_reminded_of(town: Town) -> None:
    await town.tell_since_now("""
        › để chiều nhắc
        ‹ Vâng, em nhắc lại báo cáo Tháng 11/2026 lúc 15:00 Thứ Hai 09/11; …
    """)
    await town.answer_all()
    await town.tell_since_now("""
        — 09/11 15:30 —
        ‹ (không nói gì)
    """)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("nhắc lại 17h 16/11", "Báo cáo Tháng 11/2026 hạn 17:00 Thứ Hai 16/11, nên …"),
        ("nhắc lại 21h", "Từ 20:00 đến 06:30 em không nhắn để anh/chị nghỉ. …"),
        ("nhắc lại 7h", "Giờ đó đã qua. …"),
        ("nhắc lại", "Anh/chị muốn em nhắc lại lúc nào ạ? …"),
        ("nhac toi 25h", "Anh/chị muốn em nhắc lại lúc nào ạ? …"),
    ],
)
async def test_what_cannot_be_is_said_with_the_way_out(town: Town, said: str, answer: str) -> None:
    await town.tell_since_now(f"""
        › {said}
        ‹ {answer}
    """)
    assert await town.rows("select 1 from reports where snoozed_until_at is not null") == []


async def test_who_owes_nothing_has_nothing_to_put_off(town: Town) -> None:
    await town.tell_since_now("""
        Bình › nhắc lại 15h
        Bình ‹ Anh/chị hiện không còn báo cáo nào cần nhắc. …
    """)
