"""Every error as `application/problem+json` (RFC 9457) with a stable code. None repeats what was sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg.errors import QueryCanceled
from starlette.exceptions import HTTPException
from temporalio.service import RPCError

from evidence.accesses.access_log import AccessNotRecorded
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone
from evidence.archive.store import StoreAway
from evidence.ledger.stored_keys import KeyNotCurrent
from evidence.ledger.tiles import LedgerBroken
from fields.errors import field_errors
from records.database import SQL_AWAY, Busy
from records.decrees.calendar_views import BeyondHorizon, UnknownCalendar, UnknownVersion
from records.directory.in_memory import DirectoryUnavailable
from records.keys.store import KeyDestroyed, KeyUnavailable
from records.paging import BadCursor, WrongCursor
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.rules.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_SOON = {"Retry-After": "2"}
CODES = {
    400: "malformed",
    404: "no_such_page",
    405: "method_not_allowed",
    408: "body_too_slow",
    413: "body_too_large",
}
DETAILS = {
    408: "The request's body did not come to its end in time; nothing was done.",
    413: "The request is larger than is taken here.",
}


class Problem(Exception):
    """An answer that is not what was asked for; `members` stand beside code and detail."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self.members = members


class Malformed(Problem):
    """What was sent can't be read; `errors` names each field at fault, never its content."""

    def __init__(
        self, errors: Sequence[Mapping[str, str]], detail: str = "Some fields can't be read."
    ) -> None:
        super().__init__(422, "malformed", detail, errors=list(errors))


def as_sentence(message: str) -> str:
    """A message, as it stands within a line, as a sentence of its own."""
    return f"{message[:1].upper()}{message[1:]}."


def not_found() -> Problem:
    """The report does not exist, or not for whoever asks."""
    return Problem(404, "not_found", "There is no such report, or it is not yours to read.")


def not_signed_in(detail: str = "Sign in first.", code: str = "not_signed_in") -> Problem:
    """Nobody we know asks."""
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def not_allowed(detail: str) -> Problem:
    """The role does not reach so far."""
    return Problem(403, "not_allowed", detail)


def unavailable(code: str, detail: str) -> Problem:
    """Something that is needed can't be reached now."""
    return Problem(503, code, detail, headers=RETRY_SOON)


def problem_of_refusal(wire: Mapping[str, Any]) -> Problem:
    """A refusal as the report told it."""
    members = {name: value for name, value in wire.items() if name not in {"code", "status", "detail"}}
    return Problem(wire["status"], wire["code"], wire["detail"], **members)


def problem_response(problem: Problem) -> JSONResponse:
    """The problem as it leaves."""
    body = {
        "type": f"urn:tuntas:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **problem.members,
    }
    headers = dict(problem.headers or {})
    return JSONResponse(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


Responder = Callable[[Request, Problem], Awaitable[Response]]
"""Makes an answer of a problem."""


HANDLERS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda error: error,
    Refusal: lambda error: problem_of_refusal(error.wire()),
    RequestValidationError: lambda error: Malformed(field_errors(error.errors())),
    BadCursor: lambda _: Malformed([{"field": "after", "message": "must be the next of this list"}]),
    WrongCursor: lambda _: Problem(
        422, "wrong_cursor", "This cursor is of another list, or of this one with other filters."
    ),
    KeyUnavailable: lambda _: unavailable(
        "key_unavailable", "The report's key can't be reached; nothing was done."
    ),
    AccessNotRecorded: lambda _: unavailable(
        "access_not_recorded",
        "This is shown only once it is noted that you look, which can't be done now.",
    ),
    HistoryGone: lambda error: Problem(404, error.code, as_sentence(str(error))),
    StoreAway: lambda _: unavailable("archive_unavailable", "The archive can't be reached."),
    ObjectBroken: lambda _: Problem(
        500, "archive_broken", "What the archive holds of this report is not what was sealed."
    ),
    NeverEnds: lambda _: Problem(
        409,
        "history_unfollowable",
        "The report's history can't be followed to its end. Have it replayed.",
    ),
    ChildProcessError: lambda _: unavailable("not_judged", "The report can't be replayed now."),
    KeyNotCurrent: lambda _: unavailable(
        "ledger_key_retired", "The ledger is signed by another key than this process has."
    ),
    LedgerBroken: lambda _: Problem(500, "ledger_broken", "The stored ledger contradicts itself."),
    KeyDestroyed: lambda _: Problem(410, "erased", "What was written in this report has been erased."),
    UnknownCalendar: lambda error: Problem(404, error.code, as_sentence(str(error))),
    UnknownVersion: lambda error: Problem(404, error.code, as_sentence(str(error))),
    BeyondHorizon: lambda error: Problem(422, error.code, as_sentence(str(error))),
    DirectoryUnavailable: lambda _: unavailable("directory_unavailable", "The directory can't be reached."),
    **dict.fromkeys(SQL_AWAY, lambda _: unavailable("record_unavailable", "The record can't be reached.")),
    Busy: lambda _: unavailable("record_busy", "Too much is asked of the record now. Ask again in a moment."),
    QueryCanceled: lambda _: Problem(
        504,
        "query_timeout",
        "Finding this took too long and was given up. Ask for less, or for fewer days.",
    ),
    RPCError: lambda _: unavailable("engine_unavailable", "The engine can't be reached."),
    HTTPException: lambda error: _of_http(error),
}
"""Which problem each exception is that requests may end with."""
FORESEEN = tuple(HANDLERS)


def problem_of(error: Exception) -> Problem:
    """The problem that one of the `FORESEEN` exceptions is."""
    make = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    return make(error)


def install_handlers(app: FastAPI, respond: Responder) -> None:
    """Makes every exception that reaches `app` a problem, and an answer of that by `respond`."""
    for kind, made in HANDLERS.items():
        app.add_exception_handler(kind, _handler(made, respond))
    app.add_exception_handler(Exception, _handler(_unforeseen, respond))


def _handler(made: Any, respond: Responder) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        return await respond(request, made(error))

    return handle


def _of_http(error: HTTPException) -> Problem:
    code = CODES.get(error.status_code, "http_error")
    detail = DETAILS.get(error.status_code, HTTPStatus(error.status_code).phrase)
    return Problem(error.status_code, code, detail, headers=error.headers)


def _unforeseen(_error: Exception) -> Problem:
    return Problem(500, "unforeseen", "Something went wrong here; it has been logged.")
