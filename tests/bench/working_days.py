"""The snapshot's counting beside NumPy's, which is built for it but knows no working Saturday.

    python tests/bench/working_days.py

Prints JSON lines: microseconds a call, the median of five interleaved rounds, once both agree on every
answer. (Not named after the package it measures: as a script it would then import itself.)
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

from calendars import Snapshot, shipped_decrees
from calendars.calendar import Calendar, calendar_for

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
CALLS = 10_000
ROUNDS = 5

Case = tuple[date, int]
Call = Callable[[], object]


def cases() -> list[Case]:
    """Clocks that start and end within the horizon."""
    random = Random(8)
    days = (LAST - FIRST).days - 120
    return [(FIRST + timedelta(days=random.randrange(days)), random.randrange(1, 61)) for _ in range(CALLS)]


def numpy_calendar(calendar: Calendar) -> np.busdaycalendar:
    off = [day.date for day in calendar.days(FIRST, LAST) if not day.working and day.date.isoweekday() <= 5]
    return np.busdaycalendar(weekmask="1111100", holidays=np.array(off, dtype="datetime64[D]"))


def microseconds(call: Call) -> float:
    begun = perf_counter()
    call()
    return (perf_counter() - begun) / CALLS * 1e6


def medians(calls: dict[str, Call]) -> dict[str, float]:
    """Each call's median over the rounds; round and round about, so that noise falls on all alike."""
    rounds = [{name: microseconds(call) for name, call in calls.items()} for _ in range(ROUNDS)]
    return {f"{name}_us": round(median(each[name] for each in rounds), 3) for name in calls}


def adding(snapshot: Snapshot, peer: np.busdaycalendar, given: Sequence[Case]) -> dict[str, float]:
    starts = np.array([start for start, _ in given], dtype="datetime64[D]")
    budgets = np.array([budget for _, budget in given])

    def ours() -> list[date]:
        return [snapshot.add(start, budget) for start, budget in given]

    def one_by_one() -> list[date]:
        # A report's clock is one date in and one date out; that is what a peer has to answer too.
        return [
            np.busday_offset(np.datetime64(start), budget, "preceding", busdaycal=peer).astype(date)
            for start, budget in given
        ]

    def in_bulk() -> list[date]:
        found: list[date] = np.busday_offset(starts, budgets, "preceding", busdaycal=peer).tolist()
        return found

    assert ours() == one_by_one() == in_bulk()
    return medians({"ours": ours, "numpy": one_by_one, "numpy_bulk": in_bulk})


def counting(snapshot: Snapshot, peer: np.busdaycalendar, given: Sequence[Case]) -> dict[str, float]:
    spans = [(start, start + timedelta(days=length)) for start, length in given]

    def ours() -> list[int]:
        return [snapshot.between(after, until) for after, until in spans]

    def one_by_one() -> list[int]:
        day = np.timedelta64(1, "D")
        return [
            int(np.busday_count(np.datetime64(after) + day, np.datetime64(until) + day, busdaycal=peer))
            for after, until in spans
        ]

    assert ours() == one_by_one()
    return medians({"ours": ours, "numpy": one_by_one})


def main() -> None:
    calendar = calendar_for("ID", shipped_decrees(), date(2026, 11, 24))
    snapshot, peer, given = calendar.snapshot(1, FIRST, LAST), numpy_calendar(calendar), cases()
    for name, measured in (("add", adding), ("between", counting)):
        figures = measured(snapshot, peer, given)
        ratio = round(figures["numpy_us"] / figures["ours_us"], 2)
        print(json.dumps({"bench": f"working_days_{name}", **figures, "times_as_fast_as_numpy": ratio}))


if __name__ == "__main__":
    main()
