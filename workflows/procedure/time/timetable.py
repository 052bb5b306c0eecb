"""Timetables: a report's running clocks and what they are counted by, as the record keeps them.

With them a preview of a new calendar need not fold the facts of each report.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock, Pause
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import ClockName, Unit
from workflows.procedure.time.schedule import last_event_at

CalendarOf = Callable[[str, int], Snapshot]
"""The stored calendar of a code and version."""


def build_timetable(case: Case) -> dict[str, Any]:
    """`{clocks, custody, versions, reach}` of the Case: its running clocks, who held it when, the version of
    each calendar by which the days are counted, and the last instant at which anything is due to happen."""
    holding = case.holding
    return {
        "clocks": [_clock(each) for each in case.clocks if each.running],
        "reach": _written(last_event_at(case)),
        "custody": [_custody(each) for each in holding.custody],
        "versions": {each.region: holding.calendars[each.region].version for each in holding.custody},
    }


def parse_timetable(
    wire: Mapping[str, Any], calendar_of: CalendarOf
) -> tuple[list[Clock], Holding, datetime | None]:
    """The clocks, what they are counted by, and their reach. Raises what `calendar_of` does for a calendar it
    lacks."""
    custody = tuple(
        Custody(instants.parse_instant(each["since"]), each["agency"], each["region"])
        for each in wire["custody"]
    )
    calendars = {code: calendar_of(code, version) for code, version in wire["versions"].items()}
    clocks = [_clock_of(each) for each in wire["clocks"]]
    return clocks, Holding(custody, calendars), _read(wire["reach"])


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.name.value,
        "instance": clock.instance,
        "budget": clock.budget,
        "extension": clock.extension,
        "unit": clock.unit.value,
        "started_at": instants.format_instant(clock.started_at),
        "due_at": instants.format_instant(clock.due_at),
        "due_on": clock.due_on.isoformat(),
        "pauses": [[instants.format_instant(each.since), _written(each.until)] for each in clock.pauses],
        "floor": _written(clock.floor),
        "lapsed": clock.lapsed,
    }


def _custody(custody: Custody) -> dict[str, Any]:
    since = instants.format_instant(custody.since)
    return {"since": since, "agency": custody.agency, "region": custody.region}


def _clock_of(wire: Mapping[str, Any]) -> Clock:
    started_at = instants.parse_instant(wire["started_at"])
    return Clock(
        name=ClockName(wire["name"]),
        instance=wire["instance"],
        budget=wire["budget"],
        unit=Unit(wire["unit"]),
        started_at=started_at,
        due_at=instants.parse_instant(wire["due_at"]),
        due_on=date.fromisoformat(wire["due_on"]),
        settled_at=started_at,
        extension=wire["extension"],
        pauses=tuple(Pause(instants.parse_instant(since), _read(until)) for since, until in wire["pauses"]),
        floor=_read(wire["floor"]),
        lapsed=wire["lapsed"],
    )


def _written(instant: datetime | None) -> str | None:
    return instants.format_instant(instant) if instant else None


def _read(text: str | None) -> datetime | None:
    return instants.parse_instant(text) if text else None
