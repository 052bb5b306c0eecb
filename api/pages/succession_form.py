"""The form of an act that renames, merges or abolishes: what was typed, as an act, and its faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from api.answers.problems import Malformed, Problem
from api.dependencies import ServicesDep
from api.directory.successions import read_act
from api.pages.language import Language
from api.requests.bodies import parse_body
from api.schemas.successions import PlannedSuccession
from api.services import Services
from records.directory.in_memory import Agency, Unit
from records.successions.acts import Act, Kind
from texts.field_errors import explain_field_error
from texts.problems import explain_problem

FIELDS = ("number", "effective_on", "name", "into", "mapped")
"""Of the form, besides one for each unit whose place another takes. `mapped` is the agency for whose units
the form asked."""
UNIT = "unit."
FIELD_OF_CODE = {
    "succession_known": "number",
    "succession_number": "number",
    "succession_ahead": "effective_on",
    "succession_name": "name",
    "succession_same_name": "name",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the act is about: an agency, or one of its units; and what it does."""

    kind: Kind
    agency: Agency
    unit: Unit | None

    @property
    def name(self) -> str:
        """What it is called now."""
        return self.unit.name if self.unit else self.agency.name

    @property
    def query(self) -> dict[str, str | None]:
        """The part of the address that says it."""
        return {
            "jenis": self.kind,
            "instansi": self.agency.code,
            "unit": self.unit.code if self.unit else None,
        }


async def place_in_address(
    services: ServicesDep,
    kind: Annotated[Kind, Query(alias="jenis")],
    agency: Annotated[str, Query(alias="instansi", max_length=64)],
    unit: Annotated[str, Query(max_length=64)] = "",
) -> Place:
    """The place that is to be renamed, merged or abolished. Raises 404 problems."""
    found = services.directory.agency(agency)
    if found is None:
        raise Problem(404, "unknown_agency", "There is no such agency.")
    own = next((each for each in services.directory.units(agency) if each.code == unit), None)
    if unit and own is None:
        raise Problem(404, "unknown_unit", "There is no such unit.")
    return Place(kind, found, own)


PlaceDep = Annotated[Place, Depends(place_in_address)]


def read_values(sent: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, each as it was typed."""
    named = {name: sent.get(name, "").strip() for name in FIELDS}
    return named | {name: value.strip() for name, value in sent.items() if name.startswith(UNIT)}


def read_typed_act(place: Place, values: Mapping[str, str]) -> Act:
    """The act that was typed. Raises Malformed."""
    body: dict[str, Any] = {
        "kind": place.kind,
        "number": values["number"],
        "effective_on": values["effective_on"],
        "agency": place.agency.code,
        "unit": place.unit.code if place.unit else None,
    }
    if place.kind == "rename":
        body["name"] = values["name"]
    if place.kind == "merge":
        body["into"] = values["into"] or None
        if place.unit is None:
            mapped = {name.removeprefix(UNIT): to for name, to in values.items() if name.startswith(UNIT)}
            body["units"] = {unit: to or None for unit, to in mapped.items()}
    return read_act(parse_body(PlannedSuccession, body))


def list_successors(services: Services, place: Place) -> list[tuple[str, str]]:
    """Code and name of the agencies, or units of the same agency, that may take over, by name."""
    directory, found = services.directory, list[Agency | Unit]()
    if place.unit is None:
        found += (each for each in directory.agencies() if each.active and each.code != place.agency.code)
    else:
        found += (
            each
            for each in directory.units(place.agency.code)
            if each.active and each.code != place.unit.code
        )
    return sorted(((each.code, each.name) for each in found), key=lambda each: each[1].casefold())


def asks_for_units(services: Services, place: Place, values: Mapping[str, str]) -> bool:
    """Whether the form still has to ask which units take the places of the agency's own."""
    is_merger = place.kind == "merge" and place.unit is None
    is_known = services.directory.agency(values["into"]) is not None
    own = services.directory.units(place.agency.code)
    return is_merger and is_known and bool(own) and values["mapped"] != values["into"]


def list_mapping(
    services: Services, place: Place, values: Mapping[str, str]
) -> tuple[list[tuple[Unit, str]], list[tuple[str, str]]]:
    """The agency's units, each with the successor's unit that was chosen, or is called alike; and the units
    to choose among. Both are empty where there is nothing to map."""
    if place.kind != "merge" or place.unit is not None or services.directory.agency(values["into"]) is None:
        return [], []
    others = [each for each in services.directory.units(values["into"]) if each.active]
    is_asked = values["mapped"] == values["into"]
    return [
        (unit, values.get(UNIT + unit.code, "") if is_asked else next(_alike(unit, others), ""))
        for unit in services.directory.units(place.agency.code)
    ], [(each.code, each.name) for each in others]


def _alike(unit: Unit, others: list[Unit]) -> Iterator[str]:
    """Codes of those that have the same name, then of those that have the same code."""
    yield from (each.code for each in others if each.name.casefold() == unit.name.casefold())
    yield from (each.code for each in others if each.code == unit.code)


def explain_errors(problem: Problem, language: Language) -> dict[str, str]:
    """What is wrong, by field of the form."""
    if not isinstance(problem, Malformed):
        text = explain_problem(problem.code, problem.detail)[language]
        return {FIELD_OF_CODE.get(problem.code, "into"): text}
    told: dict[str, str] = {}
    for each in problem.members["errors"]:
        name = each["field"]
        is_unit = name.startswith("units.")
        told.setdefault(
            UNIT + name.split(".")[1] if is_unit else name, explain_field_error(each["message"])[language]
        )
    return told
