"""The receipt of a report that was sent in: what the reporter keeps, and what comes next."""

from typing import Any

import segno
from fastapi import Request
from markupsafe import Markup

from api.schemas.decisions import SubmittedReport
from api.services import Services
from texts.journey import describe_next_steps
from texts.links import track_link
from workflows.procedure.model.enums import ReportClass


def receipt_context(services: Services, request: Request, receipt: SubmittedReport) -> dict[str, Any]:
    """What the receipt's template shows."""
    address = track_address(services, request, receipt["tracking_number"])
    return {
        "receipt": receipt,
        "address": address,
        "code": _draw_code(address),
        "next_steps": describe_next_steps(services.policy, ReportClass(receipt["class"]), receipt["due_on"]),
    }


def track_address(services: Services, request: Request, number: str) -> str:
    """The whole address at which the report is tracked, with its number and never its PIN."""
    base = services.settings.pages_url or str(request.base_url)
    return track_link(base, number)


def _draw_code(address: str) -> Markup:
    """The address as a QR code, in SVG without any style of its own."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704  # segno draws squares; the address itself is not in the picture
