"""A snapshot's counting for many days at once, on NumPy arrays: a peer of the product's own for the bench.

Days are `datetime64[D]`, numbers are integers, and shapes broadcast as NumPy's own do: one start may be given
with many budgets, or the other way round. What is refused for one element is refused for all.
"""

from base64 import b64decode
from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from calendars.snapshot import Snapshot

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]
Count = TypeVar("Count", int, Numbers)

DAY = np.dtype("datetime64[D]")
EPOCH = date(1970, 1, 1).toordinal()
LAST = date.max.toordinal()


def as_array(dates: Collection[date]) -> Days:
    """The dates as an array. (`np.array` does the same, and takes longer than counting one by one would.)"""
    return _days(np.fromiter((day.toordinal() for day in dates), np.int64, count=len(dates)))


def due_each(snapshot: Snapshot, starts: Days | np.datetime64, days: NDArray[np.integer[Any]] | int) -> Days:
    """The day at whose end each clock of `days` working days, begun on day zero `starts`, lapses.

    Element by element what `Snapshot.add` says. Raises TypeError for arrays of other types, ValueError for
    NaT, a negative number, a day outside the years 1 to 9999, and shapes that don't fit.
    """
    begun, budgets, line = _ordinals(starts), _budgets(days), _Line(snapshot)
    found = np.where(budgets == 0, begun, line.nth(line.up_to(begun) + budgets))
    if (found > LAST).any():
        raise ValueError("a clock would lapse after the year 9999")
    return _days(found)


def between_each(snapshot: Snapshot, after: Days | np.datetime64, until: Days | np.datetime64) -> Numbers:
    """How many working days lie after each of `after`, up to and including `until`.

    Element by element what `Snapshot.between` says. Raises TypeError for arrays of other types, ValueError
    for NaT, a day outside the years 1 to 9999, and shapes that don't fit.
    """
    begun, ended, line = _ordinals(after), _ordinals(until), _Line(snapshot)
    found: Numbers = np.maximum(line.up_to(ended) - line.up_to(begun), 0)
    return found


class _Line:
    """All working days there ever are, in order, numbered as the snapshot's own line does; days are ordinals.

    Both tables begin on the eve of the horizon, so that there is something to take from an empty one too.
    What "clip" takes for a place outside is not used.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        bitmap = np.frombuffer(b64decode(snapshot.days, altchars=b"-_", validate=True), np.uint8)
        flags = np.concatenate(([1], np.unpackbits(bitmap)))
        self._eve = snapshot.first.toordinal() - 1
        self._last = self._eve + 8 * bitmap.size
        self._before = _weekdays_up_to(self._eve)
        self._numbers = self._before - 1 + np.cumsum(flags, dtype=np.int64)
        self._within = self._eve + np.flatnonzero(flags)
        self._total = int(self._numbers[-1])
        self._missing = _weekdays_up_to(self._last) - self._total

    def up_to(self, days: Numbers) -> Numbers:
        """The number of working days up to and including each of `days`."""
        within = self._numbers.take(days - self._eve, mode="clip")
        inside = (days >= self._eve) & (days <= self._last)
        if inside.all():  # as nearly always; what follows takes three times as long
            return within
        outside = _weekdays_up_to(days) - np.where(days > self._last, self._missing, 0)
        return np.where(inside, within, outside)

    def nth(self, numbers: Numbers) -> Numbers:
        """The working days of those numbers; the inverse of `up_to`."""
        within = self._within.take(numbers - self._before, mode="clip")
        inside = (numbers > self._before) & (numbers <= self._total)
        if inside.all():
            return within
        outside = _nth_weekday(numbers + np.where(numbers > self._total, self._missing, 0))
        return np.where(inside, within, outside)


def _weekdays_up_to(day: Count) -> Count:
    """How many days there are from ordinal 1, a Monday, to `day` that are neither Sundays nor Saturdays."""
    return day - day // 7 - (day + 1) // 7


def _nth_weekday(number: Numbers) -> Numbers:
    return number + 2 * ((number - 1) // 5)


def _ordinals(days: Days | np.datetime64) -> Numbers:
    given = np.asarray(days)
    if given.dtype != DAY:
        raise TypeError(f"days must be {DAY}, not {given.dtype}")
    if np.isnat(given).any():
        raise ValueError("NaT is no day")
    ordinals = given.astype(np.int64) + EPOCH
    if (unknown := (ordinals < 1) | (ordinals > LAST)).any():
        raise ValueError(f"{given[unknown][0]} lies outside the years 1 to 9999")
    return ordinals


def _budgets(days: NDArray[np.integer[Any]] | int) -> Numbers:
    given = np.asarray(days)
    if not np.can_cast(given.dtype, np.int64):
        raise TypeError(f"working days must be whole numbers of at most 64 bits, not {given.dtype}")
    if (given < 0).any():
        raise ValueError(f"working days are counted forwards only, not {given.min()}")
    # No more than leads from any day beyond the year 9999, so that no sum overflows.
    budgets: Numbers = np.minimum(given.astype(np.int64), LAST + 1)
    return budgets


def _days(ordinals: Numbers) -> Days:
    return (ordinals - EPOCH).astype(DAY)
