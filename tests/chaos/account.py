"""The account: what must be true of every report, whatever was killed. Each check returns what is not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import WorkflowExecutionStatus

from tests.chaos.evidence import Evidence, plain
from tests.chaos.insisting import Sent
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.facts import digest_of, first_previous
from workflows.procedure.model.state import describe_state
from workflows.procedure.outputs import record_batch
from workflows.procedure.time.schedule import CLOSES_AS, finished_at

HEADS = {
    "forward": {"forwarded"}, "ask_reporter": {"reporter_asked"}, "postpone": {"postponed"},
    "merge": {"merged"}, "archive": {"archived"}, "correct": {"corrected"}, "split": {"split"},
    "dispose": {"disposed"}, "respond": {"responded", "drafted"}, "decline": {"declined"},
    "return_to_agency": {"returned"}, "approve": {"approved"}, "revise": {"revised"}, "nudge": {"nudged"},
    "reassign": {"reassigned"}, "complete": {"completed_by_reporter"}, "confirm": {"confirmed"},
    "reply": {"replied"}, "dispute": {"disputed"}, "withdraw": {"withdrawn"}, "remark": {"remarked"},
    "reopen": {"reopened"}, "correct_contact": {"contact_corrected"}, "note": {"noted"},
}  # fmt: skip
"""The first fact that each decision writes."""
COLUMNS = (
    "state", "facts", "stage", "class", "supervisory", "category", "agency", "unit", "place_region",
    "channel", "anonymous", "confidential", "outcome", "escalation_level", "highest_level", "hops",
    "submitted_at", "closed_at", "sealed_at", "next_due_at", "merged_into", "asked_days", "redirected",
    "title",
)  # fmt: skip
TASK_COLUMNS = (
    "id", "sequence", "stage", "owner_role", "agency", "unit", "officer", "opened_at", "opened_by",
    "closed_at", "closed_by", "due_at", "hidden_until", "level", "working_days",
)  # fmt: skip
INSTANTS = frozenset(
    {"submitted_at", "closed_at", "sealed_at", "next_due_at", "opened_at", "due_at", "hidden_until", "at"}
)
EARLY = timedelta(seconds=5)
"""How much later than its instant a timed event may be written while we look."""


def of_chain(seen: Evidence) -> Iterator[str]:
    """Facts are numbered without a gap, chained, digested rightly, and the record holds the very same."""
    previous = first_previous(seen.number)
    for number, fact in enumerate(seen.facts, 1):
        if (fact.number, fact.previous) != (number, previous):
            yield f"fact {number} is numbered {fact.number} and follows {fact.previous}, not {previous}"
        if digest_of(fact.wire()) != fact.digest:
            yield f"fact {number} has the digest {fact.digest} instead of {digest_of(fact.wire())}"
        previous = fact.digest
    ours, theirs = [_told(fact) for fact in seen.facts], [_told(fact) for fact in seen.recorded]
    if ours != theirs:
        same = next((n for n, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(ours), len(theirs)) if same is None else same
        yield f"from fact {at + 1} the history has {_kinds(ours[at:])}, the record {_kinds(theirs[at:])}"


def _told(fact: Any) -> dict[str, Any]:
    wire: dict[str, Any] = plain(fact.wire())
    return wire


def _kinds(facts: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{fact['number']} {fact['kind']} {fact['recorded_at']}" for fact in facts]


def of_state(seen: Evidence) -> Iterator[str]:
    """What the report answers, what its history makes, and its row are one state; so are its tasks."""
    case = seen.case
    told = plain(describe_state(case))
    if seen.live is not None and plain(seen.live) != told:
        yield f"live is {_differing(seen.live, told)} instead"
    over = seen.status is WorkflowExecutionStatus.COMPLETED
    expected = plain(record_batch.build_row(case, finished_at(case) if over else None))
    yield from _unlike("the row", COLUMNS, seen.row, expected)
    batch = plain(record_batch.build_batch(case, seen.steps))
    tasks = {task["id"]: task for task in batch["tasks"]}
    if tasks.keys() != seen.tasks.keys():
        yield f"its tasks are {sorted(seen.tasks)} instead of {sorted(tasks)}"
    for name in tasks.keys() & seen.tasks.keys():
        yield from _unlike(f"task {name}", TASK_COLUMNS, seen.tasks[name], tasks[name])
    lapses = [(each["fact"], each["clock"], each["instance"]) for each in seen.lapses]
    if lapses != [(each["fact"], each["clock"], each["instance"]) for each in batch["lapses"]]:
        yield f"its lapses are {lapses} instead of {batch['lapses']}"


def _unlike(
    what: str, columns: Sequence[str], found: dict[str, Any], expected: dict[str, Any]
) -> Iterator[str]:
    for name in columns:
        one, other = _comparable(name, found.get(name)), _comparable(name, expected.get(name))
        if one != other:
            told = (
                _differing(one, other) if name == "state" and isinstance(one, dict) else f"{one} for {other}"
            )
            yield f"{what} has {name} {told}"


def _comparable(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in INSTANTS and value else value


def _differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    names = sorted(one.keys() | other.keys())
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}


def of_decisions(seen: Evidence, content: str, sent: Sequence[Sent]) -> Iterator[str]:
    """Every acknowledged decision stands exactly once, and no other does."""
    if seen.facts[0].data["content"] != content:
        yield "its first fact is of another submission"
    for decision in sent:
        kinds = [f for f in seen.facts if f.data.get("request", {}).get("key") == decision.key]
        numbers = [fact.number for fact in kinds]
        heads = [fact for fact in kinds if fact.kind.value in HEADS[decision.kind]]
        whole = bool(numbers) and numbers == list(range(numbers[0], numbers[-1] + 1))
        if len(heads) != 1 or not whole or (decision.fact or numbers[-1]) != numbers[-1]:
            found = [(fact.number, fact.kind.value) for fact in kinds]
            yield f"{decision.kind} was acknowledged with fact {decision.fact}, and left {found}"
        if any(fact.data["request"]["content"] != decision.content for fact in kinds):
            yield f"{decision.kind} left facts of another content"
    known = {decision.key for decision in sent}
    for fact in seen.facts:
        if (request := fact.data.get("request")) and request["key"] not in known:
            yield f"fact {fact.number} {fact.kind.value} is of a decision that nobody was told stands"


def of_rungs(seen: Evidence, since: datetime) -> Iterator[str]:
    """Every rung that fell due fired once, at its very instant. `since` is when it was looked at first."""
    fired = [(f.data["clock"], f.data["instance"], _level(f), f.at) for f in seen.facts if f.kind in RUNGS]
    fired = [rung for rung in fired if rung[0] is not None]
    for (clock, instance, level), times in Counter(rung[:3] for rung in fired).items():
        if times > 1:
            yield f"{clock} {instance} fired level {level} {times} times"
    for clock in seen.case.clocks:
        if clock.pauses or clock.extension:
            continue
        found = {level: at for name, instance, level, at in fired if (name, instance) == _of(clock)}
        for level, at in _due(seen, clock).items():
            if level in found and found[level] != at:
                yield f"{clock.name} {clock.instance} fired level {level} at {found[level]} instead of {at}"
            end = clock.stopped_at or since - EARLY
            if level not in found and at <= end:
                yield f"{clock.name} {clock.instance} never fired level {level}, due at {at}"
            if level in found and clock.stopped_at and at > clock.stopped_at:
                yield f"{clock.name} {clock.instance} fired level {level} although stopped before {at}"


RUNGS = frozenset({FactKind.REMINDED, FactKind.LAPSED, FactKind.ESCALATED})


def _level(fact: Any) -> int | str:
    if fact.kind is FactKind.LAPSED:
        return "lapse"
    return 0 if fact.kind is FactKind.REMINDED else int(fact.data["level"])


def _of(clock: Clock) -> tuple[str, int]:
    return clock.name.value, clock.instance


def _due(seen: Evidence, clock: Clock) -> dict[int | str, datetime]:
    """The instants of a clock that never stood still, reckoned from its start and budget alone."""
    due = clock.started_at + timedelta(seconds=clock.budget)
    rungs: dict[int | str, datetime] = {
        rung.level: due + timedelta(seconds=rung.offset) for rung in seen.case.policy.ladder_of(clock.name)
    }
    timed_only = clock.name in CLOSES_AS or clock.name is ClockName.REOPENING
    return rungs if timed_only else {**rungs, "lapse": due}


def of_progress(seen: Evidence, way: str, ended: datetime) -> Iterator[str]:
    """No report is stuck: the engine carries its tasks out, its people's way led to the end, and what was
    left to the clocks was closed by them."""
    yield from seen.task_failures
    if seen.status not in (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED):
        yield f"its workflow is {seen.status.name}"
    over = finished_at(seen.case)
    if over and over <= ended - EARLY and seen.status is not WorkflowExecutionStatus.COMPLETED:
        yield f"it should be sealed since {over}"
    closing = not way.startswith("left")
    for clock in seen.case.clocks:
        late = clock.name in CLOSES_AS and clock.running and clock.due_at <= ended - EARLY
        if late:
            yield f"its {clock.name} ended at {clock.due_at}, and it is still {seen.case.stage}"
        closing = closing and not (clock.name in CLOSES_AS and clock.running)
    if closing and seen.case.stage is not Stage.CLOSED:
        yield f"it was to be closed and is {seen.case.stage}"


def of_messages(seen: Evidence) -> Iterator[str]:
    """Each fact's messages were posted once, and no others."""
    kept = [each for each in seen.messages if ":superseded:" not in each["dedup"]]
    for (fact, recipient, channel), times in Counter(
        (each["fact"], each["recipient"], each["channel"]) for each in kept
    ).items():
        if times > 1:
            yield f"fact {fact} was told {recipient} by {channel} {times} times"
    notices = record_batch.build_batch(seen.case, seen.steps)["notices"]
    expected = {(notice["fact"], notice["template"]) for notice in notices}
    found = {(each["fact"], each["template"]) for each in kept}
    if found != expected:
        yield f"messages missing {sorted(expected - found)}, too many {sorted(found - expected)}"
