"""The server that others call: what is registered is answered, what is too large or too slow is not waited for."""

import asyncio
import logging
import socket
from io import BytesIO

import pytest
from aiohttp import ClientSession, web

from channels.site import MAX_BODY, Site


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def site(port: int) -> Site:
    """Echoes how many bytes it was sent."""
    site = Site("127.0.0.1", port, body_seconds=0.05)

    async def count(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await site.body(request))))

    site.post("/count", count)
    return site


@pytest.mark.parametrize(("size", "status"), [(3, 200), (MAX_BODY, 200), (MAX_BODY + 1, 413), (10_000_000, 413)])
async def test_a_body_has_a_greatest_size(site: Site, port: int, size: int, status: int) -> None:
    async with site, ClientSession(f"http://127.0.0.1:{port}") as session:
        answer = await session.post("/count", data=BytesIO(b"x" * size))
        assert answer.status == status


async def test_who_calls_is_written_down_nowhere(site: Site, port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with site, ClientSession(f"http://127.0.0.1:{port}") as session:
        await session.post("/count?who=Hoa", data=b"x")
    assert "count" not in caplog.text


async def test_a_caller_who_stops_half_way_is_hung_up_on_and_keeps_nobody_waiting(site: Site, port: int) -> None:
    async with site, ClientSession(f"http://127.0.0.1:{port}") as session:
        silent, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        async with session.post("/count", data=b"abc") as answer:
            assert await answer.text() == "3"
        assert b" 408 " in await silent.readline()
        writer.close()


async def test_what_is_not_registered_is_not_there(site: Site, port: int) -> None:
    async with site, ClientSession(f"http://127.0.0.1:{port}") as session:
        other, got = await session.post("/other"), await session.get("/count")
        assert (other.status, got.status) == (404, 405)


async def test_a_site_without_anything_on_it_is_not_opened(port: int) -> None:
    async with Site("127.0.0.1", port):
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


async def test_two_cannot_have_the_same_path(site: Site) -> None:
    async def other(_request: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(RuntimeError):
        site.post("/count", other)


async def test_where_nobody_needs_what_is_there_an_address_that_is_taken_stops_nobody(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def other(_request: web.Request) -> web.Response:
        return web.Response()

    site = Site("127.0.0.1", port)
    site.get("/healthz", other, is_needed=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        async with site:
            assert f"port {port} of 127.0.0.1 cannot be had" in caplog.text


async def test_an_address_that_is_taken_is_an_error_at_the_start(site: Site, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(OSError, match="address already in use"):
            await site.__aenter__()
