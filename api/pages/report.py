"""One report, for those who serve: where it stands, what was written, what happened."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answers.problems import FORESEEN
from api.dependencies import NumberPath, Reader, ServicesDep
from api.pages.decision_order import find_main_decision, order_decisions
from api.pages.due import dues_of_clocks
from api.pages.list_address import (
    REPORTS,
    TASKS,
    DecidedReportDep,
    ListInAddressDep,
    is_of_reports,
    make_address,
)
from api.pages.presence import find_presence
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import lookup, offered_decisions, visible_facts
from api.reports.explain_clock import explain_clock
from api.reports.lookup import View
from api.reports.seen_report import SeenReport, read_seen_report
from api.reports.visible_facts import TITLING
from api.reports.whole_report import texts_of
from api.requests import identity
from api.schemas.facts import OpenedFact
from api.schemas.offered import OfferedDecisions
from api.services import Services
from records.keys.store import KeyUnavailable
from texts.facts import describe_fact
from texts.formats import InBoth
from texts.procedure_names import name_clock
from workflows.procedure.model.enums import ClockName, FactKind, Role

router = APIRouter(include_in_schema=False)

QUOTED = ("question", "reason", "text", "note", "comment")
"""What a fact's data holds that somebody wrote."""
NOTHING_WRITTEN: Mapping[str, Any] = dict.fromkeys(
    (
        "title",
        "text",
        "original_title",
        "original_text",
        "reporter",
        "place",
        "occurred_on",
        "draft",
        "answers",
        "notes",
    )
)
"""What is null unless it was written and may be seen."""
NOT_TOLD = {"holder_in_office", "not_anonymous"}
"""Why decisions for rare cases can't be made on nearly every report: not worth telling each time."""
SHOWN_ABOVE = (TITLING - {FactKind.CORRECTED}) | {FactKind.NOTED}
"""Facts whose texts the page has in a place of their own."""
LATE = {FactKind.LAPSED, FactKind.ESCALATED, FactKind.VACANCY_FOUND, FactKind.DECISION_REFUSED}


async def report_in_path(_visit: StaffVisitDep, tn: NumberPath) -> str:
    """The tracking number in the path in its one written form, told only to whoever is signed in."""
    return identity.require_tracking_number(tn)


ReportInPathDep = Annotated[str, Depends(report_in_path)]


@dataclass(frozen=True, slots=True)
class Event:
    """A fact as the page's timeline shows it. `quotes` are the texts in it; `withheld` says that some are not
    the reader's to see. `note` says that it is an internal note that the reader may see."""

    number: int
    at: str
    text: InBoth
    by: str
    by_role: Role
    late: bool
    quotes: Sequence[str]
    withheld: bool
    note: bool


@router.get("/laporan/{tn}")
async def report_page(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    origin: ListInAddressDep,
    done: DecidedReportDep,
) -> Response:
    """The report as it stands. Without the record only its state is shown, and the page says so."""
    view = await lookup.view_report(services, visit.reading, report)
    state = lookup.present_state(services, view.state)
    seen, presence = await asyncio.gather(
        _read_facts(services, visit, report, view), find_presence(services, visit, report, view)
    )
    offers = await _offers(services, visit, seen)
    context = {
        "report": {**NOTHING_WRITTEN, **state, **await _texts_and_events(services, visit, seen)},
        "offers": offers,
        "main_decision": find_main_decision(offers["decisions"]) if offers else None,
        "dues": dues_of_clocks(services, state["agency"], state["clocks"]),
        **presence,
        "source": view.source,
        "zone": visit.zone,
        "done": done,
        **back_to(visit, origin),
    }
    return render(request, "staff/report.html", context)


@router.get("/laporan/{tn}/tenggat/{clock}")
async def show_explanation(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    clock: ClockName,
    origin: ListInAddressDep,
) -> Response:
    """Why the clock is due on its day, each day on its own."""
    reader = Reader(visit.who.actor, report)
    explained = await explain_clock(services, visit.reading, reader, clock)
    context = {
        "explained": explained,
        "name": name_clock(clock),
        "back": make_address(f"/laporan/{report}", {"from": origin}),
    }
    return render(request, "explained_clock.html", context)


def back_to(visit: StaffVisit, origin: str | None) -> Mapping[str, Any]:
    """What a report's pages need to lead back to the list that the report was opened from, by default to the
    one that the reader works through."""
    by_default = REPORTS if visit.who.actor.role is Role.AUDITOR else TASKS
    return {
        "origin": origin,
        "back_url": origin or by_default,
        "is_back_to_reports": is_of_reports(origin or by_default),
        "from_query": make_address("", {"from": origin}),
    }


async def _read_facts(services: Services, visit: StaffVisit, report: str, view: View) -> SeenReport | None:
    """The report with its facts; null while the record is away."""
    try:
        return await read_seen_report(services, visit.reading, report, view)
    except FORESEEN:
        return None


async def _offers(services: Services, visit: StaffVisit, seen: SeenReport | None) -> OfferedDecisions | None:
    """What the reader may decide now; null while the record is away."""
    if seen is None:
        return None
    try:
        offers = await offered_decisions.offer_decisions_to(services, visit.reading, seen)
    except FORESEEN:
        return None
    told = [each for each in offers["unavailable"] if each["code"] not in NOT_TOLD]
    return {**offers, "decisions": order_decisions(offers["decisions"]), "unavailable": told}


async def _texts_and_events(
    services: Services, visit: StaffVisit, seen: SeenReport | None
) -> Mapping[str, Any]:
    """What was written, and what happened, the newest first; nothing of both while the record is away."""
    if seen is None:
        return {"texts_available": False, "events": []}
    try:
        key = await visit.reading.key(seen.report)
    except KeyUnavailable:
        return {"texts_available": False, "events": []}
    facts = visible_facts.mark_visible(visit.who.actor, seen.readable_facts)
    events = [_event(services, visible_facts.present_fact(services, key, each)) for each in facts]
    return {**texts_of(services, seen.view, key, facts), "events": events[::-1]}


def _event(services: Services, fact: OpenedFact) -> Event:
    data = fact["data"]
    texts = [] if fact["kind"] in SHOWN_ABOVE else [data.get(name) for name in QUOTED]
    return Event(
        number=fact["number"],
        at=fact["at"],
        text=describe_fact(fact["kind"], data, services.directory),
        by=fact["actor_name"] or "",
        by_role=fact["actor"]["role"],
        late=fact["kind"] in LATE,
        quotes=[each for each in texts if isinstance(each, str) and each],
        withheld=bool(fact["withheld"]) and fact["kind"] is not FactKind.SUBMITTED,
        note=fact["kind"] is FactKind.NOTED and not fact["withheld"],
    )
