"""A leadership group that loses, closes or moves under the digest: it is posted once, or a person is told."""

from typing import Any

import pytest
from sqlalchemy import select

from domain.chat import Heard
from simulator import groups
from simulator.faults import Fault
from storage.tables import Outbox
from tests.faults.ward import Ward

pytestmark = pytest.mark.usefixtures("quiet")
on_telegram = pytest.mark.parametrize("line", ["telegram"], indirect=True)


def taking_away(ward: Ward, times: int) -> None:
    """Somebody deletes what the bot posts in the group, at once, so many times."""
    left = [None] * times

    def look(event: str, data: dict[str, Any]) -> None:
        newest = max(ward.group.messages.values(), key=lambda one: one.id)
        if event == "message" and left and newest.sender is ward.line.far.bot and not newest.deleted:
            left.pop()
            ward.line.far.messenger.delete(newest)

    ward.line.far.messenger.listen(look)


@on_telegram
async def test_a_digest_that_is_deleted_before_it_is_filled_in_is_posted_once_more(ward: Ward) -> None:
    taking_away(ward, 1)
    await ward.digest("Bản tin")
    await ward.line.pass_time(20, step=4)
    assert ward.in_group() == ["Bản tin"]
    assert (await ward.line.states(), ward.told()) == ({"sent"}, [])


@on_telegram
async def test_a_digest_that_is_deleted_again_and_again_is_given_up_and_told(ward: Ward) -> None:
    taking_away(ward, 100)
    await ward.digest("Bản tin")
    await ward.line.pass_time(60, step=5)
    posted = [one for one in ward.group.messages.values() if one.sender is ward.line.far.bot]
    assert len(posted) == 2
    assert len(ward.told()) == 1
    assert ward.told()[0].startswith("Tin “Bản tin” chưa vào được nhóm “Lãnh đạo”")


@on_telegram
@pytest.mark.parametrize(
    "words", ["not enough rights to send text messages to the chat", "TOPIC_CLOSED", "CHAT_WRITE_FORBIDDEN"]
)
async def test_a_group_that_takes_nothing_from_us_is_told_once_and_tried_again_once_it_speaks(
    ward: Ward, words: str
) -> None:
    fault = Fault("bad_request", times=0, chat=ward.group.id, words=words)
    ward.line.far.messenger.faults.arm(fault)
    await ward.digest("Bản tin")
    await ward.digest("Cảnh báo")
    await ward.line.pass_time(60, step=5)
    assert len(ward.told()) == 1
    assert "Em tạm ngừng gửi vào nhóm này" in ward.told()[0]
    assert words.casefold() in ward.told()[0].casefold()
    assert (await ward.row()).left_at is not None
    ward.line.far.messenger.faults.clear()
    await ward.hear(Heard.TEXT)
    assert (await ward.row()).left_at is None


@pytest.mark.parametrize("line", ["telegram", "zalo_oa"], indirect=True)
async def test_a_group_that_put_us_out_without_a_word_is_told_once(ward: Ward) -> None:
    ward.line.fault("forbidden", chat=ward.group.id, times=0)
    await ward.digest("Bản tin")
    await ward.digest("Cảnh báo")
    await ward.line.pass_time(20, step=4)
    assert len(ward.told()) == 1
    assert "Lãnh đạo" in ward.told()[0]
    assert (await ward.row()).left_at is not None


@pytest.mark.parametrize("line", ["zalo_bot", "zalo_oa"], indirect=True)
async def test_a_digest_in_doubt_is_not_repeated_and_a_person_is_told(ward: Ward) -> None:
    ward.line.fault("drop_reply", chat=ward.group.id)
    await ward.digest("Bản tin")
    await ward.line.pass_time(60, step=5)
    assert ward.in_group() == ["Bản tin"]
    assert [one.partition(" vào nhóm")[0] for one in ward.told()] == ["Em không chắc tin “Bản tin” đã"]


async def test_a_digest_whose_day_is_over_is_not_posted_late_and_a_person_is_told(ward: Ward) -> None:
    await ward.line.cable.refuse()
    await ward.digest("Bản tin", valid_for=30)
    await ward.line.pass_time(40, step=5)
    await ward.line.cable.mend()
    await ward.line.pass_time(20, step=5)
    assert ward.in_group() == []
    assert [one.partition(" vào nhóm")[0] for one in ward.told()] == ["Tin “Bản tin” chưa kịp"]


@on_telegram
@pytest.mark.parametrize("told", [0, 1, 2], ids=["by the refusal", "by the message", "by it twice"])
@pytest.mark.parametrize("again", [0, 1], ids=["", "and once more afterwards"])
async def test_a_group_that_moves_under_a_digest_reads_it_once_at_the_new_address(
    ward: Ward, told: int, again: int
) -> None:
    far, old = ward.line.far, ward.line.address(ward.group)
    await ward.digest("Bản tin")
    await ward.line.sender.send_next()
    placeholder = max(ward.group.messages)
    new = groups.migrate(far.messenger, ward.group)
    new.next_message_id = placeholder  # numbered anew: another message has the number of ours by now
    far.messenger.post(new, far.bot, "text", {"text": "Tin khác"}, said="Tin khác")
    for _ in range(told):
        await ward.hear(Heard.MIGRATED, str(new.id))
    await ward.line.pass_time(20, step=4)
    for _ in range(again):
        await ward.hear(Heard.MIGRATED, str(new.id))
    assert ward.in_group(new) == ["Tin khác", "Bản tin"]
    assert ((await ward.row()).address, (await ward.row()).title) == (str(new.id), "Lãnh đạo")
    async with ward.line.database.sessions() as session:
        assert (await session.execute(select(Outbox.id).where(Outbox.chat == old))).all() == []
    assert (await ward.line.states(), ward.told()) == ({"sent"}, [])
