"""Calendars as iCalendar files (RFC 5545): reads days off and working days, and writes feeds.

Nothing that a workflow imports may import this package. Decrees made of the days belong in
`records.decrees`.
"""

from calendars.ical.errors import CalendarFileError
from calendars.ical.feed import format_feed
from calendars.ical.parser import ReadDays, parse_days

__all__ = ["CalendarFileError", "ReadDays", "format_feed", "parse_days"]
