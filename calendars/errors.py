"""What calendars refuse, each with its stable code.

CalendarError
├── UnknownRegion
├── DecreeInFuture
├── DayTwice
├── DayInBothLists
├── YearSettledByRegion
└── WeekEndsBefore
"""

from datetime import date
from typing import ClassVar


class CalendarError(ValueError):
    """Something that no calendar can be built from."""

    code: ClassVar[str]


class UnknownRegion(CalendarError):
    """A code that is neither `ID` nor a province's ISO 3166-2 code."""

    code = "unknown_region"

    def __init__(self, region: str) -> None:
        super().__init__(f"no region has the code {region!r}")
        self.region = region


class DecreeInFuture(CalendarError):
    """A decree that isn't issued yet can't be in force."""

    code = "decree_in_future"

    def __init__(self, issued_on: date) -> None:
        super().__init__(f"issued on {issued_on}, which is still to come")
        self.issued_on = issued_on


class DayTwice(CalendarError):
    """A list names one day more than once."""

    code = "decree_day_twice"

    def __init__(self, days: list[date]) -> None:
        super().__init__(f"named more than once: {_listed(days)}")
        self.days = days


class DayInBothLists(CalendarError):
    """A decree makes one day both working and non-working."""

    code = "decree_day_in_both_lists"

    def __init__(self, days: list[date]) -> None:
        super().__init__(f"both working and non-working: {_listed(days)}")
        self.days = days


class YearSettledByRegion(CalendarError):
    """Only a national decree lists all of a year's holidays."""

    code = "year_settled_by_region"

    def __init__(self, region: str) -> None:
        super().__init__(f"a decree for {region} can't settle the year of the whole country")
        self.region = region


class WeekEndsBefore(CalendarError):
    """A six-day week that is over before it begins."""

    code = "week_ends_before_it_begins"

    def __init__(self, since: date, until: date) -> None:
        super().__init__(f"the six-day week begins on {since} and ends on {until}, which is earlier")
        self.since = since
        self.until = until


def _listed(days: list[date]) -> str:
    return ", ".join(day.isoformat() for day in days)
