"""Calendars as iCalendar files (RFC 5545): read as days off and working days, and written as feeds.

Nothing that a workflow imports may import this.
"""

from calendars.ical.errors import CalendarFileError
from calendars.ical.reading import ReadDays, parse_days
from calendars.ical.writing import format_feed

__all__ = ["CalendarFileError", "ReadDays", "format_feed", "parse_days"]
