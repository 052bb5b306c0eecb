"""A report is sent in: the same for whoever sends JSON and for the pages."""

from datetime import datetime
from typing import Any

from api.reports import intake, start_workflow
from api.reports.states import state_of
from api.requests.bodies import content_hmac
from api.requests.first_received import first_received
from api.schemas.bodies import NewReport
from api.schemas.common import Phrase
from api.schemas.decisions import SubmittedReport
from api.services import Services
from fields import tracking_numbers
from records.requests.first_received import ReceivedRequest
from workflows.procedure.model.case import Case
from workflows.procedure.model.state import describe_state


async def submit_report(
    services: Services, address: str, key: str, body: dict[str, Any], received_at: datetime
) -> SubmittedReport:
    """Starts the report in `body`, which came from `address` under the Idempotency-Key `key`; a repeat is
    answered as the first time. Call `services.clock.require()` before the body is read.

    Raises Malformed, Reused, KeyUnavailable, and problems 422 (`unknown_category`), 429 and 503.
    """
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
    return _receipt(services, new, case)


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
