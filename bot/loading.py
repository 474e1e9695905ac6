"""Loads what a process works with, and nothing of what only another role's processes need.

Handlers take half a second to load, and aiogram nearly as much, with 40 MiB: a process that only sends does without.
So nothing that every process loads may name them at its head; who works with them names them where it does.
"""

import gc
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module

from bot.roles import Role

NEEDED = {Role.RECEIVE: ("bot.worker",), Role.TICK: ("bot.ticks",), Role.SEND: ()}
RECEIVES_BY = {"telegram": "channels.telegram_incoming"}
TURN_SECONDS = 0.0005


@contextmanager
def uncollected() -> Iterator[None]:
    """What is loaded stays: to look through it for garbage again and again meanwhile takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def load(roles: Collection[Role], channels: Collection[str]) -> None:
    """Load all of it now, before anything waits for it."""
    modules = [module for role in roles for module in NEEDED[role]]
    if Role.RECEIVE in roles:
        modules += [module for name, module in RECEIVES_BY.items() if name in channels]
    with uncollected():
        for module in modules:
            import_module(module)


def settle() -> None:
    """As a process that runs for long, once it is loaded.

    What is loaded stays: the collector need not look through it again and again, which takes 0.2 s each time. Threads
    take turns ten times as often: SQLite lets go of the turn at every question, and while a workbook is made in another
    thread each would wait 5 ms to have it back.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    sys.setswitchinterval(TURN_SECONDS)
