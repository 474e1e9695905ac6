"""Logging is the process's own: what a test sets up ends with it."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import logs


@contextmanager
def as_it_was() -> Iterator[None]:
    """Set logging up meanwhile; afterwards it is as it was."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in (*logs.OURS, None)}
    try:
        yield
    finally:
        root.handlers[:], sys.excepthook = handlers, hook
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.reset_defaults()
