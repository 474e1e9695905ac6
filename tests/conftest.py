"""What holds for all tests: how often the garbage is collected, and how often stories are told."""

import gc

import pytest

# Tests make many short-lived things: collecting them less often saves a sixth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS=--twice` tells every story with buttons and without."""
    parser.addoption("--twice", action="store_true", help="tell every story twice: tapped and typed")
