"""What is told of decrees, of what they would move, and of how far their re-timings have come."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from calendars import Snapshot
from calendars.calendar import explain_day
from calendars.decrees import NamedDay, SixDayWeek
from records.database import Pool
from records.decrees import retimings
from records.decrees.answers import (
    AgencyTotal,
    ChangedCalendar,
    ChangedDay,
    DecreedDay,
    DecreedSixDayWeek,
    DecreePreview,
    DecreeTotals,
    Moved,
    RetimedReport,
    RetimingProgress,
    ShownDecree,
)
from records.decrees.impact import Affected, moved_reports
from records.decrees.retimed_reports import Retimed
from records.decrees.retimings import Retiming
from records.decrees.stored_decrees import EnteredDecree
from records.directory.in_memory import Directory
from records.paging import Cursors
from workflows.procedure.model import instants


async def present_decrees(pool: Pool, entered: Sequence[EnteredDecree]) -> list[ShownDecree]:
    """Decrees as they are told, each with its newest re-timing. Raises one of `SQL_AWAY`."""
    newest = await retimings.of_decrees(pool, [each.decree.number for each in entered])
    return [_shown(each, newest.get(each.decree.number)) for each in entered]


def _shown(entered: EnteredDecree, retiming: Retiming | None) -> ShownDecree:
    decree = entered.decree
    return {
        "number": decree.number,
        "title": decree.title,
        "issued_on": decree.issued_on.isoformat(),
        "region": decree.region,
        "agency": decree.agency,
        "non_working": [written_day(each) for each in decree.non_working],
        "working": [written_day(each) for each in decree.working],
        "six_day_week": _week(decree.six_day_week) if decree.six_day_week else None,
        "settles": decree.settles,
        "supersedes": decree.supersedes,
        "stands": entered.stands,
        "entered_at": instants.format_instant(entered.entered_at),
        "withdrawn_at": _instant(entered.withdrawn_at),
        "withdrawn_for": entered.withdrawn_for,
        "superseded_by": entered.superseded_by,
        "retiming": present_progress(retiming) if retiming else None,
    }


def written_day(day: NamedDay) -> DecreedDay:
    """A day of a decree."""
    return {"date": day.date.isoformat(), "name": day.name}


def _week(week: SixDayWeek) -> DecreedSixDayWeek:
    return {"since": week.since.isoformat(), "until": week.until.isoformat() if week.until else None}


def present_progress(retiming: Retiming) -> RetimingProgress:
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
        "failing": retiming.failing,
        "made_at": instants.format_instant(retiming.made_at),
        "begun_at": _instant(retiming.begun_at),
        "cancelled_at": _instant(retiming.cancelled_at),
        "finished_at": _instant(retiming.finished_at),
    }


def present_retimed(directory: Directory, each: Retimed) -> RetimedReport:
    """A report of a re-timing."""
    return {
        "tracking_number": each.report,
        "agency": each.agency,
        "agency_name": directory.agency_name(each.agency),
        "moves": each.moves,
        "reached_at": _instant(each.reached_at),
        "moved": each.moved,
        "attempts": each.attempts,
        "reason": each.reason,
        "due_at": _instant(each.due_at) if each.reason else None,
    }


async def preview_impact(
    pool: Pool,
    directory: Directory,
    made: Sequence[Snapshot],
    at: datetime,
    asked: str,
    limit: int,
    after: str | None,
) -> DecreePreview:
    """What the calendars `made` would move if they came into force `at`: a page of reports, and, with the
    first page, the totals of all. `asked` is what decides about `made`: a cursor is good for the same
    only. Raises BadCursor, WrongCursor, DirectoryUnavailable, or one of `SQL_AWAY`."""
    cursors = Cursors.of("preview", asked)
    code, report = cursors.read(after, str, str) if after is not None else ("", "")
    counted = Totals()
    items: list[Affected] = []
    async for each in moved_reports(pool, made, at, (code, report)):
        counted.add(each)
        if len(items) <= limit:
            items.append(each)
        elif after is not None:
            break
    page = cursors.page(items, limit, lambda last: [last.code, last.report])
    return {
        "preview": True,
        "calendars": [present_changed(directory, each) for each in made],
        "items": [present_moved(directory, each) for each in page.items],
        "next": page.next,
        "totals": counted.told(directory) if after is None else None,
    }


class Totals:
    """How many reports and clocks would move, per agency."""

    def __init__(self) -> None:
        self._reports: Counter[str | None] = Counter()
        self._clocks: Counter[str | None] = Counter()
        self._earlier: Counter[str | None] = Counter()
        self._first: dict[str | None, tuple[str, str]] = {}

    def add(self, each: Affected) -> None:
        """Counts one report."""
        agency = each.agency
        self._reports[agency] += 1
        self._clocks[agency] += len(each.moves)
        self._earlier[agency] += sum(move["new_due_at"] < move["old_due_at"] for move in each.moves)
        for move in each.moves:
            before, after = self._first.get(agency, (move["old_due_on"], move["new_due_on"]))
            self._first[agency] = (min(before, move["old_due_on"]), min(after, move["new_due_on"]))

    def told(self, directory: Directory) -> DecreeTotals:
        """The totals; the centre's agency is null."""
        agencies: list[AgencyTotal] = [
            {
                "agency": agency,
                "agency_name": directory.agency_name(agency),
                "reports": self._reports[agency],
                "clocks": self._clocks[agency],
                "earlier": self._earlier[agency],
                "first_before": self._first[agency][0],
                "first_after": self._first[agency][1],
            }
            for agency in sorted(self._reports, key=lambda agency: agency or "")
        ]
        return {
            "reports": self._reports.total(),
            "clocks": self._clocks.total(),
            "earlier": self._earlier.total(),
            "agencies": agencies,
        }


def present_moved(directory: Directory, each: Affected) -> Moved:
    """A report that would move."""
    name = directory.agency_name(each.agency)
    return {"tracking_number": each.report, "agency": each.agency, "agency_name": name, "moves": each.moves}


def present_changed(directory: Directory, calendar: Snapshot) -> ChangedCalendar:
    """A calendar that would be made, with the days that it counts otherwise than the one in force."""
    before = directory.calendar(calendar.region)
    differing = [explain_day(calendar, day) for day in before.differing(calendar)]
    days: list[ChangedDay] = [
        {"date": day.date.isoformat(), "working": day.working, "name": day.name} for day in differing
    ]
    return {"code": calendar.region, "version": calendar.version, "days": days}


def _instant(value: datetime | None) -> str | None:
    return instants.format_instant(value) if value else None
