"""Which counters an entry moves, and by how much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from records.figures.scopes import (
    ALL,
    CENTRE,
    NATION,
    NOWHERE,
    Dimension,
    agency_scope,
    province_scope,
    unit_scope,
)
from workflows.procedure.outputs.figures.entries import Entry


class Counted(NamedTuple):
    """The key of a row of counters."""

    scope: str
    dimension: str
    grain: str
    starts_on: date
    value: str


def add_up(changes: Iterable[tuple[Entry, int]]) -> Mapping[Counted, Counter[str]]:
    """By how much counters move if each entry is counted so many times more, or less where negative."""
    moved: defaultdict[Counted, Counter[str]] = defaultdict(Counter)
    for entry, times in changes:
        places = list(_places(entry))
        for day, by in _turns(entry):
            for counted in _rows(places, day):
                for name in _names(entry):
                    moved[counted][name] += by * times
    return {
        row: kept
        for row, counts in moved.items()
        if (kept := Counter({k: n for k, n in counts.items() if n}))
    }


def _turns(entry: Entry) -> Iterator[tuple[date, int]]:
    yield entry.day, 1
    if entry.until is not None:
        yield entry.until, -1


def _names(entry: Entry) -> Iterator[str]:
    yield entry.measure.value
    if entry.value is not None:
        yield f"{entry.measure.value}:{entry.value}"


def _places(entry: Entry) -> Iterator[tuple[str, str, str]]:
    scopes = [NATION, province_scope(entry.province or NOWHERE)]
    scopes.append(agency_scope(entry.agency) if entry.agency else CENTRE)
    for scope in scopes:
        yield scope.code, ALL, ""
        yield scope.code, Dimension.CLASS, entry.report_class
        yield scope.code, Dimension.CATEGORY, entry.category or ""
        yield scope.code, Dimension.CHANNEL, entry.channel
    # What a unit's break down into is counted when it is asked for: they are many, and each has few.
    if entry.agency and entry.unit:
        yield unit_scope(entry.agency, entry.unit).code, ALL, ""


def _rows(places: Iterable[tuple[str, str, str]], day: date) -> Iterator[Counted]:
    for scope, dimension, value in places:
        yield Counted(scope, dimension, "day", day, value)
        yield Counted(scope, dimension, "month", day.replace(day=1), value)
