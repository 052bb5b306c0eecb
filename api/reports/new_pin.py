"""A lost number or PIN: both are sent anew to the contact on record. Nobody is told whether there is one."""

import asyncio
from collections.abc import Mapping
from typing import Any

from api.requests.bodies import parse_body
from api.schemas.bodies import LostPin
from api.schemas.common import phrase
from api.schemas.reporter import NewPinAsked
from api.services import Services
from records.reports import pins
from texts.formats import both

STEADY = 0.25
"""Seconds that an answer takes at least: longer than sending does, so that the time tells nothing."""
ON_ITS_WAY = both(
    "Bila ada laporan dengan alamat surel atau nomor telepon itu, nomor laporan dan PIN baru segera dikirim "
    "ke alamat surel yang tercatat; bila hanya nomor telepon yang tercatat, petugas akan menelepon.",
    "If there is a report with that e-mail address or telephone number, its number and a new PIN are on "
    "their way to the e-mail address on record; if only a telephone number is on record, an officer will "
    "call.",
)


async def ask_new_pin(services: Services, address: str, body: Mapping[str, Any]) -> NewPinAsked:
    """Sends numbers and new PINs of the reports that `body` is about, asked for from `address`.

    Raises Malformed, a 429 problem, and one of `SQL_AWAY`: none of them tells whether there is a report.
    """
    lost = parse_body(LostPin, body)
    contact = services.contacts.hash_contact(lost.email or lost.phone or "")
    await services.limits.new_pins.take(address, contact)
    email, phone = (contact, None) if lost.email else (None, contact)
    sending = pins.send_new_pins(services.pool, email=email, phone=phone, report=lost.tracking_number)
    await asyncio.gather(sending, asyncio.sleep(STEADY))
    return {"notice": phrase(ON_ITS_WAY)}
