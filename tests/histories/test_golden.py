"""Every golden history is carried out again on today's code and comes to what it once came to."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from calendars import base
from calendars.calendar import calendar_for
from evidence.replay.replayed_run import ReplayedRun
from evidence.replay.replayer import pack_runs, replay_run, replay_stations
from tests.histories.golden import Golden, as_json, differences, load, names
from tests.histories.paths import ROOMS
from tests.histories.plays import ALONE, SHARED
from tests.procedure.recount import recounted
from workflows.procedure.fold.apply import fold, fold_steps
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import Fact, digest_of, first_previous
from workflows.procedure.model.state import describe_state
from workflows.procedure.time.explanation import explain_clock

SANDBOX = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("calendars", "workflows.procedure")
)
"""The shell is loaded anew inside; the pure packages pass, so that their classes stay the same ones."""
NOT_YET = {FactKind.POLICY_CHANGED}
"""What no way leads to yet."""


async def played_again(golden: Golden, runner: WorkflowRunner | None = None) -> list[ReplayedRun]:
    """All runs of a report on today's code."""
    return [await replay_run(run, runner) for run in golden.runs]


def test_every_path_was_recorded_and_together_they_show_every_kind_of_fact() -> None:
    assert ROOMS
    assert set(names()) == {*SHARED, *ALONE}
    seen = {fact["kind"] for name in names() for golden in load(name) for fact in golden.facts}
    assert seen == {kind.value for kind in set(FactKind) - NOT_YET}


@pytest.mark.parametrize("name", names())
async def test_a_history_comes_to_the_same_inside_the_sandbox(name: str) -> None:
    for golden in load(name):
        assert differences(golden, await played_again(golden, SANDBOX)) == []


@pytest.mark.parametrize("name", ["straight", "over_several_runs", "lapsed_at_the_unit", "record_away"])
async def test_a_history_comes_to_the_same_outside_the_sandbox(name: str) -> None:
    for golden in load(name):
        assert differences(golden, await played_again(golden)) == []


@pytest.mark.parametrize("name", names())
def test_the_facts_alone_make_the_state(name: str) -> None:
    """No engine and no database: an auditor with the facts in a file comes to the same state."""
    for golden in load(name):
        case: Case | None = None
        previous = first_previous(golden.number)
        for wire in golden.facts:
            assert (wire["previous"], digest_of(wire)) == (previous, wire["digest"])
            case = fold(case, Fact.of_wire(wire))
            previous = wire["digest"]
        assert case is not None
        assert as_json(describe_state(case)) == golden.state


@pytest.mark.parametrize("name", names())
def test_travelling_to_any_fact_of_a_history_is_the_fold_up_to_there(name: str) -> None:
    for golden in load(name):
        case: Case | None = None
        travelled = replay_stations(pack_runs(golden.runs))
        for wire, station in zip(golden.facts, travelled, strict=True):
            case = fold(case, Fact.of_wire(wire))
            assert (as_json(station.fact.wire()), station.state) == (wire, describe_state(case))


@pytest.mark.parametrize("name", names())
def test_the_facts_alone_explain_every_due_instant(name: str) -> None:
    for golden in load(name):
        steps = list(fold_steps(map(Fact.of_wire, golden.facts)))
        for clock in steps[-1][0].clocks:
            told = explain_clock(steps, clock.name, clock.instance).wire()
            assert recounted(told) == (told["due_at"], told["due_on"])
            assert told["clock"] in golden.state["clocks"]


async def test_one_more_holiday_changes_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a later version of `holidays` knows: a report's calendar is part of its history."""
    name = "calendar_changed_in_the_middle"
    (golden,) = load(name)
    due_days = {date.fromisoformat(clock["due_on"]) for clock in golden.state["clocks"]}
    expected = base.national_days

    def with_more(year: int) -> Mapping[date, str]:
        return {**expected(year), **dict.fromkeys(due_days, "Hari Libur Baru")}

    monkeypatch.setattr(base, "national_days", with_more)
    today = calendar_for("ID", (), date.today(), base.national_days)  # noqa: DTZ011  # any day will do
    assert not any(today.is_working_day(day) for day in due_days), "else this would show nothing"
    assert differences(golden, await played_again(golden)) == []


def changed(golden: Golden, change: Callable[[list[HistoryEvent]], None]) -> Golden:
    """A copy whose first run's events were tampered with."""
    first, *others = golden.runs
    events = [HistoryEvent.FromString(event.SerializeToString()) for event in first.events]
    change(events)
    return replace(golden, runs=(WorkflowHistory(first.workflow_id, events), *others))


def an_hour_longer(events: list[HistoryEvent]) -> None:
    """Sets the first timer for an hour longer."""
    timer = next(event for event in events if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED)
    timer.timer_started_event_attributes.start_to_fire_timeout.seconds += 3600


def without_working_days(events: list[HistoryEvent]) -> None:
    """Takes all working days out of the calendar that the report began with."""
    payload = events[0].workflow_execution_started_event_attributes.input.payloads[0]
    start = json.loads(payload.data)
    start["intake"]["centre"]["calendar"]["days"] = "AAAA" * 64
    payload.data = json.dumps(start).encode()


async def test_a_timer_that_was_set_for_another_time_is_noticed() -> None:
    """The engine itself does not mind: it matches timers by their order."""
    (golden,) = load("straight")
    told = differences(tampered := changed(golden, an_hour_longer), await played_again(tampered))
    assert len(told) == 1
    assert told[0].startswith("run 1: timer 1 was set for")


async def test_another_calendar_is_noticed() -> None:
    (golden,) = load("archived_by_the_centre_and_reopened")
    told = differences(tampered := changed(golden, without_working_days), await played_again(tampered))
    assert told[0].startswith("fact 1 was submitted")
    assert any(each.startswith("run 1: timer") for each in told)


async def test_a_fact_that_is_missing_or_another_state_is_noticed() -> None:
    (golden,) = load("straight")
    replays = await played_again(golden)
    short = replace(golden, facts=golden.facts[:-1], state={**golden.state, "hops": 1})
    told = differences(short, replays)
    assert [each.split(" was nothing")[0] for each in told] == ["fact 6", "state: hops"]
