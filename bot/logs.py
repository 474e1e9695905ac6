"""Logs: structured lines without secrets and without what people wrote."""

import logging
import re
import sys
from typing import Any

import structlog

# A Telegram token wherever it stands: in an address, an exception, a repr.
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,}")


def set_up(log_format: str) -> None:
    """Send every log, ours and the libraries', through one line of processors to stderr."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    writer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, writer, hide_tokens]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=shared))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "aiogram.event", "apscheduler", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def hide_tokens(_logger: object, _method: str, line: Any) -> str:
    """Replace whatever looks like a token in a line that is about to be written: no value escapes it."""
    return TOKEN.sub("[token]", str(line))
