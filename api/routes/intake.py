"""Sending a report in."""

from fastapi import APIRouter, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import body_of
from api.dependencies import AddressDep, ServicesDep, idempotency_key
from api.reports import intake, start_workflow
from api.reports.states import state_of
from api.requests.bodies import content_hmac, read_object
from api.requests.clock_offset import received_now
from api.requests.first_received import first_received
from api.schemas.bodies import NewReport
from api.schemas.common import Phrase
from api.schemas.decisions import SubmittedReport
from api.services import Services
from fields import tracking_numbers
from records.requests.first_received import ReceivedRequest
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
    response_model=SubmittedReport,
    response_description="It is in",
    openapi_extra=body_of(NewReport, EXAMPLE, once=True),
)
async def submit_report(
    services: ServicesDep, address: AddressDep, request: Request
) -> JsonAnswer[SubmittedReport]:
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
    async with first_received(services, ReceivedRequest(number, "", content), received_at) as first:
        case = await start_workflow.start_report(
            services, intake.seal_report(services, new, number, report_key, first, content)
        )
    return JsonAnswer(_receipt(services, new, case), 201, headers=_headers(number, key))


def _headers(number: str, key: str) -> dict[str, str]:
    return {"Location": f"/v1/reports/{number}/track", "Idempotency-Key": key}


BY_TELEPHONE: Phrase = {
    "id": "Anda tidak mencantumkan alamat surel, sehingga kabar tentang laporan ini disampaikan petugas "
    "melalui telepon. Perkembangannya juga dapat Anda lihat kapan saja dengan nomor laporan dan PIN.",
    "en": "You gave no e-mail address, so an officer will tell you by telephone what becomes of this report. "
    "You can also see it at any time with its number and PIN.",
}


def _receipt(services: Services, new: NewReport, case: Case) -> SubmittedReport:
    """What the reporter keeps, from the report's beginning alone: a repeat is told the same."""
    shown = state_of(describe_state(case))
    (clock,) = shown["clocks"]
    by_email = new.reporter.email is not None
    return {
        "tracking_number": shown["tracking_number"],
        "stage": shown["stage"],
        "class": shown["class"],
        "category": shown["category"],
        "channel": shown["channel"],
        "anonymous": shown["anonymous"],
        "confidential": shown["confidential"],
        "submitted_at": shown["submitted_at"],
        "pin": tracking_numbers.derive_pin(services.settings.intake_secret, case.tracking_number),
        "due_at": clock["due_at"],
        "due_on": clock["due_on"],
        "task": shown["task"],
        "informed_by": "email" if by_email else "phone",
        "notice": None if by_email else BY_TELEPHONE,
    }
