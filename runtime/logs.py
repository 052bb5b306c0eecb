"""Logs: one JSON object a line on standard error, from our own code and from every library alike.

What people wrote must never get here. Log codes, numbers and names of things, not arguments; messages of
exceptions are kept only where they speak about connections and files, for others quote the values at fault.
"""

import logging
import sys
import traceback
from types import TracebackType

import psycopg
import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger
from temporalio.service import RPCError

QUIET = {  # libraries that tell more than is wanted: request lines with query strings, each retry
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,
    "psycopg.pool": logging.ERROR,
}
SPEAKING = (OSError, RPCError, psycopg.OperationalError, psycopg.InterfaceError)


def configure(program: str, level: str = "info") -> None:
    """Send all logs of this process to standard error, each line naming `program`."""

    def name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["program"] = program
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name,
        structlog.processors.ExceptionRenderer(place_and_kind),
    ]
    handler = logging.StreamHandler(sys.stderr)
    rendered: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendered))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for logger, quiet in QUIET.items():
        logging.getLogger(logger).setLevel(quiet)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)


def place_and_kind(exc_info: ExcInfo) -> list[dict[str, object]]:
    """An exception and its causes, outermost first: kind, place, and the message where it may be told."""
    told: list[dict[str, object]] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < 8:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        message = {"message": str(error)} if isinstance(error, SPEAKING) else {}
        told.append({"kind": kind, **message, "frames": _frames(error.__traceback__)})
        error = error.__cause__ or error.__context__
    return told


def _frames(trace: TracebackType | None) -> list[str]:
    last = traceback.extract_tb(trace)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in last]
