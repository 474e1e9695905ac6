"""Logs: structured lines without secrets, without names, numbers and words of people, one event a line."""

import logging
import sys
from collections.abc import Collection, Iterator
from types import TracebackType

import structlog
from pydantic import BaseModel, SecretStr
from structlog.typing import EventDict, Processor

from bot import redacting
from bot.redacting import Redacting

OURS = ("bot", "channels", "domain", "files", "handlers", "locales", "plans", "storage", "__main__")


def set_up(log_format: str, secrets: Collection[str] = ()) -> None:
    """Send every log, ours and the libraries', through one line of processors to stderr.

    `secrets`: texts that are hidden wherever they stand; what looks like one is hidden all the same.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(redacting.traced),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    writer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    hidden = Redacting(secrets)

    def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
        of = event["_record"].name.partition(".")[0]
        return hidden.event(event, is_foreign=not event["_from_structlog"] and of not in OURS)

    handler = logging.StreamHandler(sys.stderr)
    last = [redact, structlog.stdlib.ProcessorFormatter.remove_processors_meta, writer]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=shared))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _unexpected
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program is told as everything else is: Python itself would print what the error says."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("ended by an error that nobody expected", exc_info=(kind, error, trace))


def secrets_in(settings: BaseModel) -> Iterator[str]:
    """Every secret among the settings, however deep it stands."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from secrets_in(value)
