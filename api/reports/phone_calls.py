"""Calls to make: reporters who can only be told by telephone, with what to tell them."""

import json

from api.requests.access import OpeningKey, Reading, open_text
from api.schemas import tasks as written
from api.services import Services
from fields.contacts import replace_contact
from records.reports.outbox import OutboxMessage
from records.reports.queries import phone_calls
from records.reports.queries.phone_calls import PhoneCall
from runtime.settings import Settings
from texts.letters import UnknownTemplate, text_for
from workflows.procedure.model import instants

MOST = 50
"""How many are shown at once; the next come up as these are made."""


async def present_phone_calls(services: Services, reading: Reading) -> list[written.Call]:
    """The reader's calls, the oldest first. An anonymous reporter's `contact` is null: to call them, open
    their identity, giving the reason."""
    found = await phone_calls.list_phone_calls(services.pool, reading.actor, limit=MOST)
    for each in found:
        reading.shows(each.report, each.state)
    keys = await reading.keys(each.report for each in found)
    return [_shown(each, keys.get(each.report), services.settings) for each in found]


def _shown(call: PhoneCall, key: OpeningKey | None, settings: Settings) -> written.Call:
    return {
        "tracking_number": call.report,
        "title": open_text(key, call.title),
        "anonymous": call.is_anonymous,
        "contact": None if call.is_anonymous else _contact(call, key),
        "since": instants.format_instant(call.since),
        "messages": [{"id": message.id, "text": _text(message, settings)} for message in call.messages],
    }


def _contact(call: PhoneCall, key: OpeningKey | None) -> written.Contact | None:
    message = call.messages[0]
    identity = open_text(key, message.identity)
    if identity is None:
        return None
    who: dict[str, str] = json.loads(identity)
    if corrected := message.corrected:
        who = replace_contact(who, open_text(key, corrected["email"]), open_text(key, corrected["phone"]))
    return {"name": who.get("name"), "phone": who.get("phone"), "phone_note": who.get("phone_note")}


def _text(message: OutboxMessage, settings: Settings) -> str | None:
    details = message.details(settings.pages_url, settings.intake_secret)
    try:
        text = text_for(message.template, details, to_reporter=True)
    except UnknownTemplate:
        return None
    return " ".join(text.paragraphs)
