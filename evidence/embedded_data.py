"""The calendars and policies that facts carry."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calendars import Snapshot
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.policy import Policy

OF_A_CALENDAR = frozenset({"region", "zone", "version", "first", "days"})
"""What every calendar in a fact has; `named` comes with some."""


def embedded_calendars(facts: Iterable[Fact]) -> list[Snapshot]:
    """Every calendar that the facts carry, once, by region and version.

    Raises what `Snapshot.of_wire` does for one that is none.
    """
    found = {snapshot for fact in facts for snapshot in snapshots_in(fact)}
    return sorted(found, key=lambda each: (each.region, each.version, each.first, each.days, each.named))


def snapshots_in(fact: Fact) -> Iterator[Snapshot]:
    """The calendars that one fact carries. Raises what `Snapshot.of_wire` does for one that is none."""
    return map(Snapshot.of_wire, calendars_in(fact.data))


def calendars_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The calendars within a fact's data, or another value in JSON, as they are sent."""
    if isinstance(value, Mapping):
        if value.keys() >= OF_A_CALENDAR:
            yield value
            return
        value = [each for _, each in sorted(value.items())]
    if isinstance(value, list | tuple):
        for each in value:
            yield from calendars_in(each)


def embedded_policies(facts: Iterable[Fact]) -> list[Policy]:
    """Every policy that the facts carry, in the order in which they came into force."""
    found = (fact.data["policy"] for fact in facts if "policy" in fact.data)
    return [Policy.model_validate(each) for each in found]
