"""Logs: a token is hidden wherever it stands, in our lines and in the libraries'."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.options import settings_in
from tests import logged

TOKEN = "7000000001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/sendMessage"

ours = structlog.get_logger()
library = logging.getLogger("somebody.elses")


@pytest.fixture(autouse=True)
def nothing_set_up() -> Iterator[None]:
    """Logging as a new process finds it, and afterwards as it was."""
    with logged.as_it_was():
        logging.getLogger().handlers.clear()
        yield


both = pytest.mark.parametrize("log_format", ["json", "text"])


def _fail() -> None:
    raise ConnectionError(f"cannot reach {ADDRESS}")


@both
def test_a_token_in_a_message(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format)
    ours.warning(f"sent to {ADDRESS}")
    library.warning(f"sent to {ADDRESS}")
    said = capsys.readouterr().err
    assert said.count("api.telegram.org/bot[token]/sendMessage") == 2
    assert TOKEN not in said


@both
def test_a_token_in_an_argument(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format)
    ours.warning("sent", address=ADDRESS, token=TOKEN)
    library.warning("sent to %s", ADDRESS)
    said = capsys.readouterr().err
    assert said.count("[token]") == 3
    assert TOKEN not in said


@both
def test_a_token_in_a_traceback(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format)
    for say in (ours.exception, library.exception):
        try:
            _fail()
        except ConnectionError:
            say("failed")
    said = capsys.readouterr().err
    assert said.count("ConnectionError: cannot reach https://api.telegram.org/bot[token]/sendMessage") == 2
    assert TOKEN not in said


@both
@pytest.mark.parametrize("value", [ConnectionError(ADDRESS), {"at": ADDRESS}, [ADDRESS], (ADDRESS,)])
def test_a_token_inside_a_value(log_format: str, capsys: pytest.CaptureFixture[str], value: object) -> None:
    logs.set_up(log_format)
    ours.warning("sent", value=value)
    said = capsys.readouterr().err
    assert "[token]" in said
    assert TOKEN not in said


@both
def test_what_is_no_token_stays(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format)
    ours.warning("at 17:00", receipt="BC-2026-11-TTPVHCC-1", ratio="187:200")
    said = capsys.readouterr().err
    assert all(part in said for part in ("17:00", "BC-2026-11-TTPVHCC-1", "187:200"))


def test_json_is_one_line_that_programs_can_read(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")
    ours.warning("đã gửi", outbox=7)
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["outbox"], entry["level"]) == ("đã gửi", 7, "warning")
    assert entry["timestamp"].endswith("Z")


def test_every_command_hides_what_its_settings_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DUNGHAN_ZALO_BOT__TOKEN", "a-token-of-no-known-shape")
    settings_in(tmp_path)
    ours.warning("asked with a-token-of-no-known-shape")
    library.warning("asked with %s", "a-token-of-no-known-shape")
    said = capsys.readouterr().err
    assert said.count("asked with [") == 2, said
    assert "a-token-of" not in said
