"""Everything fails at once, with names, numbers and words in every error: each is logged, and none of those is."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import structlog

from bot import logs
from bot.demo.accounts import ACCOUNTS, SECRET
from simulator.faults import Fault
from tests import logged
from tests.stories.town import GROUP, Town

STRANGER, PHONE, WORDS = "Phạm Thị Kín", "0912 345 678", "Nhà em đang nợ thuế ba mươi mốt triệu"
HIDDEN = (
    *("Phạm Thị Kín", "Thị Kín", "Nguyễn Văn An", "Trần Thị Mai", "Hoàng Minh Quân", "Kín"),
    *("0912 345 678", "0912345678", "+84912345678", "84912345678", "912345678", "345 678"),
    *("nợ thuế", "ba mươi mốt triệu", "Nhà em", "PHƯỜNG HỒNG BÀNG", "87,25", "87.25"),
)


@dataclass
class Log:
    """What a bot has written to its log, in both formats."""

    json: io.StringIO = field(default_factory=io.StringIO)
    text: io.StringIO = field(default_factory=io.StringIO)

    def events(self) -> list[str]:
        """The sentences of the log."""
        return [json.loads(line)["event"] for line in self.json.getvalue().splitlines()]

    def everything(self) -> str:
        """Both, as somebody who searches would."""
        return self.json.getvalue() + self.text.getvalue()


@pytest.fixture
def log() -> Iterator[Log]:
    """Logging set up as `dunghan run` does it, once for each format; afterwards as it was."""
    root, written = logging.getLogger(), Log()
    handlers: list[logging.Handler] = []
    with logged.as_it_was():
        for log_format, stream in (("json", written.json), ("text", written.text)):
            logs.set_up(log_format, [SECRET, *(one.token for one in ACCOUNTS.values())])
            handler = root.handlers[0]
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(stream)
            handlers.append(handler)
        root.handlers = handlers
        yield written


async def _refusals(town: Town) -> None:
    """The messenger refuses the token, then the message, in words that quote it."""
    faults = town.stage.messenger.faults
    quoting = f"can't parse entities in {WORDS} of {STRANGER} {PHONE}: {ACCOUNTS['telegram'].token}"
    kind, code = ("zalo_error", -32) if town.venue.channel == "zalo_oa" else ("unauthorized", 0)
    faults.arm(Fault(kind, code=code, chat=town.phones["An"].person))
    await town.say("An", "việc")
    await town.stage.clock.sleep(3600)
    await town.stage.settle()
    if town.venue.channel == "telegram":
        faults.arm(Fault("bad_request", chat=town.phones["An"].person, words=quoting))
        await town.say("An", "việc")
    faults.arm(Fault("drop_reply", chat=town.phones["An"].person))
    await town.say("An", "việc")
    await town.stage.clock.sleep(60)
    await town.stage.settle()
    faults.clear()


async def _trouble_with_an_answer(town: Town) -> None:
    """The database refuses an answer, and says whose it is as PostgreSQL does."""
    said = f"duplicate key: Key (name)=({STRANGER} {PHONE}) already exists"
    await town.change(f"CREATE TRIGGER storm BEFORE INSERT ON revisions BEGIN SELECT RAISE(ABORT, '{said}'); END")
    await town.say("An", "87,25")
    await town.change("DROP TRIGGER storm")


async def _trouble_in_a_handler(town: Town) -> None:
    """What a handler reads is not what it can be: the error names the value."""
    await town.change("UPDATE wordings SET kind = :name", name=f"{STRANGER} {PHONE}")
    await town.say("Mai", WORDS)
    await town.change("UPDATE wordings SET kind = 'percent'")


async def _trouble_in_a_tick(town: Town) -> None:
    """A digest cannot be written: the error names the place, which is a person."""
    await town.change("UPDATE organisations SET zone = :name", name=f"{STRANGER}/{PHONE}")
    await town.jump("10/11 07:30")
    await town.change("UPDATE organisations SET zone = 'Asia/Ho_Chi_Minh'")


async def _nonsense(town: Town) -> None:
    """Updates that are none, of somebody with a name and a number."""
    chat = {"id": "no number", "type": "private", "first_name": STRANGER}
    someone = {"id": town.phones["An"].person, "is_bot": False, "first_name": STRANGER}
    about = {"message_id": 1, "date": PHONE, "from": someone, "text": f"{WORDS}\n2026 ERROR forged", "chat": chat}
    await town.inject({"message": about})
    await town.inject({"message": {**about, "chat": town.phones["An"].person, "contact": {"phone_number": PHONE}}})
    await town.inject({"callback_query": {"id": PHONE, "from": someone, "data": [WORDS], "message": about}})


LOGGED = {
    _refusals: {"sending put off", "sending ambiguous"},
    _trouble_with_an_answer: {"update could not be handled"},
    _trouble_in_a_handler: {"update could not be handled"},
    _trouble_in_a_tick: {"tick step failed, its work steps aside", "work put off"},
}


@pytest.mark.each
async def test_every_error_is_logged_and_nothing_of_anybody(town: Town, log: Log) -> None:
    town.is_made_up = True
    await town.skip(GROUP, "An", "Mai", "Quân")
    for strike, expected in LOGGED.items():
        before = len(log.events())
        await strike(town)
        assert expected <= set(log.events()[before:]), strike.__name__
    if town.venue.channel == "telegram":
        before = len(log.events())
        await _nonsense(town)
        assert log.events()[before:].count("update could not be handled") >= 1
        assert "message refused" in log.events()
    _nothing_of_anybody(log, town)
    assert "forged" not in log.everything()
    errors = [json.loads(line).get("exception", "") for line in log.json.getvalue().splitlines()]
    assert any("IntegrityError" in one and "INSERT INTO revisions" in one for one in errors), "what failed is told"
    assert any("handlers/" in one and "line " in one for one in errors), "and where"
    await _calm(town)


def _nothing_of_anybody(log: Log, town: Town) -> None:
    tokens = [SECRET, *(one.token for one in ACCOUNTS.values())]
    tokens += [part for one in tokens for part in one.split(":")[1:]]
    for bot in town.stage.messenger.bots.values():
        tokens += [bot.oa.secret, bot.oa.app_secret]
    said = log.everything()
    assert [one for one in (*HIDDEN, *filter(None, tokens)) if one in said] == []


async def _calm(town: Town) -> None:
    """The storm is over; what it left need not add up."""
    await town.change("UPDATE inbox SET state = 'done'")
    await town.change("UPDATE outbox SET state = 'dropped' WHERE state IN ('refused', 'ambiguous')")


def test_what_libraries_say_is_kept_and_what_they_quote_is_not(log: Log) -> None:
    library = logging.getLogger("somebody.elses")
    library.error("Task exception was never retrieved\nfuture: <Task exception=ValueError('%s %s')>", STRANGER, PHONE)
    library.error("can't read '%s' from postgresql+asyncpg://dunghan:m4tkhau@db/dunghan", WORDS)
    library.error("Update of %s: %s", STRANGER, {"text": WORDS, "phone": PHONE})
    try:
        raise OSError(f"cannot write “{WORDS}” for {STRANGER}") from ValueError(f"{STRANGER} {PHONE}")
    except OSError:
        library.exception("failed")
    said = log.everything()
    assert [one for one in (*HIDDEN, "m4tkhau") if one in said] == []
    assert [one.partition(" ")[0] for one in log.events()] == ["Task", "can't", "Update", "failed"]
    assert "OSError: cannot write" in said
    assert "ValueError" in said


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "aiohttp.access", "aiogram.event", "telegram.Bot", "sqlalchemy.engine.Engine"]
)
def test_what_libraries_tell_by_the_way_is_not_asked_for(log: Log, name: str) -> None:
    logging.getLogger(name).info("GET https://api.telegram.org/bot%s/getMe", ACCOUNTS["telegram"].token)
    assert log.everything() == ""


def test_nobody_can_write_a_line_of_his_own(log: Log) -> None:
    logging.getLogger("bot.storm").error("bad\n2026-11-22 ERROR forged\x1b[2J\u202e", stacklevel=1)
    structlog.get_logger("bot.storm").error("bad", what="x\r\n2026-11-22 ERROR forged\u2028y")
    assert len(log.json.getvalue().splitlines()) == len(log.text.getvalue().splitlines()) == 2
    assert not any(line.startswith("2026-11-22 ERROR") for line in log.text.getvalue().splitlines())


def test_an_error_that_ends_the_program_is_told_without_its_words(log: Log) -> None:
    error = ValueError(f"{STRANGER} {PHONE}")
    sys.excepthook(ValueError, error, None)
    assert log.events() == ["ended by an error that nobody expected"]
    assert "ValueError" in log.everything()
    assert [one for one in HIDDEN if one in log.everything()] == []
