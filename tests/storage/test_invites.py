"""Invites: only a hash is kept, a code is used once, and guessing comes to an end."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import invites
from storage.tables import Invite
from tests.rows import NOW, Town

CODE = "K7MPQ2XRWA"


async def _invite(session: AsyncSession, town: Town) -> Invite:
    return await invites.add(session, town.organisation.id, town.unit.id, "officer", CODE, NOW)


async def test_the_code_itself_is_nowhere_in_the_database(session: AsyncSession, town: Town) -> None:
    await _invite(session, town)
    rows = (await session.execute(text("select * from invites"))).all()
    assert len(rows) == 1
    assert CODE not in str(rows)


async def test_a_code_is_found_as_people_type_it(session: AsyncSession, town: Town) -> None:
    invite = await _invite(session, town)
    for typed in (CODE, CODE.lower(), f"  {CODE} "):
        found = await invites.by_code(session, typed)
        assert found is not None
        assert found.id == invite.id
    assert await invites.by_code(session, CODE[:-1]) is None


async def test_a_code_is_used_once(session: AsyncSession, town: Town) -> None:
    invite = await _invite(session, town)
    assert await invites.use(session, invite.id, "telegram:7001", NOW)
    assert not await invites.use(session, invite.id, "telegram:7002", NOW)
    await session.refresh(invite)
    assert (invite.used_at, invite.used_by) == (NOW, "telegram:7001")


async def test_a_code_lasts_seventy_two_hours(session: AsyncSession, town: Town) -> None:
    invite = await _invite(session, town)
    assert invite.expires_at == NOW + timedelta(hours=72)
    assert not await invites.use(session, invite.id, "telegram:7001", invite.expires_at)
    assert await invites.use(session, invite.id, "telegram:7001", invite.expires_at - timedelta(seconds=1))


async def test_five_wrong_codes_in_ten_minutes_are_enough(session: AsyncSession) -> None:
    for number in range(5):
        assert not await invites.too_many_tries(session, "telegram", "7001", NOW)
        await invites.note_wrong_try(session, "telegram", "7001", NOW + timedelta(minutes=number))
    last = NOW + timedelta(minutes=5)
    assert await invites.too_many_tries(session, "telegram", "7001", last)
    assert not await invites.too_many_tries(session, "telegram", "7002", last), "somebody else may try"
    assert not await invites.too_many_tries(session, "zalo", "7001", last)
    assert await invites.too_many_tries(session, "telegram", "7001", NOW + timedelta(minutes=9, seconds=59))
    assert not await invites.too_many_tries(session, "telegram", "7001", NOW + timedelta(minutes=10))
