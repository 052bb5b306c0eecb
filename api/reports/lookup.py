"""Where a report stands and who may see how much of it: asked of the report itself, else of the record."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypedDict, cast

from temporalio.client import (
    RPCTimeoutOrCancelledError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from api.answers.problems import Problem, not_found, unavailable
from api.reports import offices
from api.reports.states import state_of
from api.requests.access import Reading
from api.schemas.reports import NamedState, Source, State, StateCore
from api.services import Services
from records.database import SQL_AWAY
from records.directory.in_memory import names_of
from records.reports.queries.listing import Recorded, read_report
from workflows.inspection import SEEN
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.rules.reading import ALL, NONE, Left, Reach, readable_up_to

PATIENCE = 2.0
"""Seconds that a live answer may take."""


class Declined(TypedDict):
    """An agency that declined the report, with which fact, and the state that it may read ever since."""

    agency: str
    fact: int
    state: State


class Standing(TypedDict):
    """A report's state, and what decides who may read it."""

    state: State
    agency: str | None
    unit: str | None
    declined: list[Declined]


class InspectedState(Standing):
    """What `workflows.inspection` shows of a report; `refusal` is what a request would meet."""

    refusal: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Found:
    """A report's state, what decides who may read it, and where both come from."""

    state: State
    reach: Reach
    declined: Mapping[str, State]
    source: Source


@dataclass(frozen=True, slots=True)
class View:
    """What one reader sees: the state, and the last fact they may read, null for all."""

    state: State
    until: int | None
    source: Source


class NoAnswer(Exception):
    """The report itself does not answer now; `unknown` says that the engine knows no such report, `over`
    that it is closed for good, so that the record lacks nothing."""

    def __init__(self, *, unknown: bool = False, over: bool = False) -> None:
        super().__init__()
        self.unknown = unknown
        self.over = over


def not_live() -> Problem:
    """Only the report itself could answer, and it doesn't."""
    return unavailable("not_live", "The report itself does not answer now.")


async def find_report(services: Services, report: str, source: Source | None = None) -> Found | None:
    """The report from `source`, or live with the record as second choice; null if there is none.

    Raises a 503 problem where nothing answers.
    """
    if source == "record":
        return await _recorded(services, report)
    try:
        told = await ask_workflow(services, report, even_closed=source == "live")
    except NoAnswer as silence:
        recorded = await _recorded(services, report)
        if source == "live" or (recorded is None and not silence.unknown):
            raise not_live() from None
        return recorded
    return _found(report, told, "live")


async def view_report(
    services: Services, reading: Reading, report: str, source: Source | None = None
) -> View:
    """What the reader is shown of the report. Raises a 404 problem where that is nothing."""
    view = await require_readable(services, reading.actor, report, source)
    reading.shows(report, view.state)
    return view


async def require_readable(
    services: Services, actor: Actor, report: str, source: Source | None = None
) -> View:
    """What `actor` might be shown, for judging only. Raises a 404 problem where that is nothing."""
    there = await find_report(services, report, source)
    if there is None:
        raise not_found()
    return view_as(actor, there)


async def require_lately_readable(services: Services, actor: Actor, report: str) -> View:
    """The same by the record, and live only where that has nothing to be read: for what pages ask by
    themselves every few seconds. The record may be a moment behind."""
    try:
        return await require_readable(services, actor, report, "record")
    except Problem as problem:
        if problem.status != HTTPStatus.NOT_FOUND:
            raise
    return await require_readable(services, actor, report)


def view_as(actor: Actor, there: Found) -> View:
    """What `actor` sees of what was found. Raises a 404 problem where that is nothing."""
    until = readable_up_to(actor, there.reach)
    if until == NONE:
        raise not_found()
    if until == ALL:
        return View(there.state, None, there.source)
    assert actor.agency is not None, "only an agency declines"
    return View(there.declined[actor.agency], until, there.source)


async def ask_workflow(
    services: Services, report: str, request: DecisionRequest | None = None, *, even_closed: bool = False
) -> InspectedState:
    """What is seen of the report itself within `PATIENCE`, as `workflows.inspection` gives it. Raises
    NoAnswer, also where the report is unknown.

    One that is over answers only if that is wanted: its whole history would be replayed to say what the
    record holds in full.
    """
    handle = services.client.get_workflow_handle(report)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _looked(handle, request) or await _of_one_that_is_over(handle, even_closed)
    except RPCError as error:
        raise NoAnswer(unknown=error.status is RPCStatusCode.NOT_FOUND) from error
    except WorkflowQueryRejectedError as error:
        raise NoAnswer(over=True) from error
    except (WorkflowQueryFailedError, TimeoutError) as error:
        raise NoAnswer from error


async def _looked(handle: WorkflowHandle[Any, Any], request: DecisionRequest | None) -> InspectedState | None:
    """What the open report shows; null where none runs under that number. By an Update that always refuses,
    for a Query that waits for a worker can spoil the history."""
    while True:
        try:
            await handle.execute_update("look", request)
        except WorkflowUpdateFailedError as refused:
            cause = refused.cause
            if isinstance(cause, ApplicationError) and cause.type == SEEN:
                seen: InspectedState = cause.details[0]
                return seen
            await asyncio.sleep(0.05)  # cut off where one run ends and the next begins
        except RPCTimeoutOrCancelledError as error:
            raise NoAnswer from error
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None


async def _of_one_that_is_over(handle: WorkflowHandle[Any, Any], wanted: bool) -> InspectedState:
    rejecting = None if wanted else QueryRejectCondition.NOT_OPEN
    seen: InspectedState = await handle.query("live", reject_condition=rejecting)
    return seen


async def _recorded(services: Services, report: str) -> Found | None:
    try:
        recorded = await read_report(services.pool, report)
    except SQL_AWAY:
        raise unavailable("record_unavailable", "Neither the report nor the record answers now.") from None
    return found_in_record(recorded) if recorded else None


def found_in_record(recorded: Recorded) -> Found:
    """The report as the record has it."""
    told: Standing = {
        "state": state_of(recorded.state),
        "agency": recorded.agency,
        "unit": recorded.unit,
        "declined": cast("list[Declined]", recorded.declined),
    }
    return _found(recorded.report, told, "record")


def _found(report: str, told: Standing, source: Source) -> Found:
    left = {each["agency"]: Left(each["fact"], each["state"]["unit"]) for each in told["declined"]}
    reach = Reach(report, told["agency"], told["unit"], left)
    declined = {each["agency"]: each["state"] for each in told["declined"]}
    return Found(told["state"], reach, declined, source)


def present_state(services: Services, state: State, *, now: bool = True) -> NamedState:
    """A state as staff are shown it: with names beside the codes, and, of one that holds `now`, whether
    anybody is left to do its task."""
    core: StateCore = state
    task = state["task"]
    return {
        **core,
        **names_of(services.directory, state["agency"], state["unit"]),
        "task": offices.named_task(services, task, now=now) if task else None,
    }
