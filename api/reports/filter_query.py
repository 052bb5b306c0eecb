"""Filters as an address or a saved view has them: read as far as they make sense, with what does not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from api.reports.filters import ReportFilter, TaskFilter
from api.services import Services
from fields.errors import field_errors
from records.reports.queries.task_filter import LEFT, NOBODY
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

Model = TypeVar("Model", bound=ReportFilter | TaskFilter)
Pairs = Sequence[tuple[str, str]]
"""Names and values, in the order in which they were sent; a name may come several times."""
GONE = "no longer exists"


@dataclass(frozen=True, slots=True)
class Fault:
    """A filter that makes no sense, or no longer. It was left out, but for a value that is GONE."""

    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedQuery(Generic[Model]):
    """What was understood, and what was not."""

    which: Model
    faults: list[Fault]


def parse_query(model: type[Model], pairs: Pairs) -> ParsedQuery[Model]:
    """The filters in `pairs`. Empty values ask for nothing."""
    given = [(name, value.strip()) for name, value in pairs if value.strip()]
    faults: list[Fault] = []
    while True:
        try:
            which = cast("Model", model.model_validate(_gather(model, given)))
            return ParsedQuery(which, faults)
        except ValidationError as error:
            found = list(_find_faults(given, error))
            faults += found
            wrong = {(each.field, each.value) for each in found}
            given = [pair for pair in given if pair not in wrong]


def _gather(model: type[Model], pairs: Pairs) -> dict[str, Any]:
    """By name one value, the last, or for filters that take several all of them."""
    several = {_wire_name(name, info) for name, info in model.model_fields.items() if _is_list(info)}
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in several:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _find_faults(pairs: Pairs, error: ValidationError) -> Iterator[Fault]:
    for each in error.errors(include_url=False):
        name, *rest = each["loc"]
        values = [value for sent, value in pairs if sent == name]
        at_fault = [values[rest[0]]] if rest and isinstance(rest[0], int) else values
        message = field_errors([{**each, "loc": (name,)}])[0]["message"]
        yield from (Fault(str(name), value, message) for value in dict.fromkeys(at_fault))


def _wire_name(name: str, info: FieldInfo) -> str:
    return info.alias or name


def _is_list(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is list


def find_gone(services: Services, actor: Actor, which: ReportFilter | TaskFilter) -> list[Fault]:
    """The codes that are asked for and that there are not, or no longer."""
    return [
        Fault(name, value, GONE)
        for name, values, known in _list_codes(services, actor, which)
        for value in values
        if value not in known
    ]


Codes = tuple[str, Iterable[str], Mapping[str, Any] | set[str]]
"""A filter's name, the codes asked for, and those that there are."""


def _list_codes(services: Services, actor: Actor, which: ReportFilter | TaskFilter) -> Iterator[Codes]:
    directory = services.directory
    yield "category", which.category, set(services.policy.categories)
    agencies = {each.code for each in directory.agencies()}
    centre = {NOBODY} if isinstance(which, TaskFilter) else set[str]()
    yield "agency", which.agency, agencies | centre
    places = [actor.agency] if actor.agency else which.agency or agencies
    yield "unit", which.unit, {unit.code for each in places for unit in directory.units(each)}
    if isinstance(which, TaskFilter):
        named = [directory.account(id_) for id_ in which.officer]
        known = {each.id for each in named if each and (each.agency == actor.agency or watches_all(actor))}
        yield "officer", which.officer, {NOBODY, LEFT, *known}
