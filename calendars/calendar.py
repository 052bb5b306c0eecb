"""A region's calendar: the base, the decrees on top of it, and why each day counts or doesn't."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from calendars.base import national_days
from calendars.decrees import Decree
from calendars.regions import NATIONAL, Region, region_of
from calendars.snapshot import Snapshot

Base = Callable[[int], Mapping[date, str]]
"""The names of a year's expected non-working days, by date."""

SATURDAY = 5


class Reason(StrEnum):
    """What decides about a day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # as the base calendar expects; no decree says so yet
    DECREE = "decree"


@dataclass(frozen=True, slots=True)
class Day:
    """Whether `date` is a working day, and why; `name` is what it is called, `decree` a decree's number."""

    date: date
    working: bool
    reason: Reason
    name: str | None = None
    decree: str | None = None


class Calendar:
    """Working days of a region under `decrees`, of which a later one overrules those before it."""

    def __init__(self, region: Region, decrees: Iterable[Decree], base: Base) -> None:
        self.region = region
        self.decrees = tuple(decrees)
        self._base = base
        self._settled = {decree.settles for decree in self.decrees}
        self._decreed = {
            day.date: Day(day.date, working, Reason.DECREE, day.name, decree.number)
            for decree in self.decrees
            for working, days in ((False, decree.non_working), (True, decree.working))
            for day in days
        }

    def why(self, day: date) -> Day:
        """Whether `day` is a working day, and what makes it so."""
        if day in self._decreed:
            return self._decreed[day]
        if day.year not in self._settled and (name := self._base(day.year).get(day)):
            return Day(day, working=False, reason=Reason.HOLIDAY, name=name)
        weekday = day.weekday() < SATURDAY
        return Day(day, working=weekday, reason=Reason.WEEKDAY if weekday else Reason.WEEKEND)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts."""
        return self.why(day).working

    def days(self, first: date, last: date) -> list[Day]:
        """Every day from `first` to `last`, both included."""
        return [self.why(first + timedelta(days=n)) for n in range((last - first).days + 1)]

    def snapshot(self, version: int, first: date, last: date) -> Snapshot:
        """This calendar from `first` to `last` or up to a week later, as a report's history carries it."""
        code, zone = self.region.code, self.region.zone
        return Snapshot.covering(code, zone, version, first, last, self.is_working_day)


def calendar_for(region: str, decrees: Iterable[Decree], as_of: date, base: Base = national_days) -> Calendar:
    """The calendar of `region` by those of `decrees` that were in force on `as_of`. Raises UnknownRegion.

    Decrees of the region overrule national ones; of equal reach, the one issued later overrules.
    """
    home = region_of(region)
    in_force = [each for each in decrees if each.issued_on <= as_of and each.region in {NATIONAL, region}]
    in_force.sort(key=lambda each: (each.region != NATIONAL, each.issued_on, each.number))
    return Calendar(home, in_force, base)


def horizon(today: date) -> tuple[date, date]:
    """What a snapshot made `today` covers: from last year, for reports under way, to the end of the third."""
    return date(today.year - 1, 1, 1), date(today.year + 3, 12, 31)
