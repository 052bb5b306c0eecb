"""Events dropped, doubled, swapped and taken from elsewhere; histories cut at every place: all is told."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from evidence.replay.events import COMMANDS
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from tests.evidence.replay.scene import Court, copied, evidence, smallest_first, with_events
from tests.histories.golden import load
from tests.histories.many import everything

SAMPLE = 60 if os.environ.get("TUNTAS_THOROUGH") else 10


def sample(at_most: int = SAMPLE) -> list[Evidence]:
    """Golden reports, now and then one. Each is drawn by its number alone, so that one more path draws no
    others."""
    drawn = sorted(everything(), key=lambda golden: sha256(golden.number.encode()).digest())
    return [evidence(golden) for golden in drawn[:at_most]]


def renumbered(events: Sequence[HistoryEvent]) -> list[HistoryEvent]:
    """The events, numbered from 1 as if nothing was wrong."""
    copies = copied(events)
    for number, event in enumerate(copies, 1):
        event.event_id = number
    return copies


def each_run(cases: Sequence[Evidence]) -> Iterator[tuple[Evidence, int, list[HistoryEvent]]]:
    """Every run with its report and place."""
    for case in cases:
        for run, history in enumerate(case.histories):
            yield case, run, list(history.events)


def followed(verdicts: Sequence[Verdict]) -> bool:
    """Whether none of them only says that nothing could be said."""
    told = [found for verdict in verdicts for found in verdict.all]
    return not any(each.code == "cant_follow" or "no end" in each.message for each in told)


async def test_an_event_that_is_dropped_is_missed_where_it_was(court: Court) -> None:
    dropped = [
        (run + 1, at + 1, with_events(case, run, events[:at] + events[at + 1 :]))
        for case, run, events in each_run(sample())
        for at in range(len(events) - 1)
    ]
    verdicts = await court.judged(*(case for _, _, case in dropped))
    for (run, event, _), verdict in zip(dropped, verdicts, strict=True):
        assert verdict.verdict == "history_broken"
        assert verdict.first is not None
        assert (verdict.first.run, verdict.first.event) == (run, event if event > 1 else None)


async def test_it_is_missed_also_where_the_rest_was_numbered_anew(court: Court) -> None:
    cases = [
        with_events(case, run, renumbered(events[:at] + events[at + 1 :]))
        for case, run, events in each_run(sample())
        for at in range(len(events) - 1)
    ]
    verdicts = await court.judged(*cases)
    assert {verdict.verdict for verdict in verdicts} == {"history_broken", "nondeterministic"}
    assert followed(verdicts)


async def test_an_event_twice_is_told(court: Court) -> None:
    cases = [
        with_events(case, run, renumbered([*events[: at + 1], events[at], *events[at + 1 :]]))
        for case, run, events in each_run(sample())
        for at in range(0, len(events), 3)
    ]
    verdicts = await court.judged(*cases)
    assert {verdict.verdict for verdict in verdicts} == {"history_broken", "nondeterministic"}
    assert followed(verdicts)


async def test_an_event_in_anothers_place_is_told(court: Court) -> None:
    swapped = [
        ({name_of(one), name_of(two)}, with_events(case, run, renumbered([*events[:at], two, one, *rest])))
        for case, run, events in each_run(sample())
        for at, (one, two) in enumerate(pairwise(events))
        for rest in [events[at + 2 :]]
        if one.event_type != two.event_type
    ]
    verdicts = await court.judged(*(case for _, case in swapped))
    assert followed(verdicts)
    for (names, _), verdict in zip(swapped, verdicts, strict=True):
        if verdict.is_identical:
            # Where the record's answer stands among what the same task left; all of it is of one instant.
            assert "marker_recorded" in names
            assert names <= COMMANDS
        else:
            assert verdict.verdict in ("history_broken", "nondeterministic")


async def test_an_event_of_another_report_is_told(court: Court) -> None:
    exchanged = [
        (name_of(others[at]), with_events(case, run, [*events[:at], others[at], *events[at + 1 :]]))
        for (case, run, events), (_, _, others) in pairwise(each_run(sample()))
        for at in range(0, min(len(events), len(others)), 2)
        if attributes_of(events[at]) != attributes_of(others[at])
    ]
    verdicts = await court.judged(*(case for _, case in exchanged))
    assert followed(verdicts)
    unseen = {name for (name, _), each in zip(exchanged, verdicts, strict=True) if each.is_identical}
    # What they have beyond the events that they name, the same in both, no code reads: see `unseen`.
    assert unseen <= {"workflow_task_scheduled", "workflow_task_completed", "timer_fired", "timer_canceled"}


def name_of(event: HistoryEvent) -> str:
    """What the event is called."""
    return (event.WhichOneof("attributes") or "").removesuffix("_event_attributes")


def attributes_of(event: HistoryEvent) -> Any:
    """All that the event says beyond its number and time."""
    name = event.WhichOneof("attributes")
    return getattr(event, name) if name else None


def evidence_of(number: str) -> Evidence:
    """The golden report of that number."""
    (found,) = [golden for golden in everything() if golden.number == number]
    return evidence(found)


async def test_a_history_that_was_cut_is_broken_at_its_end(court: Court) -> None:
    """At every place: the archive, which sealed it whole, had all its facts."""
    cases = [
        replace(
            case,
            histories=[*case.histories[:run], WorkflowHistory(case.report, events[:at])],
            finished=case.histories[-1].events[-1].HasField("workflow_execution_completed_event_attributes"),
        )
        for case, run, events in each_run(sample())
        for at in range(1, len(events))
        if at < len(events) or run + 1 < len(case.histories)
    ]
    verdicts = await court.judged(*cases)
    assert followed(verdicts)
    for case, verdict in zip(cases, verdicts, strict=True):
        last = case.histories[-1].events
        if verdict.is_identical:
            assert is_at_rest(case), f"{case.report} cut after event {len(last)}"
            continue
        assert verdict.first is not None
        assert (verdict.verdict, verdict.first.run) == ("history_broken", len(case.histories))
        assert verdict.first.event == len(last)


def is_at_rest(case: Evidence) -> bool:
    """Whether a report that is open was cut where it waited, with all its facts: it is as if nothing more had
    happened yet, and nothing more has come of it."""
    whole = evidence_of(case.report)
    cut = sum(len(history.events) for history in case.histories)
    rest = [event for history in whole.histories for event in history.events][cut:]
    done = [event for event in rest if event.HasField("marker_recorded_event_attributes")]
    return not case.finished and not done


async def test_a_run_that_is_missing_or_in_anothers_place_is_told(court: Court) -> None:
    several = [each for each in map(evidence, everything()) if len(each.histories) > 2][:10]
    without_first = [replace(case, histories=case.histories[1:]) for case in several]
    without_middle = [replace(case, histories=[case.histories[0], *case.histories[2:]]) for case in several]
    without_last = [replace(case, histories=case.histories[:-1]) for case in several]
    turned = [replace(case, histories=[*reversed(case.histories)]) for case in several]
    none = [replace(case, histories=[]) for case in several]
    verdicts = await court.judged(*without_first, *without_middle, *without_last, *turned, *none)
    assert {verdict.verdict for verdict in verdicts} == {"history_broken"}


async def test_the_history_of_another_report_is_none_of_this_one(court: Court) -> None:
    one, other = smallest_first(everything())[:2]
    histories = [WorkflowHistory(one.number, list(run.events)) for run in other.runs]
    (verdict,) = await court.judged(replace(evidence(one), histories=histories))
    assert verdict.first is not None
    assert verdict.first.message == "this run is none of this report"


async def test_what_is_open_and_under_way_is_identical(court: Court) -> None:
    """A task that nobody has carried out yet is no fault: nobody has acted upon it."""
    (golden,) = load("straight")
    events = list(golden.runs[0].events)
    waiting = [
        at
        for at, event in enumerate(events, 1)
        if name_of(event) in ("workflow_task_scheduled", "workflow_task_started")
    ]
    cases = []
    for at in waiting[2:]:
        done = [f for f in golden.facts if f["recorded_at"] < events[at - 1].event_time.ToJsonString()]
        case = with_events(evidence(golden, sealed=done), 0, events[:at])
        cases.append(replace(case, as_of=None))
    assert {verdict.verdict for verdict in await court.judged(*cases)} == {"identical"}
