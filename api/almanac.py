"""What is told of decrees, calendars and re-timings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.house import House
from calendars import Snapshot
from calendars.alarms import Alarm
from calendars.alarms import alarms as found_by
from calendars.calendar import SATURDAY, Day, Reason
from records import calendars, retimings
from records.decrees import Entered
from records.foreseen import Affected, affected
from records.queries import paging
from records.retimings import Retimed, Retiming
from workflows.procedure import instants


async def shown(house: House, entered: Sequence[Entered]) -> list[dict[str, Any]]:
    """Decrees as they are told, each with its newest re-timing."""
    newest = await retimings.of_decrees(house.pool, [each.decree.number for each in entered])
    return [_shown(each, newest.get(each.decree.number)) for each in entered]


def _shown(entered: Entered, retiming: Retiming | None) -> dict[str, Any]:
    return {
        **entered.decree.model_dump(mode="json"),
        "stands": entered.stands,
        "entered_at": instants.written(entered.entered_at),
        "withdrawn_at": _instant(entered.withdrawn_at),
        "withdrawn_for": entered.withdrawn_for,
        "superseded_by": entered.superseded_by,
        "retiming": progress(retiming) if retiming else None,
    }


def progress(retiming: Retiming) -> dict[str, Any]:
    """How far a re-timing has come."""
    return {
        "id": retiming.id,
        "act": retiming.act,
        "decree": retiming.decree,
        "state": retiming.state,
        "versions": retiming.versions,
        "total": retiming.total,
        "reached": retiming.reached,
        "moved": retiming.moved,
        "made_at": instants.written(retiming.made_at),
        "begun_at": _instant(retiming.begun_at),
        "cancelled_at": _instant(retiming.cancelled_at),
        "finished_at": _instant(retiming.finished_at),
    }


def retimed(house: House, each: Retimed) -> dict[str, Any]:
    """A report of a re-timing."""
    return {
        "tracking_number": each.report,
        "agency": each.agency,
        "agency_name": house.directory.agency_name(each.agency),
        "moves": each.moves,
        "reached_at": _instant(each.reached_at),
        "moved": each.moved,
    }


async def preview(
    house: House, made: Sequence[Snapshot], at: datetime, limit: int, after: str | None
) -> dict[str, Any]:
    """What the calendars `made` would move if they came into force `at`: a page of reports, and, with the
    first page, the totals of all. Raises BadCursor."""
    code, report = paging.read(after, str, str) if after is not None else ("", "")
    counted = Totals()
    items: list[Affected] = []
    async for each in affected(house.pool, made, at, (code, report)):
        counted.add(each)
        if len(items) <= limit:
            items.append(each)
        elif after is not None:
            break
    page = paging.page(items, limit, lambda last: [last.code, last.report])
    return {
        "preview": True,
        "calendars": [_changed(house, each) for each in made],
        "items": [_foreseen(house, each) for each in page.items],
        "next": page.next,
        "totals": counted.told(house) if after is None else None,
    }


class Totals:
    """How many reports and clocks would move, per agency."""

    def __init__(self) -> None:
        self._reports: Counter[str | None] = Counter()
        self._clocks: Counter[str | None] = Counter()

    def add(self, each: Affected) -> None:
        """Counts one report."""
        self._reports[each.agency] += 1
        self._clocks[each.agency] += len(each.moves)

    def told(self, house: House) -> dict[str, Any]:
        """The totals; the centre's agency is null."""
        agencies = [
            {
                "agency": agency,
                "agency_name": house.directory.agency_name(agency),
                "reports": self._reports[agency],
                "clocks": self._clocks[agency],
            }
            for agency in sorted(self._reports, key=lambda agency: agency or "")
        ]
        return {"reports": self._reports.total(), "clocks": self._clocks.total(), "agencies": agencies}


def _foreseen(house: House, each: Affected) -> dict[str, Any]:
    name = house.directory.agency_name(each.agency)
    return {"tracking_number": each.report, "agency": each.agency, "agency_name": name, "moves": each.moves}


def _changed(house: House, calendar: Snapshot) -> dict[str, Any]:
    """A calendar that would be made, with the days that it counts otherwise than the one in force."""
    before = house.directory.calendar(calendar.region)
    changed = [told(calendar, day) for day in before.differing(calendar)]
    days = [{"date": day.date.isoformat(), "working": day.working, "name": day.name} for day in changed]
    return {"code": calendar.region, "version": calendar.version, "days": days}


def told(calendar: Snapshot, day: date) -> Day:
    """Whether a day counts, and why, by the calendar alone."""
    working, named = calendar.is_working_day(day), calendar.names.get(day)
    if named is not None:
        return Day(day, working, Reason.DECREE if named.decree else Reason.HOLIDAY, named.name, named.decree)
    return Day(day, working, Reason.WEEKDAY if day.weekday() < SATURDAY else Reason.WEEKEND)


def alarms(house: House) -> list[Alarm]:
    """What somebody has to see to before calendars run out. Raises DirectoryUnavailable."""
    directory = house.directory
    return found_by(calendars.today(), directory.calendars(), directory.decrees())


def alarm_wires(house: House) -> list[Mapping[str, Any]]:
    """The alarms as they are told."""
    return [
        {
            "code": each.code,
            "message": each.message,
            "calendars": list(each.codes),
            "last": each.last.isoformat() if each.last else None,
            "year": each.year,
        }
        for each in alarms(house)
    ]


def _instant(value: datetime | None) -> str | None:
    return instants.written(value) if value else None
