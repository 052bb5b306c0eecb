"""Some of everything that can be wrong with a report, already carried out again: to be judged many times."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Self

from temporalio.api.enums.v1 import EventType
from temporalio.bridge.proto.workflow_commands import WorkflowCommand

from evidence.embedded_data import calendars_in
from evidence.replay.bulk_replayer import IssuedCommands, Replay, Replays
from evidence.replay.events import Run
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Finding, Verdict
from evidence.replay.history import check_structure
from evidence.replay.record_diff import tables_of_steps
from evidence.replay.shards import Judge
from evidence.replay.verdict import reach_verdict
from tests.evidence.replay.edits import edited, edits
from tests.evidence.replay.remembering import RememberingReplays
from tests.evidence.replay.scene import copied, evidence, with_events
from tests.histories.golden import Golden, load

PATHS = (
    "straight",
    "over_several_runs",
    "merged_and_split",
    "record_away",
    "by_signals_and_updates",
)
NUMBERS = re.compile(r"\d[\d:., a-z]*")


class Remembered(Replays):
    """Answers with what came of the runs when they were carried out; of others nothing."""

    def __init__(self, replays: Sequence[Replay]) -> None:
        self._replays = replays

    async def of(self, run: Run) -> Replay:
        """What came of it."""
        return self._replays[run.number - 1] if run.number <= len(self._replays) else Replay()


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict on a case, and what it was judged by; commands travel as bytes, or not at all."""

    verdict: Verdict
    packed: Sequence[tuple[Replay, Sequence[tuple[int, bytes]]]]

    @classmethod
    def of(cls, verdict: Verdict, replays: Sequence[Replay]) -> Self:
        """The same, to be sent."""
        packed = [
            (
                replace(each, asked=()),
                [(asked.told, asked.command.SerializeToString()) for asked in each.asked],
            )
            for each in replays
        ]
        return cls(verdict, packed)

    @property
    def replays(self) -> list[Replay]:
        """What came of the runs."""
        return [
            replace(
                each,
                asked=tuple(IssuedCommands(told, WorkflowCommand.FromString(one)) for told, one in asked),
            )
            for each, asked in self.packed
        ]


@asynccontextmanager
async def of_cases() -> AsyncIterator[Judge]:
    """Judges in another process, and sends along what came of the runs."""
    async with RememberingReplays() as replays:

        async def judge(case: Evidence) -> Any:
            return Told.of(*await _tried(case, replays))

        yield judge


@asynccontextmanager
async def choosing_cases() -> AsyncIterator[Judge]:
    """Chooses, of all cases that there are with the records it is given, those that tell something that none
    before them did. They are many: they are made where they are judged."""
    async with RememberingReplays() as replays:

        async def choose(recorded: dict[str, Any]) -> Any:
            seen: set[tuple[str, str, str | None, str]] = set()
            chosen: list[tuple[Evidence, Told]] = []
            for case in cases(recorded):
                verdict, came = await _tried(case, replays)
                if new := told(case, verdict) - seen:
                    seen.update(new)
                    chosen.append((case, Told.of(verdict, came)))
            return chosen

        yield choose


async def _tried(case: Evidence, replays: Replays) -> tuple[Verdict, Sequence[Replay]]:
    """The verdict, and what came of the runs."""
    if check_structure(case.report, case.histories):
        return await reach_verdict(case, replays), ()
    runs = [Run.of(case.report, number, each.events) for number, each in enumerate(case.histories, 1)]
    came = [await replays.of(run) for run in runs]
    return await reach_verdict(case, Remembered(came)), came


def cases(recorded: dict[str, Any]) -> Iterator[Evidence]:
    """All cases, most of which tell the same as others; `recorded` has the record that each golden report
    should have."""
    tried: set[str] = set()
    for golden in (each for name in PATHS for each in load(name)):
        whole = evidence(golden)
        yield whole
        yield from _edited(whole, tried)
        yield from _moved(whole)
        yield from _kept_otherwise(golden, replace(whole, record=recorded[golden.number]))
        yield from _ended(whole)


def record_of(replays: Sequence[Replay]) -> Any:
    """What the record of a report holds that these runs lead to."""
    steps = [step for each in replays for step in each.steps]
    case = steps[-1][0]
    return tables_of_steps(case, steps, ended=False)


def _edited(whole: Evidence, tried: set[str]) -> Iterator[Evidence]:
    for run, history in enumerate(whole.histories):
        events = list(history.events)
        for at, event in enumerate(events):
            for edit in edits(event):
                path = re.sub(r"(\.data\.\w+).*", r"\1", edit.path)  # of what JSON says, the first of each
                if path not in tried:
                    tried.add(path)
                    yield with_events(whole, run, [*events[:at], edited(event, edit), *events[at + 1 :]])


def _moved(whole: Evidence) -> Iterator[Evidence]:
    for run, history in enumerate(whole.histories):
        events = list(history.events)
        changed = [[*events[:at], *events[at + 1 :]] for at in range(len(events))]
        changed += [[*events[: at + 1], *events[at:]] for at in range(0, len(events), 5)]
        changed += [
            [*events[:at], two, one, *events[at + 2 :]] for at, (one, two) in enumerate(pairwise(events))
        ]
        for some in changed:
            yield with_events(whole, run, some)
            numbered = copied(some)
            for number, event in enumerate(numbered, 1):
                event.event_id = number
            yield with_events(whole, run, numbered)
        if len(whole.histories) > 1:
            rest = [each for at, each in enumerate(whole.histories) if at != run]
            yield replace(whole, histories=rest)
    yield replace(whole, histories=[])


def _kept_otherwise(golden: Golden, whole: Evidence) -> Iterator[Evidence]:
    facts = list(golden.facts)
    for at, fact in enumerate(facts[:2]):
        for part in fact:
            changed = {**fact, part: 7 if part == "number" else "2026-11-01T00:00:00.000000Z"}
            yield replace(whole, sealed=[*facts[:at], changed, *facts[at + 1 :]])
    assert whole.record is not None
    for what, things in whole.record.items():
        for name in things:
            rest = {key: value for key, value in things.items() if key != name}
            yield replace(whole, record={**whole.record, what: rest})
    calendars = {(c["region"], c["version"]): c for fact in facts for c in calendars_in(fact["data"])}
    yield replace(whole, calendars=calendars)
    for key, calendar in calendars.items():
        yield replace(whole, calendars={each: value for each, value in calendars.items() if each != key})
        yield replace(whole, calendars={**calendars, key: {**calendar, "days": "AAAA"}})
    leaves = {fact["number"]: [fact["digest"]] for fact in facts}
    late = whole.as_of + timedelta(hours=1) if whole.as_of else None
    yield replace(whole, logged={key: each for key, each in leaves.items() if key != 1}, as_of=late)
    yield replace(whole, logged={**leaves, 1: ["f" * 64]})
    yield replace(whole, logged={**leaves, len(facts) + 1: ["f" * 64]})
    yield replace(whole, kept=[])
    yield replace(whole, damage="reports/T1.zip is gone from the store")


def _ended(whole: Evidence) -> Iterator[Evidence]:
    run = len(whole.histories) - 1
    events = list(whole.histories[run].events)
    late = whole.as_of + timedelta(days=400) if whole.as_of else None
    for at in range(1, len(events), 6):
        cut = with_events(whole, run, events[:at])
        yield cut
        yield replace(cut, sealed=None)
        yield replace(cut, sealed=None, as_of=late)
        yield replace(cut, sealed=None, finished=True)
    terminated = copied(events)
    terminated[-1].event_type = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED
    terminated[-1].workflow_execution_terminated_event_attributes.reason = "by hand"
    yield with_events(whole, run, terminated)


def told(case: Evidence, verdict: Verdict) -> set[tuple[str, str, str | None, str]]:
    """What it tells, and of what kind of event, wherever that is."""
    return {
        (each.kind, NUMBERS.sub("", each.message), each.field, _event(case, each)) for each in verdict.all
    }


def _event(case: Evidence, found: Finding) -> str:
    if found.run is None or found.event is None or found.run > len(case.histories):
        return ""
    events = case.histories[found.run - 1].events
    return events[found.event - 1].WhichOneof("attributes") or "" if found.event <= len(events) else ""
