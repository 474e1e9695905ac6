"""Receives the events of a Zalo Official Account on our site: signed ones only, and stored before Zalo is told yes."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from channels.channel import Accept
from channels.site import Site
from channels.zalo_oa_reading import event_name, group_of, is_of_group, stored
from channels.zalo_oa_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Readings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where on our site Zalo's events come in, and what their signatures are held against."""

    site: Site
    path: str
    readings: Readings


class Hook:
    """Answers 200 only after `accept` has returned, which is one insert: Zalo waits two seconds.

    Zalo repeats what got another answer, for two hours at most, and then switches the web hook off. So whatever is
    signed is taken, also what nobody understands; an empty call is the console's probe.
    """

    def __init__(self, webhook: Webhook, oa_id: str, now: Callable[[], datetime]) -> None:
        self._webhook = webhook
        self._oa_id = oa_id
        self._now = now
        self._told: set[str] = set()
        self.accept: Accept | None = None  # nobody receives yet, or any more
        webhook.site.post(webhook.path, self._post)

    async def _post(self, request: web.Request) -> web.Response:
        raw = await self._webhook.site.body(request)
        if not raw.strip():
            return web.Response()
        event = parsed(raw)
        matched = self._webhook.readings.matching(
            raw, request.headers.get(SIGNATURE_HEADER, ""), timestamps(request, event), self._now()
        )
        if not matched:
            return web.Response(status=401)
        self._tell_once(f"signature: {matched}")
        if self.accept is None:
            return web.Response(status=503)
        if event_name(event):
            return await self._store(self.accept, event)
        log.warning("Zalo signed something that is no event; it is dropped")
        return web.Response()

    async def _store(self, accept: Accept, event: dict[str, Any]) -> web.Response:
        if is_of_group(event):
            self._tell_once(f"place of the group's id in {event_name(event)}: {group_of(event, self._oa_id)[0] or '?'}")
        try:
            await accept([stored(event, self._oa_id)])
        except Exception:
            log.exception("an event could not be stored; Zalo will send it again")
            return web.Response(status=503)
        return web.Response()

    def _tell_once(self, what: str) -> None:
        """Which of the readings that are about is the real one is worth knowing, once."""
        if what not in self._told:
            self._told.add(what)
            log.info("seen in Zalo's events: %s", what)


def parsed(raw: bytes) -> dict[str, Any]:
    """The body as an object, an empty one where it is none: only the signature can say whose fault that is."""
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def timestamps(request: web.Request, event: dict[str, Any]) -> dict[str, str]:
    """The moment of an event, from each place in which it may stand."""
    told = event.get("timestamp")
    body = str(told) if isinstance(told, int | str) and not isinstance(told, bool) else ""
    return {"body": body, "header": request.headers.get(TIMESTAMP_HEADER, "")}
