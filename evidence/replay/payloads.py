"""Whether what a history carries can be read as what it has to be. A replay may pass over what can't."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from temporalio.api.common.v1 import Payloads

from calendars import Snapshot
from evidence.replay.events import Run, detail_of
from evidence.replay.findings import Finding
from runtime.converter import data_converter
from workflows.inputs import Adoption, ReportInput
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.model.succession import Succession
from workflows.procedure.model.vacancy import VacantTask

Read = tuple[str, Payloads, type]
"""A field of an event, what it carries, and what that has to be."""

UPDATES: Mapping[str, type] = {
    "adopt": Adoption,
    "decide": DecisionRequest,
    "retime": Snapshot,
    "transfer": Succession,
    "vacancy": VacantTask,
}
SIGNALS: Mapping[str, type] = {"decide": DecisionRequest, "hear": MergeMessage}
ANSWERS: Mapping[str, type] = {"adopt_follower": bool, "calendar_snapshot": Snapshot, "record": dict}
"""By its name, what an Update or a Signal carries, and what an activity answers."""


def find_unreadable(run: Run) -> Iterator[Finding]:
    """The events of a run whose structure is in order that carry what nobody can read."""
    for number, (name, own) in enumerate(zip(run.names, run.carried, strict=True), 1):
        for field, carried, wanted in CARRIED[name](run, own) if name in CARRIED else ():
            if not _is_read(carried, wanted):
                yield run.broken("unreadable", number, field, type=wanted.__name__)


def _is_read(carried: Payloads, wanted: type) -> bool:
    try:
        (payload,) = carried.payloads
        data_converter.payload_converter.from_payload(payload, wanted)
    except Exception:  # noqa: BLE001  # whatever converters raise for what they can't read
        return False
    return True


def _started(_: Run, own: Any) -> Iterator[Read]:
    yield "input", own.input, ReportInput


def _accepted(_: Run, own: Any) -> Iterator[Read]:
    request = own.accepted_request.input
    yield "accepted_request.input", request.args, UPDATES.get(request.name, _Unknown)


def _completed(run: Run, own: Any) -> Iterator[Read]:
    update = run.carried[own.accepted_event_id - 1].accepted_request.input.name
    if own.outcome.WhichOneof("value") == "success" and update == "decide":
        yield "outcome", own.outcome.success, Answer


def _signaled(_: Run, own: Any) -> Iterator[Read]:
    yield "input", own.input, SIGNALS.get(own.signal_name, _Unknown)


def _scheduled(_: Run, own: Any) -> Iterator[Read]:
    wanted = {"adopt_follower": Adoption, "calendar_snapshot": str, "record": dict}
    yield "input", own.input, wanted.get(own.activity_type.name, _Unknown)


def _answered(run: Run, own: Any) -> Iterator[Read]:
    activity = run.carried[own.scheduled_event_id - 1].activity_type.name
    yield "result", own.result, ANSWERS.get(activity, _Unknown)


def _marked(_: Run, own: Any) -> Iterator[Read]:
    yield "details.data", detail_of(own, "data"), dict
    if not own.HasField("failure"):
        yield "details.result", detail_of(own, "result"), dict


class _Unknown:
    """What nothing can be read as: no report has an Update, a Signal or an activity of that name."""


CARRIED: Mapping[str, Callable[[Run, Any], Iterator[Read]]] = {
    "activity_task_completed": _answered,
    "activity_task_scheduled": _scheduled,
    "marker_recorded": _marked,
    "workflow_execution_signaled": _signaled,
    "workflow_execution_started": _started,
    "workflow_execution_update_accepted": _accepted,
    "workflow_execution_update_completed": _completed,
}
"""What events carry."""
