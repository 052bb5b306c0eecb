"""From messages to a letter: the text composed, the addressee looked up, a reporter's unsealed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from activities import mail_transport
from activities.mail import Letter, NotSent
from fields.contacts import replace_contact
from fields.text import shown_line
from records.keys.report_key import Redacted, SealBroken
from records.keys.store import KeyDestroyed, KeyStore, UnknownReport
from records.reports.outbox import OutboxMessage
from texts.letters import Text, UnknownTemplate, body, morning, subject, text_for
from workflows.procedure.model import instants
from workflows.procedure.model.sealed import Sealed

REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """What an installation sets for all letters: who signs, where reporters read their reports, if there are
    pages for that, and the secret that PINs are derived from."""

    authority: str = "Tuntas"
    pages: str | None = None
    intake_secret: bytes = field(default=b"", repr=False)


async def compose_letter(messages: Sequence[OutboxMessage], keys: KeyStore, head: LetterSettings) -> Letter:
    """The letter that these messages, all to one person, make. Raises NotSent, or KeyUnavailable."""
    first = messages[0]
    to_reporter = first.recipient == REPORTER
    if to_reporter:
        person = await _reporter(first, keys)
    elif first.disabled:
        raise NotSent("account_disabled", for_good=True)
    else:
        person = {"name": first.name, "email": first.email}
    try:
        texts = [_compose_text(each, head, to_reporter=to_reporter) for each in messages]
    except UnknownTemplate:
        raise NotSent("unknown_template") from None
    name = shown_line(person.get("name"))
    return Letter(
        id=_message_id(messages),
        number=first.id,
        file_as=first.username or mail_transport.REPORTER,
        to_reporter=to_reporter,
        name=name,
        email=person.get("email"),
        phone=person.get("phone"),
        subject=subject(texts),
        body=body(name, texts, head.authority, first.language or "id"),
        at=first.send_at,
    )


def _compose_text(message: OutboxMessage, head: LetterSettings, *, to_reporter: bool) -> Text:
    """Raises UnknownTemplate, and NotSent for a morning's message once the morning is over."""
    if message.template != morning.TEMPLATE:
        details = message.details(head.pages, head.intake_secret)
        return text_for(message.template, details, to_reporter=to_reporter)
    if instants.parse_instant(message.data["expires_at"]) <= datetime.now(UTC):
        raise NotSent("morning_over", for_good=True)
    return morning.text_of_morning(message.data, head.pages)


async def _reporter(message: OutboxMessage, keys: KeyStore) -> dict[str, Any]:
    """The reporter's `{name, email?, phone?, phone_note?, national_id?}`."""
    if message.erased:  # its key may still be in memory here
        raise NotSent("erased", for_good=True)
    if message.identity is None:
        raise NotSent("no_identity", for_good=True)
    try:
        key = await keys.of(message.report)
        opened: dict[str, Any] = json.loads(key.open(Sealed.model_validate(message.identity)))
        if message.corrected is not None:
            email, phone = (
                key.open(Sealed.model_validate(sealed)) if (sealed := message.corrected[name]) else None
                for name in ("email", "phone")
            )
            opened = replace_contact(opened, email, phone)
    except (KeyDestroyed, Redacted):
        raise NotSent("erased", for_good=True) from None
    except (UnknownReport, SealBroken):
        raise NotSent("unreadable", for_good=True) from None
    return opened


def _message_id(messages: Sequence[OutboxMessage]) -> str:
    """The same for the same messages, and nobody can read them out of it."""
    named = "\n".join(sorted(message.dedup for message in messages))
    return sha256(named.encode()).hexdigest()[:40]
