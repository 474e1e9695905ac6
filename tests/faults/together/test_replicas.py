"""Two bots on one database: work split in every way, each piece done once; who stops in the middle is replaced."""

from contextlib import AsyncExitStack

from bot.roles import Role
from channels.site import Site
from simulator.updates import FIRST_ID
from tests.faults.together import commune
from tests.faults.together.bots import Scene, until
from tests.faults.together.wire import Wire

LEADER = "SELECT term, holder FROM leaders WHERE name = 'send:telegram'"
# What the server does once a leader has not said a word for twenty seconds.
END_LEADER = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"


async def test_three_processes_with_a_role_each_are_one_bot(stage: Scene) -> None:
    async with AsyncExitStack() as bots:
        for role in Role:
            await bots.enter_async_context(stage.bot(role, {role}))
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await stage.settled()
    await stage.all_is_well()
    assert stage.told_twice() == []


async def test_two_that_are_called_by_turns_take_everything_in_once(stage: Scene) -> None:
    sites = [Site("127.0.0.1", 0), Site("127.0.0.1", 0)]
    doors = [("127.0.0.1", int(site.address.rpartition(":")[2])) for site in sites]
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(Wire(doors))
        stage.called_at = f"http://127.0.0.1:{line.port}/telegram"
        for name, site in zip("ab", sites, strict=True):
            await stack.enter_async_context(stage.bot(name, {Role.RECEIVE}, hook=site))
        await stack.enter_async_context(stage.bot("c", {Role.TICK, Role.SEND}))
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await stage.passed("SELECT count(*) FROM inbox", 10)
        line.cut()  # what is called next goes to the other
        await stage.settled()
        assert line.carried >= 2
    await stage.all_is_well()
    assert stage.told_twice() == []


async def test_two_that_tick_at_once_open_and_sum_up_once(stage: Scene) -> None:
    async with stage.bot("a", {Role.SEND}) as sender, stage.bot("b", {Role.TICK}), stage.bot("c", {Role.TICK}):
        await stage.settled()
        stage.clock.move_to(commune.DIGEST)
        await stage.settled()
        assert not sender.app.outage.lasts
    assert len(commune.in_group(stage.messenger)) == 1
    assert await stage.rows("SELECT count(*) FROM periods") == [(1,)]
    assert await stage.rows("SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(1,)]
    assert stage.told_twice() == []


async def test_a_leader_that_stops_between_asking_and_being_answered_is_replaced_and_says_nothing_twice(
    stage: Scene,
) -> None:
    """Its request is held back until another has sent the digest: it arrives late, as a bare title, never as words."""
    port = int(stage.url.rpartition(":")[2])
    async with Wire([("127.0.0.1", port)]) as line, stage.bot("a", url=f"http://127.0.0.1:{line.port}"):
        await stage.settled()
        [(term, holder)] = await stage.rows(LEADER)
        assert (term, holder) == (1, "a")
        line.hold()
        stage.clock.move_to(commune.DIGEST)
        await stage.passed("SELECT count(*) FROM outbox WHERE kind = 'digest' AND attempts = 1", 1)
        async with stage.bot("b"):
            await stage.do(END_LEADER)
            await stage.passed("SELECT term FROM leaders WHERE name = 'send:telegram'", 2)
            assert (await stage.rows(LEADER))[0][1] == "b"
            await stage.do("UPDATE outbox SET lease_until_at = NULL WHERE state = 'due'")  # a minute has passed
            await stage.passed("SELECT count(*) FROM outbox WHERE kind = 'digest' AND state = 'sent'", 1)
            [digest] = commune.in_group(stage.messenger)
            line.let_go()
            await until(lambda: len(commune.in_group(stage.messenger)) > 1)
            await stage.settled()
            assert (await stage.rows(LEADER)) == [(2, "b")]
    said = commune.in_group(stage.messenger)
    assert sum(one == digest for one in said) == 1
    assert len(said) <= 2
    assert "\n" in digest
    assert all("\n" not in one for one in said if one != digest)


async def test_a_poison_update_starves_nobody(stage: Scene) -> None:
    bot = commune.our_bot(stage.messenger)
    victim, *others = stage.messenger.people.values()
    broken = {"message": {"message_id": 1, "chat": {"id": victim.id, "type": "private"}, "date": "no"}}
    async with stage.bot("a"), stage.bot("b"):
        bot.updates.inject(broken, stage.clock.now(), 1)
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        left = f"SELECT count(*) FROM inbox WHERE state = 'done' AND chat != '{victim.id}'"
        await stage.passed(left, len(others) * len(commune.ANSWERS))
        [(state, attempts)] = await stage.rows(f"SELECT state, attempts FROM inbox WHERE event_key = '{FIRST_ID}'")
        assert state == "new"
        assert attempts >= 1
