"""Drafts in the form of a decision: saved while its author types, or by a button, and shown again."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.answers.problems import FORESEEN, Problem
from api.dependencies import ServicesDep
from api.pages.decision_form import TypedDecision, parse_typed
from api.pages.formats import Formats
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.report import ReportInPathDep
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import drafts
from api.schemas.drafts import KINDS, Draft, ListedDraft
from api.services import Services
from api.session_dependencies import OwnFormDep

router = APIRouter(include_in_schema=False)


@router.post("/laporan/{tn}/keputusan/{kind}/draf")
async def save_typed(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    kind: str,
    _own: OwnFormDep,
) -> Response:
    """What the page's script sends while somebody types: the form as it stands. Answers the local time at
    which it was saved, as the page says it."""
    if kind not in KINDS:
        raise Problem(404, "no_such_page", "Not Found")
    saved = await save_draft(
        services, visit, report, kind, parse_typed(kind, first_values(await read_form(request)))
    )
    formats = Formats(language_of(request))
    return JSONResponse(
        {"time": formats.time(saved["saved_at"], visit.zone)}, headers={"Cache-Control": "no-store"}
    )


async def save_draft(
    services: Services, visit: StaffVisit, report: str, kind: str, typed: TypedDecision
) -> ListedDraft:
    """Saves what was typed. Raises the problems of `drafts`."""
    await drafts.require_readable(services, visit.reading, report)
    sent = drafts.parse_draft({"task": typed.task, "seen": typed.seen or None, "fields": dict(typed.values)})
    return await drafts.save_draft(services, visit.reading, report, kind, sent)


async def discard_draft(services: Services, visit: StaffVisit, report: str, kind: str) -> None:
    """Throws the draft away. Raises the problems of `drafts`."""
    await drafts.require_readable(services, visit.reading, report)
    await drafts.discard_draft(services, visit.reading, report, kind)


async def find_draft(services: Services, visit: StaffVisit, report: str, kind: str) -> Draft | None:
    """The visitor's draft of that decision, on a report that they were found to read; null also where it
    can't be read now: the form works without."""
    try:
        return await drafts.find_draft(services, visit.reading, report, kind)
    except FORESEEN:
        return None


def values_of(draft: Draft) -> dict[str, Any]:
    """The draft's fields as a form shows them: also of one that a program saved."""
    return {name: _written(value) for name, value in draft["fields"].items()}


def _written(value: str | bool | int | list[str] | None) -> str:
    match value:
        case bool():
            return "yes" if value else ""
        case list():
            return "\n".join(value)
        case None:
            return ""
    return str(value)
