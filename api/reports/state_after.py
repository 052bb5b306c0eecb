"""The state just after a decision: what the decision was answered with, and the rest of the same moment."""

import asyncio
from typing import Any

from api.answers.problems import Problem
from api.reports import lookup, submit_decision
from api.services import Services
from records.database import SQL_AWAY
from records.reports.queries.listing import Recorded, read_report
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import Answer
from workflows.procedure.model.state import describe_state

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds between looks at a record that lags."""


async def read_state_after(services: Services, actor: Actor, report: str, answer: Answer) -> dict[str, Any]:
    """The report's state as of the answer's fact, so that a repeated decision is answered alike.

    The record usually stands exactly there: one read. Where it has gone on, its facts up to there are
    folded; where it lags for long or is away, what the answer says is laid over what `actor` sees live.
    """
    try:
        recorded = await caught_up(services, report, answer.fact)
        if recorded is not None and recorded.facts == answer.fact:
            return recorded.state
        if recorded is not None:
            return describe_state(await submit_decision.read_case(services, report, answer.fact))
    except SQL_AWAY:
        pass
    return _laid_over(await _live(services, actor, report), answer)


async def caught_up(services: Services, report: str, fact: int) -> Recorded | None:
    """The record of the report once it holds that fact; null where it doesn't in time."""
    for pause in PAUSES:
        recorded = await read_report(services.pool, report)
        if recorded is not None and recorded.facts >= fact:
            return recorded
        await asyncio.sleep(pause)
    return None


async def _live(services: Services, actor: Actor, report: str) -> dict[str, Any]:
    try:
        return (await lookup.within_reach(services, actor, report, "live")).state
    except Problem:  # gone on to where the actor reads no more, or no answer now
        return {}


def _laid_over(live: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if live.get("facts") == answer.fact:
        return live
    known = {"stage": answer.stage, "task": answer.task, "clocks": answer.clocks, "facts": answer.fact}
    return {"agency": None, "unit": None, **live, **known, "escalation_level": answer.level, "digest": None}
