"""Decrees as they are handed in: JSON in the form of `POST /v1/decrees`, or an iCalendar file (RFC 5545)."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from calendars import CalendarError, Decree
from calendars.calendar import horizon
from calendars.ical import CalendarFileError
from calendars.ical import parse_days as read_ical
from calendars.ical.errors import NoDays
from commands.terminal import fail, read_file, say
from fields.errors import field_errors
from records.decrees.stored_calendars import today

SHOWN = 5
"""How many faults are told."""
Read = TypeVar("Read", bound=BaseModel)


def decree_of_json(file: str) -> Decree:
    """The decree in a file, `-` being standard input; says what is wrong with it, and exits."""
    try:
        fields = json.loads(read_file(file))
    except (ValueError, RecursionError):
        fail(f"{_named(file)} is not JSON in UTF-8")
    if not isinstance(fields, dict):
        fail(f"{_named(file)} is no JSON object")
    return read_as(Decree, fields, f"{_named(file)} is no decree")


def decree_of_calendar(file: str, **fields: Any) -> Decree:
    """The decree of these fields with the days of an iCalendar file; what was read leniently is told on
    standard error; says what is wrong, and exits."""
    try:
        found = read_ical(read_file(file), horizon(today()))
    except CalendarFileError as refused:
        _tell_notes(refused.notes if isinstance(refused, NoDays) else ())
        fail(f"{_named(file)}: {refused}")
    _tell_notes(found.notes)
    days = {"non_working": found.non_working, "working": found.working}
    return read_as(Decree, {**fields, **days}, "that makes no decree")


def read_as(model: type[Read], fields: Mapping[str, Any], otherwise: str) -> Read:
    """The model of these fields; says which field is wrong, and exits."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        faults = [f"{each['field']} {each['message']}" for each in field_errors(error.errors())]
        more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
        fail(f"{otherwise}: {'; '.join(faults[:SHOWN] + more)}")


def require_enactable(decree: Decree) -> Decree:
    """The decree, if it can be in force today as far as can be said without the record; else says why not,
    and exits."""
    try:
        decree.check(today())
    except CalendarError as refused:
        fail(str(refused))
    return decree


def _named(file: str) -> str:
    return "standard input" if file == "-" else file


def _tell_notes(notes: tuple[str, ...]) -> None:
    for note in notes:
        say(f"note: {note}")
