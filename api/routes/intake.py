"""Sending a report in."""

from fastapi import APIRouter, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.dependencies import AddressDep, ServicesDep, idempotency_key
from api.reports import submission
from api.requests.bodies import read_object
from api.requests.clock_offset import received_now
from api.schemas.bodies import NewReport
from api.schemas.decisions import SubmittedReport

router = APIRouter(route_class=DeclaredRoute, tags=["Reports"])

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
    receipt = await submission.submit_report(services, address, key, body, received_at)
    headers = {"Location": f"/v1/reports/{receipt['tracking_number']}/track", "Idempotency-Key": key}
    return JsonAnswer(receipt, 201, headers=headers)
