"""Why clocks are due when they are: every day counted or skipped, from the recorded facts alone."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.answers.canonical import Json
from api.answers.openapi import answers
from api.answers.problems import Problem, away
from api.dependencies import EitherReadingDep, HouseDep, Reader, ReaderDep
from api.reports import lookup, state_after, submit_decision
from api.reports.explanations import NameOf, worded
from api.requests.access import Reading
from api.schemas.explanations import ExplainedClock
from api.services import House
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


@router.get("/v1/reports/{tn}/clocks/{name}/explanation", responses=answers(ExplainedClock))
async def explanation(
    house: HouseDep,
    reader: ReaderDep,
    reading: EitherReadingDep,
    name: ClockName,
    instance: Annotated[int | None, Query(ge=1, description="Which start of the clock; the newest")] = None,
    lang: Annotated[Literal["id", "en"] | None, Query(description="Only this language")] = None,
) -> Json:
    """Each day from the start of a clock to its due day, and why it counted or not: for whoever reads the
    report, by bearer token or `Report-Pin`."""
    found = _explained(await _facts(house, reading, reader.report), name, instance)
    told = worded(found.wire(), _named(house), [lang] if lang else list(LANGUAGES))
    return Json({"tracking_number": reader.report, **_for(house, reader, told)})


async def _facts(house: House, reading: Reading, report: str) -> list[Fact]:
    """Those recorded facts that the reader may see. Raises a 404 problem where that is nothing."""
    view = await lookup.seen(house, reading, report)
    await state_after.caught_up(house, report, view.state["facts"])
    facts = await submit_decision.whole_facts(house, report, view.until)
    if not facts:
        raise away("record_unavailable", "The record does not have the report yet.")
    return facts


def _explained(facts: list[Fact], name: ClockName, instance: int | None) -> Explanation:
    try:
        return explain_clock(list(fold_steps(facts)), name, instance)
    except NoSuchClock:
        raise Problem(404, "no_such_clock", "This clock, or this instance of it, never started.") from None
    except DoesNotAddUp:
        detail = "The recorded facts do not lead to this due instant. Have the report audited."
        raise Problem(500, "does_not_add_up", detail) from None


def _named(house: House) -> NameOf:
    return lambda agency: house.directory.agency_name(agency) or agency


def _for(house: House, reader: Reader, told: dict[str, Any]) -> dict[str, Any]:
    """The explanation with names beside the codes; a reporter sees in what role staff acted, not who."""
    name = house.directory.agency_name
    days = [{**day, "agency_name": name(day["agency"])} for day in told["days"]]
    extensions = [{**each, **_by(house, reader, each["actor"])} for each in told["extensions"]]
    return {**told, "days": days, "extensions": extensions}


def _by(house: House, reader: Reader, actor: dict[str, Any]) -> dict[str, Any]:
    names = {"agency_name": house.directory.agency_name(actor.get("agency"))}
    if reader.actor.role is Role.REPORTER:
        kept = ("role", "agency")
        return {"actor": {part: actor[part] for part in kept if part in actor}, **names}
    account = house.directory.account(actor["id"])
    return {**names, "actor_name": account.name if account else None}
