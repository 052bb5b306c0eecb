"""What a fact touches: the things around a report, each under one id, and how the fact touches them.

Ids: `report:NUMBER`, `task:NUMBER-1`, `clock:NUMBER/response/1`, `agency:kemenkes`, `unit:kemenkes/layanan`,
`actor:a_12` (opaque), `calendar:ID-AC/2`, `policy:default/2026-01`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence.embedded_data import snapshots_in
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.state import describe_state
from workflows.procedure.model.tasks import Owner, Task

OTHERS = {"into": "goes to", "original": "comes from", "follower": "concerns"}
"""How a fact touches the other report that its data names."""
SHOWN = (
    "stage", "class", "supervisory", "category", "outcome", "escalation_level", "channel", "anonymous",
    "confidential",
)  # fmt: skip
"""What is told of a report."""
OF_A_CLOCK = ("name", "instance", "budget", "unit", "due_at", "due_on")


@dataclass(frozen=True, slots=True)
class RelatedObject:
    """A thing that a fact touches: `how`, in one or more ways, with `values` that hold from then on and
    `relations` to other things, each an id and how it stands to it."""

    id: str
    how: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    relations: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> str:
        """What it is."""
        return type_of(self.id)


def type_of(id_: str) -> str:
    """What the thing of that id is."""
    return id_.split(":", 1)[0]


def agency_id(agency: str) -> str:
    """An agency's id."""
    return f"agency:{agency}"


def unit_id(agency: str, unit: str) -> str:
    """A unit's id."""
    return f"unit:{agency}/{unit}"


def report_id(number: str) -> str:
    """A report's id."""
    return f"report:{number}"


def list_related_objects(before: Case | None, after: Case, fact: Fact) -> Iterator[RelatedObject]:
    """Everything that the fact touches, given the Case before and after it."""
    yield _report(before, after)
    yield from _actor(fact)
    yield from _places(before, after, fact)
    yield from _tasks(before, after, fact)
    yield from _clocks(before, after, fact)
    yield from _rules(before, after, fact)
    for name, how in OTHERS.items():
        if isinstance(other := fact.data.get(name), str):
            yield RelatedObject(report_id(other), (how,))


def _report(before: Case | None, after: Case) -> RelatedObject:
    shown = describe_state(after)
    relations = []
    if after.merging.into is not None:
        relations.append((report_id(after.merging.into), "merged into"))
    if before is None:
        relations.append((_policy_id(after.policy), "under"))
    return RelatedObject(
        report_id(after.tracking_number),
        ("happens to",),
        {name: shown[name] for name in SHOWN},
        tuple(relations),
    )


def _actor(fact: Fact) -> Iterator[RelatedObject]:
    actor = fact.actor
    serves = _place(actor.agency, actor.unit)
    relations = ((serves, "serves"),) if serves else ()
    yield RelatedObject(f"actor:{actor.id}", ("is done by",), {"role": actor.role.value}, relations)
    if serves:
        yield _of_place(serves)
    for name in ("officer", "was"):
        named = fact.data.get(name)
        if isinstance(named, str) and "officer" in fact.data:
            yield RelatedObject(f"actor:{named}", ("goes to" if name == "officer" else "comes from",))


def _places(before: Case | None, after: Case, fact: Fact) -> Iterator[RelatedObject]:
    """Who held the report before, who holds it now, and who is charged with a lapse."""
    then, now = _holder(before) if before else None, _holder(after)
    if now:
        yield _of_place(now, "is held by")
    if then and then != now:
        yield _of_place(then, "comes from")
    charged = fact.data.get("charged") or {}
    if place := _place(charged.get("agency"), charged.get("unit")):
        yield _of_place(place, "is charged to")


def _holder(case: Case) -> str | None:
    agency = case.holding.custody[-1].agency
    serves = case.task.served_by if case.task else None
    return _place(agency, serves.unit if serves and serves.agency == agency else None)


def _place(agency: str | None, unit: str | None) -> str | None:
    if agency is None:
        return None
    return agency_id(agency) if unit is None else unit_id(agency, unit)


def _of_place(place: str, *how: str) -> RelatedObject:
    if type_of(place) == "agency":
        return RelatedObject(place, how)
    agency = place.removeprefix("unit:").split("/", 1)[0]
    return RelatedObject(place, how, relations=((agency_id(agency), "part of"),))


def _tasks(before: Case | None, after: Case, fact: Fact) -> Iterator[RelatedObject]:
    for ended in after.task_history.ended[-1:]:
        if ended.fact == fact.number:
            yield _task(after, ended.task, "ends")
    if after.task is not None:
        opens = before is None or before.task is None or before.task.id != after.task.id
        yield _task(after, after.task, "opens" if opens else "leaves open")


def _task(case: Case, task: Task, how: str) -> RelatedObject:
    relations = [(report_id(case.tracking_number), "of")]
    if place := _owner(task.owner):
        relations.append((place, "owned by"))
    values = {"stage": task.stage.value, "owner_role": task.owner.role.value}
    return RelatedObject(f"task:{task.id}", (how,), values, tuple(relations))


def _owner(owner: Owner) -> str | None:
    return f"actor:{owner.officer}" if owner.officer else _place(owner.agency, owner.unit)


def _clocks(before: Case | None, after: Case, fact: Fact) -> Iterator[RelatedObject]:
    old = {(clock.name, clock.instance): clock for clock in before.clocks} if before else {}
    for clock in after.clocks:
        how = list(_changed(old.get((clock.name, clock.instance)), clock))
        if (fact.data.get("clock"), fact.data.get("instance")) == (clock.name.value, clock.instance):
            how.append("is about")
        if how:
            relations = ((report_id(after.tracking_number), "of"),)
            yield RelatedObject(clock_id(after, clock), tuple(how), _values_of(clock), relations)


def clock_id(case: Case, clock: Clock) -> str:
    """A clock instance's id."""
    return f"clock:{case.tracking_number}/{clock.name.value}/{clock.instance}"


def _changed(old: Clock | None, new: Clock) -> Iterator[str]:
    if old is None:
        yield "starts"
        return
    changes = {
        "stops": old.stopped_at is None and new.stopped_at is not None,
        "halts": not old.paused and new.paused,
        "resumes": old.paused and not new.paused,
        "moves": old.due_at != new.due_at,
    }
    yield from (how for how, is_so in changes.items() if is_so)


def _values_of(clock: Clock) -> dict[str, Any]:
    told = clock.wire()
    conditions = {
        "stopped": clock.stopped_at is not None,
        "halted": clock.paused,
        "lapsed": clock.lapsed,
        "running": True,
    }
    condition = next(name for name, is_so in conditions.items() if is_so)
    return {**{name: told[name] for name in OF_A_CLOCK}, "condition": condition}


def _rules(before: Case | None, after: Case, fact: Fact) -> Iterator[RelatedObject]:
    for calendar in snapshots_in(fact):
        values = {"region": calendar.region, "version": calendar.version, "zone": calendar.zone}
        yield RelatedObject(calendar_id(calendar.region, calendar.version), ("brings",), values)
    if before is None or before.policy is not after.policy:
        policy = after.policy
        yield RelatedObject(_policy_id(policy), ("brings",), {"name": policy.name, "version": policy.version})


def calendar_id(region: str, version: int) -> str:
    """The id of a version of a calendar."""
    return f"calendar:{region}/{version}"


def _policy_id(policy: Policy) -> str:
    return f"policy:{policy.name}/{policy.version}"
