"""Sending a report in."""

from typing import Any

from fastapi import APIRouter, Request

from api.answers.canonical import Json
from api.answers.openapi import answer_of, body_of
from api.dependencies import AddressDep, ServicesDep, idempotency_key
from api.reports import intake, start_workflow
from api.reports.intake import NewReport
from api.requests.bodies import content_hmac, read_object
from api.requests.clock_offset import received_now
from api.requests.receptions import first_received
from api.schemas.decisions import SubmittedReport
from api.services import Services
from fields import tracking_numbers
from records.requests.receptions import Sending
from workflows.procedure.model.case import Case
from workflows.procedure.model.state import describe_state

router = APIRouter(tags=["Reports"])

EXAMPLE = {
    "title": "Lampu jalan padam di Jalan Melati",
    "text": "Sudah dua minggu lampu jalan di depan SD 3 padam dan warga sulit lewat malam hari.",
    "class": "complaint",
    "category": "infrastruktur",
    "occurred_on": "2026-01-05",
    "location": {"region": "ID-AC", "address": "Jalan Melati 3, Banda Aceh"},
    "channel": "web",
    "anonymous": False,
    "confidential": False,
    "reporter": {"name": "Warga Contoh", "email": "warga@contoh.invalid"},
}


@router.post(
    "/v1/reports",
    status_code=201,
    responses=answer_of(SubmittedReport, "It is in", status=201),
    openapi_extra=body_of(NewReport, EXAMPLE, once=True),
)
async def submit(services: ServicesDep, address: AddressDep, request: Request) -> Json:
    """Send a report in. Keep the tracking number and the PIN: together they open it."""
    received_at = received_now()
    services.clock.require()
    body = await read_object(request)
    key = idempotency_key(request)
    new = intake.parse_report(services, body, received_at)
    # What is malformed makes no report and is told so, however often: it costs next to nothing.
    await services.limits.intake.take(address)
    number = tracking_numbers.derive_number(services.settings.intake_secret, key)
    report_key = await services.keys.create(number)
    content = content_hmac(services.settings.intake_secret, body)
    async with first_received(services, Sending(number, "", content), received_at) as first:
        case = await start_workflow.start_report(
            services, intake.seal_report(services, new, number, report_key, first, content)
        )
    return Json(_receipt(services, new, case), 201, headers=_headers(number, key))


def _headers(number: str, key: str) -> dict[str, str]:
    return {"Location": f"/v1/reports/{number}/track", "Idempotency-Key": key}


BY_TELEPHONE = {
    "id": "Anda tidak mencantumkan alamat surel, sehingga kabar tentang laporan ini disampaikan petugas "
    "melalui telepon. Perkembangannya juga dapat Anda lihat kapan saja dengan nomor laporan dan PIN.",
    "en": "You gave no e-mail address, so an officer will tell you by telephone what becomes of this report. "
    "You can also see it at any time with its number and PIN.",
}


def _informed_by(new: NewReport) -> dict[str, Any]:
    """How the reporter will hear of the report, and what they should know about that."""
    if new.reporter.email is not None:
        return {"informed_by": "email", "notice": None}
    return {"informed_by": "phone", "notice": BY_TELEPHONE}


def _receipt(services: Services, new: NewReport, case: Case) -> dict[str, Any]:
    """What the reporter keeps, from the report's beginning alone: a repeat is told the same."""
    shown = describe_state(case)
    (clock,) = shown["clocks"]
    same = (
        "tracking_number",
        "stage",
        "class",
        "category",
        "channel",
        "anonymous",
        "confidential",
        "submitted_at",
    )
    return {
        **{name: shown[name] for name in same},
        "pin": tracking_numbers.derive_pin(services.settings.intake_secret, case.tracking_number),
        "due_at": clock["due_at"],
        "due_on": clock["due_on"],
        "task": shown["task"],
        **_informed_by(new),
    }
