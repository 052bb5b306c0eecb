"""Of histories that can be read, and of facts that are well chained."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from evidence.bundle.contents import pack_bundle
from evidence.replay import evidence as audit
from evidence.replay.findings import Verdict
from tests.evidence.bundle import built
from tests.evidence.bundle.built import KEY, bundle, evidence, of_evidence, with_json
from tests.evidence.bundle.forgeries.making import RUN, SEVERAL, STRAIGHT, forgery, with_events
from tests.histories.golden import load


def rechained(change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
    """Facts changed by whoever has the keys to everything but the engine."""
    return built.of_facts(STRAIGHT, built.facts_after(STRAIGHT, change))


@forgery("replay", "facts.json", "at fact 5: the fact has another data and digest (facts_differ)")
def a_better_rating_everywhere_but_in_the_history() -> bytes:
    return rechained(lambda facts: facts[4]["data"].update(rating=4))


@forgery("replay", "facts.json", "at fact 5: the fact is missing (facts_differ)")
def the_last_facts_forgotten_everywhere_but_in_the_history() -> bytes:
    return rechained(lambda facts: facts.__delitem__(slice(4, None)))


def first(events: list[HistoryEvent], kind: "EventType.ValueType") -> HistoryEvent:
    """The first event of that kind."""
    return next(event for event in events if event.event_type == kind)


@forgery("replay", RUN, "while the report's next instant is")
def a_timer_set_for_longer() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        timer = first(events, EventType.EVENT_TYPE_TIMER_STARTED)
        timer.timer_started_event_attributes.start_to_fire_timeout.seconds += 3600

    return with_events(change)


@forgery("replay", "facts.json", "at fact 2: the fact has another actor and digest (facts_differ)")
def an_event_edited() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        accepted = first(events, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
        request = accepted.workflow_execution_update_accepted_event_attributes.accepted_request
        payload = request.input.args.payloads[0]
        payload.data = payload.data.replace(b'"a_pusat"', b'"a_siapa"')

    return with_events(change)


@forgery("histories", RUN, "at event 4: the event in place 4 is numbered 5 (history_broken)")
def an_event_dropped() -> bytes:
    return with_events(lambda events: events.pop(3))


@forgery("histories", RUN, "names no workflow_execution_update_accepted before it")
def an_update_dropped_and_all_after_it_numbered_anew() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        events.remove(first(events, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED))
        for number, event in enumerate(events, 1):
            event.event_id = number

    return with_events(change)


@forgery("histories", "history/0003.pb.z", "the run that goes on from here is missing")
def the_last_run_left_out() -> bytes:
    runs = load(SEVERAL)[0].runs
    return of_evidence(SEVERAL, runs=runs[:3])


@forgery("replay", RUN, "the history ends before fact 4, which is kept elsewhere (history_broken)")
def a_history_cut_at_its_end() -> bytes:
    return with_events(lambda events: events.__delitem__(slice(18, None)))


@forgery("replay", RUN, "the history ends before what came of event 5 (history_broken)")
def the_lapse_of_an_open_report_left_out_everywhere() -> bytes:
    golden = load("lapsed_at_the_unit")[0]
    late = built.made_at(golden) + timedelta(hours=1)
    run = WorkflowHistory(golden.number, list(golden.runs[0].events[:22]))
    told = evidence(replace(golden, runs=(run,), facts=golden.facts[:3]))
    return pack_bundle(told, KEY, late, built.CODE)


@forgery("replay", RUN, "today's code takes another way")
def a_history_of_another_way() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        payload = events[0].workflow_execution_started_event_attributes.input.payloads[0]
        payload.data = payload.data.replace(b'"web"', b'"merpati"')

    return with_events(change)


@forgery("replay", "history/0003.pb.z", "asks for this with another input (nondeterministic)")
def another_case_carried_over_to_a_later_run() -> bytes:
    golden = load(SEVERAL)[0]
    runs = [
        WorkflowHistory(
            golden.number, [HistoryEvent.FromString(event.SerializeToString()) for event in run.events]
        )
        for run in golden.runs
    ]
    ended = runs[-2].events[-1].workflow_execution_continued_as_new_event_attributes.input
    began = runs[-1].events[0].workflow_execution_started_event_attributes.input
    for each in (ended, began):
        start = json.loads(each.payloads[0].data)
        start["case"]["highest_level"] = 3
        each.payloads[0].data = json.dumps(start).encode()
    return of_evidence(SEVERAL, runs=runs)


@forgery("calendars", "calendars.json", "holds other calendars than the facts")
def a_calendar_with_another_version() -> bytes:
    return with_json(bundle(STRAIGHT), "calendars.json", lambda calendars: calendars[0].update(version=9))


@forgery("policy", "policy.json", "holds another policy than the facts")
def a_policy_with_other_limits() -> bytes:
    return with_json(
        bundle(STRAIGHT), "policy.json", lambda policies: policies[0]["limits"].update(disputes=9)
    )


def fooled(evidence: audit.Evidence) -> Verdict:
    """An engine that finds whatever the forged facts say."""
    return Verdict.of(evidence.report, evidence.source, 0, 0, [])


FORGED = built.facts_after(
    "calendar_changed_in_the_middle", lambda facts: facts[-2]["data"].update(new_due_on="2026-12-04")
)


@forgery("explanations", "facts.json", "no count leads to the due instant", fooled)
def a_deadline_that_does_not_count_up() -> bytes:
    return built.of_facts("calendar_changed_in_the_middle", FORGED)
