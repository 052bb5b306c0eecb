"""Why clocks are due when they are: every day counted or skipped, from the recorded facts alone."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.answers.canonical import Json
from api.answers.openapi import answer_of
from api.answers.problems import Problem, unavailable
from api.dependencies import EitherReadingDep, Reader, ReaderDep, ServicesDep
from api.reports import lookup, state_after, submit_decision
from api.reports.explanations import NameOf, add_texts
from api.requests.access import Reading
from api.schemas.explanations import ExplainedClock
from api.services import Services
from texts.explanations import LANGUAGES
from workflows.procedure.model.enums import ClockName, Role
from workflows.procedure.model.facts import Fact
from workflows.procedure.time.explanation import (
    DoesNotAddUp,
    Explanation,
    NoSuchClock,
    explain_clock,
    fold_steps,
)

router = APIRouter(tags=["Reports"])


@router.get("/v1/reports/{tn}/clocks/{name}/explanation", responses=answer_of(ExplainedClock))
async def explanation(
    services: ServicesDep,
    reader: ReaderDep,
    reading: EitherReadingDep,
    name: ClockName,
    instance: Annotated[int | None, Query(ge=1, description="Which start of the clock; the newest")] = None,
    lang: Annotated[Literal["id", "en"] | None, Query(description="Only this language")] = None,
) -> Json:
    """Each day from the start of a clock to its due day, and why it counted or not: for whoever reads the
    report, by bearer token or `Report-Pin`."""
    found = _explained(await _facts(services, reading, reader.report), name, instance)
    told = add_texts(found.wire(), _named(services), [lang] if lang else list(LANGUAGES))
    return Json({"tracking_number": reader.report, **_for(services, reader, told)})


async def _facts(services: Services, reading: Reading, report: str) -> list[Fact]:
    """Those recorded facts that the reader may see. Raises a 404 problem where that is nothing."""
    view = await lookup.view_report(services, reading, report)
    await state_after.caught_up(services, report, view.state["facts"])
    facts = await submit_decision.whole_facts(services, report, view.until)
    if not facts:
        raise unavailable("record_unavailable", "The record does not have the report yet.")
    return facts


def _explained(facts: list[Fact], name: ClockName, instance: int | None) -> Explanation:
    try:
        return explain_clock(list(fold_steps(facts)), name, instance)
    except NoSuchClock:
        raise Problem(404, "no_such_clock", "This clock, or this instance of it, never started.") from None
    except DoesNotAddUp:
        detail = "The recorded facts do not lead to this due instant. Have the report audited."
        raise Problem(500, "does_not_add_up", detail) from None


def _named(services: Services) -> NameOf:
    return lambda agency: services.directory.agency_name(agency) or agency


def _for(services: Services, reader: Reader, told: dict[str, Any]) -> dict[str, Any]:
    """The explanation with names beside the codes; a reporter sees in what role staff acted, not who."""
    name = services.directory.agency_name
    days = [{**day, "agency_name": name(day["agency"])} for day in told["days"]]
    extensions = [{**each, **_by(services, reader, each["actor"])} for each in told["extensions"]]
    return {**told, "days": days, "extensions": extensions}


def _by(services: Services, reader: Reader, actor: dict[str, Any]) -> dict[str, Any]:
    names = {"agency_name": services.directory.agency_name(actor.get("agency"))}
    if reader.actor.role is Role.REPORTER:
        kept = ("role", "agency")
        return {"actor": {part: actor[part] for part in kept if part in actor}, **names}
    account = services.directory.account(actor["id"])
    return {**names, "actor_name": account.name if account else None}
