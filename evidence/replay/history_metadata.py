"""What stands on the outside of a history: when it began, the attributes by which reports are found, and whom
messages between reports are from and for. No code acts upon it, so that no replay minds it."""

import json
from collections.abc import Iterator
from typing import Any

from evidence.replay.events import Run, instant_of
from evidence.replay.evidence import ReplayedEvidence
from evidence.replay.findings import Finding
from evidence.replay.history import UNEVENNESS
from workflows.procedure.model import instants


def check_attributes(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """The search attributes are those that the report began with, as it changed them since."""
    known: dict[str, Any] = {}
    for run in replayed.runs:
        fields = run.carried[0].search_attributes.indexed_fields
        if run.number == 1:
            known = dict(fields)
            yield from _first_labels(replayed, run)
        elif dict(fields) != known:
            yield run.broken("run_under_others", 1, "search_attributes")
        for number, (name, own) in enumerate(zip(run.names, run.carried, strict=True), 1):
            if name == "upsert_workflow_search_attributes":
                known.update(own.search_attributes.indexed_fields)
            elif name != "workflow_execution_continued_as_new":
                continue
            elif dict(own.search_attributes.indexed_fields) != known:
                yield run.broken("goes_on_under_others", number, "search_attributes")


def _first_labels(replayed: ReplayedEvidence, run: Run) -> Iterator[Finding]:
    if not replayed.facts:
        return
    wanted = {"TrackingNumber": replayed.evidence.report, "ReportClass": replayed.facts[0]["data"]["class"]}
    fields = run.carried[0].search_attributes.indexed_fields
    if {name: _text(each) for name, each in fields.items()} != wanted:
        yield run.broken("begins_under_others", 1, "search_attributes")


def _text(payload: Any) -> Any:
    try:
        return json.loads(payload.data)
    except ValueError:
        return None


def check_received(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """A report begins after it was received."""
    start = replayed.runs[0].events[0]
    if replayed.facts and instants.parse_instant(replayed.facts[0]["at"]) - instant_of(start) > UNEVENNESS:
        yield replayed.runs[0].broken("began_early", 1, "event_time")


def check_addressees(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """What other reports sent was for this one, and from whom it says."""
    for run in replayed.runs:
        for number, (name, own) in enumerate(zip(run.names, run.carried, strict=True), 1):
            if name == "workflow_execution_signaled" and own.signal_name == "hear":
                wanted = {"to": run.report, "sender": own.external_workflow_execution.workflow_id}
                carried = own.input.payloads
            elif name == "workflow_execution_update_accepted" and own.accepted_request.input.name == "adopt":
                wanted = {"into": run.report}
                carried = own.accepted_request.input.args.payloads
            else:
                continue
            said = _text(carried[0]) if carried else None
            if not isinstance(said, dict) or any(said.get(key) != value for key, value in wanted.items()):
                yield run.broken("misaddressed", number, "input")
