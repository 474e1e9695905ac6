"""Addresses that came from outside lead only to known hosts on public machines, and to so many bytes."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.channel import TooLargeError
from channels.media import ForbiddenAddressError, Media, NoFileError, PublicOnly, is_public
from channels.site import Handler

API = "https://bot-api.zaloplatforms.com"
HOSTS = ("zdn.vn", "zalo.me")


@dataclass
class Names:
    """A resolver that answers with these addresses and remembers what it was asked."""

    addresses: Sequence[str]
    asked: list[str] = field(default_factory=list)

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.addresses


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/a.jpg",
        "https://127.1/a.jpg",
        "https://2130706433/a.jpg",
        "https://0x7f000001/a.jpg",
        "https://0x7f.0.0.1/a.jpg",
        "https://017700000001/a.jpg",
        "https://0/a.jpg",
        "https://[::1]/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://[fe80::1%25eth0]/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/a.jpg",
        "https://example.org/a.jpg",
        "https://zdn.vn.example.org/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "https://example.org/zdn.vn",
        "https://example.org?.zdn.vn/a.jpg",
        "https://example.org#.zdn.vn",
        "https://example.org\\.zdn.vn/a.jpg",
        "https://photo.zdn.vn@example.org/a.jpg",
        "https://photo.zdn.vn:443@127.0.0.1/a.jpg",
        "https://user:word@photo.zdn.vn/a.jpg",
        "https://user@photo.zdn.vn/a.jpg",
        "https://photo.zdn.vn:8443/a.jpg",
        "https://photo.zdn.vn:22/a.jpg",
        "http://photo.zdn.vn/a.jpg",
        "HTTP://photo.zdn.vn/a.jpg",
        "http://photo.zdn.vn:443/a.jpg",
        "http://bot-api.zaloplatforms.com/a.jpg",
        "https://user@bot-api.zaloplatforms.com/a.jpg",
        "ftp://photo.zdn.vn/a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//photo.zdn.vn/a.jpg",
        "/etc/passwd",
        "photo.zdn.vn/a.jpg",
        "https://",
        "https:///a.jpg",
        "https://[",
        "https://photo.zdn.vn:99999/a.jpg",
        "https://zdn。vn.example.org/",
        "",
        " ",
    ],
)
async def test_an_address_that_is_not_plainly_theirs_is_not_even_looked_up(address: str) -> None:
    names = Names(["203.0.113.7"])
    files = Media(HOSTS, API, names.resolve)
    with pytest.raises(ForbiddenAddressError):
        await files.fetch(address, 1000)
    await files.close()
    assert names.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["192.168.1.1"],
        ["172.16.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["8.8.8.8", "127.0.0.1"],  # one public one does not make the other public
        [],
        ["not an address"],
    ],
)
async def test_a_known_name_that_leads_to_a_private_machine_is_not_followed(
    addresses: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    names = Names(addresses)
    files = Media(HOSTS, API, names.resolve)
    with pytest.raises(ForbiddenAddressError, match=r"photo-1\.zdn\.vn is no public machine"):
        await files.fetch("https://photo-1.ZDN.vn/secret-path.jpg", 1000)
    await files.close()
    assert names.asked == ["photo-1.zdn.vn"]
    assert "secret-path" not in caplog.text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("fe80::1%lo", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("", False),
    ],
)
def test_what_a_public_machine_is(address: str, expected: bool) -> None:
    assert is_public(address) is expected


async def test_what_the_configured_messenger_itself_serves_is_fetched() -> None:
    async def give(_request: web.Request) -> web.Response:
        return web.Response(body=b"12345")

    async with serving(give) as url:
        files = Media(HOSTS, f"{url}/zalo")
        assert await files.fetch(f"{url}/photo.jpg", 5) == b"12345"
        with pytest.raises(TooLargeError, match="4"):
            await files.fetch(f"{url}/photo.jpg", 4)
        with pytest.raises(ForbiddenAddressError):  # another port of the same machine is somebody else
            await files.fetch("http://127.0.0.1:9/photo.jpg", 5)
        await files.close()


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest", "/photo2.jpg"])
async def test_a_redirect_is_not_followed(to: str) -> None:
    asked = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPFound(to)

    async with serving(elsewhere) as url:
        files = Media(HOSTS, url)
        with pytest.raises(NoFileError, match="302"):
            await files.fetch(f"{url}/photo.jpg", 5)
        await files.close()
    assert asked == ["/photo.jpg"]


async def test_a_compressed_answer_is_counted_as_it_comes() -> None:
    """A thousand zeros in twenty bytes stay twenty bytes."""

    async def bomb(request: web.Request) -> web.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return web.Response(body=b"\x1f\x8b" + bytes(18), headers={"Content-Encoding": "gzip"})

    async with serving(bomb) as url:
        files = Media(HOSTS, url)
        assert len(await files.fetch(f"{url}/photo.jpg", 20)) == 20
        await files.close()


async def test_an_endless_file_ends_at_its_limit() -> None:
    async def flow(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        try:
            while True:
                await stream.write(bytes(64 * 1024))
        except ConnectionResetError:
            return stream

    async with serving(flow) as url:
        files = Media(HOSTS, url)
        with pytest.raises(TooLargeError):
            await files.fetch(f"{url}/photo.jpg", 1_000_000)
        await files.close()


async def test_a_known_name_on_a_public_machine_is_connected_to_at_exactly_the_checked_address() -> None:
    names = Names(["8.8.8.8", "2001:4860:4860::8888"])
    found = await PublicOnly(names.resolve).resolve("photo.zdn.vn", 443)
    assert [(one["hostname"], one["host"], one["family"]) for one in found] == [
        ("photo.zdn.vn", "8.8.8.8", socket.AF_INET),
        ("photo.zdn.vn", "2001:4860:4860::8888", socket.AF_INET6),
    ]


async def test_a_server_that_says_nothing_is_given_up() -> None:
    over = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        await over.wait()
        return stream

    async with serving(hang) as url:
        files = Media(HOSTS, url, seconds=0.05)
        with pytest.raises(OSError, match=r"^TimeoutError at 127\.0\.0\.1$"):
            await files.fetch(f"{url}/photo.jpg?key=secret", 5)
        over.set()
        await files.close()
