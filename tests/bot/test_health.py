"""Whoever watches sees what the bot does not do any more, by name, and what it counted; nobody else sees anything."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, update

from bot import backing_up, health_pages
from bot.app import App
from bot.clock import HeldClock
from bot.health import Watched
from bot.links import NO_LINKS
from bot.metrics import Metrics
from bot.probing import FRESH_SECONDS, Probe
from bot.roles import ALL, Role
from bot.settings import Settings
from channels.channel import Channel
from channels.site import Site
from domain.chat import Ambiguous, Later, Sent, Update
from locales import speak
from storage.database import Database
from storage.files import EvidenceFiles
from storage.outbox import Kind
from storage.tables import Outbox
from tests.bot import sending
from tests.bot.conftest import Messenger
from tests.rows import build


@dataclass
class Watch:
    """A bot, and somebody at its pages."""

    app: App
    clock: HeldClock
    data: Path
    messenger: Messenger
    http: ClientSession

    async def ready(self) -> tuple[int, dict[str, str]]:
        """The status, and what is said of the parts that are not well."""
        async with self.http.get("/readyz") as answer:
            told = await answer.json()
        assert told["ready"] is (answer.status == 200)
        return answer.status, {part["name"]: part["said"] for part in told["parts"] if not part["ok"]}

    async def metrics(self) -> dict[str, float]:
        """Every sample, by its name and the values of its labels."""
        async with self.http.get("/metrics") as answer:
            assert answer.content_type == "text/plain"
            page = await answer.text()
        return {
            " ".join([sample.name.removeprefix("dunghan_"), *sample.labels.values()]): sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
        }

    async def lives(self) -> None:
        """What a bot does all the time: asks, ticks."""
        await self.app.accepting(self.messenger)(())
        await self.app.tick()

    def backs_up(self, hours_ago: int) -> None:
        """A backup of so many hours ago lies where they lie."""
        made_at = self.clock.now() - timedelta(hours=hours_ago)
        folder = self.data / "backups"
        folder.mkdir()
        (folder / f"dunghan-{made_at:%Y%m%dT%H%M%SZ}{backing_up.ENDING}").touch()

    def later(self, seconds: float) -> None:
        """Time passes in which the bot does nothing."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))


Watching = Callable[..., Awaitable[Watch]]


@pytest.fixture
async def watching(
    database: Database, clock: HeldClock, messenger: Messenger, tmp_path: Path
) -> AsyncIterator[Watching]:
    """Bots with their pages; of one role each, or of all."""
    async with _Many() as many:

        async def watch(roles: frozenset[Role] = ALL) -> Watch:
            channels: dict[str, Channel] = {messenger.name: messenger}
            app = App(database, channels, clock, EvidenceFiles(tmp_path), NO_LINKS, roles=roles)
            site = Site("127.0.0.1", 0)
            health_pages.serve(
                site, Watched(app, Probe(database, clock), Settings(data=tmp_path, tick_seconds=20)), speak("vi")
            )
            http = ClientSession(site.address)
            many.opened += [await site.__aenter__(), await http.__aenter__()]
            return Watch(app, clock, tmp_path, messenger, http)

        yield watch


class _Many:
    """Closes what was opened, the last first."""

    def __init__(self) -> None:
        self.opened: list[Any] = []

    async def __aenter__(self) -> "_Many":
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in reversed(self.opened):
            await one.__aexit__(None, None, None)


async def test_a_bot_that_does_all_it_is_there_for_is_ready(watching: Watching) -> None:
    watch = await watching()
    await watch.lives()
    assert await watch.ready() == (200, {})
    async with watch.http.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"alive": True})


async def test_before_the_first_round_it_is_alive_and_not_ready(watching: Watching) -> None:
    watch = await watching()
    assert await watch.ready() == (
        503,
        {
            "poll:telegram": "Telegram chưa trả lời lần nào từ khi bot chạy. Hãy xem mạng và token.",
            "tick": 'Từ khi bot chạy chưa xem xong việc đến hạn lượt nào. Hãy xem nhật ký, chạy "dunghan doctor".',
        },
    )
    async with watch.http.get("/healthz") as answer:
        assert answer.status == 200


async def _stalls(watch: Watch) -> None:
    watch.later(90)


async def _leaves_messages(watch: Watch) -> None:
    await sending.add(watch.app.database, "Xin số liệu", kind=Kind.PROMPT)
    watch.later(300)
    await watch.lives()


async def _makes_no_backups(watch: Watch) -> None:
    watch.backs_up(hours_ago=26)


async def _loses_its_database(watch: Watch) -> None:
    await watch.app.database.close()
    async with watch.app.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")


BROKEN = [
    (_stalls, {"poll:telegram": "90 giây chưa nhận được trả lời", "tick": "90 giây chưa xong lượt nào"}),
    (_leaves_messages, {"outbox": "Có tin đã chờ gửi 5 phút"}),
    (_makes_no_backups, {"backup": "Đã 26 giờ chưa có bản sao lưu mới"}),
    (_loses_its_database, {"database": "Cơ sở dữ liệu không trả lời"}),
]


@pytest.mark.parametrize(("broken", "named"), BROKEN, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_it_does_not_do_is_named_in_vietnamese(
    watching: Watching, broken: Callable[[Watch], Awaitable[None]], named: dict[str, str]
) -> None:
    watch = await watching()
    await watch.lives()
    await broken(watch)
    status, told = await watch.ready()
    assert (status, sorted(told)) == (503, sorted(named))
    assert all(named[name] in told[name] for name in named)


async def test_messages_that_may_not_go_yet_and_backups_that_nobody_makes_are_no_trouble(watching: Watching) -> None:
    watch = await watching()
    await sending.add(watch.app.database, "giữ", kind=Kind.PROMPT)
    async with watch.app.database.sessions.begin() as session:
        await session.execute(update(Outbox).values(held_until_at=watch.clock.now() + timedelta(hours=2)))
    watch.later(3600)
    await watch.lives()
    assert await watch.ready() == (200, {})
    watch.backs_up(hours_ago=25)
    assert await watch.ready() == (200, {})


@pytest.mark.parametrize(
    ("role", "missing"), [(Role.TICK, {"tick"}), (Role.SEND, set()), (Role.RECEIVE, {"poll:telegram"})]
)
async def test_a_process_answers_for_its_own_roles(watching: Watching, role: Role, missing: set[str]) -> None:
    watch = await watching(frozenset({role}))
    assert set((await watch.ready())[1]) == missing


async def test_what_was_done_is_counted(watching: Watching, database: Database) -> None:
    async with database.sessions.begin() as session:
        await build(session, "hong_bang")
    watch = await watching()
    accept = watch.app.accepting(watch.messenger)
    await accept([Update("1", "71", "71: việc")])
    await accept([Update("1", "71", "71: việc"), Update("2", "72", "poison")])
    watch.later(2)
    await watch.app.receive(watch.messenger)
    await watch.app.handle_all()
    watch.messenger.part = [Later(timedelta(seconds=1), "429", is_too_many=True), Ambiguous("cut")]
    watch.later(4)
    for _ in range(4):
        watch.later(60)
        await watch.app.send_all()
    told = await watch.metrics()
    assert told["updates_total telegram new"] == 2
    assert told["updates_total telegram duplicate"] == 1
    assert (told["dwell_seconds_count telegram answer"], told["dwell_seconds_sum telegram answer"]) == (1, 2)
    assert {of: told[f"sends_total telegram {of}"] for of in ("sent", "later", "ambiguous", "refused")} == {
        "sent": 1,
        "later": 1,
        "ambiguous": 1,
        "refused": 0,
    }
    assert told["too_many_requests_total telegram"] == 1
    assert told["dwell_seconds_count telegram send"] == 1
    assert told["dwell_seconds_sum telegram send"] >= 60


async def test_what_waits_is_seen_at_the_moment_of_looking(watching: Watching, database: Database) -> None:
    watch = await watching()
    await watch.lives()
    await sending.add(database, "một", "hai", chat="7001")
    await sending.add(database, "sau", chat="7002", due_at=watch.clock.now() + timedelta(days=1))
    await watch.app.accepting(watch.messenger)([Update("1", "71", "71: việc")])
    watch.backs_up(hours_ago=0)
    watch.later(10)
    told = await watch.metrics()
    assert told["outbox_depth telegram waiting"] == 2
    assert told["outbox_depth telegram later"] == 1
    assert told["inbox_depth telegram waiting"] == 1
    assert told["outbox_oldest_seconds"] == told["last_tick_age_seconds"] == told["last_backup_age_seconds"] == 10
    assert told["last_poll_age_seconds telegram"] == 10
    assert (told["database_up"], told["database_outage"]) == (1, 0)
    assert told["digests_unposted"] == told["audit_unsealed"] == 0
    watch.app.outage.met(ConnectionError())
    assert (await watch.metrics())["database_outage"] == 1


async def test_a_digest_that_is_missing_is_counted(watching: Watching, database: Database) -> None:
    watch = await watching()
    await sending.digest(database)
    watch.later(14 * 60)
    assert (await watch.metrics())["digests_unposted"] == 1


async def test_however_often_somebody_looks_the_database_is_asked_seldom(
    watching: Watching, database: Database
) -> None:
    watch = await watching()
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    for _ in range(5):
        await watch.metrics()
        await watch.ready()
    once = len(asked)
    assert once > 0
    watch.later(FRESH_SECONDS)
    await watch.metrics()
    assert len(asked) == 2 * once


FROM_OUTSIDE = [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=10.0.0.1"}, {"Via": "1.1 caddy"}]


@pytest.mark.parametrize("headers", FROM_OUTSIDE, ids=lambda one: next(iter(one)))
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_who_comes_through_a_proxy_finds_nothing(watching: Watching, path: str, headers: dict[str, str]) -> None:
    watch = await watching()
    async with watch.http.get(path, headers=headers) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("caller", "is_near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("172.18.0.4", True),
        ("::ffff:192.168.1.9", True),
        ("fe80::1%eth0", True),
        ("113.160.1.1", False),
        ("::ffff:113.160.1.1", False),
        ("2405:4800::1", False),
        ("", False),
        ("nobody", False),
    ],
)
def test_near_is_this_machine_and_its_own_networks(caller: str, is_near: bool) -> None:
    assert health_pages.is_near(caller, {}) is is_near


def test_two_bots_in_one_process_count_each_for_themselves() -> None:
    one, other = Metrics(["telegram"]), Metrics(["telegram"])
    one.tried("telegram", Sent("1"))
    assert b'dunghan_sends_total{channel="telegram",result="sent"} 1.0' in one.page([])
    assert b'dunghan_sends_total{channel="telegram",result="sent"} 0.0' in other.page([])
