"""`/healthz`, `/readyz` and `/metrics`: for whoever watches the bot from near by, and for nobody else."""

import ipaddress
from collections.abc import Container, Iterator

from aiohttp import web
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot import health
from bot.health import Watched
from channels.site import Handler, Site
from locales import Speaker
from storage.depths import Depths

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def serve(site: Site, watched: Watched, say: Speaker) -> None:
    """Put the pages on the site."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_request: web.Request) -> web.Response:
        parts = await health.parts(watched, say)
        is_ready = all(part.is_well for part in parts)
        told = [{"name": part.name, "ok": part.is_well, "said": part.said} for part in parts]
        return web.json_response({"ready": is_ready, "parts": told}, status=200 if is_ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        page = watched.app.metrics.page(_gauges(watched, await watched.probe.depths()))
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})

    for path, handler in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        site.get(path, _only_near(handler), is_needed=False)


def _only_near(handler: Handler) -> Handler:
    """What came through a proxy, or from a public address, finds nothing here."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not is_near(request.remote or "", request.headers):
            raise web.HTTPNotFound
        return await handler(request)

    return answer


def is_near(address: str, headers: Container[str]) -> bool:
    """Whether a call comes from this machine or a network of its own, and by no proxy."""
    try:
        caller = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(caller, ipaddress.IPv6Address) and caller.ipv4_mapped:
        caller = caller.ipv4_mapped
    return (caller.is_loopback or caller.is_private) and not any(name in headers for name in _FORWARDED)


def _gauges(watched: Watched, depths: Depths | None) -> Iterator[GaugeMetricFamily]:
    app = watched.app
    yield _one("database_up", "Whether the database answers", float(depths is not None))
    yield _one("database_outage", "Whether the database failed lately", float(app.outage.lasts))
    if (age := app.vitals.tick_age) is not None:
        yield _one("last_tick_age_seconds", "Since the last piece of a tick", age)
    if (backup := watched.backup_age()) is not None:
        yield _one("last_backup_age_seconds", "Since the newest backup", backup.total_seconds())
    polls = _family("last_poll_age_seconds", "Since a messenger last answered our question", "channel")
    for channel in filter(app.polls, app.channels):
        if (since := app.vitals.poll_age(channel)) is not None:
            polls.add_metric([channel], since)
    yield polls
    if depths is not None:
        yield from _waiting(depths)


def _waiting(depths: Depths) -> Iterator[GaugeMetricFamily]:
    for name, counts in (("outbox", depths.outbox), ("inbox", depths.inbox)):
        family = _family(f"{name}_depth", "What waits, by channel and how", "channel", "state")
        for (channel, state), number in sorted(counts.items()):
            family.add_metric([channel, state], number)
        yield family
    yield _one("outbox_oldest_seconds", "For how long the oldest could have gone", depths.oldest.total_seconds())
    yield _one("digests_unposted", "Digests whose moment has passed", depths.unposted)
    yield _one("audit_unsealed", "Rows of the trails without a seal", depths.unsealed)


def _one(name: str, about: str, value: float) -> GaugeMetricFamily:
    family = _family(name, about)
    family.add_metric([], value)
    return family


def _family(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"dunghan_{name}", about, labels=labels)
