"""How many updates a second a web hook takes in, each in the inbox on the disk before it is answered 200.

The whole way: HTTP, the secret, the Telegram channel, the intake, the commit. The yardstick is the same server with a
page that reads the JSON and keeps nothing. Server and caller (bench/posting.py) have a core each.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from aiohttp import web
from sqlalchemy import delete

from bench import crowd
from bench.beside import beside, ready
from bench.delivery import TOKEN
from bench.frame import Bench, Figure, Step, in_turn
from bot import loading, wiring
from bot.app import App
from bot.clock import RealClock
from bot.links import NO_LINKS
from bot.roles import Role
from bot.settings import Settings
from channels.site import Site
from storage.database import migrate, open_database
from storage.files import EvidenceFiles
from storage.tables import Inbox
from tests import postgres

TIMES = 5
NUMBER = 10_000
SECRET, PATH = "bench-secret", "/telegram"
DURABLE = "-c fsync=on -c synchronous_commit=on -c shared_buffers=256MB"


# The server


async def _serve(url: str, messenger: str) -> None:
    """Take updates in until whoever started us closes our input; nobody handles them."""
    site = Site("127.0.0.1", 0)
    hook = {"mode": "webhook", "webhook_url": "https://example.org/telegram", "webhook_secret": SECRET}
    settings = Settings(_env_file=None, telegram={"token": TOKEN, "base_url": messenger, "webhook_path": PATH, **hook})
    channel, database = wiring.telegram(settings.telegram, RealClock(), site), open_database(url)
    files = EvidenceFiles(Path(tempfile.gettempdir()) / "nothing")
    app = App(database, {"telegram": channel}, RealClock(), files, NO_LINKS, roles=[Role.RECEIVE])
    loading.settle()
    where = f"{site.address}{PATH}"  # asked for before the site serves: from then on it is ours
    async with site, asyncio.TaskGroup() as group:
        receiving = group.create_task(app.receive(channel))
        await ready(where)
        receiving.cancel()
    await channel.close()
    await database.close()


async def _serve_nothing() -> None:
    """The yardstick: the same server, which keeps nothing."""
    site = Site("127.0.0.1", 0)

    async def taken(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response()

    site.post(PATH, taken)
    where = f"{site.address}{PATH}"
    async with site:
        await ready(where)


# Who starts it, and the caller


def _posted(address: str, url: str = "") -> float:
    """The rate at which it answers, once everything it answered for was found in the inbox, which was empty."""
    if url:
        asyncio.run(_clear(url))
    command = [sys.executable, "-m", "bench.posting", address, "--secret", SECRET, "--number", str(NUMBER)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603 - ourselves
    if url and (kept := asyncio.run(_kept(url))) != NUMBER:
        raise RuntimeError(f"{NUMBER} were answered, {kept} are kept")
    return float(told["rate"])


async def _clear(url: str) -> None:
    database = open_database(url)
    async with database.sessions.begin() as session:
        await session.execute(delete(Inbox))
    await database.close()


async def _make(url: str) -> None:
    database = open_database(url)
    await migrate(database)
    await database.close()


async def _kept(url: str) -> int:
    database = open_database(url)
    kept = await crowd.count(database, Inbox)
    await database.close()
    return kept


def measure(step: Step) -> list[Figure]:
    """Medians, in turn; all three servers are there all the time, and two have nothing to do."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.served(DURABLE) as server,
        beside("bench.far", "--round-trip", "0") as messenger,
        ExitStack() as servers,
    ):
        urls = {"SQLite": f"sqlite:///{folder}/kept.db", "PostgreSQL": server.address("postgres")}
        bare = servers.enter_context(beside("bench.accepting", "--nothing"))
        runs: dict[str, Callable[[], float]] = {"nothing kept": partial(_posted, bare)}
        for name, url in urls.items():
            asyncio.run(_make(url))
            keeping = servers.enter_context(beside("bench.accepting", "--serve", url, "--far", messenger))
            runs[name] = partial(_posted, keeping, url)
        found = in_turn(runs, TIMES, step)
    kept_nothing = found.pop("nothing kept")
    figures = [
        Figure(f"accepting: POST → inbox → 200, {name}", rate, "/s", least=10_000) for name, rate in found.items()
    ]
    return [*figures, Figure("accepting: aiohttp that keeps nothing", kept_nothing, "/s")]


BENCH = Bench(3 * TIMES, measure)


def main() -> None:
    """As one of the servers."""
    options = argparse.ArgumentParser()
    options.add_argument("--nothing", action="store_true")
    options.add_argument("--serve", metavar="URL")
    options.add_argument("--far")
    asked = options.parse_args()
    asyncio.run(_serve_nothing() if asked.nothing else _serve(asked.serve, asked.far))


if __name__ == "__main__":
    main()
