"""The messenger takes nothing for days: afterwards only what is still true is said, once, and nothing twice."""

import pytest

from simulator.faults import Fault
from tests.stories.town import GROUP, Town

SENDING = ("sendMessage", "editMessageText", "editMessageMedia", "sendPhoto", "message/cs", "group/message")


def cut(town: Town) -> None:
    for method in SENDING:
        town.stage.messenger.faults.arm(Fault("refuse_connection", times=0, method=method))


@pytest.mark.needs("edit")  # on Zalo a digest in doubt is not tried again: tests/faults/test_groups.py
async def test_after_two_days_only_the_newest_reminder_and_todays_digest_are_said(town: Town) -> None:
    await town.skip(GROUP, "An", "Quân")
    cut(town)
    for day in (
        "10/11 07:30",
        "11/11 07:30",
        "11/11 08:00",
        "12/11 07:30",
        "13/11 07:30",
        "13/11 08:00",
        "13/11 12:00",
    ):
        await town.jump(day)
    town.stage.messenger.faults.clear()
    await town.tell("""
        — 13/11 12:10 —
        An ‹ Còn 1 ngày làm việc: …
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Sáu 13/11/2026 …
        Quân ‹ Tin “PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026” chưa kịp vào nhóm “Lãnh đạo phường” trong ngày …
        Quân ‹ Tin “PHƯỜNG HỒNG BÀNG · Thứ Tư 11/11/2026” …
        Quân ‹ Tin “PHƯỜNG HỒNG BÀNG · Thứ Năm 12/11/2026” …
    """)
