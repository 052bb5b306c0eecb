"""Events that repeat: plainly every year up to an end, or on listed days. Everything else is refused."""

from datetime import date, datetime
from typing import Any

from icalendar import vRecur

from calendars.decrees import LAST
from calendars.ical.errors import DayOutOfRange, Repeats, Unreadable, quoted
from calendars.ical.lines import Component, Property
from calendars.ical.moments import MOST_AT_A_STRETCH, Stretch, day_of, moment


def first_days(event: Component, covered: Stretch) -> tuple[date, ...]:
    """The first day of each of its stretches: its own, those that RRULE and RDATE add, without EXDATE's.
    Raises Unreadable, Repeats, DayOutOfRange."""
    rule, begins = event.one("RRULE"), event.one("DTSTART")
    added, taken = _listed(event, "RDATE"), _listed(event, "EXDATE")
    if event.every("EXRULE") or ((rule or added) and begins and "T" in begins.value):
        raise Repeats(event.place, "repeats, and not plainly by whole days (VALUE=DATE)")
    days = {covered.first, *added, *(_yearly(event.place, rule, covered.first) if rule else ())}
    if len(days) * covered.length > MOST_AT_A_STRETCH:
        raise Repeats(event.place, f"comes to more than {MOST_AT_A_STRETCH} days")
    return tuple(sorted(days - taken))


def _listed(event: Component, name: str) -> set[date]:
    values = [value for prop in event.every(name) for value in prop.value.split(",") if value.strip()]
    if any("/" in value for value in values):
        raise Repeats(event.place, f"has periods in its {name}, which are not taken")
    return {day_of(moment(value, event.place)) for value in values}


def _yearly(place: str, prop: Property, start: date) -> list[date]:
    """Every so many years on the day of `start`, where the year has it."""
    rule = _told(place, prop, start)
    step, count, until = rule.pop("INTERVAL", 1), rule.pop("COUNT", None), rule.pop("UNTIL", None)
    if rule != {"FREQ": "YEARLY"} or step < 1 or (count is not None and count < 1):
        raise Repeats(place, "repeats otherwise than plainly every year")
    if count is None and until is None:
        raise Repeats(place, "repeats without an end (neither COUNT nor UNTIL)")
    if not isinstance(until, date | None):
        raise Unreadable(place, "repeats until something that is no day")
    last = until.date() if isinstance(until, datetime) else until
    days: list[date] = []
    for year in range(start.year, LAST.year + 1, step):
        if len(days) == count or (last and year > last.year):
            return days
        if (day := _in(year, start)) and (last is None or day <= last):
            days.append(day)
    if len(days) == count or (last and last <= LAST):
        return days
    raise DayOutOfRange(place, f"repeats beyond {LAST}")


def _told(place: str, prop: Property, start: date) -> dict[str, Any]:
    """What the rule says beyond what `start` says too, each with its one value."""
    try:
        rule = vRecur.from_ical(prop.value)
    except ValueError:
        raise Unreadable(place, f"has the RRULE {quoted(prop.value)}, which can't be read") from None
    same = {"BYMONTH": [start.month], "BYMONTHDAY": [start.day], "WKST": rule.get("WKST")}
    told = {key: values for key, values in rule.items() if key not in same or same[key] != values}
    if any(len(values) != 1 for values in told.values()):
        raise Repeats(place, "repeats by a rule with several values")
    return {key: values[0] for key, values in told.items()}


def _in(year: int, start: date) -> date | None:
    """The same day in another year; there is none for 29 February in most."""
    try:
        return start.replace(year=year)
    except ValueError:
        return None
