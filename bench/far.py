"""A messenger that holds us to the letter of its limits, as slow to answer as it is told: `python -m bench.far`.

Its windows are those of the local messenger (simulator/limits.py), but strict: 30 messages in any second, one in any
second to a chat, 20 in any minute to a group, counted when they arrive. What was refused does not count.
"""

import argparse
import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic
from typing import Any

from aiohttp import web

from bench.beside import ready
from simulator.limits import PER_GROUP, Limit, Limits

A_SECOND = Limit(1, 1)
_OTHERS: dict[str, Any] = {
    "getMe": {"id": 123456, "is_bot": True, "first_name": "Đúng Hạn", "username": "dunghan_bot"},
    "setWebhook": True,
}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Far:
    """What arrived: how many were taken and refused, and when the first and the last came, in seconds."""

    round_trip: float
    limits: Limits = field(
        default_factory=lambda: Limits(per_private_chat=(A_SECOND,), per_group=(A_SECOND, PER_GROUP))
    )
    taken: list[float] = field(default_factory=list)
    refused: int = 0
    messages: "count[int]" = field(default_factory=lambda: count(1))

    async def call(self, request: web.Request) -> web.Response:
        """One call of the Bot API. Half the round trip is the way there."""
        told: dict[str, Any] = dict(await request.post())
        if other := _OTHERS.get(request.match_info["method"]):
            return web.json_response({"ok": True, "result": other})
        await asyncio.sleep(self.round_trip / 2)
        at = monotonic()
        chat = int(told.get("chat_id", 0))
        wait = self.limits.spend(1, chat, EPOCH + timedelta(seconds=at)) if chat else 0
        await asyncio.sleep(self.round_trip / 2)
        if wait:
            self.refused += 1
            words = f"Too Many Requests: retry after {wait}"
            refusal = {"ok": False, "error_code": 429, "description": words, "parameters": {"retry_after": wait}}
            return web.json_response(refusal, status=429)
        self.taken.append(at)
        sent = {"message_id": next(self.messages), "date": 1_767_225_600, "text": told.get("text", "")}
        kind = "private" if chat > 0 else "supergroup"
        return web.json_response({"ok": True, "result": {**sent, "chat": {"id": chat, "type": kind, "title": ""}}})

    async def counts(self, _request: web.Request) -> web.Response:
        """What was counted."""
        return web.json_response({"taken": self.taken, "refused": self.refused})


async def serve(round_trip: float) -> None:
    """Tell where, then serve until whoever started us closes our input."""
    far = Far(round_trip)
    app = web.Application()
    app.add_routes([web.get("/counts", far.counts), web.post("/bot{token}/{method}", far.call)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with suppress(KeyboardInterrupt):
        await ready(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


def main() -> None:
    """Serve with the round trip that the command line says."""
    options = argparse.ArgumentParser()
    options.add_argument("--round-trip", type=float, default=0.02, metavar="SECONDS")
    asyncio.run(serve(options.parse_args().round_trip))


if __name__ == "__main__":
    main()
