"""The calendars and policies that facts carry."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calendars import Snapshot
from workflows.procedure.facts import Fact
from workflows.procedure.policy import Policy

OF_A_CALENDAR = frozenset({"region", "zone", "version", "first", "days"})


def calendars(facts: Iterable[Fact]) -> list[Snapshot]:
    """Every calendar that the facts carry, once, by region and version.

    Raises what `Snapshot.of_wire` does for one that is none.
    """
    found = {snapshot for fact in facts for snapshot in calendars_in(fact.data)}
    return sorted(found, key=lambda each: (each.region, each.version, each.first, each.days, each.named))


def calendars_in(value: Any) -> Iterator[Snapshot]:
    """The calendars within a fact's data."""
    if isinstance(value, Mapping):
        if value.keys() >= OF_A_CALENDAR:
            yield Snapshot.of_wire(value)
        else:
            for _, each in sorted(value.items()):
                yield from calendars_in(each)


def policies(facts: Iterable[Fact]) -> list[Policy]:
    """Every policy that the facts carry, in the order in which they came into force."""
    found = (fact.data["policy"] for fact in facts if "policy" in fact.data)
    return [Policy.model_validate(each) for each in found]
