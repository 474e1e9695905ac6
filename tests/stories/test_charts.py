"""Beside a digest stands its chart, where the messenger takes pictures: once, after the digest, never instead of it."""

from tests.stories.town import GROUP, Town

CHART = "Biểu đồ · PHƯỜNG HỒNG BÀNG · "


async def photos(town: Town, name: str = GROUP) -> list[str]:
    """What stands under the pictures that the bot has put into a chat."""
    return [one["text"] for one in await town._messages(name) if one["kind"] == "photo" and one["from"]["is_bot"]]


def shows(town: Town, *captions: str) -> list[str]:
    """What should be seen: all of it, or nothing where the messenger takes no pictures of ours."""
    return [f"{CHART}{one}" for one in captions] if town.venue.channel != "zalo_bot" else []


async def test_a_chart_comes_with_each_digest_once_there_is_something_to_see(town: Town) -> None:
    await town.skip(GROUP)
    await town.tell("""
        — 10/11 07:30 —
        Nhóm ‹ PHƯỜNG HỒNG BÀNG · Thứ Ba 10/11/2026 … Đã nộp 0/5 đơn vị. …
    """)
    assert await photos(town) == []  # nobody has begun: a grey bar tells nobody anything
    await town.answer_all()
    await town.jump("11/11 07:31")
    wednesday = "Thứ Tư 11/11/2026\nTháng 11/2026: đã nộp 1/5 đơn vị"
    assert await photos(town) == shows(town, wednesday)
    await town.jump("16/11 17:31")
    shown = await photos(town)
    closing = "Thứ Hai 16/11/2026 · HẾT HẠN NỘP\nTháng 11/2026: đúng hạn 1/5 đơn vị"
    assert shown[-1:] == shows(town, closing)
    assert len(set(shown)) == len(shown)


async def test_it_stands_under_its_digest(town: Town) -> None:
    await town.answer_all()
    await town.jump("11/11 07:31")
    heads = [one["text"].split("\n")[0] for one in await town._messages(GROUP) if "Thứ Tư 11/11" in one["text"]]
    assert heads == ["PHƯỜNG HỒNG BÀNG · Thứ Tư 11/11/2026", *(one.split("\n")[0] for one in await photos(town))]


async def test_who_asks_sees_it_too(town: Town) -> None:
    await town.answer_all()
    await town.phones["Bình"].send("tổng hợp")
    await town.stage.settle()
    assert await photos(town, "Bình") == shows(town, "Thứ Hai 09/11/2026\nTháng 11/2026: đã nộp 1/5 đơn vị")
