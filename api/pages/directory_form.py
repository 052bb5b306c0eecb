"""The form of an agency, a unit or an account: what was typed, as a line of the directory, and its faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.answers.problems import Malformed, Problem
from api.directory.changing import DirectoryRefused
from api.directory.listing import find_account
from api.directory.rights import require_directory_reader, sees_agency
from api.pages.language import Language
from api.requests.bodies import parse_body
from api.services import Services
from calendars.regions import NATIONAL
from records.directory.csv_lines import AccountLine, AgencyLine, Line, UnitLine
from texts.directory import explain_line_error
from texts.field_errors import explain_field_error
from texts.problems import explain_problem
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

FIELDS: Mapping[str, tuple[str, ...]] = {
    "agency": ("code", "name", "region", "approval", "active"),
    "unit": ("code", "name", "active"),
    "account": ("code", "name", "role", "agency", "unit", "email", "active"),
}
"""Of the form, by kind. `code` is an agency's, a unit's, or a username."""
FIELD_OF_CODE = {"username_taken": "code", "code_taken": "code", "own_account": "role"}
FIELD_NAMES = {"username": "code", "": "agency"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Which entry a page is about: its kind, the agency of a unit, and its code, null for a new one."""

    kind: str
    agency: str | None
    code: str | None


def read_values(kind: str, sent: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, each as it was typed."""
    return {name: sent.get(name, "").strip() for name in FIELDS[kind]}


def values_of(services: Services, actor: Actor, entry: Entry) -> dict[str, str]:
    """The entry as it is, as the form has it; of a new one what it begins with. Raises 403 and 404
    problems."""
    require_directory_reader(actor)
    directory = services.directory
    if entry.code is None:
        begun = {"active": "yes", "region": NATIONAL, "agency": entry.agency or actor.agency or ""}
        begun["role"] = Role.LIAISON_OFFICER
        return dict.fromkeys(FIELDS[entry.kind], "") | {
            name: value for name, value in begun.items() if name in FIELDS[entry.kind]
        }
    if entry.kind == "account":
        account = find_account(directory, actor, entry.code)
        return {
            "code": account.username,
            "name": account.name,
            "role": account.role,
            "agency": account.agency or "",
            "unit": account.unit or "",
            "email": account.email or "",
            "active": _ticked(not account.disabled),
        }
    agency = directory.agency(entry.code if entry.kind == "agency" else entry.agency or "")
    if agency is None or not sees_agency(actor, agency.code):
        raise Problem(404, "unknown_agency", "There is no such agency.")
    if entry.kind == "agency":
        told = {"code": agency.code, "name": agency.name, "region": agency.region}
        return told | {"approval": _ticked(agency.approval), "active": _ticked(agency.active)}
    unit = next((each for each in directory.units(agency.code) if each.code == entry.code), None)
    if unit is None:
        raise Problem(404, "unknown_unit", "There is no such unit.")
    return {"code": unit.code, "name": unit.name, "active": _ticked(unit.active)}


def read_line(entry: Entry, values: Mapping[str, str]) -> Line:
    """What was typed. Raises Malformed."""
    body: dict[str, Any] = {"type": entry.kind, "name": values["name"], "active": bool(values["active"])}
    code = entry.code or values["code"]
    match entry.kind:
        case "agency":
            more = {"agency": code, "region": values["region"], "approval": bool(values["approval"])}
            return parse_body(AgencyLine, body | more)
        case "unit":
            return parse_body(UnitLine, body | {"agency": entry.agency, "unit": code})
    told = {name: values[name] or None for name in ("role", "agency", "unit", "email")}
    return parse_body(AccountLine, body | told | {"username": code, "keeps_email": False})


def explain_errors(problem: Problem, kind: str, language: Language) -> dict[str, str]:
    """What is wrong, by field of the form."""
    told: dict[str, str] = {}
    if isinstance(problem, Malformed | DirectoryRefused):
        for each in problem.members["errors"]:
            message = each["message"].removeprefix("Value error, ")
            text = (explain_line_error(message) or explain_field_error(message))[language]
            is_unit = " unit " in f" {message} "
            name = each["field"] if isinstance(problem, Malformed) else "unit" if is_unit else "agency"
            name = FIELD_NAMES.get(name, name)
            told.setdefault(_of_form(name, kind), text)
        return told
    text = explain_problem(problem.code, problem.detail)[language]
    return {_of_form(FIELD_OF_CODE.get(problem.code, "name"), kind): text}


def _of_form(name: str, kind: str) -> str:
    """The form's own name of a field; of what has none there, the code or the name."""
    if name == kind:
        return "code"
    return name if name in FIELDS[kind] else "name"


def _ticked(value: bool) -> str:
    return "yes" if value else ""
