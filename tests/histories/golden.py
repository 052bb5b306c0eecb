"""Golden histories: what real reports went through on the real engine, kept so that every later version of
the code carries them out again and comes to the same.

One file holds one path: its reports, each with the histories of all its runs, and what the record and the
live query said of it at the time. How long each timer ran stands in the histories themselves.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from evidence.replay.replayed_run import ReplayedRun
from tests.histories.fetched import timer_waits
from workflows.procedure.model.state import describe_state

FOLDER = Path(__file__).with_name("golden")
ROUNDING = timedelta(microseconds=1)
"""The engine is told of timers in floating seconds."""


@dataclass(frozen=True, slots=True)
class Golden:
    """One report: its runs, oldest first, its facts as the record held them, and its state."""

    number: str
    runs: tuple[WorkflowHistory, ...]
    facts: tuple[Mapping[str, Any], ...]
    state: Mapping[str, Any]


def names() -> list[str]:
    """The paths that were recorded."""
    return sorted(file.name.removesuffix(".json.gz") for file in FOLDER.glob("*.json.gz"))


def load(name: str) -> list[Golden]:
    """The reports of a path."""
    return [_read(each) for each in json.loads(gzip.decompress(_file(name).read_bytes()))]


def save(name: str, reports: Sequence[Golden]) -> None:
    """Writes a path's file; equal reports give equal bytes."""
    text = json.dumps([_written(each) for each in reports], sort_keys=True, separators=(",", ":"))
    _file(name).write_bytes(gzip.compress(text.encode(), mtime=0))


def differences(golden: Golden, replays: Sequence[ReplayedRun]) -> list[str]:
    """What came out otherwise than it once did; empty where nothing did.

    The engine matches timers by their order only: a timer that is set for another time replays without
    complaint. So how long each was set for is compared here.
    """
    facts = [as_json(fact.wire()) for replay in replays for fact in replay.facts]
    told = [
        f"fact {number} was {_brief(then)} and is {_brief(now)}"
        for number, (then, now) in enumerate(zip_longest(golden.facts, facts), 1)
        if then != now
    ]
    now_state = as_json(describe_state(replays[-1].case))
    told += [f"state: {name}" for name in golden.state if now_state.get(name) != golden.state[name]]
    told += [f"state: {name} is new" for name in now_state.keys() - golden.state.keys()]
    for number, (history, replay) in enumerate(zip(golden.runs, replays, strict=True), 1):
        for nth, (then, now) in enumerate(zip_longest(timer_waits(history), replay.waits), 1):
            if then is None or now is None or abs(then - now) > ROUNDING:
                told.append(f"run {number}: timer {nth} was set for {then} and is for {now}")
    return told


def as_json(value: Mapping[str, Any]) -> Any:
    """`value` as it comes back from JSON."""
    return json.loads(json.dumps(value))


def _brief(fact: Mapping[str, Any] | None) -> str:
    return f"{fact['kind']} at {fact['at']} ({fact['digest'][:12]})" if fact else "nothing"


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json.gz"


def _read(stored: dict[str, Any]) -> Golden:
    number = stored["number"]
    runs = tuple(WorkflowHistory.from_json(number, run) for run in stored["runs"])
    return Golden(number, runs, tuple(stored["facts"]), stored["state"])


def _written(golden: Golden) -> dict[str, Any]:
    return {
        "number": golden.number,
        "runs": [_without_traces(run.to_json_dict()) for run in golden.runs],
        "facts": golden.facts,
        "state": golden.state,
    }


def _without_traces(value: Any) -> Any:
    """A history without the stack traces of its failures: they say where it was recorded, nothing else."""
    if isinstance(value, dict):
        return {name: _without_traces(each) for name, each in value.items() if name != "stackTrace"}
    return [_without_traces(each) for each in value] if isinstance(value, list) else value
