"""The state just after a decision: what the decision was answered with, and the rest of the same moment."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from api.answers.problems import Problem
from api.reports import lookup, offices, submit_decision
from api.schemas.common import Clock, OpenTask
from api.schemas.decisions import Decided, StateAfter, StateAfterCore
from api.services import Services
from records.database import SQL_AWAY
from records.directory.in_memory import names_of
from records.reports.queries.listing import Recorded, read_report
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import Answer
from workflows.procedure.model.state import describe_state

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds between looks at a record that lags."""


async def read_state_after(services: Services, actor: Actor, report: str, answer: Answer) -> StateAfter:
    """The report's state as of the answer's fact, so that a repeated decision is answered alike.

    The record usually stands exactly there: one read. Where it has gone on, its facts up to there are
    folded; where it lags for long or is away, what the answer says is laid over what `actor` sees live.
    """
    try:
        recorded = await await_record(services, report, answer.fact)
        if recorded is not None and recorded.facts == answer.fact:
            return as_state_after(recorded.state)
        if recorded is not None:
            return as_state_after(
                describe_state(await submit_decision.read_case(services, report, answer.fact))
            )
    except SQL_AWAY:
        pass
    return _laid_over(await _live(services, actor, report), answer)


async def await_record(services: Services, report: str, fact: int) -> Recorded | None:
    """The record of the report once it holds that fact; null where it doesn't in time."""
    for pause in PAUSES:
        recorded = await read_report(services.pool, report)
        if recorded is not None and recorded.facts >= fact:
            return recorded
        await asyncio.sleep(pause)
    return None


async def _live(services: Services, actor: Actor, report: str) -> StateAfter | None:
    try:
        view = await lookup.require_readable(services, actor, report, "live")
    except Problem:  # gone on to where the actor reads no more, or no answer now
        return None
    return as_state_after(view.state)


def as_state_after(state: Mapping[str, Any]) -> StateAfter:
    """A whole state, which has more than is always there."""
    return cast("StateAfter", state)


def _laid_over(live: StateAfter | None, answer: Answer) -> StateAfter:
    if live is not None and live["facts"] == answer.fact:
        return live
    told: StateAfter = {
        "agency": live["agency"] if live else None,
        "unit": live["unit"] if live else None,
        "stage": Stage(answer.stage),
        "task": cast("OpenTask | None", answer.task),
        "clocks": cast("list[Clock]", answer.clocks),
        "escalation_level": answer.level,
        "facts": answer.fact,
        "digest": None,
    }
    return {**live, **told} if live else told


def present_state_after(services: Services, state: StateAfter) -> Decided:
    """The state as staff are shown it: with names beside the codes."""
    known: StateAfterCore = state
    task = state["task"]
    return {
        **known,
        **names_of(services.directory, state["agency"], state["unit"]),
        "task": offices.named_task(services, task) if task else None,
        "source": "live",
    }
