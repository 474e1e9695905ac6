"""What the bot logs as gone wrong while it rehearses: kept, to be told at the end, instead of printed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import structlog

WRONG = frozenset({"warning", "error", "exception", "critical"})


@contextmanager
def kept() -> Iterator[list[str]]:
    """While the block lasts, every warning and error goes into the list; nothing is printed."""
    before = structlog.get_config()
    troubles: list[str] = []

    def keep(_logger: Any, method: str, event: Any) -> NoReturn:
        if method in WRONG:
            error = sys.exception() if event.get("exc_info") else None
            said = f"{event['event']} ({event.get('step', '')})"
            troubles.append(f"{said}: {type(error).__name__}: {error}" if error else said)
        raise structlog.DropEvent

    structlog.configure(processors=[keep])
    try:
        yield troubles
    finally:
        structlog.configure(**before)
