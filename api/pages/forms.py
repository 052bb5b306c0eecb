"""Forms that were sent: their fields, read within bounds."""

import secrets
from collections.abc import Mapping
from datetime import date

from fastapi import Request

from api.requests.bodies import read_form_fields

KEPT = "kept."
"""Begins the names of fields that only travel along, as from a form that was sent after a session ended."""


def new_key() -> str:
    """An Idempotency-Key for a new form. Nobody can guess it: number and PIN of a report derive from it."""
    return secrets.token_urlsafe(18)


async def read_form(request: Request) -> dict[str, list[str]]:
    """Every field's values, in order. Line breaks are those of the API, not CR LF as browsers send them."""
    found: dict[str, list[str]] = {}
    for name, value in (await read_form_fields(request)).multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def first_values(form: Mapping[str, list[str]]) -> dict[str, str]:
    """Each field's first value."""
    return {name: values[0] for name, values in form.items()}


def read_day(text: str) -> date | None:
    """The day that was typed, in ISO 8601; null for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def kept_of(form: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """All fields of a form, to travel along while its sender signs in."""
    return [(name, value) for name, values in form.items() for value in values]


def travelling_fields(form: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The fields that travel along in a sign-in form, by their own names."""
    travelling = ((name, values) for name, values in form.items() if name.startswith(KEPT))
    return [(name.removeprefix(KEPT), value) for name, values in travelling for value in values]
