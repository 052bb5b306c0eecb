"""A region's calendar: the base, the decrees on top of it, and why each day counts or doesn't."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from calendars.base import national_days
from calendars.decrees import Decree
from calendars.names import Named, encode_names
from calendars.regions import NATIONAL, REGIONS, Region, region_of
from calendars.snapshot import Snapshot
from fields.answer_fields import Answer, DecreeNumber
from fields.answer_fields import Day as WrittenDay

Base = Callable[[int], Mapping[date, str]]
"""The names of a year's expected non-working days, by date."""

SATURDAY = 5
SIX_DAYS = "Enam hari kerja seminggu"
"""What a Saturday is called that counts only because the week has six days."""
KNOWN = (date(2000, 1, 1), date(2060, 12, 31))
"""The days that the base calendar is asked about; outside them Monday to Friday count."""


class DayReason(StrEnum):
    """What decides about a day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # as the base calendar expects; no decree says so yet
    DECREE = "decree"


class CalendarDay(Answer):
    """A day, and whether it is a working day."""

    date: WrittenDay
    working: bool
    reason: DayReason
    name: Annotated[str, Field(examples=["Tahun Baru"])] | None
    decree: DecreeNumber | None


@dataclass(frozen=True, slots=True)
class Day:
    """Whether `date` is a working day, and why; `name` is what it is called, `decree` a decree's number."""

    date: date
    working: bool
    reason: DayReason
    name: str | None = None
    decree: str | None = None

    def wire(self) -> CalendarDay:
        """The day as JSON."""
        return {
            "date": self.date.isoformat(),
            "working": self.working,
            "reason": self.reason,
            "name": self.name,
            "decree": self.decree,
        }


class Calendar:
    """Working days of a region, or of one `agency` in it with decrees of its own, under `decrees`, of which
    a later one overrules those before it."""

    def __init__(
        self, region: Region, decrees: Iterable[Decree], base: Base, agency: str | None = None
    ) -> None:
        self.region = region
        self.code = agency or region.code
        self.decrees = tuple(decrees)
        self._weeks = [decree for decree in self.decrees if decree.six_day_week]
        self._base = base
        self._settled = {decree.settles for decree in self.decrees}
        self._decreed = {
            day.date: Day(day.date, working, DayReason.DECREE, day.name, decree.number)
            for decree in self.decrees
            for working, days in ((False, decree.non_working), (True, decree.working))
            for day in days
        }

    def why(self, day: date) -> Day:
        """Whether `day` is a working day, and what makes it so."""
        if day in self._decreed:
            return self._decreed[day]
        if day.year not in self._settled and (name := self._base(day.year).get(day)):
            return Day(day, working=False, reason=DayReason.HOLIDAY, name=name)
        if day.weekday() < SATURDAY:
            return Day(day, working=True, reason=DayReason.WEEKDAY)
        for decree in reversed(self._weeks if day.weekday() == SATURDAY else ()):
            if decree.six_day_week and decree.six_day_week.covers(day):
                return Day(day, True, DayReason.DECREE, SIX_DAYS, decree.number)
        return Day(day, working=False, reason=DayReason.WEEKEND)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts."""
        return self.why(day).working

    def days(self, first: date, last: date) -> list[Day]:
        """Every day from `first` to `last`, both included."""
        return [self.why(first + timedelta(days=n)) for n in range((last - first).days + 1)]

    def snapshot(self, version: int, first: date, last: date) -> Snapshot:
        """This calendar from `first` to `last` or up to a week later, as a report's history carries it."""
        named: dict[date, Named] = {}

        def is_working(date_: date) -> bool:
            day = self.why(date_)
            if day.name is not None:
                named[date_] = Named(day.name, day.decree)
            return day.working

        bare = Snapshot.covering(self.code, self.region.zone, version, first, last, is_working)
        return replace(bare, named=encode_names(named))

    def named(self, first: date, last: date) -> dict[date, Named]:
        """What each day from `first` to `last` is called that has a name, and by which decree."""
        days = self.days(first, last)
        return {day.date: Named(day.name, day.decree) for day in days if day.name is not None}


def calendar_for(
    region: str,
    decrees: Iterable[Decree],
    as_of: date,
    base: Base = national_days,
    agency: str | None = None,
) -> Calendar:
    """The calendar of `region`, or of `agency` there, by those of `decrees` that were in force on `as_of`.
    Raises UnknownRegion.

    The narrower decree overrules: an agency's those of its region, and these the national ones; of equal
    reach, the one issued later does.
    """
    home = region_of(region)
    in_force = [
        each
        for each in decrees
        if each.issued_on <= as_of
        and (each.region in {NATIONAL, region} if each.agency is None else each.agency == agency)
    ]
    in_force.sort(key=lambda each: (bool(each.agency), each.region != NATIONAL, each.issued_on, each.number))
    return Calendar(home, in_force, base, agency)


def horizon(today: date) -> tuple[date, date]:
    """What a snapshot made `today` covers: from last year, for reports under way, to the end of the third."""
    return date(today.year - 1, 1, 1), date(today.year + 3, 12, 31)


def snapshot_for(region: str, decrees: Iterable[Decree], today: date, agency: str | None = None) -> Snapshot:
    """The calendar of `region`, or of `agency` there, by `decrees` as of `today`, over its horizon, without a
    version. One that was made before from the same decrees is not made again."""
    in_force = calendar_for(region, decrees, today, agency=agency).decrees
    return _snapshot(region, in_force, agency, *horizon(today))


@lru_cache(maxsize=2 * len(REGIONS))
def _snapshot(
    region: str, in_force: tuple[Decree, ...], agency: str | None, first: date, last: date
) -> Snapshot:
    return Calendar(region_of(region), in_force, national_days, agency).snapshot(0, first, last)


def explain_day(calendar: Snapshot, day: date) -> Day:
    """Whether a day counts, and why, by a snapshot alone."""
    working, named = calendar.is_working_day(day), calendar.names.get(day)
    if named is not None:
        return Day(
            day, working, DayReason.DECREE if named.decree else DayReason.HOLIDAY, named.name, named.decree
        )
    return Day(day, working, DayReason.WEEKDAY if day.weekday() < SATURDAY else DayReason.WEEKEND)


@lru_cache(maxsize=2 * len(REGIONS))
def widen_horizon(calendar: Snapshot, region: str, decrees: tuple[Decree, ...]) -> Snapshot:
    """The `calendar` of `region`, or of an agency there, and before and after its horizon what the `decrees`
    that stand and the base say of the years that are `KNOWN`."""
    agency = None if calendar.region in REGIONS else calendar.region
    reasons = calendar_for(region, decrees, date.max, agency=agency)

    def is_working(day: date) -> bool:
        within = calendar.first <= day <= calendar.last
        return calendar.is_working_day(day) if within else reasons.is_working_day(day)

    wide = Snapshot.covering(calendar.region, calendar.zone, calendar.version, *KNOWN, is_working)
    earlier = reasons.named(KNOWN[0], calendar.first - timedelta(days=1))
    later = reasons.named(calendar.last + timedelta(days=1), KNOWN[1])
    return replace(wide, named=encode_names({**earlier, **calendar.names, **later}))
