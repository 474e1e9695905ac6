"""What several processes of one test run share: whoever comes first makes it, the others wait for it."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def folder(config: pytest.Config, made: pytest.TempPathFactory) -> Path:
    """The run's folder for temporary files, the same for each of its processes."""
    base = made.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base


def once(common: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this name that `make` has filled; a later caller finds it as it was left."""
    made, unfinished = common / name, common / f"{name}-unfinished"
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(made)
    return made
