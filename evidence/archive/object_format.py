"""One report as one object: the histories of all its runs and its facts, in a strict zip. Pure.

Members: `runs/0001.pb.z`… (zlib of the protobuf `temporal.api.history.v1.History`, the oldest run first),
`facts.json` (the facts as recorded, sealed values whole) and `about.json`, both in their RFC 8785 form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import rfc8785
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.canonical_json import NotCanonical
from evidence.history_codec import NotAHistory, compress_history, decompress_history, parse_history
from evidence.strict_zip import ZipRefused
from workflows.procedure.model import instants

ABOUT, FACTS = "about.json", "facts.json"
RUN = "runs/{:04}.pb.z"

Wire = Mapping[str, Any]
"""A fact as it is stored and sent."""


class ObjectBroken(ValueError):
    """Not an object that `pack_object` would have made of this report; the message says what is wrong."""

    code: ClassVar[str] = "object_broken"


@dataclass(frozen=True, slots=True)
class ArchiveObject:
    """A report as it was sealed. `about` is `{report, runs, events, facts, digest, made_at, code}`: the runs'
    ids, how many events each has, how many facts there are and the last one's digest, and what sealed it."""

    report: str
    histories: Sequence[WorkflowHistory]
    facts: Sequence[Wire]
    about: Wire

    def holds(self, histories: Sequence[WorkflowHistory], facts: Sequence[Wire]) -> bool:
        """Whether it holds just these, whenever and by whatever version it was made."""
        events = [list(history.events) for history in histories]
        same_histories = [list(history.events) for history in self.histories] == events
        return same_histories and rfc8785.dumps(list(self.facts)) == rfc8785.dumps(list(facts))


def pack_object(
    report: str,
    histories: Sequence[WorkflowHistory],
    facts: Sequence[Wire],
    made_at: datetime,
    code: Mapping[str, str | None],
) -> bytes:
    """The report's object; `code` is the version and commit that make it. Raises ZipRefused or
    HistoryTooLarge for one that is larger than objects may be."""
    about = _about(report, histories, facts, instants.format_instant(made_at), code)
    runs = {RUN.format(at): pack_run(history) for at, history in enumerate(histories, 1)}
    return strict.write_zip(
        {
            ABOUT: canonical_json.format_canonical(about),
            FACTS: canonical_json.format_canonical(list(facts)),
            **runs,
        }
    )


def unpack_object(content: bytes, report: str) -> ArchiveObject:
    """What `pack_object` made of that report. Raises ObjectBroken for anything else.

    Whether the histories lead to the facts, and the facts' chain is whole, is not looked at.
    """
    try:
        members = strict.read_zip(content)
    except ZipRefused as refused:
        raise ObjectBroken(str(refused)) from None
    for name in (ABOUT, FACTS, RUN.format(1)):
        if name not in members:
            raise ObjectBroken(f"{name} is missing")
    about, facts = (_read(name, members.pop(name)) for name in (ABOUT, FACTS))
    if list(members) != [RUN.format(at) for at in range(1, len(members) + 1)]:
        raise ObjectBroken("there are members that don't belong here")
    histories = [unpack_run(report, body, name) for name, body in members.items()]
    _check_about(report, histories, facts, about)
    return ArchiveObject(report, histories, facts, about)


def pack_run(history: WorkflowHistory) -> bytes:
    """One run's history as a member: the same for the same history, with one version of zlib. Raises
    HistoryTooLarge."""
    return compress_history(History(events=history.events))


def unpack_run(report: str, body: bytes, name: str = "a history") -> WorkflowHistory:
    """The history that `pack_run` made a member of. Raises ObjectBroken, calling it `name`."""
    try:
        events = parse_history(decompress_history(body)).events
    except NotAHistory as refused:
        raise ObjectBroken(f"{name} {refused}") from None
    if not events:
        raise ObjectBroken(f"{name} has no events")
    return WorkflowHistory(report, list(events))


def run_id(history: WorkflowHistory) -> str:
    """The id of the run whose history it is."""
    started = history.events[0].workflow_execution_started_event_attributes
    run: str = started.original_execution_run_id
    return run


def _about(
    report: str,
    histories: Sequence[WorkflowHistory],
    facts: Sequence[Wire],
    made_at: str,
    code: Mapping[str, str | None],
) -> dict[str, Any]:
    return {
        "report": report,
        "runs": [run_id(history) for history in histories],
        "events": [len(history.events) for history in histories],
        "facts": len(facts),
        "digest": facts[-1]["digest"],
        "made_at": made_at,
        "code": {"version": code["version"], "commit": code["commit"]},
    }


def _read(name: str, content: bytes) -> Any:
    try:
        return canonical_json.parse_canonical(content)
    except NotCanonical as refused:
        raise ObjectBroken(f"{name} {refused}") from None


def _check_about(report: str, histories: Sequence[WorkflowHistory], facts: Any, about: Any) -> None:
    try:
        wanted = _about(report, histories, facts, about["made_at"], about["code"])
        instants.parse_instant(about["made_at"])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise ObjectBroken(f"{ABOUT} or {FACTS} lacks what it must have") from None
    if wanted != about:
        other = ", ".join(name for name, value in wanted.items() if about.get(name) != value)
        raise ObjectBroken(f"{ABOUT} says otherwise than what it stands beside: {other or 'more'}")
