"""Tokens that can be refreshed once: by one for all, stored before use, and loud when they are lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.zalo_tokens import DatabaseTokens
from channels.zalo_oa_client import Client
from channels.zalo_oa_tokens import (
    CLAIM,
    LIFE,
    OaApp,
    Pair,
    TokenLaterError,
    TokenLostError,
    Tokens,
    Trouble,
    exchanged,
    life,
    refreshed,
)
from domain.chat import Later, Outgoing, Sent
from simulator import actions
from simulator.zalo_oa_oauth import s256
from storage import zalo_tokens
from storage.database import Database, open_database
from tests.channels.oa_side import OaSide, oa_side
from tests.databases import address

TWENTY_HOURS = timedelta(hours=20).total_seconds()


@pytest.fixture
async def far(database: Database) -> AsyncIterator[OaSide]:
    async with oa_side(database) as far:
        yield far


@pytest.fixture
async def client(far: OaSide) -> AsyncIterator[Client]:
    client = Client(far.url, far.url)
    yield client
    await client.close()


def app(far: OaSide) -> OaApp:
    return OaApp(far.bot.oa.app_id, far.bot.oa.app_secret)


def tokens(far: OaSide, client: Client, store: DatabaseTokens | None = None) -> Tokens:
    store = store or DatabaseTokens(far.database, far.bot.oa.app_id, far.seal)
    return Tokens(client, app(far), store, far.alarms, far.clock.now, far.clock.sleep)


async def stored(far: OaSide) -> Pair:
    pair = await DatabaseTokens(far.database, far.bot.oa.app_id, far.seal).load()
    assert pair is not None
    return pair


async def test_a_token_with_more_than_five_hours_left_is_used_as_it_is(far: OaSide, client: Client) -> None:
    first = await stored(far)
    far.clock.seconds += TWENTY_HOURS - 1
    assert await tokens(far, client).access() == first.access
    assert far.bot.oa.refreshes == 0


async def test_with_five_hours_left_it_is_renewed_and_both_halves_change(far: OaSide, client: Client) -> None:
    first = await stored(far)
    far.clock.seconds += TWENTY_HOURS
    given = await tokens(far, client).access()
    now = await stored(far)
    assert (given, now.refreshed_at, now.expires_at - now.refreshed_at) == (now.access, far.clock.now(), LIFE)
    assert now.access != first.access
    assert first.refresh in far.bot.oa.used
    assert now.refresh not in far.bot.oa.used


async def test_three_months_of_rotation_need_nobody(far: OaSide, client: Client) -> None:
    ours = tokens(far, client)
    for _ in range(120):
        far.clock.seconds += TWENTY_HOURS
        await ours.access()
    assert far.bot.oa.refreshes == 120
    assert far.alarms.heard == []


async def test_two_refreshers_of_one_process_refresh_once(far: OaSide, client: Client) -> None:
    far.clock.seconds += TWENTY_HOURS
    ours = tokens(far, client)
    given = await asyncio.gather(*(ours.access() for _ in range(5)))
    assert (len(set(given)), far.bot.oa.refreshes) == (1, 1)


async def test_two_processes_refresh_once(far: OaSide, client: Client, tmp_path: Path) -> None:
    """Two connections to one file, each with its own Tokens."""
    other = open_database(address(tmp_path / "dunghan.db"))
    far.clock.seconds += timedelta(hours=26).total_seconds()  # expired: the loser cannot make do with the old one
    both = [tokens(far, client), tokens(far, client, DatabaseTokens(other, far.bot.oa.app_id, far.seal))]
    given = await asyncio.gather(*(one.access() for one in both))
    assert (len(set(given)), far.bot.oa.refreshes) == (1, 1)
    assert given[0] == (await stored(far)).access
    await other.close()


async def test_who_finds_another_refreshing_uses_the_old_token_while_it_lives(far: OaSide, client: Client) -> None:
    far.clock.seconds += TWENTY_HOURS
    first, store = await stored(far), DatabaseTokens(far.database, far.bot.oa.app_id, far.seal)
    assert await store.claim(first, far.clock.now(), far.clock.now() + CLAIM)
    assert await tokens(far, client).access() == first.access
    assert (far.bot.oa.refreshes, far.clock.slept) == (0, [])


async def test_a_refresher_that_died_is_waited_for_and_then_replaced(far: OaSide, client: Client) -> None:
    far.clock.seconds += timedelta(hours=26).total_seconds()
    first, store = await stored(far), DatabaseTokens(far.database, far.bot.oa.app_id, far.seal)
    assert await store.claim(first, far.clock.now(), far.clock.now() + CLAIM)
    given = await tokens(far, client).access()
    assert sum(far.clock.slept) == CLAIM.total_seconds()
    assert given == (await stored(far)).access != first.access


async def test_the_new_pair_is_committed_before_it_is_used(far: OaSide, client: Client) -> None:
    """A crash after the commit and before the first use loses nothing: the next process finds the pair."""
    far.clock.seconds += TWENTY_HOURS
    order: list[str] = []

    class Watched(DatabaseTokens):
        async def replace(self, old: Pair, new: Pair) -> bool:
            done = await super().replace(old, new)
            order.append("committed" if (await stored(far)).access == new.access else "open")
            raise OSError(f"the process dies here: {done}")

    with pytest.raises(TokenLaterError):
        await tokens(far, client, Watched(far.database, far.bot.oa.app_id, far.seal)).access()
    assert order == ["committed"]
    assert await tokens(far, client).access() == (await stored(far)).access
    assert far.bot.oa.refreshes == 1


async def test_a_stop_in_the_middle_of_a_refresh_still_stores_the_pair(far: OaSide, client: Client) -> None:
    far.clock.seconds += TWENTY_HOURS
    first = await stored(far)
    begun = asyncio.Event()

    class Slow(DatabaseTokens):
        async def replace(self, old: Pair, new: Pair) -> bool:
            begun.set()
            await asyncio.sleep(0.01)
            return await super().replace(old, new)

    async with asyncio.TaskGroup() as group:
        asking = group.create_task(tokens(far, client, Slow(far.database, far.bot.oa.app_id, far.seal)).access())
        await begun.wait()
        asking.cancel()
    assert asking.cancelled()
    assert (await stored(far)).access != first.access


async def test_a_pair_that_cannot_be_stored_now_is_stored_later(far: OaSide, client: Client) -> None:
    far.clock.seconds += TWENTY_HOURS
    broken = [True, True]

    class Full(DatabaseTokens):
        async def replace(self, old: Pair, new: Pair) -> bool:
            if broken:
                broken.pop()
                raise OSError("the disk is full")
            return await super().replace(old, new)

    ours = tokens(far, client, Full(far.database, far.bot.oa.app_id, far.seal))
    for _ in range(2):
        with pytest.raises(TokenLaterError):
            await ours.access()
    assert await ours.access() == (await stored(far)).access
    assert (far.bot.oa.refreshes, far.alarms.heard) == (1, [])


async def test_a_crash_before_the_commit_loses_the_pair_and_says_what_to_do(
    far: OaSide, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    far.clock.seconds += timedelta(hours=26).total_seconds()
    await refreshed(client, app(far), (await stored(far)).refresh, far.clock.now())  # and nobody wrote it down
    with pytest.raises(TokenLostError):
        await tokens(far, client).access()
    assert [trouble for trouble, _ in far.alarms.heard] == [Trouble.LOGIN]
    assert "dunghan zalo-oa login" in caplog.text


@pytest.mark.parametrize("names_only", [False, True], ids=["with a number", "error_name only"])
async def test_lost_tokens_alarm_once_and_zalo_is_not_asked_again(
    far: OaSide, client: Client, *, names_only: bool
) -> None:
    far.bot.oa.manner.error_names = names_only
    far.clock.seconds += timedelta(hours=26).total_seconds()
    far.bot.oa.refresh.clear()
    for _ in range(3):
        with pytest.raises(TokenLostError):
            await tokens(far, client).access()  # each time as after a restart
    assert len(far.alarms.heard) == 1
    assert len(far.bot.oa.used) == 1
    assert (await stored(far)).lost_at == far.clock.now()


async def test_a_dead_refresh_token_leaves_the_access_token_to_be_used_up(far: OaSide, client: Client) -> None:
    first = await stored(far)
    far.clock.seconds += TWENTY_HOURS
    far.bot.oa.refresh.clear()
    ours = tokens(far, client)
    assert await ours.access() == first.access
    assert len(far.alarms.heard) == 1
    far.clock.seconds += timedelta(hours=5).total_seconds()
    with pytest.raises(TokenLostError):
        await ours.access()
    assert len(far.alarms.heard) == 1


async def test_a_new_login_heals_a_running_bot(far: OaSide, client: Client) -> None:
    far.clock.seconds += timedelta(hours=26).total_seconds()
    far.bot.oa.refresh.clear()
    ours = tokens(far, client)
    with pytest.raises(TokenLostError):
        await ours.access()
    fresh = await far.log_in()
    assert await ours.access() == fresh.access


async def test_a_login_while_a_refresh_is_under_way_stands(far: OaSide, client: Client) -> None:
    far.clock.seconds += TWENTY_HOURS
    logged_in: list[Pair] = []

    class Overtaken(DatabaseTokens):
        async def replace(self, old: Pair, new: Pair) -> bool:
            logged_in.append(await far.log_in())
            return await super().replace(old, new)

    given = await tokens(far, client, Overtaken(far.database, far.bot.oa.app_id, far.seal)).access()
    assert given == logged_in[0].access == (await stored(far)).access


@pytest.mark.parametrize("fault", ["server_error", "silent", "drop_reply", "too_many", "truncate"])
async def test_what_passes_is_tried_again_and_nobody_is_alarmed(far: OaSide, client: Client, fault: str) -> None:
    first = await stored(far)
    far.clock.seconds += TWENTY_HOURS
    far.fault(fault, "access_token")
    ours = tokens(far, client)
    assert await ours.access() == first.access, "it lives five hours more"
    assert await ours.access() == first.access, "and for a minute nobody asks again"
    far.messenger.faults.clear()
    far.clock.seconds += 60
    lost = fault in {"drop_reply", "truncate"}  # Zalo did it, and its answer is gone: nobody can know
    assert (await ours.access() == first.access) is lost
    assert len(far.alarms.heard) == lost


async def test_an_expired_token_and_a_server_away_make_all_messages_wait(far: OaSide) -> None:
    far.clock.seconds += timedelta(hours=26).total_seconds()
    far.fault("server_error", "access_token")
    channel = far.channel()
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert isinstance(outcome, Later)
    assert outcome.whole_bot
    await channel.close()


async def test_without_a_login_all_messages_wait_and_say_why(far: OaSide) -> None:
    far.bot.oa.app_id = "3600000002"
    channel = far.channel()
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert outcome == Later(timedelta(minutes=10), "no token: no login yet", whole_bot=True)
    await channel.close()


async def test_a_token_taken_back_in_mid_month_is_renewed_while_sending(far: OaSide) -> None:
    actions.send(far.messenger, far.officer, far.bot.id, "chào")
    channel = far.channel()
    assert isinstance(await channel.deliver(Outgoing(far.chat, "một")), Sent)
    far.bot.oa.access.clear()
    assert isinstance(await channel.deliver(Outgoing(far.chat, "hai")), Sent)
    assert far.bot.oa.refreshes == 1
    await channel.close()


async def test_a_code_is_exchanged_with_its_verifier_once(far: OaSide, client: Client) -> None:
    far.bot.oa.codes["code-1"] = (s256("verifier"), far.clock.now() + timedelta(minutes=10))
    pair = await exchanged(client, app(far), "code-1", "verifier", far.clock.now())
    assert pair.access in far.bot.oa.access
    with pytest.raises(TokenLostError):
        await exchanged(client, app(far), "code-1", "verifier", far.clock.now())


async def test_no_secret_is_in_an_error(far: OaSide, client: Client) -> None:
    wrong = replace(app(far), secret="a-wrong-secret")
    with pytest.raises(TokenLostError) as refused:
        await refreshed(client, wrong, "a-refresh-token-of-some-length", far.clock.now())
    assert "a-wrong-secret" not in str(refused.value)
    assert "a-refresh-token" not in str(refused.value)
    assert "a-wrong-secret" not in repr(wrong)


@pytest.mark.parametrize(
    ("told", "lives"),
    [
        ("90000", timedelta(hours=25)),
        (3600, timedelta(hours=1)),
        ("", LIFE),
        (None, LIFE),
        ("soon", LIFE),
        ("-5", LIFE),
        ("9" * 12, LIFE),
        ("99999999", timedelta(days=90)),
    ],
)
def test_how_long_a_token_lives_comes_as_text(told: object, lives: timedelta) -> None:
    assert life(told) == lives


async def test_a_row_does_not_show_its_tokens(far: OaSide) -> None:
    pair = await stored(far)
    async with far.database.sessions() as session:
        row = await zalo_tokens.of(session, far.bot.oa.app_id)
    for secret in (pair.access, pair.refresh):
        assert secret not in f"{pair!r} {row!r} {pair} {row}"
