"""Weeks drawn at random, with everything that goes wrong: a machine of rules for Hypothesis."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from simulator.faults import Fault
from simulator.updates import Update, Waiting
from storage.database import Database
from tests.faults import hamlet
from tests.faults.commune import ANSWERING, EDGE, SAYINGS, UNIT_OF, UPSETS, Commune
from tests.faults.hamlet import Prepared
from tests.faults.reborn import reborn

_Result = TypeVar("_Result")

names = st.sampled_from([*UNIT_OF, *(ANSWERING * 2)])  # who answers for units most
figures = st.integers(800, 999).map(lambda tenths: Decimal(tenths) / 10)
sayings = st.sampled_from([*SAYINGS, "yes", "yes", "no", "edit", "edit", "figure", "figure", "figure", "gửi"])
mortal = st.sampled_from(["figure", "figure", "gửi", "edit", "due", "due"])
seams = st.lists(st.integers(1, 24), min_size=1, max_size=3)
early = st.lists(st.integers(1, 60), max_size=2)
pauses = st.sampled_from([timedelta(minutes=m) for m in (2, 50, 6 * 60, 24 * 60, 3 * 24 * 60)])
faults = st.sampled_from(["too_many", "server_error", "drop_reply", "refuse_connection", "truncate"])


@dataclass(frozen=True)
class Land:
    """The prepared hamlet, and how a copy of its database is made and opened."""

    prepared: Prepared
    copied: Callable[[Path], AbstractAsyncContextManager[Callable[[], Database]]]


class Weeks(RuleBasedStateMachine):
    """November from its first morning on. In the end, and at calm moments, everything is looked at."""

    def __init__(self, land: Land, happened: Counter[str]) -> None:
        super().__init__()
        self._land, self._happened = land, happened
        self._folder = Path(tempfile.mkdtemp())
        self._runner, self._stack = asyncio.Runner(), AsyncExitStack()
        self._commune = self._do(self._begin())

    def _do(self, what: Coroutine[Any, Any, _Result]) -> _Result:
        return self._runner.run(what)

    async def _begin(self) -> Commune:
        opens = await self._stack.enter_async_context(self._land.copied(self._folder))
        one = await self._stack.enter_async_context(reborn(self._folder, hamlet.START, opens))
        phones = hamlet.take_up(one, self._land.prepared)
        await one.be_born()
        return Commune(one, hamlet.of(one, self._land.prepared), phones)

    def teardown(self) -> None:
        """Whatever happened, in the end all is well."""
        try:
            self._do(self._commune.calm())
            self._count()
        finally:
            self._do(self._stack.aclose())
            self._runner.close()
            shutil.rmtree(self._folder)

    def _count(self) -> None:
        self._happened.update(self._commune.said)
        self._happened.update(f"died: {death}" for death in self._commune.one.deaths)
        for sheet in self._commune.model.sheets.values():
            self._happened["handed in"] += sheet.handed_in is not None
            self._happened["answers"] += sum(held.version for held in sheet.held)

    @initialize(deaths=early, is_there=st.sampled_from([True, True, True, False]))
    def november_opens(self, deaths: list[int], *, is_there: bool) -> None:
        """At 07:30 the digest, at 08:00 the period: with the bot, which may die of it; or it is all still to come."""
        if is_there:
            self._do(self._commune.due())
            self._do(self._commune.due(deaths))
            self._do(self._commune.goes_by(2 * EDGE))

    @rule(name=names, what=sayings, value=figures, at=st.integers(1, 2))
    def somebody_says(self, name: str, what: str, value: Decimal, at: int) -> None:
        """One message, or an edited one."""
        self._do(self._commune.message(name, what, value, at))

    @rule(name=st.sampled_from(["Mai", "Hùng"]), values=st.lists(figures, min_size=4, max_size=4))
    def a_report_is_filled_in(self, name: str, values: list[Decimal]) -> None:
        """Question after question; the last figure may find the report complete."""
        for value in values:
            self._do(self._commune.message(name, "figure", value, 1))

    @rule(what=st.sampled_from(UPSETS), name=names)
    def people_change(self, what: str, name: str) -> None:
        """They block, join, leave, are away, swap a day off, or their group moves."""
        self._do(self._commune.upset(what, name))

    @rule(deaths=seams, what=mortal, name=names, value=figures)
    def it_dies(self, deaths: list[int], what: str, name: str, value: Decimal) -> None:
        """Of what somebody says, or of what comes next in the calendar; and of the same again."""
        if what == "due":
            self._do(self._commune.due(deaths))
        else:
            self._do(self._commune.message(name, what, value, 1, deaths))

    @rule(clean=st.booleans(), deaths=early)
    def it_comes_and_goes(self, deaths: list[int], *, clean: bool) -> None:
        """The bot is not there any more; or one is there again, maybe not for long."""
        one = self._commune.one
        if one.life:
            self._do(one.stop() if clean else one.kill())
        else:
            self._do(self._commune.start(deaths))

    @rule(pause=pauses)
    def time_passes(self, pause: timedelta) -> None:
        """With the bot, or without it."""
        self._do(self._commune.goes_by(pause))

    @rule(kind=faults, times=st.integers(1, 4), after=st.sampled_from([1, 30, 600]), sending=st.booleans())
    def the_messenger_fails(self, kind: str, times: int, after: int, *, sending: bool) -> None:
        """Its next calls, or those that send."""
        method = "sendMessage" if sending else ""
        self._commune.one.calls.arm(Fault(kind, times, method=method, retry_after=after))

    @rule(which=st.integers(0, 10_000))
    def updates_come_twice_or_in_another_order(self, which: int) -> None:
        """One of the past comes again as it was; while the bot is down, two of different chats change places too."""
        updates = self._commune.one.updates
        if updates.past:
            updates.inject(updates.past[which % len(updates.past)], self._commune.one.clock.true_time())
            self._do(self._commune.happens())
        pairs = [pair for pair in zip(updates.waiting, updates.waiting[1:], strict=False) if _are_of_two_chats(*pair)]
        if pairs:
            _change_places(*pairs[which % len(pairs)])

    @rule(minutes=st.sampled_from([-60, -20, 0, 20, 60]))
    def the_clock_is_wrong(self, minutes: int) -> None:
        """By an hour at the most."""
        self._commune.one.clock.off_by = timedelta(minutes=minutes)
        self._do(self._commune.happens())

    @rule()
    def it_is_calm(self) -> None:
        """Nothing goes wrong for a while."""
        self._do(self._commune.calm())


def play(land: Land, examples: int, steps: int) -> Counter[str]:
    """So many stretches of so many steps; what happened in them."""
    happened: Counter[str] = Counter()
    how_many = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    # Hypothesis calls what makes a machine, whatever its annotation says.
    run_state_machine_as_test(lambda: Weeks(land, happened), settings=how_many)  # type: ignore[arg-type]
    return happened


def _are_of_two_chats(first: Waiting, second: Waiting) -> bool:
    return _chat(first.update) != _chat(second.update)


def _chat(update: Update) -> object:
    told = next(held for name, held in update.items() if name != "update_id")
    return told.get("chat", {}).get("id")


def _change_places(first: Waiting, second: Waiting) -> None:
    """The messenger numbers updates as they come."""
    numbers = first.update["update_id"], second.update["update_id"]
    first.update, second.update = second.update, first.update
    first.update["update_id"], second.update["update_id"] = numbers
