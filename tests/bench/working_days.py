"""The snapshot's counting, one by one and in bulk, beside that of NumPy and that of the package `holidays`.

    python -m tests.bench.working_days

Prints JSON lines: microseconds an answer, the median of interleaved rounds, and how many times as fast as
each peer we are, the median of the rounds' ratios; all once every peer agrees on every answer. No peer can be
told of a working Saturday, so the calendar is the national one, which has none. What the peers need before
they can count is made outside of what is measured.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

import holidays
import numpy as np

from calendars import Snapshot, due, shipped_decrees
from calendars.calendar import Calendar, calendar_for
from tests.bench.bulk_calendar import Days, Numbers, as_array, between_each, due_each

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
ROUNDS = 51  # short ones, so that what else the machine does falls on few of them
ALONE = 1_000
IN_BULK = 10_000

Case = tuple[date, int]
Call = Callable[[], object]
ONE_DAY = np.timedelta64(1, "D")


def cases(count: int) -> list[Case]:
    """Clocks of 1 to 60 working days that start and end within the horizon."""
    random = Random(8)
    days = (LAST - FIRST).days - 120
    return [(FIRST + timedelta(days=random.randrange(days)), random.randrange(1, 61)) for _ in range(count)]


def numpy_calendar(calendar: Calendar) -> np.busdaycalendar:
    off = [day.date for day in calendar.days(FIRST, LAST) if not day.working and day.date.isoweekday() <= 5]
    return np.busdaycalendar(weekmask="1111100", holidays=np.array(off, dtype="datetime64[D]"))


def holidays_calendar() -> holidays.HolidayBase:
    """With every year loaded and none to be looked for, which makes the package faster by a sixth."""
    years = range(FIRST.year, LAST.year + 1)
    return holidays.country_holidays("ID", years=years, categories=("public", "government"), expand=False)


def microseconds(call: Call, answers: int) -> float:
    begun = perf_counter()
    call()
    return (perf_counter() - begun) / answers * 1e6


def compare(bench: str, answers: int, ours: Call, **peers: Call) -> None:
    """Prints how all do, each call giving so many answers; round and round about, so that noise is shared."""
    calls = {"ours": ours, **peers}
    taken = [{name: microseconds(call, answers) for name, call in calls.items()} for _ in range(ROUNDS)]
    figures = {f"{name}_us": round(median(each[name] for each in taken), 4) for name in calls}
    ratios = {
        f"times_as_fast_as_{peer}": round(median(each[peer] / each["ours"] for each in taken), 2)
        for peer in peers
    }
    print(json.dumps({"bench": f"working_days_{bench}", **figures, **ratios}))


def adding(
    snapshot: Snapshot, busdays: np.busdaycalendar, package: holidays.HolidayBase, given: Sequence[Case]
) -> None:
    """A report's clock is one date in and one date out; that is what a peer has to answer too."""

    def ours() -> list[date]:
        return [due(snapshot, start, budget) for start, budget in given]

    def by_numpy() -> list[date]:
        return [
            np.busday_offset(np.datetime64(start), budget, "preceding", busdaycal=busdays).astype(date)
            for start, budget in given
        ]

    def by_holidays() -> list[date]:
        # It goes on a day before it looks for a working one, so the start doesn't count here either.
        return [package.get_nth_working_day(start, budget) for start, budget in given]

    assert ours() == by_numpy() == by_holidays()
    compare("due", len(given), ours, numpy=by_numpy, holidays=by_holidays)


def counting(snapshot: Snapshot, busdays: np.busdaycalendar, given: Sequence[Case]) -> None:
    spans = [(start, start + timedelta(days=length)) for start, length in given]

    def ours() -> list[int]:
        return [snapshot.between(after, until) for after, until in spans]

    def by_numpy() -> list[int]:
        # It counts its first day and leaves out its last.
        return [
            int(np.busday_count(np.datetime64(a) + ONE_DAY, np.datetime64(b) + ONE_DAY, busdaycal=busdays))
            for a, b in spans
        ]

    assert ours() == by_numpy()
    compare("between", len(given), ours, numpy=by_numpy)


def in_bulk(snapshot: Snapshot, busdays: np.busdaycalendar, given: Sequence[Case]) -> None:
    """Arrays in and arrays out, ready made for either; ours checks them and reads its bitmap every time."""
    starts = as_array([start for start, _ in given])
    budgets = np.array([budget for _, budget in given])
    ends, next_days, after_ends = starts + budgets, starts + ONE_DAY, starts + budgets + ONE_DAY

    def due_by_numpy() -> Days:
        return np.busday_offset(starts, budgets, "preceding", busdaycal=busdays)

    def between_by_numpy() -> Numbers:
        return np.busday_count(next_days, after_ends, busdaycal=busdays)

    assert np.array_equal(due_each(snapshot, starts, budgets), due_by_numpy())
    assert np.array_equal(between_each(snapshot, starts, ends), between_by_numpy())
    compare("due_each", len(given), lambda: due_each(snapshot, starts, budgets), numpy=due_by_numpy)
    compare("between_each", len(given), lambda: between_each(snapshot, starts, ends), numpy=between_by_numpy)


def main() -> None:
    calendar = calendar_for("ID", shipped_decrees(), date(2026, 11, 24))
    snapshot, busdays = calendar.snapshot(1, FIRST, LAST), numpy_calendar(calendar)
    adding(snapshot, busdays, holidays_calendar(), cases(ALONE))
    counting(snapshot, busdays, cases(ALONE))
    in_bulk(snapshot, busdays, cases(IN_BULK))


if __name__ == "__main__":
    main()
