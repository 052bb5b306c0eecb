"""The calendars that facts carry, wherever in them."""

from collections.abc import Callable
from typing import Any

import pytest

from evidence.bundle.exports import ocel, prov
from evidence.embedded_data import calendars_in, embedded_calendars
from tests.evidence.bundle.built import facts_of
from workflows.procedure.model.facts import Fact

WIRE = {"region": "ID-AC", "zone": "Asia/Jakarta", "version": 3, "first": "2026-01-01", "days": ""}


@pytest.mark.parametrize(
    "carried",
    [
        lambda wire: {"calendar": wire},
        lambda wire: {"moved": {"to": wire}},
        lambda wire: {"calendars": [wire]},
        lambda wire: {"moved": [{"calendars": [1, [wire]]}]},
    ],
)
def test_a_calendar_is_found_wherever_it_stands(carried: Callable[[Any], Any]) -> None:
    assert list(calendars_in(carried(WIRE))) == [WIRE]


def test_what_is_no_calendar_is_none() -> None:
    assert list(calendars_in({"region": "ID-AC", "version": 3, "days": [1], "note": "days"})) == []


def test_a_calendar_within_a_list_is_in_the_bundle_and_in_the_exports() -> None:
    wires = facts_of("straight")
    (first,) = embedded_calendars([Fact.of_wire(each) for each in wires])
    other = {**first.wire(), "version": first.version + 1}
    wires[1]["data"] = {**wires[1]["data"], "calendars": [other]}
    facts = [Fact.of_wire(each) for each in wires]
    assert [each.version for each in embedded_calendars(facts)] == [first.version, first.version + 1]
    assert f"calendar:{first.region}/{first.version + 1}" in str(ocel(facts))
    assert f"calendar:{first.region}.{first.version + 1}" in str(prov(facts))
