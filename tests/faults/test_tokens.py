"""A token is revoked while the bot runs: sending stops, another messenger carries the alarm, nobody hammers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.tables import Account, Outbox
from tests.faults.ward import Ward

pytestmark = pytest.mark.usefixtures("quiet")

OTHER = "viber"  # a messenger of the administrator's that is not at the end of this line


@pytest.mark.parametrize("line", ["telegram", "zalo_bot"], indirect=True)
async def test_a_token_refused_while_sending_is_told_by_another_messenger_once_a_day(ward: Ward) -> None:
    """By web hook nothing but a send finds out."""
    line = ward.line
    async with line.database.sessions.begin() as session:
        of = {"organisation_id": ward.town.organisation.id, "person_id": ward.town.officer.person_id}
        session.add(Account(**of, channel=OTHER, address="v1", heard_at=line.now))
    armed = line.fault("unauthorized", times=0)
    for person in line.people:
        await line.queue(person, "Nhắc")
    await line.pass_time(1200, step=30)
    assert armed.fired <= 21, "once a minute at the most, for all chats together"
    async with line.database.sessions() as session:
        alarms = (await session.execute(select(Outbox.channel, Outbox.text).where(Outbox.key.like("refused:%")))).all()
    assert [one.channel for one in alarms] == [OTHER]
    assert "không nhận mã truy cập" in alarms[0].text
    line.far.messenger.faults.clear()
    line.far.clock.seconds += timedelta(minutes=10).total_seconds()
    await line.send()
    assert line.texts == ["Nhắc"] * len(line.people), "nothing is lost by it"
