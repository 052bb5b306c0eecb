"""Decisions on their way to the report: told at once whether they stand, whatever happens in between."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import DataError
from temporalio.client import (
    RPCTimeoutOrCancelledError,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from api.answers.problems import Problem, not_found, problem_of_refusal
from api.reports import lookup, offices, parse_decision
from api.requests.clock_offset import clock_off
from api.services import Services
from records.reports.queries.facts import list_facts
from workflows.inspection import CLOCK_AHEAD, KNOWN
from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact, find_first_unchained
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.rules.decide import authorize, decide
from workflows.procedure.rules.refusals import NotReadable, Refusal

PATIENCE = 25.0
"""Seconds for a decision, all tries together."""
ONE_TRY = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
MOST_FACTS = 100_000


AHEAD_PATIENCE = 2.0
"""Seconds for which a decision stamped ahead is tried again: it may be the report's task that is late."""


class StampedAhead(Exception):
    """The report takes the decision for one that is yet to come, and left no trace of it."""


class WorkflowGone(Exception):
    """No workflow runs under that number any more, if one ever did."""


async def submit_decision(services: Services, report: str, request: DecisionRequest) -> Answer:
    """The answer of a decision that stands. Raises a problem: what it was refused for, that it is not known
    yet whether it stands (503 `not_confirmed`), or that this process' clock is off (503 `clock_off`)."""
    try:
        return await _judged(services, report, request)
    except Problem as problem:
        if (again := offices.without_gone_holder(services, request, problem)) is None:
            raise
        return await _judged(services, report, again)


async def _judged(services: Services, report: str, request: DecisionRequest) -> Answer:
    try:
        return await _confirmed(services, report, request)
    except WorkflowGone:
        return Answer(**judged_by_record(await read_case(services, report), request))


async def _confirmed(services: Services, report: str, request: DecisionRequest) -> Answer:
    handle = services.client.get_workflow_handle(report)
    id_ = parse_decision.update_id()
    pause, begun = FIRST_PAUSE, time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if answer := await _tried(handle, request, id_):
                        return answer
                except StampedAhead:
                    if time.monotonic() - begun > AHEAD_PATIENCE:
                        raise clock_off() from None
                await asyncio.sleep(pause * random.uniform(0.5, 1))
                pause = min(2 * pause, LONGEST_PAUSE)
    except (TimeoutError, RPCTimeoutOrCancelledError):
        raise not_confirmed() from None


def not_confirmed() -> Problem:
    """It may stand or not; never say that it was not done, for it may still be."""
    detail = "Not confirmed yet, and it may still be carried out: repeat it with the same Idempotency-Key."
    return Problem(503, "not_confirmed", detail, headers={"Retry-After": "5"})


async def _tried(handle: WorkflowHandle[Any, Any], request: DecisionRequest, id_: str) -> Answer | None:
    """One try; null where another is worth it. Raises Gone, Ahead, or a problem with the refusal."""
    try:
        answer: Answer = await handle.execute_update(
            "decide", request, id=id_, result_type=Answer, rpc_timeout=ONE_TRY
        )
    except WorkflowUpdateFailedError as failed:
        return await _known_or_refused(handle, failed.cause)
    except RPCTimeoutOrCancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        return None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and await _is_over(handle):
            raise WorkflowGone from None
        if error.status in FINAL:
            raise
        return None
    return answer


async def _known_or_refused(handle: WorkflowHandle[Any, Any], cause: BaseException) -> Answer | None:
    """The first answer to a known key; null where the try was cut off. Raises as `_tried` does."""
    if isinstance(cause, ApplicationError) and cause.type == KNOWN:
        return Answer(**cause.details[0])
    if isinstance(cause, ApplicationError) and cause.type == CLOCK_AHEAD:
        raise StampedAhead
    told = _refusal(cause)
    if told is not None:
        raise problem_of_refusal(told)
    if await _is_over(handle):
        raise WorkflowGone
    return None  # cut off where one run ends and the next begins


FINAL = frozenset(
    {RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED}
)


def _refusal(cause: BaseException) -> dict[str, Any] | None:
    """The refusal in its wire form, if that is why the update failed."""
    if not isinstance(cause, ApplicationError) or not cause.details:
        return None
    told = cause.details[0]
    return told if isinstance(told, dict) and "code" in told and "status" in told else None


async def _is_over(handle: WorkflowHandle[Any, Any]) -> bool:
    """Whether no run is open under the number; also where it can't be said that one is."""
    try:
        described = await handle.describe(rpc_timeout=ONE_TRY)
    except RPCError as error:
        return error.status is RPCStatusCode.NOT_FOUND
    return described.status is not WorkflowExecutionStatus.RUNNING


async def read_case(services: Services, report: str, until: int | None = None) -> Case:
    """The Case that the recorded facts make, up to number `until`. Raises a 404 problem if there are none."""
    return fold_facts(await all_facts(services, report, until))


async def all_facts(services: Services, report: str, until: int | None = None) -> list[Fact]:
    """The recorded facts, oldest first."""
    return (await list_facts(services.pool, report, until=until, limit=MOST_FACTS)).items


async def whole_facts(services: Services, report: str, until: int | None = None) -> list[Fact]:
    """The same, held to their chain. Raises a 500 problem where the database was tampered with."""
    with suppress(DataError, LookupError, TypeError, ValueError):  # these are nothing that a fact can be
        facts = await all_facts(services, report, until)
        if find_first_unchained(report, facts) is None:
            return facts
    detail = "The recorded facts of this report contradict themselves. Have it replayed."
    raise Problem(500, "record_broken", detail)


def fold_facts(facts: Sequence[Fact]) -> Case:
    """The Case that the facts make. Raises a 404 problem if there are none."""
    case: Case | None = None
    for fact in facts:
        case = fold(case, fact)
    if case is None:
        raise not_found()
    return case


def judged_by_record(case: Case, request: DecisionRequest) -> dict[str, Any]:
    """The earlier answer where the key is known. Raises a problem with what else the procedure says."""
    try:
        decided = decide(case, request, datetime.now(UTC))
    except Refusal as refusal:
        raise problem_of_refusal(refusal.wire()) from None
    if request.key not in case.answered:
        raise Problem(409, "report_sealed", "The report is closed for good; nothing can be added to it.")
    return decided.answer


async def require_authority(services: Services, report: str, request: DecisionRequest) -> DecisionRequest:
    """The request as it may be judged. Raises the 404 or 403 problem that it would meet, if any."""
    try:
        await _require_authority(services, report, request)
    except Problem as problem:
        if (again := offices.without_gone_holder(services, request, problem)) is None:
            raise
        await _require_authority(services, report, again)
        return again
    return request


async def _require_authority(services: Services, report: str, request: DecisionRequest) -> None:
    try:
        told = (await lookup.ask_workflow(services, report, request))["refusal"]
    except lookup.NoAnswer as silence:
        facts = await all_facts(services, report)
        if not facts and not silence.unknown:
            raise lookup.not_live() from None
        try:
            authorize(fold_facts(facts), request)
        except NotReadable as refusal:
            if not (silence.unknown or silence.over):  # it may have come to them since the record was written
                raise lookup.not_live() from None
            raise problem_of_refusal(refusal.wire()) from None
        except Refusal as refusal:
            raise problem_of_refusal(refusal.wire()) from None
        return
    if told is not None:
        raise problem_of_refusal(told)


async def send_later(services: Services, report: str, request: DecisionRequest) -> None:
    """Hands the decision over without waiting for what comes of it; 404 and 403 are told at once."""
    request = await require_authority(services, report, request)
    handle = services.client.get_workflow_handle(report)
    try:
        async with asyncio.timeout(PATIENCE):
            await handle.signal("decide", request)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise not_confirmed() from None
        judged_by_record(await read_case(services, report), request)
    except TimeoutError:
        raise not_confirmed() from None
