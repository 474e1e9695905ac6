"""A process that has imported everything once; every life of a bot is forked from it, and may end at any moment."""

import asyncio
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from typing import Any

import asyncpg  # type: ignore[import-untyped] # noqa: F401 - as above

from bot import loading, logs
from bot.roles import ALL
from bot.run import run
from bot.settings import Settings
from channels import telegram_limits
from locales import CATALOGUES, speak
from tests.faults.killed import seams
from tests.faults.killed.lives import ENDED


def serve(address: str) -> None:
    """One connection, one life: its order comes in a line, it tells of itself in lines, its end closes the line."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    loading.load(ALL, ["telegram"])
    for locale in CATALOGUES:
        speak(locale)
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:  # whoever started us is gone, or has had enough
            _bury()
            return
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            live(line)
        line.close()
        _bury()


def _bury() -> None:
    """Let the system forget who has died."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def live(line: socket.socket) -> None:
    """One life, from the order to the end. `pace`: messages and seconds, of a messenger that is in no hurry."""
    order = json.loads(line.makefile().readline())

    def tell(what: str) -> None:
        line.sendall(what.encode() + b"\n")

    tell(str(os.getpid()))
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logs.set_up("text")
    seams.watch(seams.Fate(tell, order["seam"], order["nth"]))
    telegram_limits.OVERALL = telegram_limits.PER_CHAT = telegram_limits.PER_GROUP = order["pace"]
    try:
        asyncio.run(_run(order, line))
        tell(ENDED)
    finally:
        sys.stderr.flush()
        os._exit(0)


async def _run(order: dict[str, Any], line: socket.socket) -> None:
    """The bot itself, for as long as whoever ordered it listens."""
    asyncio.get_running_loop().add_reader(line, os.kill, os.getpid(), signal.SIGKILL)
    settings = Settings(_env_file=None, **order["settings"])
    await run(settings)


if __name__ == "__main__":
    serve(sys.argv[1])
