"""Re-timing: the facts that are written when due instants move."""

from datetime import datetime
from typing import Any

from calendars import Snapshot
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.enums import FactKind
from workflows.procedure.rules.timed_events import write_due_events
from workflows.procedure.time.retiming import find_decrees_behind, find_moves


def write_moves(transcript: Transcript, at: datetime, cause: str) -> None:
    """Writes `deadline_moved` for every running clock that is now due at another instant."""
    for move in find_moves(transcript.case.clocks, transcript.case.holding):
        transcript.add(FactKind.DEADLINE_MOVED, at, cause=cause, **move.wire())


def change_calendar(transcript: Transcript, calendar: Snapshot) -> None:
    """Brings a newer calendar into force: writes `calendar_changed`, and `deadline_moved` for each running
    clock whose due instant moves, with the calendar's version and the decrees. If `calendar` is not newer,
    nothing is written (ADR 7).

    A lapsed clock stays lapsed. No due instant is set before the end of the next working day; the same holds
    for a clock that stands still now and is counted again when it runs.
    """
    at = transcript.now
    write_due_events(transcript, at)
    before = transcript.case.holding
    if not before.is_older_than(calendar):
        return
    transcript.add(FactKind.CALENDAR_CHANGED, at, calendar=calendar.wire())
    version = {"region": calendar.region, "version": calendar.version}
    for move in list(find_moves(transcript.case.clocks, transcript.case.holding)):
        decrees = find_decrees_behind(move, before, transcript.case.holding)
        more: dict[str, Any] = {"decrees": decrees} if decrees else {}
        transcript.add(FactKind.DEADLINE_MOVED, at, cause="calendar", calendar=version, **move.wire(), **more)
