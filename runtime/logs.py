"""Logs: one JSON object a line on standard error, from our own code and from every library alike.

What people wrote must never get here. Log codes, numbers and names of things, not arguments; messages of
exceptions are kept only where they speak about connections and files, for others quote the values at fault.
"""

import logging
import sys
import traceback
from functools import partial
from types import TracebackType
from typing import TextIO

import psycopg
import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from runtime import process_start

QUIET = {  # libraries that tell more than is wanted: request lines with query strings, each retry
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,
    "psycopg.pool": logging.ERROR,
}
OURS = frozenset(
    {
        "activities",
        "api",
        "calendars",
        "cli",
        "commands",
        "evidence",
        "fields",
        "records",
        "runtime",
        "texts",
        "worker",
        "workflows",
    }
)
"""Packages of ours, whose loggers are named after them."""
_ADD_EXTRA = structlog.stdlib.ExtraAdder()


def configure_logs(program: str, level: str = "info") -> None:
    """Send all logs of this process, and of those that it begins, to standard error, each line naming
    `program`."""
    process_start.set_first_step(partial(configure_logs, program, level))
    logging.basicConfig(level=level.upper(), handlers=[make_handler(program, sys.stderr)], force=True)
    for logger, quiet in QUIET.items():
        logging.getLogger(logger).setLevel(quiet)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(program),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)


def make_handler(program: str, stream: TextIO) -> logging.Handler:
    """Writes lines as `configure_logs` has them to `stream`."""
    made = logging.StreamHandler(stream)
    rendered: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ]
    before = [with_extra, *_shared(program)]
    made.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=rendered))
    return made


def with_extra(logger: logging.Logger, method: str, event: EventDict) -> EventDict:
    """A line of ours with what it was given as `extra`; that of libraries may quote values."""
    record: logging.LogRecord = event["_record"]
    is_ours = record.name.partition(".")[0] in OURS
    return _ADD_EXTRA(logger, method, event) if is_ours else event


def _shared(program: str) -> list[Processor]:
    def name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["program"] = program
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name,
        structlog.processors.ExceptionRenderer(place_and_kind),
    ]


def place_and_kind(exc_info: ExcInfo) -> list[dict[str, object]]:
    """An exception and its causes, outermost first: kind, place, and the message where it may be told."""
    # Here, for they take long to import, and most processes that log have no error to tell.
    from temporalio.exceptions import ApplicationError
    from temporalio.service import RPCError

    speaking = (OSError, RPCError, psycopg.OperationalError, psycopg.InterfaceError)
    told: list[dict[str, object]] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < 8:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        message = {"message": str(error)} if isinstance(error, speaking) else {}
        code = {"type": error.type} if isinstance(error, ApplicationError) else {}  # ours, or a class
        told.append({"kind": kind, **code, **message, "frames": _frames(error.__traceback__)})
        error = error.__cause__ or error.__context__
    return told


def _frames(trace: TracebackType | None) -> list[str]:
    last = traceback.extract_tb(trace)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in last]
