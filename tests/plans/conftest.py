"""The plans the tests read."""

from pathlib import Path

import pytest

from plans import shipped
from plans.format import PlanFile
from plans.reading import read_plan

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def small_text() -> str:
    return (_HERE / "small_plan.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def hong_bang() -> PlanFile:
    return read_plan(shipped()["hong_bang"])


@pytest.fixture(scope="session")
def an_phu() -> PlanFile:
    return read_plan(shipped()["an_phu"])


@pytest.fixture(scope="session")
def vpubnd_lai_chau() -> PlanFile:
    return read_plan(shipped()["vpubnd_lai_chau"])
