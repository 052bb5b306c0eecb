"""The drift check: whether the record holds of a report what its history makes of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any, Literal

from workflows.procedure.model.case import Case, Step
from workflows.procedure.outputs import record_batch
from workflows.procedure.time.schedule import finished_at

How = Literal["missing", "extra", "different", "unreplayable"]
Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By what it is (`fact`, `row`, …) and by name, the fields of everything there is of one report."""

NOT_IN_ROW = frozenset({"text", "declined"})
"""What a batch's row carries for other tables."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the record lacks, has too much or has with other `fields`; or, with `what` being
    `history`, a report whose history is gone or takes another way on today's code."""

    report: str
    what: str
    name: str
    how: How
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return " ".join(filter(None, (self.report, self.what, self.name, self.how))) + fields


def batch_of_steps(case: Case, steps: Sequence[Step], *, ended: bool) -> dict[str, Any]:
    """All facts of a report as one batch for the record, from all its steps and the Case that they lead to;
    `ended` says that its last run has ended by itself."""
    return record_batch.build_batch(case, steps, finished_at(case) if ended or case.is_final else None)


def tables_of_steps(case: Case, steps: Sequence[Step], *, ended: bool) -> Tables:
    """What the record should hold of a report, from the same."""
    return tables_of_batch(batch_of_steps(case, steps, ended=ended))


def tables_of_batch(batch: Mapping[str, Any]) -> Tables:
    """What the record should hold, as a batch of all the report's facts makes it."""
    fields = {name: value for name, value in batch["row"].items() if name not in NOT_IN_ROW}
    return {
        "fact": {str(fact["number"]): fact for fact in batch["facts"]},
        "row": {"": {**fields, "region": batch["region"]}},
        "task": {task["id"]: task for task in batch["tasks"]},
        "lapse": {str(lapse["fact"]): lapse for lapse in batch["lapses"]},
        "decline": {each["agency"]: each for each in batch["row"]["declined"]},
        "text": {"": {}},
    }


def compare_tables(report: str, held: Tables, wanted: Tables) -> list[Difference]:
    """What differs; a field that only the record has is none of the report's."""
    found = []
    for what, things in wanted.items():
        for name in [*things, *(held[what].keys() - things.keys())]:
            if name not in held[what]:
                found.append(Difference(report, what, name, "missing"))
            elif name not in things:
                found.append(Difference(report, what, name, "extra"))
            elif fields := _other_fields(held[what][name], things[name]):
                found.append(Difference(report, what, name, "different", fields))
    return found


def _other_fields(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, value in wanted.items() if not _same(held.get(name), value))


def _same(held: Any, wanted: Any) -> bool:
    """Equal in JSON, or one instant in PostgreSQL's writing and in ours."""
    if held == wanted:
        return not only_alike(held, wanted)
    try:
        return datetime.fromisoformat(held) == datetime.fromisoformat(wanted)
    except (ValueError, TypeError):  # no instants, no texts at all, or one without a zone
        return False


def only_alike(one: Any, other: Any) -> bool:
    """Whether two values that are equal to Python aren't the same in JSON: true is 1 to it, and 1 is 1.0."""
    if isinstance(one, str):
        return False
    return dumps(one, sort_keys=True, default=str) != dumps(other, sort_keys=True, default=str)
