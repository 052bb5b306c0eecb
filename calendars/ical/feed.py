"""The days of a calendar as an iCalendar feed (RFC 5545, 7986)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar.parser import Contentline, Contentlines

from calendars.calendar import SATURDAY, Day, DayReason
from calendars.ical.text import UNNAMED, escaped

REFRESH = "PT12H"
"""How often a subscriber should look again."""
CATEGORY = {False: "HARI LIBUR", True: "HARI KERJA"}


def format_feed(code: str, name: str, days: Iterable[Day], stamp: datetime, version: int) -> bytes:
    """The feed of the calendar `code`, shown as `name`, in its `version`, which was made at `stamp` (aware).

    It has those of `days` that are named or not as the weekday says, each as one all-day event whose UID
    stays the same over versions. Equal input gives equal bytes, and `read` gives the days back, with
    the names that NamedDay has; of others it keeps what one could be.
    """
    assert stamp.tzinfo, "a stamp without a zone is no instant"
    at = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    special = [day for day in days if day.name or day.working is not (day.date.weekday() < SATURDAY)]
    lines = [
        *_header(name),
        *(
            line
            for day in sorted(special, key=lambda day: day.date)
            for line in _event(code, day, at, version)
        ),
        "END:VCALENDAR",
    ]
    feed: bytes = Contentlines(map(Contentline, lines)).to_ical()
    return feed


def _header(name: str) -> list[str]:
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tuntas//Hari kerja//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]


def _event(code: str, day: Day, at: str, version: int) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(f'tuntas-{code}-{day.date}')}",
        f"DTSTAMP:{at}",
        f"SEQUENCE:{version}",
        f"DTSTART;VALUE=DATE:{day.date:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.date + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(day.name or '') or UNNAMED[day.working]}",
        f"CATEGORIES:{CATEGORY[day.working]}",
        *(["TRANSP:TRANSPARENT", "X-TUNTAS-WORKING:TRUE"] if day.working else []),
        *_basis(day),
        "END:VEVENT",
    ]


def _basis(day: Day) -> list[str]:
    """What makes it so: a decree, or as yet only what the base calendar expects."""
    if day.decree:
        return [f"DESCRIPTION:{escaped(f'Dasar: {day.decree}')}", "STATUS:CONFIRMED"]
    if day.reason is DayReason.HOLIDAY:
        return ["DESCRIPTION:Perkiraan\\, belum ditetapkan dengan keputusan", "STATUS:TENTATIVE"]
    return []
