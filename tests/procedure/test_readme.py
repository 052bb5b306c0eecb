"""The README of the procedure says what the code does, and its links lead to functions that are there."""

import re
from collections.abc import Iterator

import pytest

from tests.histories.golden import load, names
from tests.procedure.readme import BEGINS, README, ROOM, effect, tables
from workflows.procedure.fold.apply import STEPS, fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import STAFF_STAGES, ClockName, FactKind
from workflows.procedure.model.facts import Fact

REPLY_TO_AN_AGENCY = (FactKind.REPLIED, ClockName.DISPOSITION)
"""What no golden history shows: a reply to a final answer that an agency's admin gave."""

TO_A_DESK = {FactKind.REPLIED: STAFF_STAGES, FactKind.TRANSFERRED: STAFF_STAGES}
"""Kinds that also move a report to the stage of a desk, which no table names."""


def changes(name: str) -> Iterator[tuple[Case, Case, Fact]]:
    """Each fact of the golden histories of that name, with the Case before and after it."""
    for golden in load(name):
        before: Case | None = None
        for wire in golden.facts:
            fact = Fact.of_wire(wire)
            after = fold(before, fact)
            if before is not None and fact.kind in STEPS:
                yield before, after, fact
            before = after


def test_the_tables_are_those_that_the_code_gives() -> None:
    """Otherwise: `python -m tests.procedure.readme` writes them anew."""
    assert README.read_text("utf-8").split(BEGINS)[1] == tables()


def test_every_link_leads_to_a_function() -> None:
    links = set(re.findall(r"\]\(([^)]+)\)", README.read_text("utf-8")))
    assert len(links) > 50
    for link in links:
        file, name = link.split("#")
        assert f"\ndef {name}(" in (ROOM / file).read_text("utf-8"), link


@pytest.mark.parametrize("name", names())
def test_facts_start_and_stop_the_clocks_that_the_tables_name(name: str) -> None:
    for before, after, fact in changes(name):
        started, stopped, stages = effect(STEPS[fact.kind])
        ended = {
            old.name
            for old, new in zip(before.clocks, after.clocks, strict=False)
            if old.stopped_at is None and new.stopped_at is not None
        }
        if fact.kind is FactKind.CLOSED and fact.data["final"]:
            stopped = stopped | {ClockName.SETTLEMENT}
        assert {clock.name for clock in after.clocks[len(before.clocks) :]} <= started
        assert ended <= stopped | started, fact.kind
        stages = stages | TO_A_DESK.get(fact.kind, frozenset())
        assert after.stage in {before.stage, *stages} or not stages, fact.kind


def test_the_tables_name_no_start_that_never_happens() -> None:
    named = {(kind, clock) for kind, step in STEPS.items() for clock in effect(step)[0]}
    seen = {
        (fact.kind, clock.name)
        for name in names()
        for before, after, fact in changes(name)
        for clock in after.clocks[len(before.clocks) :]
    }
    assert named - seen == {REPLY_TO_AN_AGENCY}
