"""Why a clock of a report is due when it is, for one reader: the same for the API and for pages."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from api.answers.problems import Problem, unavailable
from api.dependencies import Reader
from api.reports import lookup, state_after, submit_decision
from api.reports.explained_clock import Names, explained_clock
from api.requests.access import Reading
from api.schemas.explanations import ExplainedClock, Extender, NamedExtender
from api.services import Services
from texts.explanations import LANGUAGES
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.enums import ClockName, Role
from workflows.procedure.model.facts import Fact
from workflows.procedure.time.explanation import DoesNotAddUp, Explanation, NoSuchClock
from workflows.procedure.time.explanation import explain_clock as explain


async def explain_clock(
    services: Services,
    reading: Reading,
    reader: Reader,
    name: ClockName,
    instance: int | None = None,
    languages: Sequence[str] = tuple(LANGUAGES),
) -> ExplainedClock:
    """Each day of that start of the clock, null for the newest, and why it counted or not.

    Raises 404 problems where there is no such report or clock for the reader, and 503.
    """
    found = _explained(await _facts(services, reading, reader.report), name, instance)
    return explained_clock(reader.report, found.wire(), _names(services, reader), languages)


async def _facts(services: Services, reading: Reading, report: str) -> list[Fact]:
    """Those recorded facts that the reader may see. Raises a 404 problem where that is nothing."""
    view = await lookup.view_report(services, reading, report)
    await state_after.await_record(services, report, view.state["facts"])
    facts = await submit_decision.whole_facts(services, report, view.until)
    if not facts:
        raise unavailable("record_unavailable", "The record does not have the report yet.")
    return facts


def _explained(facts: list[Fact], name: ClockName, instance: int | None) -> Explanation:
    try:
        return explain(list(fold_steps(facts)), name, instance)
    except NoSuchClock:
        raise Problem(404, "no_such_clock", "This clock, or this instance of it, never started.") from None
    except DoesNotAddUp:
        detail = "The recorded facts do not lead to this due instant. Have the report audited."
        raise Problem(500, "does_not_add_up", detail) from None


def _names(services: Services, reader: Reader) -> Names:
    return Names(services.directory.agency_name, lambda actor: _extender(services, reader, actor))


def _extender(services: Services, reader: Reader, actor: Mapping[str, Any]) -> NamedExtender:
    """Who extended a clock; a reporter sees in what role staff acted, not who."""
    agency = services.directory.agency_name(actor.get("agency"))
    if reader.actor.role is Role.REPORTER:
        shown: Extender = {"role": actor["role"]}
        if "agency" in actor:
            shown["agency"] = actor["agency"]
        return {"actor": shown, "agency_name": agency}
    account = services.directory.account(actor["id"])
    return {
        "actor": cast("Extender", actor),
        "agency_name": agency,
        "actor_name": account.name if account else None,
    }
