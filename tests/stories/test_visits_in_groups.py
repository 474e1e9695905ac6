"""In the team's own group: by a mention, and only by its members; figures of reports never mix with visits."""

import pytest

from tests.stories.town import Town
from tests.stories.visiting import HOA, SON, TU, logged, team_group, teams_of


@pytest.fixture
async def teams(town: Town) -> Town:
    await teams_of(town)
    town.group = await team_group(town)
    await town.stage.settle()
    return town


async def test_a_line_in_the_group(teams: Town) -> None:
    async def says(name: str, text: str) -> str:
        await teams.phones[name].send(text, chat=teams.group)
        await teams.stage.settle()
        said = await teams.phones[SON].messages(chat=teams.group)
        return str([one for one in said if one["from"]["is_bot"]][-1]["text"])

    assert "chưa kết nối với tổ nào" in await says(SON, "@dunghan_bot ghi lượt vneid 5 tổ 12")
    assert "Tổ trưởng nhắn em" in await says(TU, "@dunghan_bot nhóm tổ")
    assert "đã kết nối với Tổ CNSCĐ tổ 12" in await says(SON, "@dunghan_bot nhóm tổ")
    assert "đã ghi, tổ 12 hôm nay: VNeID 5 người" in await says(TU, "@dunghan_bot vneid 5 người tổ 12")
    assert "chỉ ghi lượt của thành viên tổ này" in await says(HOA, "@dunghan_bot vneid 5 người tổ 12")
    assert "ở đâu ạ?" in await says(TU, "@dunghan_bot cài app 3")
    assert "đã ghi, ngõ 45 hôm nay: cài ứng dụng 3 người" in await says(TU, "@dunghan_bot ngõ 45")
    assert "8 người trong 2 lượt" in await says(TU, "@dunghan_bot đội")
    assert "Đã bỏ" in await says(TU, "@dunghan_bot hoàn tác")
    assert await logged(teams) == [("vneid", 5, "tổ 12")]
    assert await teams.rows("select step from conversations c where step = 'visit'") == []


async def test_talk_among_members_is_left_alone(teams: Town) -> None:
    await teams.phones[SON].send("@dunghan_bot nhóm tổ", chat=teams.group)
    await teams.phones[SON].send("vneid 5 người tổ 12", chat=teams.group)
    await teams.stage.settle()
    assert await logged(teams) == []
