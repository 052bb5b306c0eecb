"""Due instants that move: because the report moved, its class changed, or the calendar did."""

from datetime import datetime
from typing import Any

from calendars import Snapshot
from workflows.procedure import clocks, instants
from workflows.procedure.alarms import advance
from workflows.procedure.clocks import Clock
from workflows.procedure.ledger import Ledger
from workflows.procedure.words import FactKind


def note_moved(ledger: Ledger, at: datetime, cause: str, **more: Any) -> None:
    """Writes `deadline_moved` for every running clock that is now due at another instant."""
    for clock in ledger.case.clocks:
        if not clock.running or clock.lapsed:
            continue
        due_at, due_on = clocks.due(clock, ledger.case.holding)
        if due_at != clock.due_at:
            data = _data(clock, due_at, due_on.isoformat(), cause)
            ledger.add(FactKind.DEADLINE_MOVED, at, **data, **more)


def change_calendar(ledger: Ledger, calendar: Snapshot) -> None:
    """Brings a newer calendar into force: each running clock keeps old due, new due and the version.

    A lapsed clock stays lapsed, and no due instant is set before the end of the next working day; that is
    so, too, of clocks that stand still and are counted anew when they run again.
    """
    at = ledger.now
    advance(ledger, at)
    ledger.add(FactKind.CALENDAR_CHANGED, at, calendar=calendar.wire())
    version = {"region": calendar.region, "version": calendar.version}
    note_moved(ledger, at, "calendar", calendar=version)


def _data(clock: Clock, due_at: datetime, due_on: str, cause: str) -> dict[str, Any]:
    return {
        "clock": clock.name.value,
        "instance": clock.instance,
        "cause": cause,
        "old_due_at": instants.written(clock.due_at),
        "old_due_on": clock.due_on.isoformat(),
        "new_due_at": instants.written(due_at),
        "new_due_on": due_on,
    }
