"""Short ways to write an iCalendar file, and to look at what was read of it."""

from calendars.ical import ReadDays

LINE = "\r\n"


def event(*lines: str, day: str = "20260320", name: str | None = "Nyepi", uid: str | None = None) -> str:
    """An event; of all that `lines` leave out it has a day (DTSTART) and a name."""
    own = {line.replace(";", ":").split(":")[0].strip().upper() for line in lines}
    rest = {"UID": uid, "DTSTART": day, "SUMMARY": name}
    added = [f"{key}:{value}" for key, value in rest.items() if key not in own and value is not None]
    return LINE.join(("BEGIN:VEVENT", *added, *lines, "END:VEVENT"))


def file(*components: str, head: str = "VERSION:2.0") -> bytes:
    """A calendar of these components."""
    return (LINE.join(("BEGIN:VCALENDAR", head, *components, "END:VCALENDAR")) + LINE).encode()


def off(days: ReadDays) -> dict[str, str]:
    """The names of the days off."""
    return {day.date.isoformat(): day.name for day in days.non_working}


def on(days: ReadDays) -> dict[str, str]:
    """The names of the working days."""
    return {day.date.isoformat(): day.name for day in days.working}
