"""Each test on one of the databases, chosen by its name; with `--everywhere` on both."""

from hashlib import sha256

import pytest

from tests.conftest import POSTGRESQL, SQLITE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What happens is the same on both databases."""
    if "copied" in metafunc.fixturenames:
        both = [SQLITE, POSTGRESQL]
        one = both[sha256(metafunc.definition.nodeid.encode()).digest()[0] % 2]
        told = both if metafunc.config.getoption("--everywhere") else [one]
        metafunc.parametrize("copied", told, indirect=True)
