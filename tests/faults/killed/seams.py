"""Where a life can end: moments of the bot, seen from outside through the events of the libraries it stands on."""

import os
import re
import signal
import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

FETCHED = "after getUpdates, before the inbox commits"
KEPT = "after the inbox commit, before confirming"
TAKEN = "after the inbox claim"
ASIDE = "after setting aside what wants its file"
HANDLING = "inside the handling transaction"
HANDLED = "before the handling commits"
ANSWERED = "after the handling commit"
CLAIMED = "after the outbox claim"
WRITTEN = "after the request is written, its reply never read"
REPLIED = "after the reply is read, before settling"
SETTLING = "before the settling commits"
SETTLED = "after settling"
PLACED = "between a digest's placeholder and its edit"
TICKING = "inside a tick's transaction"
TICKED = "before a tick commits"
DONE = "after a tick's commit"
STORING = "before a photo has its name"
MIGRATING = "inside a migration"
MIGRATED = "after a migration, before the upgrade commits"

SEAMS = (
    FETCHED,
    KEPT,
    TAKEN,
    ASIDE,
    HANDLING,
    HANDLED,
    ANSWERED,
    CLAIMED,
    WRITTEN,
    REPLIED,
    SETTLING,
    SETTLED,
    PLACED,
    TICKING,
    TICKED,
    DONE,
    STORING,
)
_SENDING: ContextVar[bool] = ContextVar("sending", default=False)
_SENDS = ("/sendMessage", "/sendPhoto", "/sendDocument", "/editMessageText", "/editMessageMedia")
_PICKED = re.compile(r"WITH picked AS\s*\(.*?\)\s*(?=UPDATE)", re.DOTALL)  # what is written comes after it
_WRITES = re.compile(rf"\s*({_PICKED.pattern})?(INSERT|UPDATE|DELETE)\b", re.DOTALL)
_CHANGES_TABLES = re.compile(r"\s*(CREATE|ALTER|DROP)\b")


class Fate:
    """Tells of the moments as they pass; at the chosen one, the `nth` of its kind, the process is killed."""

    def __init__(self, tell: Callable[[str], None], seam: str = "", nth: int = 0) -> None:
        self._tell = tell
        self._seam = seam
        self._left = nth

    def at(self, seam: str) -> None:
        """A moment has come."""
        self._tell(seam)
        self._left -= seam == self._seam
        if seam == self._seam and not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(fate: Fate) -> None:
    """See every moment from now on, in this process and for good."""
    _Transactions(fate).watch()
    _watch_sends(fate)

    def heard(name: str, about: tuple[Any, ...]) -> None:
        if _is_stored(name, about):
            fate.at(STORING)

    sys.addaudithook(heard)


class _Transactions:
    """What each transaction is about is told by what it writes."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate

    def watch(self) -> None:
        event.listen(Session, "after_begin", self._begun)
        event.listen(Engine, "after_cursor_execute", self._executed)
        event.listen(Engine, "commit", self._committing)
        event.listen(Session, "after_commit", self._committed)

    def _begun(self, session: Session, _transaction: object, connection: Connection) -> None:
        session.info["said"] = connection.info["said"] = []

    def _executed(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        said = connection.info.setdefault("said", [])
        said.append(statement)
        if _CHANGES_TABLES.match(statement):
            self._fate.at(MIGRATING)
        elif "alembic_version" in statement:
            if _WRITES.match(statement):
                self._fate.at(MIGRATED)
        elif _WRITES.match(statement):
            seam = {ANSWERED: HANDLING, DONE: TICKING}.get(outcome(said))
            if seam:
                self._fate.at(seam)

    def _committing(self, connection: Connection) -> None:
        before = {KEPT: FETCHED, ANSWERED: HANDLED, SETTLED: SETTLING, PLACED: SETTLING, DONE: TICKED}
        seam = before.get(outcome(connection.info.get("said", [])))
        if seam:
            self._fate.at(seam)

    def _committed(self, session: Session) -> None:
        seam = outcome(session.info.pop("said", []))
        if seam:
            self._fate.at(seam)


def outcome(said: list[str]) -> str:
    """The moment after the commit of a transaction that said this; "" for one that wrote nothing of interest."""
    deeds = {_deed(one) for one in said if _WRITES.match(one)}
    return next((one for one in (KEPT, ANSWERED, ASIDE, TAKEN, CLAIMED, SETTLED, PLACED, DONE) if one in deeds), "")


def _deed(statement: str) -> str:
    """What a statement that writes is for."""
    statement = _PICKED.sub("", statement)
    changes, _, where = statement.partition("WHERE")
    told = {
        "INSERT INTO inbox": {"": KEPT},
        "UPDATE inbox": {"state=": ANSWERED, "wants_file=": ASIDE, "lease_until_at=": TAKEN},
        "UPDATE outbox": {"attempts=": CLAIMED, "state=": SETTLED, "message=": PLACED},
        "INSERT INTO leaders": {},
    }
    for beginning, meanings in told.items():
        if statement.startswith(beginning):
            is_named = ".id = " in where or ".id IN " in where or not where  # not all of them, as at the start
            return next((seam for sign, seam in meanings.items() if sign in changes and is_named), "")
    return DONE


def _watch_sends(fate: Fate) -> None:
    """aiohttp tells of a request's steps to whoever is named where its session begins; the link, of what is written."""
    start, begin = ResponseHandler.start_timeout, aiohttp.ClientSession.__init__

    async def asking(_session: object, about: Any, params: aiohttp.TraceRequestStartParams) -> None:
        _SENDING.set(params.url.path.endswith(_SENDS))

    async def replied(_session: object, about: Any, params: aiohttp.TraceRequestEndParams) -> None:
        if params.url.path.endswith(_SENDS):
            fate.at(REPLIED)

    def written(handler: ResponseHandler) -> None:  # the library begins to wait for the reply
        start(handler)
        if _SENDING.get():
            fate.at(WRITTEN)

    def begun(session: aiohttp.ClientSession, *about: Any, **named: Any) -> None:
        traced = aiohttp.TraceConfig()
        traced.on_request_start.append(asking)
        traced.on_request_end.append(replied)
        begin(session, *about, trace_configs=[traced], **named)

    setattr(ResponseHandler, start.__name__, written)  # a library's, in a process that is to die
    setattr(aiohttp.ClientSession, begin.__name__, begun)


def _is_stored(name: str, about: tuple[Any, ...]) -> bool:
    return name == "os.rename" and str(about[0]).endswith(".new") and "evidence" in str(about[0])
