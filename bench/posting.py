"""Posts to a web hook as fast as it answers, over connections that stay open: `python -m bench.posting URL`.

As little Python as can be, so that what is measured is the one who answers. Prints the rate a second, and the longest
and the median wait in milliseconds.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from time import perf_counter
from urllib.parse import urlsplit

from bench import updates

CONNECTIONS = 100  # the most that Telegram opens
OK = b"HTTP/1.1 200"
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class Posting(asyncio.Protocol):
    """One connection: the next request goes when the last is answered."""

    def __init__(self, requests: Iterator[bytes], waits: list[float], is_over: "asyncio.Future[None]") -> None:
        self._requests = requests
        self._waits = waits
        self._is_over = is_over
        self._began = 0.0
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """A part of an answer, mostly all of it."""
        self._answer += data
        head, came, body = self._answer.partition(b"\r\n\r\n")
        if not came or not _is_whole(head, body):
            return
        if not head.startswith(OK):
            raise RuntimeError(f"not taken: {head!r}")
        self._answer = b""
        self._waits.append(perf_counter() - self._began)
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """By ourselves, at the end; else it is told."""
        if not self._is_over.done():
            self._is_over.set_exception(error or RuntimeError("the server hung up"))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._began = perf_counter()
            self._transport.write(request)
            return
        self._is_over.set_result(None)
        self._transport.close()


def _is_whole(head: bytes, body: bytes) -> bool:
    length = LENGTH.search(head)
    return len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")


def requests(url: str, secret: str, first: int, number: int) -> Iterator[bytes]:
    """As Telegram makes them."""
    where = urlsplit(url)
    for one in range(first, first + number):
        body = updates.stranger(one).raw.encode()
        head = f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
        yield f"{head}{SECRET_HEADER}: {secret}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def post(url: str, secret: str, first: int, number: int) -> dict[str, float]:
    """Post so many updates."""
    loop, where, waits = asyncio.get_running_loop(), urlsplit(url), list[float]()
    made = iter(list(requests(url, secret, first, number)))
    over = [loop.create_future() for _ in range(CONNECTIONS)]
    began = perf_counter()
    for one in over:
        await loop.create_connection(partial(Posting, made, waits, one), where.hostname or "", where.port or 80)
    await asyncio.gather(*over)
    seconds = perf_counter() - began
    waits.sort()
    return {"rate": number / seconds, "median": 1000 * waits[number // 2], "longest": 1000 * waits[-1]}


def main() -> None:
    """Post and print."""
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--secret", default="")
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--number", type=int, default=10_000)
    asked = options.parse_args()
    sys.stdout.write(json.dumps(asyncio.run(post(asked.url, asked.secret, asked.first, asked.number))))


if __name__ == "__main__":
    main()
