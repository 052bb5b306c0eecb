"""Audits of many reports: begun, watched, stopped, gone on with, and their verdicts, differences first."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from api.answers.problems import Problem
from api.audits import bulk_replays
from api.audits.presenting import present_audit, present_result
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditVisitDep
from api.pages.forms import first_values, new_key, read_day, read_form
from api.pages.presence import UnusedSignedInDep
from api.pages.rendering import render
from api.pages.staff import StaffVisit
from api.schemas.audits import LARGEST_SAMPLE, Audit
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.replay import kept_audits
from evidence.replay.findings import KINDS
from evidence.replay.kept_audits import MOST_RUNNING
from evidence.replay.selection import Selection
from fields.reasons import clean_reason
from runtime.release import CODE
from texts import verdicts
from workflows.procedure.rules.reading import watches_all

router = APIRouter(include_in_schema=False)

PAGE = FRONT + "/ulang"
MOST_SHOWN = 100
"""Reports that differ, of one audit."""


@router.get(PAGE)
async def show_audits(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """All audits, and the form that begins one."""
    return await _show_list(services, request, visit, {}, [], after)


@router.post(PAGE)
async def begin_audit(
    services: ServicesDep, request: Request, visit: AuditVisitDep, _own: OwnFormDep
) -> Response:
    """Begins an audit, once however often the form is sent. What is wrong is told beside the form."""
    form = first_values(await read_form(request))
    asked, faults = _read_audit(services, form)
    if asked is None:
        return await _show_list(services, request, visit, form, faults)
    try:
        audit = await bulk_replays.begin_for(services, visit.who.actor, *asked, form.get("key") or new_key())
    except Problem as problem:
        if problem.code != "too_many_audits":
            raise
        return await _show_list(services, request, visit, form, ["too_many"])
    return RedirectResponse(f"{PAGE}/{audit.id}", 303)


def _read_audit(
    services: Services, form: Mapping[str, str]
) -> tuple[tuple[Selection, int | None, str] | None, list[str]]:
    """Which reports, how many of them and why, or the names of what can't be read in the form."""
    typed = {name: value.strip() for name, value in form.items() if value.strip()}
    faults = []
    agency = typed.get("agency")
    if agency is not None and services.directory.agency(agency) is None:
        faults.append("agency")
    days = {name: read_day(typed[name]) for name in ("from", "to") if name in typed}
    faults += [name for name, day in days.items() if day is None]
    first, last = days.get("from"), days.get("to")
    if first and last and first > last:
        faults.append("to")
    sample = _read_sample(typed["sample"]) if "sample" in typed else None
    if "sample" in typed and sample is None:
        faults.append("sample")
    reason = _read_reason(typed.get("reason", ""))
    if reason is None:
        faults.append("reason")
    if faults or reason is None:
        return None, faults
    return (Selection((), agency, first, last), sample, reason), []


def _read_sample(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if is_number and 1 <= int(text) <= LARGEST_SAMPLE else None


def _read_reason(text: str) -> str | None:
    try:
        return clean_reason(text)
    except ValueError:
        return None


async def _show_list(
    services: Services,
    request: Request,
    visit: StaffVisit,
    typed: Mapping[str, str],
    faults: list[str],
    after: str | None = None,
) -> Response:
    page = await kept_audits.list_audits(services.lists, after=after)
    context = {
        "audits": [present_audit(services, visit.who.actor, each) for each in page.items],
        "next": page.next,
        "agencies": [(each.code, each.name) for each in services.directory.agencies()],
        "typed": typed,
        "faults": faults,
        "most_running": MOST_RUNNING,
        "key": typed.get("key") or new_key(),
        "not_proven": verdicts.OF_REPLAY,
        "zone": visit.zone,
    }
    return render(request, "audit/replays.html", context, 422 if faults else 200)


@router.get(PAGE + "/{audit}")
async def show_audit(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    audit: str,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """How far it has come, and what differs so far."""
    found = await bulk_replays.find_for(services, visit.who.actor, audit)
    page = await bulk_replays.list_results_for(
        services, visit.reading, audit, is_differing=True, limit=MOST_SHOWN, after=after
    )
    context = {
        **_describe(present_audit(services, visit.who.actor, found)),
        "results": [present_result(each) for each in page.items],
        "next": page.next,
        "not_proven": verdicts.OF_REPLAY,
        "zone": visit.zone,
    }
    return render(request, "audit/replays_of.html", context)


def _describe(audit: Audit) -> Mapping[str, Any]:
    """The audit, and how many reports have each verdict, in the order in which verdicts are told."""
    counted = {"identical": audit["identical"], **audit["differing"]}
    return {
        "audit": audit,
        "counted": [
            (verdicts.NAMES[kind], counted[kind]) for kind in ("identical", *KINDS) if counted.get(kind)
        ],
    }


@router.get(PAGE + "/{audit}/kemajuan")
async def show_audit_progress(
    services: ServicesDep, request: Request, who: UnusedSignedInDep, audit: str
) -> Response:
    """The part of the page that says how far it has come, for its script."""
    if not watches_all(who.actor):
        raise Problem(404, "no_such_page", "Not Found")
    found = await bulk_replays.find_for(services, who.actor, audit)
    return render(
        request, "audit/replays_progress.html", _describe(present_audit(services, who.actor, found))
    )


@router.post(PAGE + "/{audit}/hentikan")
async def stop_audit(services: ServicesDep, visit: AuditVisitDep, audit: str, _own: OwnFormDep) -> Response:
    """Replays no more of it."""
    found = await bulk_replays.stop_for(services, visit.who.actor, audit)
    return RedirectResponse(f"{PAGE}/{found.id}", 303)


@router.post(PAGE + "/{audit}/lanjutkan")
async def resume_audit(services: ServicesDep, visit: AuditVisitDep, audit: str, _own: OwnFormDep) -> Response:
    """Goes on where it was stopped, and tries again what could not be judged."""
    found = await bulk_replays.resume_for(services, visit.who.actor, audit)
    return RedirectResponse(f"{PAGE}/{found.id}", 303)


@router.get(PAGE + "/{audit}/hasil")
async def download_results(services: ServicesDep, visit: AuditVisitDep, audit: str) -> Response:
    """All verdicts so far, a line each, in the form of `tuntas audit replay --resume`."""
    found = await bulk_replays.find_for(services, visit.who.actor, audit)

    async def lines() -> AsyncIterator[str]:
        yield _line({"selection": found.selection.wire(), "code": dict(CODE), "audit": found.id})
        async for page in kept_audits.read_results(services.pool, found.id):
            yield "".join(_line({**(each.result or {}), "code": each.code}) for each in page)

    headers = {
        "Content-Disposition": f'attachment; filename="audit-{found.id}.jsonl"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(lines(), media_type="application/jsonl", headers=headers)


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
