"""Events that repeat: plainly every year, or on listed days, without the days of EXDATE. All else is refused.

The one kind of rule that is taken is counted here, and not by `dateutil.rrule` or `recurring-ical-events`,
which is built on it: they take at least ten times as long, and a file may hold 10,000 rules (ADR 18).
"""

from datetime import date, datetime
from typing import Any

from icalendar import vRecur

from calendars.decrees import LAST
from calendars.ical.errors import DayOutOfRange, Repeats, Unreadable, quoted
from calendars.ical.lines import Component, Property
from calendars.ical.spans import MOST_AT_A_STRETCH, DaySpan, day_of, parse_moment
from calendars.ical.text import Notes

Horizon = tuple[date, date]
"""The first and the last day on which what has no end is read."""


def expand_repeats(
    event: Component, covered: DaySpan, within: Horizon, notes: Notes
) -> tuple[tuple[date, ...], bool]:
    """The first day of each of its stretches: its own, those that RRULE and RDATE add, without EXDATE's; and
    whether it has no end, and is therefore read `within` only. Raises Unreadable, Repeats, DayOutOfRange."""
    rule, begins = event.one("RRULE"), event.one("DTSTART")
    added, taken = _listed(event, "RDATE"), _listed(event, "EXDATE")
    if event.every("EXRULE") or ((rule or added) and begins and "T" in begins.value):
        raise Repeats(event.place, "repeats, and not plainly by whole days (VALUE=DATE)")
    rules = _told(event.place, rule, covered.first) if rule else {}
    endless = bool(rule) and not rules.keys() & {"COUNT", "UNTIL"}
    yearly = _yearly(event.place, rules, covered.first) if rule else [covered.first]
    if endless:
        yearly = [day for day in yearly if within[0] <= day <= within[1]]
        notes.add(f"{event.place} repeats without an end; it was read from {within[0]} to {within[1]}")
    days = {*added, *yearly} if endless else {covered.first, *added, *yearly}
    if idle := sorted(taken - days - (set() if not endless else _outside(taken, within))):
        notes.add(f"{event.place} leaves out {idle[0]}, on which there is none in its series (EXDATE)")
    if len(days) * covered.length > MOST_AT_A_STRETCH:
        raise Repeats(event.place, f"comes to more than {MOST_AT_A_STRETCH} days")
    return tuple(sorted(days - taken)), endless


def _outside(days: set[date], within: Horizon) -> set[date]:
    return {day for day in days if not within[0] <= day <= within[1]}


def _listed(event: Component, name: str) -> set[date]:
    values = [value for prop in event.every(name) for value in prop.value.split(",") if value.strip()]
    if any("/" in value for value in values):
        raise Repeats(event.place, f"has periods in its {name}, which are not taken")
    return {day_of(parse_moment(value, event.place)) for value in values}


def _yearly(place: str, rules: dict[str, Any], start: date) -> list[date]:
    """Every so many years on the day of `start`, where the year has it; without an end up to the last day."""
    rule = dict(rules)
    step, count, until = rule.pop("INTERVAL", 1), rule.pop("COUNT", None), rule.pop("UNTIL", None)
    if rule != {"FREQ": "YEARLY"} or step < 1 or (count is not None and count < 1):
        raise Repeats(place, "repeats otherwise than plainly every year")
    if not isinstance(until, date | None):
        raise Unreadable(place, "repeats until something that is no day")
    last = until.date() if isinstance(until, datetime) else until
    days: list[date] = []
    for year in range(start.year, LAST.year + 1, step):
        if len(days) == count or (last and year > last.year):
            return days
        if (day := _in(year, start)) and (last is None or day <= last):
            days.append(day)
    if len(days) == count or (count is None and (last is None or last <= LAST)):
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
