"""Working days in Indonesia: the base calendar, the decrees on top of it, and arithmetic on both.

Importing this package doesn't import `holidays`: whoever builds a calendar imports `calendars.calendar`.
"""

from calendars.decrees import Decree, NamedDay, SixDayWeek, shipped_decrees, standing_decrees
from calendars.errors import (
    CalendarError,
    DayInBothLists,
    DayTwice,
    DecreeInFuture,
    UnknownRegion,
    WeekEndsBefore,
    YearSettledByRegion,
)
from calendars.regions import NATIONAL, REGIONS, Region, region_of
from calendars.snapshot import Snapshot, due

__all__ = [
    "NATIONAL",
    "REGIONS",
    "CalendarError",
    "DayInBothLists",
    "DayTwice",
    "Decree",
    "DecreeInFuture",
    "NamedDay",
    "Region",
    "SixDayWeek",
    "Snapshot",
    "UnknownRegion",
    "WeekEndsBefore",
    "YearSettledByRegion",
    "due",
    "region_of",
    "shipped_decrees",
    "standing_decrees",
]
