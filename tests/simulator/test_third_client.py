"""A third library, pyTelegramBotAPI, echoes through the local messenger: the script users find in docs/."""

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType

from simulator import actions
from simulator.messenger import Messenger
from simulator.model import Person
from tests.simulator.conftest import TOKEN

SCRIPT = Path(__file__).parents[2] / "docs" / "third-client.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("third_client", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_and_answer_once(url: str) -> None:
    bot = script().echo_bot(url, TOKEN)
    bot.process_new_updates(bot.get_updates(timeout=1))


async def test_the_script_echoes_what_a_person_says(url: str, messenger: Messenger, mai: Person) -> None:
    actions.send(messenger, mai, 7, "187/200")
    await asyncio.to_thread(read_and_answer_once, url)
    assert [one.said for one in actions.messages(messenger, mai, 7)] == ["187/200", "187/200"]
