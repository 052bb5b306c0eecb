"""A report's timeline in short: clock bars, stages, what a fact changed, and the engine's events."""

from datetime import timedelta
from functools import cache

from api.audits.clock_bars import ClockBar, TimeAxis, build_bars, draw_bars
from api.audits.engine_events import EngineEvent, summarise_events
from api.audits.stages import list_changes, split_into_stages
from api.reports.histories import read_events
from evidence.replay.replayer import Station
from tests.histories.golden import load
from tests.procedure.build import Play, at_agency, at_unit
from tests.procedure.scene import MONDAY
from workflows.procedure.model.state import describe_state


def stations_of(play: Play) -> list[Station]:
    return [Station(fact, describe_state(case)) for fact, case in zip(play.facts, play.cases, strict=True)]


def bars_of(play: Play) -> dict[str, ClockBar]:
    return {bar.name: bar for bar in build_bars(stations_of(play), play.now)}


def test_a_bar_ends_where_its_clock_stopped() -> None:
    play = at_agency()
    verification = bars_of(play)["verification"]
    assert (verification.started_at, verification.stopped_at) == (MONDAY, play.last("forwarded").at)
    assert verification.until == verification.stopped_at
    assert (verification.pauses, verification.lapsed_at, verification.moved) == ((), None, 0)


def test_a_pause_is_from_the_question_to_its_answer_and_moves_the_due_day() -> None:
    play = at_unit().sleep(hours=2)
    play.do("ask_reporter")
    asked = play.now
    play.sleep(days=4)
    assert bars_of(play)["response"].pauses == ((asked, play.now),)
    play.do("complete")
    answered = play.now
    play.sleep(hours=3)
    response = bars_of(play)["response"]
    assert response.pauses == ((asked, answered),)
    assert response.moved >= 1
    assert response.until == play.now


def test_a_lapse_is_marked_at_the_due_instant() -> None:
    play = Play().sleep(days=20)
    verification = bars_of(play)["verification"]
    assert verification.lapsed_at == verification.due_at
    assert verification.stopped_at is None
    axis, drawn = draw_bars([verification], stations_of(play))
    assert axis.begin == MONDAY
    (bar,) = drawn
    assert bar.late is not None
    assert bar.late.x == bar.due
    assert bar.rest is None


def test_a_clock_that_runs_leads_on_to_its_due_instant() -> None:
    play = at_unit()
    axis, drawn = draw_bars(build_bars(stations_of(play), play.now), stations_of(play))
    running = next(each for each in drawn if each.bar.name == "settlement")
    assert running.rest is not None
    assert axis.end == running.bar.due_at
    for each in drawn:
        for span in (each.whole, each.rest, each.late, *each.pauses):
            assert span is None or (span.x >= 0 and span.width > 0 and span.x + span.width <= 100.001)


def test_an_axis_of_one_instant_is_drawn_too() -> None:
    axis = TimeAxis(MONDAY, MONDAY)
    assert axis.place(MONDAY) == 0
    assert axis.span(MONDAY, MONDAY + timedelta(days=1)).width > 0


def test_each_start_of_a_clock_has_a_bar_of_its_own() -> None:
    play = at_agency()
    play.do("decline")
    bars = build_bars(stations_of(play), play.now)
    assert [(bar.name, bar.instance) for bar in bars if bar.name == "verification"] == [
        ("verification", 1),
        ("verification", 2),
    ]


def test_stages_follow_one_another_and_hold_their_decisions() -> None:
    play = at_unit()
    stages = split_into_stages(stations_of(play))
    assert [each.stage for each in stages] == ["central_verification", "agency_verification", "follow_up"]
    assert [[line.fact.kind for line in each.stations] for each in stages] == [
        ["submitted", "forwarded"],
        ["disposed"],
        [],
    ]
    assert [each.until for each in stages] == [stages[1].since, stages[2].since, None]
    assert [each.agency for each in stages] == [None, "kemenkes", "kemenkes"]


def test_what_a_fact_changed_is_told_with_its_values() -> None:
    stations = stations_of(at_agency())
    forwarded = next(each.fact.number for each in stations if each.fact.kind == "forwarded")
    changes = {each.name: (each.before, each.after) for each in list_changes(stations, forwarded)}
    assert changes["agency"] == ("–", "kemenkes")
    assert changes["stage"] == ("central_verification", "agency_verification")
    assert "stage" in {each.name for each in list_changes(stations, 1)}


@cache
def golden_events() -> list[EngineEvent]:
    events = []
    for name in ("abolished_without_a_successor", "approved_after_a_revision"):
        for each_report in load(name):
            events += summarise_events([each for run in each_report.runs for each in read_events(run)])
    return events


def test_events_are_told_by_what_they_are_about() -> None:
    events = golden_events()
    assert {event.group for event in events} == {"requests", "timers", "activities", "workflow_tasks", "run"}
    requests = [event for event in events if event.type.endswith("UPDATE_ACCEPTED")]
    assert {dict(event.details)["name"] for event in requests} == {"decide", "transfer"}
    assert all(event.payloads for event in requests)
    timers = [event for event in events if event.type == "TIMER_STARTED"]
    assert all("startToFireTimeout" in dict(event.details) for event in timers)
    assert ("activity", "record") in {detail for event in events for detail in event.details}


def test_what_payloads_say_is_not_told() -> None:
    told = [value for event in golden_events() for _name, value in event.details]
    shown = [*told, *(field for event in golden_events() for each in event.payloads for field in each.fields)]
    assert not [each for each in shown if "sealed" in each or len(each) > 120]
    assert all(each.size > 0 for event in golden_events() for each in event.payloads)
