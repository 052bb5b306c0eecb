"""Calendars as iCalendar files (RFC 5545): read as days off and working days, and written as feeds.

Nothing that a workflow imports may import this.
"""

from calendars.ical.errors import CalendarFileError
from calendars.ical.reading import ReadDays, read
from calendars.ical.writing import written

__all__ = ["CalendarFileError", "ReadDays", "read", "written"]
