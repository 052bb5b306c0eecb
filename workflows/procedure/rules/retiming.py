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
    """Brings a newer calendar into force: each running clock keeps old due, new due, the version and the
    decrees behind it. One that is not newer changes nothing.

    A lapsed clock stays lapsed, and no due instant is set before the end of the next working day; that is
    so, too, of clocks that stand still and are counted anew when they run again.
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
