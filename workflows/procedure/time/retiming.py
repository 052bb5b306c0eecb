"""Which due instants move if the holder, the class or the calendar changes. The facts: `rules.retiming`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.time import clocks
from workflows.procedure.time.clocks import earliest_new_due, set_floor


@dataclass(frozen=True, slots=True)
class Move:
    """A clock as it is, with its new due instant and day."""

    clock: Clock
    due_at: datetime
    due_on: date

    def wire(self) -> dict[str, Any]:
        """The move as facts and previews have it."""
        return {
            "clock": self.clock.name.value,
            "instance": self.clock.instance,
            "old_due_at": instants.format_instant(self.clock.due_at),
            "old_due_on": self.clock.due_on.isoformat(),
            "new_due_at": instants.format_instant(self.due_at),
            "new_due_on": self.due_on.isoformat(),
        }


def find_moves(timed: Sequence[Clock], holding: Holding) -> Iterator[Move]:
    """The moves of the clocks that run, have not lapsed and, counted by `holding`, are due at another
    instant."""
    for clock in timed:
        if clock.running and not clock.lapsed:
            due_at, due_on = clocks.compute_due(clock, holding)
            if due_at != clock.due_at:
                yield Move(clock, due_at, due_on)


def preview_moves(timed: Sequence[Clock], holding: Holding, calendar: Snapshot, at: datetime) -> list[Move]:
    """What `change_calendar` at `at` would move; empty if `calendar` is not newer than the holder's.

    A clock that is due at `at` does not move: its timed event comes first.
    """
    if not holding.is_older_than(calendar):
        return []
    floor = earliest_new_due(calendar, at)
    floored = [set_floor(clock, floor, at, holding) for clock in timed if clock.due_at > at]
    return list(find_moves(floored, holding.under(calendar)))


def preview_custody(
    timed: Sequence[Clock], holding: Holding, agency: str | None, calendar: Snapshot, at: datetime
) -> list[Move]:
    """What moves if `agency`, null for the centre, whose days `calendar` counts, succeeds the holder at `at`.

    A clock that is due at `at` does not move: its timed event comes first.
    """
    floor = earliest_new_due(calendar, at)
    floored = [set_floor(clock, floor, at, holding) for clock in timed if clock.due_at > at]
    custody = (*holding.custody, Custody(at, agency, calendar.region))
    return list(find_moves(floored, Holding(custody, {**holding.calendars, calendar.region: calendar})))


def changes_count(
    timed: Sequence[Clock], holding: Holding, calendar: Snapshot, reach: datetime | None
) -> bool:
    """Whether a newer `calendar` changes a day that a running clock or its ladder counts: a day after the
    first clock's start, up to `reach`, the instant of the last timed event.

    A due instant may stay where it is even so, while a reminder moves or the explanation changes.
    """
    running = [clock for clock in timed if clock.running]
    if reach is None or not running or not holding.is_older_than(calendar):
        return False
    begun = min(running, key=lambda clock: clock.started_at).started_at
    first = holding.calendar_at(begun).local_date(begun)
    last, now = holding.calendar.local_date(reach), holding.custody[-1].region
    return any(
        first < day <= last and holding.custody_on(day).region == now
        for day in holding.calendar.differing(calendar)
    )


def find_decrees_behind(move: Move, before: Holding, after: Holding) -> list[dict[str, str]]:
    """The decrees that moved a clock, as `{number, act}`: those of each changed day from its start to the
    later of both due days. `act` is `enacted` or `withdrawn`."""
    day = before.calendar_at(move.clock.started_at).local_date(move.clock.started_at)
    found: dict[str, str] = {}
    while day < max(move.due_on, move.clock.due_on):
        day += timedelta(days=1)
        old, new = before.calendar_on(day), after.calendar_on(day)
        if old.is_working_day(day) == new.is_working_day(day):
            continue
        said, says = old.names.get(day), new.names.get(day)
        if says is not None and says.decree is not None:
            found[says.decree] = "enacted"
        elif said is not None and said.decree is not None:
            found.setdefault(said.decree, "withdrawn")
    return [{"number": number, "act": found[number]} for number in sorted(found)]
