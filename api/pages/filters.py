"""The filters of a list page: what its address asks for, the fields to choose more, and a chip for each that
is active."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from fastapi import Request

from api.pages.filter_values import Names
from api.pages.language import Language, language_of
from api.pages.list_address import NO_FILTERS, make_address
from api.reports.filter_query import Fault, Model, Pairs, find_gone, parse_query
from api.reports.filters import ReportFilter, TaskFilter
from api.services import Services
from texts.filters import explain_filter, label_filter
from texts.formats import InBoth, both
from workflows.procedure.model.facts import Actor

MOST_BOXES = 30
"""A field with more choices is a list that adds one at a time."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter; `href` is the list without it. `wrong` says that it finds nothing, or is left out."""

    label: InBoth
    text: InBoth
    href: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    """What can be chosen of one filter. `kind`: boxes (several at once), add (one more) or one (in place of
    the other). `choices` are pairs of value and text."""

    name: str
    label: InBoth
    kind: str
    choices: Sequence[tuple[str, str]]
    chosen: Sequence[str]


@dataclass(frozen=True, slots=True)
class AskedList(Generic[Model]):
    """What the address of a list page asks for. `pairs` are its filters as they were sent, `which` what was
    understood of them, with the page of the list."""

    path: str
    pairs: Pairs
    which: Model
    faults: Sequence[Fault]
    gone: Sequence[Fault]

    @property
    def is_filtered(self) -> bool:
        """Whether anything but whose tasks is asked for."""
        return any(name != "scope" for name, _ in self.pairs)

    def address(self, **more: str | None) -> str:
        """The list with these filters, and what else its address says."""
        return make_address(self.path, [*self.pairs, *more.items()])

    def cleared_address(self) -> str:
        """The list without filters."""
        return make_address(self.path, [pair for pair in self.pairs if pair[0] == "scope"])

    def chosen(self, name: str) -> list[str]:
        """The values of one filter."""
        return [value for each, value in self.pairs if each == name]

    def errors(self, request: Request) -> Mapping[str, str]:
        """By filter what is wrong with it, in the language of the page."""
        language: Language = language_of(request)
        told = ((each.field, explain_filter(each.field, each.message)) for each in self.faults)
        return {name: f"{label_filter(name)[language]}: {text[language]}" for name, text in told}


def read_filters(
    services: Services, actor: Actor, model: type[Model], path: str, request: Request
) -> AskedList[Model]:
    """What the request's address asks for. What makes no sense is left out, and told."""
    sent = [(name, value.strip()) for name, value in request.query_params.multi_items() if value.strip()]
    pairs = [pair for pair in dict.fromkeys(sent) if pair[0] not in NO_FILTERS]
    parsed = parse_query(model, [*pairs, *(pair for pair in sent if pair[0] in {"after", "limit"})])
    faults = [each for each in parsed.faults if each.field not in {"after", "limit"}]
    return AskedList(path, pairs, parsed.which, faults, find_gone(services, actor, parsed.which))


def make_chips(services: Services, actor: Actor, asked: AskedList[Model]) -> list[Chip]:
    """One for each active filter, in the order of the address."""
    names = Names(services, actor)
    wrong = {(each.field, each.value) for each in (*asked.faults, *asked.gone)}
    return [
        Chip(
            label_filter(name),
            both(value, value) if (name, value) in wrong else names.name_value(name, value),
            make_address(asked.path, [each for each in asked.pairs if each != (name, value)]),
            (name, value) in wrong,
        )
        for name, value in asked.pairs
        if name != "scope"
    ]


def make_fields(
    services: Services, actor: Actor, asked: AskedList[Model], language: Language
) -> list[FilterField]:
    """The fields of that list's filters for this reader."""
    return [
        FilterField(name, label_filter(name), _kind(name, choices), choices, asked.chosen(name))
        for name, choices in _list_choices(Names(services, actor), asked, language)
        if choices
    ]


def describe_filters(
    services: Services, actor: Actor, asked: AskedList[Model], request: Request
) -> Mapping[str, object]:
    """What the template `staff/filters.html` needs."""
    fields = make_fields(services, actor, asked, language_of(request))
    return {
        "asked": asked,
        "chips": make_chips(services, actor, asked),
        "filter_fields": fields,
        "carried": carry_along(asked, fields),
        "errors": asked.errors(request),
    }


def carry_along(asked: AskedList[Model], fields: Sequence[FilterField]) -> Pairs:
    """The filters that the form keeps although it has no field for them, or one that only adds."""
    drawn = {each.name for each in fields if each.kind != "add"}
    return [pair for pair in asked.pairs if pair[0] not in {*drawn, "q"}]


def _kind(name: str, choices: Sequence[tuple[str, str]]) -> str:
    if name in {"overdue", "postponed", "due_within"}:
        return "one"
    return "boxes" if len(choices) <= MOST_BOXES else "add"


def _list_choices(
    names: Names, asked: AskedList[Model], language: Language
) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    is_of_tasks = isinstance(asked.which, TaskFilter)
    listed = ["stage", "category", "class"]
    if isinstance(asked.which, ReportFilter):
        listed += ["unit" if names.actor.agency else "agency", "escalation_level"]
    elif asked.which.scope == "team":
        listed += ["unit", "role", "officer"]
    elif asked.which.scope == "all":
        listed += ["agency", "role"]
    if is_of_tasks and names.actor.agency is None:  # only the centre postpones
        listed.append("postponed")
    for name in (*listed, "overdue", "due_within"):
        choices = names.list_choices(name, is_of_tasks=is_of_tasks)
        yield name, [(value, text[language]) for value, text in choices]
