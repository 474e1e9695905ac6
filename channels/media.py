"""Fetches files from addresses that came from outside: only known hosts, only public machines, only so much."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, StreamReader, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from channels.channel import TooLargeError

FETCH_SECONDS = 30.0  # for the whole file
CHUNK = 64 * 1024
WRAPPING_IPV4 = [ipaddress.IPv6Network(one) for one in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")]
"""IPv6 addresses that lead to an IPv4 one, which may be a private one."""

log = logging.getLogger(__name__)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host. Raises OSError when it has none."""


class ForbiddenAddressError(OSError):
    """An address that we do not go to, whoever gave it to us."""


class NoFileError(OSError):
    """The server is there, and gives no file, or sends us elsewhere, where we do not go."""


async def lookup(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for _, _, _, _, address in found]


class PublicOnly(AbstractResolver):
    """Gives the connection exactly the addresses that were checked, so that nothing changes in between."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises ForbiddenAddressError when any address of the host is not public."""
        found = await self._resolve(host, port)
        if not found or not all(is_public(address) for address in found):
            raise ForbiddenAddressError(f"{host} is no public machine")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """There is nothing to let go of."""


class Media:
    """`hosts` are the names, and the ends of names, that files may come from.

    `own` is the messenger's configured address: what comes from that very scheme, host and port is fetched as it
    is. It is how a local messenger without https can be used.
    """

    def __init__(
        self, hosts: Sequence[str], own: str, resolve: Resolve = lookup, seconds: float = FETCH_SECONDS
    ) -> None:
        self._seconds = seconds
        self._hosts = [host.lower().lstrip(".") for host in hosts]
        self._own = URL(own).origin()
        self._resolver = PublicOnly(resolve)
        self._sessions: dict[bool, ClientSession] = {}

    async def fetch(self, address: str, limit: int) -> bytes:
        """Never more than `limit` + 1 bytes. Raises TooLargeError, or OSError (two of them of our own)."""
        url = self._allowed(address)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._fetch(url, limit)
        except (TooLargeError, ForbiddenAddressError, NoFileError):
            raise
        except Exception as error:  # the address in it may be all that guards the file
            if isinstance(error.__cause__, ForbiddenAddressError):
                raise error.__cause__ from None
            raise OSError(f"{type(error).__name__} at {url.host}") from None

    async def close(self) -> None:
        """Let go of connections."""
        for session in self._sessions.values():
            await session.close()

    def _allowed(self, address: str) -> URL:
        try:
            url = URL(address)
            if url.is_absolute() and url.origin() == self._own and not url.user and not url.password:
                return url
            host = (url.raw_host or "").lower()
        except ValueError:
            raise ForbiddenAddressError("not an address") from None
        known = any(host == one or host.endswith(f".{one}") for one in self._hosts)
        if url.scheme != "https" or url.port != 443 or url.user or url.password or not known:
            log.warning("a file was not fetched: %s is not among the allowed hosts, or not plain https", host[:100])
            raise ForbiddenAddressError(f"not an allowed address: {host[:100]}")
        return url

    async def _fetch(self, url: URL, limit: int) -> bytes:
        session = self._session(is_own=url.origin() == self._own)
        async with session.get(url, allow_redirects=False, headers={"Accept-Encoding": "identity"}) as answer:
            if answer.status != 200:
                raise NoFileError(f"the file server answered {answer.status}")
            return await whole(answer.content, limit)

    def _session(self, *, is_own: bool) -> ClientSession:
        if is_own not in self._sessions:
            resolver = None if is_own else self._resolver
            self._sessions[is_own] = ClientSession(
                connector=TCPConnector(resolver=resolver, use_dns_cache=False),
                timeout=ClientTimeout(total=None),  # ours is around it
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
            )
        return self._sessions[is_own]


def is_public(address: str) -> bool:
    """Whether an IP address is that of a machine on the open Internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False  # one with a zone ("fe80::1%eth0") among them
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in WRAPPING_IPV4):
        return False
    return ip.is_global and not ip.is_multicast


async def whole(content: StreamReader, limit: int) -> bytes:
    """Everything that comes. Raises TooLargeError once it is more than `limit` bytes."""
    taken = BytesIO()  # gives its bytes away without a second copy
    while chunk := await content.read(min(CHUNK, limit + 1 - taken.tell())):
        taken.write(chunk)
        if taken.tell() > limit:
            raise TooLargeError(f"more than {limit} bytes")
    return taken.getvalue()
