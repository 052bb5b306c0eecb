"""Audits of many reports: begun, watched, stopped, gone on with, and their verdicts, differences first."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from api.answers.problems import Problem
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditVisitDep
from api.pages.forms import first_values, new_key, read_day, read_form
from api.pages.presence import UnusedSignedInDep
from api.pages.rendering import render
from api.pages.staff import StaffVisit
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.replay import kept_audits
from evidence.replay.findings import KINDS
from evidence.replay.kept_audits import MOST_RUNNING, Audit, NewAudit
from evidence.replay.selection import Selection
from fields.reasons import clean_reason
from runtime.release import CODE
from texts import verdicts
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

router = APIRouter(include_in_schema=False)

PAGE = FRONT + "/ulang"
MOST_SHOWN = 200
"""Reports that differ, of one audit."""
LARGEST_SAMPLE = 100_000
KEY = re.compile(r"[A-Za-z0-9_-]{10,40}")
"""An audit's id: the key of the form that began it."""


@router.get(PAGE)
async def show_audits(services: ServicesDep, request: Request, visit: AuditVisitDep) -> Response:
    """All audits, and the form that begins one."""
    return await _show_list(services, request, visit, {}, [])


@router.post(PAGE)
async def begin_audit(
    services: ServicesDep, request: Request, visit: AuditVisitDep, _own: OwnFormDep
) -> Response:
    """Begins an audit, once however often the form is sent. What is wrong is told beside the form."""
    form = first_values(await read_form(request))
    new, faults = _read_audit(services, visit, form)
    if new is None:
        return await _show_list(services, request, visit, form, faults)
    is_begun = await kept_audits.begin_audit(services.pool, new)
    if not is_begun and await kept_audits.find_audit(services.pool, new.id) is None:
        return await _show_list(services, request, visit, form, ["too_many"])
    return RedirectResponse(f"{PAGE}/{new.id}", 303)


def _read_audit(
    services: Services, visit: StaffVisit, form: Mapping[str, str]
) -> tuple[NewAudit | None, list[str]]:
    """The audit, or the names of what can't be read in the form."""
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
    key = typed.get("key", "")
    id_ = key if KEY.fullmatch(key) else new_key()
    selection = Selection((), agency, first, last)
    return NewAudit(id_, visit.who.actor.id, reason, selection, sample), []


def _read_sample(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if is_number and 1 <= int(text) <= LARGEST_SAMPLE else None


def _read_reason(text: str) -> str | None:
    try:
        return clean_reason(text)
    except ValueError:
        return None


async def _show_list(
    services: Services, request: Request, visit: StaffVisit, typed: Mapping[str, str], faults: list[str]
) -> Response:
    audits = await kept_audits.list_audits(services.lists)
    context = {
        "audits": [_present(services, visit.who.actor, each) for each in audits],
        "agencies": [(each.code, each.name) for each in services.directory.agencies()],
        "typed": typed,
        "faults": faults,
        "most_running": MOST_RUNNING,
        "key": typed.get("key") or new_key(),
        "not_proven": verdicts.OF_REPLAY,
        "zone": visit.zone,
    }
    return render(request, "audit/replays.html", context, 422 if faults else 200)


def _present(services: Services, actor: Actor, audit: Audit) -> Mapping[str, Any]:
    """Reasons are for auditors and who gave them, as in the access ledger."""
    account = services.directory.account(audit.account)
    return {
        "audit": audit,
        "reason": audit.reason if actor.role is Role.AUDITOR or actor.id == audit.account else None,
        "by": account.name if account else None,
        "agency_name": services.directory.agency_name(audit.selection.agency),
        "counted": [(kind, audit.verdicts[kind]) for kind in ("identical", *KINDS) if kind in audit.verdicts],
        "done": audit.total - audit.waiting,
    }


@router.get(PAGE + "/{audit}")
async def show_audit(services: ServicesDep, request: Request, visit: AuditVisitDep, audit: str) -> Response:
    """How far it has come, and what differs so far."""
    found = await _find(services, audit)
    differing = await kept_audits.list_differing(services.pool, found.id, MOST_SHOWN + 1)
    await visit.reading.lists({each.report for each in differing[:MOST_SHOWN]})
    context = {
        **_present(services, visit.who.actor, found),
        "differing": differing[:MOST_SHOWN],
        "has_more": len(differing) > MOST_SHOWN,
        "names": verdicts.NAMES,
        "not_proven": verdicts.OF_REPLAY,
        "zone": visit.zone,
    }
    return render(request, "audit/replays_of.html", context)


@router.get(PAGE + "/{audit}/kemajuan")
async def show_audit_progress(
    services: ServicesDep, request: Request, who: UnusedSignedInDep, audit: str
) -> Response:
    """The part of the page that says how far it has come, for its script."""
    if not watches_all(who.actor):
        raise _not_there()
    found = await _find(services, audit)
    context = {**_present(services, who.actor, found), "names": verdicts.NAMES}
    return render(request, "audit/replays_progress.html", context)


@router.post(PAGE + "/{audit}/hentikan")
async def stop_audit(services: ServicesDep, visit: AuditVisitDep, audit: str, _own: OwnFormDep) -> Response:
    """Replays no more of it."""
    found = await _find(services, audit)
    await kept_audits.stop_audit(services.pool, found.id)
    return RedirectResponse(f"{PAGE}/{found.id}", 303)


@router.post(PAGE + "/{audit}/lanjutkan")
async def go_on_with_audit(
    services: ServicesDep, visit: AuditVisitDep, audit: str, _own: OwnFormDep
) -> Response:
    """Goes on where it was stopped, and tries again what could not be judged."""
    found = await _find(services, audit)
    await kept_audits.go_on_with_audit(services.pool, found.id)
    return RedirectResponse(f"{PAGE}/{found.id}", 303)


@router.get(PAGE + "/{audit}/hasil")
async def download_results(services: ServicesDep, visit: AuditVisitDep, audit: str) -> Response:
    """All verdicts so far, a line each, in the form of `tuntas audit replay --resume`."""
    found = await _find(services, audit)

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


async def _find(services: Services, audit: str) -> Audit:
    """Raises a 404 problem."""
    found = await kept_audits.find_audit(services.pool, audit) if KEY.fullmatch(audit) else None
    if found is None:
        raise _not_there()
    return found


def _not_there() -> Problem:
    return Problem(404, "no_such_page", "Not Found")
