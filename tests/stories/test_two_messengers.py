"""One ward on two messengers at once: an officer of the same unit on each, and a leadership group on each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.phone import Phone
from bot.demo.stage import Stage, set_up
from tests.stories.town import BEFORE, OPENING, reporting

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Stage]:
    """Phường Hồng Bàng before November opens; VPHDND has an officer on each messenger."""
    async with set_up(tmp_path, BEFORE, *CHANNELS) as stage:
        await stage.load_plan(reporting("month"), "hong_bang.yaml")
        for channel in CHANNELS:
            await stage.enrol(stage.phone(f"Cán Bộ {channel}".replace("_", " "), channel=channel), "VPHDND")
        yield stage


async def said(phone: Phone, chat: int | None = None) -> str:
    """The newest message in a chat."""
    newest: str = (await phone.messages(chat=chat))[-1]["text"]
    return newest


async def test_officers_of_one_unit_answer_one_report(ward: Stage) -> None:
    await ward.go_to(OPENING)
    telegram, bot, oa = ward.phones.values()
    for phone in (telegram, bot, oa):
        assert (await said(phone)).startswith("Kỳ Tháng 11/2026 đã mở")
    await telegram.send("187/200")
    await ward.settle()
    assert (await said(telegram)).startswith("Đã ghi 93,5% (187/200).")
    await bot.send("việc")
    await ward.settle()
    assert "1/5 câu đã có" in await said(bot)
    for phone, line in ((bot, "90"), (oa, "việc"), (oa, "xong"), (oa, "chưa xong"), (oa, "đang làm"), (oa, "gửi")):
        await phone.send(line)
        await ward.settle()
    assert (await said(oa)).startswith("Đã nhận báo cáo Tháng 11/2026")


async def test_a_leadership_group_on_each_reads_the_digest(ward: Stage) -> None:
    groups = []
    for channel in CHANNELS:
        leader = ward.phone(f"Lãnh Đạo {channel}".replace("_", " "), channel=channel)
        await ward.enrol(leader, "UBND", "leader")
        groups.append((leader, await ward.bind_group(leader, f"Lãnh đạo {channel}", [], "UBND")))
    await ward.go_to(OPENING + timedelta(days=1))
    for leader, group in groups:
        assert (await said(leader, group)).startswith("PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026")
    first, *others = [(await said(leader, group)) for leader, group in groups]
    assert all(first.partition("/canhbao")[0] == other.partition("/canhbao")[0] for other in others)
