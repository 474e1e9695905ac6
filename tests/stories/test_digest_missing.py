"""A digest that is not in its group a quarter of an hour after its moment: a person hears of it while it matters."""

import pytest

from simulator.faults import Fault
from tests.stories.town import GROUP, Town


def _busy(town: Town) -> None:
    """The group's messages are put off again and again; everybody else is served."""
    fault = Fault("too_many", times=0, chat=town.group, retry_after=60)
    town.stage.messenger.faults.arm(fault)


@pytest.mark.needs("edit")
async def test_the_administrators_hear_of_it_once_before_a_quarter_to_eight_and_it_is_posted_when_it_can_be(
    town: Town,
) -> None:
    await town.skip(GROUP, "Quân")
    _busy(town)
    for minute in ("07:30", "07:43"):
        await town.jump(f"10/11 {minute}")
    assert "10/11" not in await town.last("Quân"), "too early to say"
    for minute in ("07:44", "07:45", "07:59", "08:30"):
        await town.jump(f"10/11 {minute}")
    told = [one["text"] for one in await town.said_to("Quân") if "chưa vào được nhóm" in one["text"]]
    assert len(told) == 1
    assert told[0].startswith("Bản tin “PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026” đến giờ đã 14 phút mà chưa vào được nhóm")
    assert 'gõ "tổng hợp"' in told[0]
    town.stage.messenger.faults.clear()
    await town.jump("10/11 08:40")
    assert [one["text"].partition("\n")[0] for one in (await town.said_to(GROUP))[-1:]] == [
        "PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026"
    ]


@pytest.mark.needs("edit")
async def test_nobody_is_told_of_a_digest_that_came_late_when_they_could_not_be_told_either(town: Town) -> None:
    await town.skip(GROUP, "Quân")
    for method in ("sendMessage", "editMessageText", "editMessageMedia", "sendPhoto"):
        town.stage.messenger.faults.arm(Fault("refuse_connection", times=0, method=method))
    for minute in ("07:30", "07:45", "09:00"):
        await town.jump(f"10/11 {minute}")
    town.stage.messenger.faults.clear()
    await town.jump("10/11 09:10")
    assert [one for one in await town.said_to("Quân") if "chưa vào được nhóm" in one["text"]] == []
    assert (await town.last(GROUP)).startswith("PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026")


async def test_a_digest_that_cannot_be_written_is_told_at_once_and_written_an_hour_later(town: Town) -> None:
    await town.change("UPDATE organisations SET zone = 'Asia/Nowhere'")
    await town.jump("10/11 07:30")
    assert (await town.last("Quân")).startswith("Em chưa soạn được bản tin cho nhóm")
    await town.change("UPDATE organisations SET zone = 'Asia/Ho_Chi_Minh'")
    await town.jump("10/11 08:30")
    assert (await town.last(GROUP)).startswith("PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026")
