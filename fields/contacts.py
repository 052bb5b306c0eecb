"""A reporter's contact: as it was sent in, and as it was corrected later."""

from collections.abc import Mapping
from typing import Any

from fields.telephone import telephone


def replace_contact(who: Mapping[str, Any], email: str | None, phone: str | None) -> dict[str, Any]:
    """The identity `{name, email?, phone?, phone_note?, national_id?}` with another contact. `phone` is a
    number in E.164 and what is written beside it."""
    rest = {name: value for name, value in who.items() if name not in {"email", "phone", "phone_note"}}
    found = telephone(phone) if phone else None
    contact = {
        "email": email,
        "phone": found.number if found else None,
        "phone_note": found.note if found else None,
    }
    return rest | {name: value for name, value in contact.items() if value is not None}
