"""Logs: one JSON object per line on stdout, and nothing of a patient in them.

An exception's text may quote a row (``Key (phone)=(...) already exists``), so exceptions are logged as class names and
places in the code. What libraries log through ``logging`` joins the stream from WARNING on, as their unfilled message
templates: the arguments stay out.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
import warnings
from contextlib import AbstractContextManager
from pathlib import PurePath
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import EventDict

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_DEEPEST_FRAMES = 12
_TELLING = re.compile(r"\S+@\S+|\+?\d[\d\s().-]{5,}\d")
"""E-mail addresses and numbers as long as a phone's."""


def configure(service: str, process: str, level: str = "INFO") -> None:
    """Send everything this process logs to stdout as JSON. ``process`` is its kind, such as ``relay``."""

    def in_order(_logger: Any, _method: str, event: EventDict) -> EventDict:
        first = {"ts": event.pop("ts"), "level": event.pop("level"), "service": service, "process": process}
        return {**first, "event": event.pop("event"), **event}

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            _without_exception_texts,
            in_order,
            structlog.processors.JSONRenderer(default=_plain, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_FromLibraries()]
    root.setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def bound(*, trace_id: str | None = None, practice_id: UUID | None = None) -> AbstractContextManager[None]:
    """Within it, every line of this thread or greenlet carries the ids. ``None`` leaves what an outer one bound."""
    ids = {"trace_id": trace_id, "practice_id": practice_id and str(practice_id)}
    return structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value})


def name_of(error: BaseException | type[BaseException]) -> str:
    """The class of an error, all that may be told of it: ``psycopg.errors.UniqueViolation``."""
    kind = error if isinstance(error, type) else type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST_FRAMES:]
    return [f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def _described(error: BaseException | None) -> list[dict[str, Any]]:
    """The error and those that led to it, newest first."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [{"class": name_of(each), "at": _places(each)} for each in seen]


def _without_exception_texts(_logger: Any, _method: str, event: EventDict) -> EventDict:
    exc_info = event.pop("exc_info", None)
    if exc_info:
        error = exc_info if isinstance(exc_info, BaseException) else None
        if error is None:
            error = exc_info[1] if isinstance(exc_info, tuple) else sys.exc_info()[1]
        if error is not None:
            event["exception"] = _described(error)
    return event


def _plain(value: object) -> str:
    """Ids and times as text; of anything else only its class, for its ``repr`` may tell too much."""
    if isinstance(value, BaseException):
        return name_of(value)
    return str(value) if isinstance(value, UUID) or hasattr(value, "isoformat") else type(value).__name__


def _uncaught(
    kind: type[BaseException], error: BaseException | None = None, _traceback: TracebackType | None = None
) -> None:
    log.critical("uncaught exception", exc_info=error or kind())


class _FromLibraries(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        extra: dict[str, Any] = {}
        if record.exc_info and record.exc_info[1]:
            extra["exc_info"] = record.exc_info[1]
        arguments = record.args if isinstance(record.args, tuple) else ()
        errors = [argument for argument in arguments if isinstance(argument, BaseException)]
        if errors:
            extra["error"] = name_of(errors[0])
        template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        log.log(max(record.levelno, logging.DEBUG), _TELLING.sub("…", template), logger=record.name, **extra)
