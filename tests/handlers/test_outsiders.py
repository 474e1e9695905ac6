"""Who serves no more, who never did, and who has somebody else's code: they learn nothing and change nothing."""

from pathlib import Path

from sqlalchemy import select

from domain.chat import Heard, Inbound
from domain.roles import Role
from handlers import refusing, table
from handlers.talk import Reach
from storage import groups, invites, people
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Account, Audit, Group, Membership, Outbox
from tests.handlers.authority import SECRETS, World, build
from tests.handlers.test_authority import CAN, HARMLESS, TRIES, Try, _written
from tests.rows import NOW

FILES = EvidenceFiles(Path("no file comes here"))
REACH = Reach(CAN, lambda code: f"https://t.me/b?start={code}", FILES, ("telegram",))
CODE = "7F3K9QXYZ2"


async def _does(
    database: Database, world: World, one: Try, sender: str, *, group: str = ""
) -> tuple[str, set[str], list[tuple[str, str | None]]]:
    """What is said to them, which tables are written to, and the entries of refusals; nothing stays."""
    heard = Inbound(
        "telegram", "e1", group or sender, one.heard, NOW, one.text.format(**world.ids), is_group=bool(group),
        sender=sender, sender_name="X", message=one.message, reply_to=one.reply_to, mentions_bot=bool(group),
    )  # fmt: skip
    async with database.sessions() as session:
        if one.before:
            await one.before(session, world, sender)
        await session.flush()
        with _written(session) as touched:
            await table.handle(session, heard, NOW, REACH)
            await session.flush()
        found = select(Outbox.text).where(~Outbox.key.startswith("prompt:"))
        said = "\n".join((await session.execute(found)).scalars())
        refused = select(Audit.object, Audit.why).where(Audit.action == refusing.ACTION)
        entries = [(row.object, row.why) for row in await session.execute(refused)]
        await session.rollback()
    return said, touched, entries


async def _world(database: Database) -> World:
    async with database.sessions.begin() as session:
        return await build(session)


async def test_a_member_whose_role_has_ended_is_nobody_at_once(database: Database) -> None:
    world = await _world(database)
    async with database.sessions.begin() as session:
        for membership in (await session.execute(select(Membership))).scalars():
            membership.until_at = NOW
    wrong = []
    for what, one in TRIES.items():
        for role in (Role.OFFICER, Role.AGGREGATOR, Role.ADMINISTRATOR):
            said, touched, _ = await _does(database, world, one, world.addresses[role, "own"])
            if not said or any(secret in said.casefold() for secret in SECRETS) or touched - HARMLESS:
                wrong.append((what, role, said, touched))
    assert wrong == []


async def test_a_stranger_with_somebodys_buttons_and_words_hears_how_to_join(database: Database) -> None:
    world = await _world(database)
    for what, one in TRIES.items():
        bare = Try(one.text, one.heard, None, one.reply_to)
        said, touched, _ = await _does(database, world, bare, "9999")
        assert said.startswith("Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn"), what
        assert touched <= {"outbox"}, what


async def test_another_persons_button_tapped_in_a_group_does_nothing(database: Database) -> None:
    world = await _world(database)
    for text in ("send:{report}", "approve:approve:{handed_in}:2", "grant:{request}", "drop:{evidence}"):
        for sender in ("9999", world.addresses[Role.HEAD, "own"], world.addresses[Role.AGGREGATOR, "other"]):
            said, touched, _ = await _does(database, world, Try(text), sender, group="-1001")
            assert (said, touched - {"groups"}) == ("", set()), (text, sender)


async def test_a_teams_own_group_is_not_told_of_all_units(database: Database) -> None:
    world = await _world(database)
    async with database.sessions.begin() as session:
        session.add(
            Group(
                organisation_id=world.ids["organisation"], channel="telegram", address="-100team", title="",
                purpose=groups.TEAM, unit_id=world.ids["team"], bound_at=NOW,
            )
        )  # fmt: skip
    member = world.addresses[Role.TEAM_MEMBER, "own"]
    for text in ("tổng hợp", "cảnh báo", "cấp dưới"):
        said, _, _ = await _does(database, world, Try(text, Heard.TEXT), member, group="-100team")
        assert "nhận bản tin ở nhóm này" in said, said


async def test_a_used_code_in_other_hands_lets_nobody_in_and_the_administrators_hear_of_it(database: Database) -> None:
    world = await _world(database)
    async with database.sessions.begin() as session:
        invite = await invites.add(session, world.ids["organisation"], world.ids["team"], Role.OFFICER, CODE, NOW)
        await invites.use(session, invite.id, "telegram:first", NOW)
        kept = invite.code_hash
        number = len(await people.holders(session, world.ids["organisation"], [Role.ADMINISTRATOR], NOW))
    assert CODE not in kept
    typed = Try(f"LK {CODE}", Heard.TEXT)
    said, touched, entries = await _does(database, world, typed, "9999")
    assert said.count("vừa được gõ lại từ một tài khoản khác") == number == 2
    assert touched <= HARMLESS
    assert [why for _, why in entries] == ["join.used_code"]
    said, _, entries = await _does(database, world, typed, "first")
    assert ("gõ lại từ một tài khoản khác" in said, entries) == (False, [])
    async with database.sessions() as session:
        assert (await session.execute(select(Account).where(Account.address == "9999"))).one_or_none() is None
