"""Working days in Indonesia: the base calendar, decrees, regions, and arithmetic on days. Pure functions.

Storage of decrees and calendars belongs in `records.decrees`. Importing this package does not import
`holidays`; code that builds a calendar imports `calendars.calendar`.
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
