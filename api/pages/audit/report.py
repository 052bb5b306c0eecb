"""One report as an auditor reads it: in three zooms, under the bars of its clocks, as of any of its facts."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers.problems import Malformed, Problem
from api.audits.clock_bars import build_bars, draw_bars
from api.audits.engine_events import GROUPS, EngineEvent, summarise_events
from api.audits.finding import is_known
from api.audits.stages import LATE, list_changes, split_into_stages
from api.dependencies import Reader, ServicesDep
from api.pages.audit.visit import FRONT, AuditedReportDep, AuditVisitDep
from api.pages.forms import first_values, read_form
from api.pages.list_address import make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisit
from api.reports import histories, lookup, time_travel, visible_facts
from api.reports.explain_clock import explain_clock
from api.reports.states import state_of
from api.reports.submit_decision import all_facts
from api.reports.time_travel import ReplayedReport
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.accesses.access_log import AccessAct
from evidence.archive import gaps
from evidence.ledger import tree
from evidence.replay.replayer import Station
from fields.reasons import clean_reason
from texts.facts import describe_fact
from texts.procedure_names import name_clock
from workflows.procedure.model.enums import ClockName, FactKind, Role
from workflows.procedure.model.facts import as_digested

router = APIRouter(include_in_schema=False)

Zoom = Literal["summary", "facts", "events"]
PAGE = FRONT + "/laporan/{tn}"
MOST = 100
"""Facts or events on one page."""


NOT_SHOWN = {"not_found", "not_live"}
"""The problems of a report that neither itself nor the record shows."""


@router.get(PAGE)
async def show_report(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    report: AuditedReportDep,
    zoom: Zoom = "summary",
    at: Annotated[int | None, Query(ge=1, le=10**9)] = None,
    kind: Annotated[list[str] | None, Query()] = None,
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
    q: str | None = None,
) -> Response:
    """The report's timeline, the state after fact `at`, and of facts or events those after number `after`
    that are of a `kind`."""
    try:
        return await _show(services, request, visit, report, zoom, at, kind or [], after, {"q": q})
    except Problem as problem:
        if problem.code not in NOT_SHOWN or not await is_known(services, report):
            raise
    return await _show_lost(services, request, visit, report)


@router.post(PAGE)
async def open_texts(
    services: ServicesDep, request: Request, visit: AuditVisitDep, report: AuditedReportDep, _own: OwnFormDep
) -> Response:
    """The facts with what was written in them, for a reason that the access ledger keeps."""
    form = first_values(await read_form(request))
    try:
        visit.reading.reason = clean_reason(form.get("reason", ""))
    except ValueError:
        faults = {"errors": True, "reason": form.get("reason", "")}
        return await _show(services, request, visit, report, "facts", None, [], 0, faults, status=422)
    view = await lookup.view_report(services, visit.reading, report)
    facts = await all_facts(services, report, view.until)
    key = await visit.reading.key(report)
    seen = visible_facts.mark_visible(visit.who.actor, facts)
    opened = [visible_facts.present_fact(services, key, each) for each in seen]
    texts = {each["number"]: _written_json(each["data"]) for each in opened}
    return await _show(
        services, request, visit, report, "facts", None, [], 0, {"opened": texts}, most=len(facts)
    )


@router.get(PAGE + "/tenggat/{clock}/{instance}")
async def show_audited_clock(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    report: AuditedReportDep,
    clock: ClockName,
    instance: int,
) -> Response:
    """Why that start of the clock is due on its day, each day on its own."""
    if not 1 <= instance <= 10**6:
        raise Malformed([{"field": "instance", "message": "must be a number from 1"}])
    reader = Reader(visit.who.actor, report)
    explained = await explain_clock(services, visit.reading, reader, clock, instance)
    context = {"explained": explained, "name": name_clock(clock), "back": f"{FRONT}/laporan/{report}"}
    return render(request, "explained_clock.html", context)


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    report: str,
    zoom: Zoom,
    at: int | None,
    kinds: Sequence[str],
    after: int,
    more: Mapping[str, Any],
    *,
    most: int = MOST,
    status: int = 200,
) -> Response:
    view = await lookup.view_report(services, visit.reading, report)
    visit.reading.note(AccessAct.TIMELINE, report)
    past = await time_travel.replay_until(services, report, view.until)
    there = past.at(at) if at is not None else past.stations[-1]
    axis, bars = draw_bars(build_bars(past.stations, datetime.now(UTC)), past.stations)
    is_auditor = visit.who.actor.role is Role.AUDITOR
    listed: Mapping[str, Any] = {}
    if zoom == "facts":
        listed = _facts(services, past, kinds, after, most)
    elif zoom == "events" and is_auditor:
        visit.reading.note(AccessAct.AUDIT_HISTORY, report)
        listed = await _events(services, report, kinds, after)
    elif zoom == "summary":
        listed = {"stages": _stages(services, past)}
    context = {
        "number": report,
        "zoom": zoom,
        "zooms": _zooms(report, zoom, at, is_auditor=is_auditor),
        "at": at,
        "last": len(past.stations),
        "there": there,
        "there_text": describe_fact(there.fact.kind, there.fact.data, services.directory),
        "there_by": _name(services, there),
        "now": lookup.present_state(services, view.state),
        "then": lookup.present_state(services, state_of(there.state), now=False),
        "changes": list_changes(past.stations, there.fact.number),
        "source": past.source,
        "axis": axis,
        "bars": bars,
        "chosen_at": axis.place(there.at) if at is not None else None,
        "kinds": kinds,
        "is_auditor": is_auditor,
        "sees_accesses": is_auditor or visit.who.actor.is_centres_supervisor,
        "zone": visit.zone,
        "q": None,
        "opened": None,
        "errors": False,
        "reason": "",
        "address": make_address(f"{FRONT}/laporan/{report}", {"zoom": zoom}),
        **listed,
        **more,
    }
    return render(request, "audit/report.html", context, status)


async def _show_lost(services: Services, request: Request, visit: StaffVisit, report: str) -> Response:
    """What is left of a report that the record lost, which an auditor has to know of."""
    visit.reading.note(AccessAct.TIMELINE, report)
    leaves = [leaf for _index, leaf in await tree.read_leaves(services.pool, report)]
    is_archived = await gaps.read_archived(services.pool, report) is not None
    context = {"number": report, "leaves": leaves, "is_archived": is_archived, "zone": visit.zone}
    return render(request, "audit/lost_report.html", context)


def _zooms(report: str, zoom: Zoom, at: int | None, *, is_auditor: bool) -> list[Mapping[str, Any]]:
    """The tabs. The engine's events are for auditors, as in the API."""
    shown: list[Zoom] = ["summary", "facts", *(["events"] if is_auditor else [])]  # type: ignore[list-item]  # a Zoom
    asked = str(at) if at is not None else None
    return [
        {
            "zoom": each,
            "href": make_address(f"{FRONT}/laporan/{report}", {"zoom": each, "at": asked}),
            "current": each == zoom,
        }
        for each in shown
    ]


def _name(services: Services, station: Station) -> str | None:
    account = services.directory.account(station.fact.actor.id)
    return account.name if account else None


def _line(services: Services, station: Station) -> Mapping[str, Any]:
    fact = station.fact
    return {
        "fact": fact,
        "text": describe_fact(fact.kind, fact.data, services.directory),
        "by": _name(services, station),
        "late": fact.kind in LATE,
        "is_delayed": (fact.recorded_at - fact.at).total_seconds() > 60,
    }


def _stages(services: Services, past: ReplayedReport) -> list[Mapping[str, Any]]:
    return [
        {
            "span": span,
            "agency_name": services.directory.agency_name(span.agency),
            "lines": [_line(services, each) for each in span.stations],
        }
        for span in split_into_stages(past.stations)
    ]


def _facts(
    services: Services, past: ReplayedReport, kinds: Sequence[str], after: int, most: int
) -> Mapping[str, Any]:
    fitting = [
        each for each in past.stations if each.fact.number > after and (not kinds or each.fact.kind in kinds)
    ]
    lines = [
        {**_line(services, each), "data": _written_json(as_digested(each.fact.data))}
        for each in fitting[:most]
    ]
    there = {each.fact.kind for each in past.stations}
    return {
        "facts": lines,
        "choices": [each.value for each in FactKind if each in there],
        "next_after": fitting[most - 1].fact.number if len(fitting) > most else None,
    }


async def _events(services: Services, report: str, kinds: Sequence[str], after: int) -> Mapping[str, Any]:
    """Events by their place over all runs: `after` counts those before."""
    history = await histories.describe_history(services, report)
    events = summarise_events(history["events"])
    fitting: list[tuple[int, EngineEvent]] = [
        (place, each)
        for place, each in enumerate(events, 1)
        if place > after and (not kinds or each.group in kinds)
    ]
    return {
        "events": [each for _place, each in fitting[:MOST]],
        "events_total": len(events),
        "events_source": history["source"],
        "choices": GROUPS,
        "next_after": fitting[MOST - 1][0] if len(fitting) > MOST else None,
    }


def _written_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
