"""Clocks: one stands still until moved, one is shared by processes through a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import HeldClock, RealClock, ShiftedClock

START = datetime(2026, 11, 9, 1, tzinfo=UTC)
FAR = datetime(2040, 1, 1, tzinfo=UTC)


def test_a_held_clock_stands_still() -> None:
    clock = HeldClock(START)
    assert [clock.now() for _ in range(3)] == [START] * 3
    assert clock.monotonic() == 0


async def test_sleeping_moves_a_held_clock_on() -> None:
    clock = HeldClock(START)
    await clock.sleep(1.5)
    assert clock.now() == START + timedelta(seconds=1.5)
    assert clock.monotonic() == 1.5


def test_a_held_clock_never_goes_back() -> None:
    clock = HeldClock(START)
    clock.move_to(START + timedelta(days=1))
    clock.move_to(START)
    assert clock.now() == START + timedelta(days=1)
    assert clock.monotonic() == 86_400


def test_a_shifted_clock_without_its_file_shows_the_real_time(tmp_path: Path) -> None:
    before, shown, after = RealClock().now(), ShiftedClock(tmp_path / "clock").now(), RealClock().now()
    assert before <= shown <= after
    assert shown.tzinfo is UTC


def test_whoever_reads_the_same_file_sees_the_same_time(tmp_path: Path) -> None:
    demo, its_bot = ShiftedClock(tmp_path / "clock"), ShiftedClock(tmp_path / "clock")
    demo.move_to(FAR)
    assert FAR <= its_bot.now() < FAR + timedelta(hours=1), "it goes on from there"
    demo.move_to(START)
    assert START <= its_bot.now() < START + timedelta(hours=1), "a demo may go back"
    assert [file.name for file in tmp_path.iterdir()] == ["clock"], "written aside, then put in place"


def test_moving_the_hands_moves_no_stopwatch(tmp_path: Path) -> None:
    clock = ShiftedClock(tmp_path / "clock")
    before = clock.monotonic()
    clock.move_to(FAR)
    assert clock.monotonic() - before < 3600
