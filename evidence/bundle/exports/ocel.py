"""An object-centric event log, OCEL 2.0 (ocel-standard.org): the form that process mining reads.

Each fact is one event, and reports, tasks, clocks, agencies, units, actors, calendars and policies are the
objects that it touches. As the standard's schema has it, every value is a string; an empty one means that
what was so no longer holds, an outcome after a reopening say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence.bundle.exports import related_objects
from evidence.bundle.exports.related_objects import RelatedObject
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact

ATTRIBUTES: dict[str, dict[str, str]] = {
    "actor": {"role": "string"},
    "agency": {},
    "calendar": {"region": "string", "version": "integer", "zone": "string"},
    "clock": {
        "name": "string",
        "instance": "integer",
        "budget": "integer",
        "unit": "string",
        "due_at": "time",
        "due_on": "string",
        "condition": "string",
    },
    "policy": {"name": "string", "version": "string"},
    "report": {
        "stage": "string",
        "class": "string",
        "supervisory": "boolean",
        "category": "string",
        "outcome": "string",
        "escalation_level": "integer",
        "channel": "string",
        "anonymous": "boolean",
        "confidential": "boolean",
    },
    "task": {"stage": "string", "owner_role": "string"},
    "unit": {},
}
"""The types of objects, each with what is told of it."""

OF_EVERY_EVENT = {
    "number": "integer",
    "recorded_at": "time",
    "role": "string",
    "previous": "string",
    "digest": "string",
}
FLATTENED = ("cause", "charged", "refusal", "place")
"""Parts of a fact's data whose own parts are told as `cause_kind` and so on."""
UNTOLD = frozenset({"content", "tracking_number"})
"""A keyed hash that means nothing elsewhere, and what the report's id says already."""


@dataclass(slots=True)
class _Object:
    type: str
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """By name, what held since when."""
    relations: dict[tuple[str, str], None] = field(default_factory=dict)

    def hold(self, name: str, value: Any, at: datetime) -> None:
        """Has `value` from `at` on; what is set anew at the same instant never held."""
        told, since = _told(value), self.values.setdefault(name, {})
        if told != next(reversed(since.values()), ""):
            since[instants.format_instant(at)] = told

    def wire(self, id_: str) -> dict[str, Any]:
        values = [
            {"name": name, "value": value, "time": at}
            for name, since in self.values.items()
            for at, value in since.items()
        ]
        relations = [{"objectId": other, "qualifier": how} for other, how in self.relations]
        return {"id": id_, "type": self.type, "attributes": values, "relationships": relations}


def ocel(facts: Iterable[Fact]) -> dict[str, Any]:
    """The facts of one report, oldest first, as an event log. Raises what the fold does for facts that no
    procedure wrote."""
    objects: dict[str, _Object] = {}
    events: list[dict[str, Any]] = []
    declared: dict[str, dict[str, str]] = {}
    before: Case | None = None
    for case, fact in fold_steps(facts):
        touched = list(related_objects.list_related_objects(before, case, fact))
        values = dict(_values(fact))
        declared.setdefault(fact.kind.value, {}).update({name: kind for name, (kind, _) in values.items()})
        events.append(_event(case, fact, values, touched))
        _note(objects, touched, fact.at)
        before = case
    return {
        "objectTypes": [_type(name, told) for name, told in sorted(ATTRIBUTES.items())],
        "eventTypes": [_type(name, told) for name, told in sorted(declared.items())],
        "objects": [objects[id_].wire(id_) for id_ in sorted(objects)],
        "events": events,
    }


def _event(
    case: Case, fact: Fact, values: Mapping[str, tuple[str, str]], touched: Iterable[RelatedObject]
) -> dict[str, Any]:
    relations = dict.fromkeys((each.id, how) for each in touched for how in each.how)
    return {
        "id": f"{case.tracking_number}/facts/{fact.number}",
        "type": fact.kind.value,
        "time": instants.format_instant(fact.at),
        "attributes": [{"name": name, "value": value} for name, (_, value) in values.items()],
        "relationships": [{"objectId": id_, "qualifier": how} for id_, how in relations],
    }


def _note(objects: dict[str, _Object], touched: Iterable[RelatedObject], at: datetime) -> None:
    for each in touched:
        noted = objects.setdefault(each.id, _Object(each.type))
        for name, value in each.values.items():
            noted.hold(name, value, at)
        noted.relations.update(dict.fromkeys(each.relations))
        for other, _ in each.relations:
            objects.setdefault(other, _Object(related_objects.type_of(other)))


def _values(fact: Fact) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is told of an event by name: the type and the value."""
    wire = fact.wire()
    own = {**wire, "role": fact.actor.role.value}
    for name, kind in OF_EVERY_EVENT.items():
        yield name, (kind, _told(own[name]))
    for name, value in sorted(fact.data.items()):  # whoever reads facts anew has them in another order
        parts = sorted(value.items()) if name in FLATTENED and isinstance(value, Mapping) else ()
        for told, each in ((name, value), *((f"{name}_{part}", each) for part, each in parts)):
            if isinstance(each, str | int) and told not in UNTOLD:
                yield f"data_{told}" if told in OF_EVERY_EVENT else told, (_kind(each), _told(each))


def _kind(value: str | int) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    try:
        instants.parse_instant(value)
    except ValueError:
        return "string"
    return "time"


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _type(name: str, told: Mapping[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in told.items()]}
