"""The state just after a decision: what the decision was answered with, and the rest of the same moment."""

from typing import Any

from api import sending, viewing
from api.house import House
from records.database import SQL_AWAY
from records.queries.reports import one
from workflows.procedure.requests import Answer
from workflows.procedure.state import state


async def after(house: House, report: str, answer: Answer) -> dict[str, Any]:
    """The report's state as of the answer's fact, so that a repeated decision is answered alike.

    The record usually stands exactly there: one read. Where it has gone on, its facts up to there are
    folded; where it lags or is away, what the answer says is laid over the live state.
    """
    try:
        recorded = await one(house.pool, report)
        if recorded is not None and recorded.facts == answer.fact:
            return recorded.state
        if recorded is not None and recorded.facts > answer.fact:
            return state(await sending.case_of(house, report, answer.fact))
    except SQL_AWAY:
        pass
    return _laid_over(await _live(house, report), answer)


async def _live(house: House, report: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = await viewing.ask(house, report, "live")
    except viewing.NoAnswer:
        return {}
    return dict(told["state"])


def _laid_over(live: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if live.get("facts") == answer.fact:
        return live
    known = {"stage": answer.stage, "task": answer.task, "clocks": answer.clocks}
    return {
        "agency": None,
        "unit": None,
        **live,
        **known,
        "escalation_level": answer.level,
        "facts": answer.fact,
    }
