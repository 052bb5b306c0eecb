"""A report in short: its stages, each with what was decided in it and what was late. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evidence.replay.replayer import Station
from workflows.procedure.model.enums import FactKind, Role

LATE = frozenset({FactKind.LAPSED, FactKind.ESCALATED, FactKind.VACANCY_FOUND, FactKind.DECISION_REFUSED})
"""Facts that nobody decided, and that a reader has to know of."""


@dataclass
class StageSpan:
    """A stage that the report was in without a break: since when, until when (null: it still is), and the
    agency that had it last, null for the centre."""

    stage: str
    since: datetime
    agency: str | None
    until: datetime | None = None
    stations: list[Station] = field(default_factory=list)


def split_into_stages(stations: Sequence[Station]) -> list[StageSpan]:
    """The stages, oldest first. A fact that leads to another stage belongs to the one that it ends."""
    spans: list[StageSpan] = []
    for station in stations:
        stage = station.state["stage"]
        if spans and _is_told(station):
            spans[-1].stations.append(station)
        if not spans or spans[-1].stage != stage:
            if spans:
                spans[-1].until = station.at
            spans.append(StageSpan(stage, station.at, station.state["agency"]))
            if len(spans) == 1:
                spans[0].stations.append(station)
        spans[-1].agency = station.state["agency"]
    return spans


def _is_told(station: Station) -> bool:
    return station.fact.actor.role is not Role.SYSTEM or station.fact.kind in LATE


@dataclass(frozen=True, slots=True)
class Change:
    """What a fact changed of the state: a field's name, and its values before and after as text."""

    name: str
    before: str
    after: str


QUIET = frozenset({"facts", "digest", "clocks", "task"})
"""What changes with nearly every fact, or is shown beside."""


def list_changes(stations: Sequence[Station], number: int) -> list[Change]:
    """What the fact of that number, from 1, changed of the state before it."""
    after = stations[number - 1].state
    before = stations[number - 2].state if number > 1 else {}
    names = [name for name in after if name not in QUIET and before.get(name) != after[name]]
    return [Change(name, _written(before.get(name)), _written(after[name])) for name in names]


def _written(value: object) -> str:
    return "–" if value is None or value == "" else str(value)
