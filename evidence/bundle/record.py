"""The database's part of a bundle: what it held of the report, beside what the facts make of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from temporalio.client import WorkflowHistory

from evidence.history_codec import has_ended
from evidence.replay.record_diff import Tables, compare_tables, tables_of_steps
from workflows.procedure.model.case import Step

UNTOLD = "text"
"""The search index, of which `record_diff` only says whether it is there: it leaves no installation."""


def wanted_record(runs: Sequence[WorkflowHistory], steps: Sequence[Step]) -> Tables:
    """What the database should hold, by the facts and by whether the last run has ended."""
    found = tables_of_steps(steps[-1][0], steps, ended=has_ended(runs))
    return {what: things for what, things in found.items() if what != UNTOLD}


def described_record(held: Tables, should: Tables) -> dict[str, dict[str, Mapping[str, Any]]]:
    """What the database holds, of each thing the fields that facts make."""
    return {
        what: {
            name: {field: fields.get(field) for field in should[what].get(name, fields)}
            for name, fields in held[what].items()
        }
        for what in should
    }


def record_differences(report: str, held: Tables, should: Tables) -> list[str]:
    """What is told otherwise, or beyond what facts make, in words."""
    if held.keys() != should.keys():
        return ["holds other tables than a record has"]
    found = [f"differs: {each}" for each in compare_tables(report, held, should)]
    for what, things in should.items():
        for name, fields in things.items():
            own = held[what].get(name, {})
            if more := own.keys() - fields.keys():
                found.append(f"says more than it should of {what} {name}: {', '.join(sorted(more))}")
    return found
