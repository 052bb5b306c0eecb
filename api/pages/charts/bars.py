"""Horizontal bars, of one series or stacked."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.charts.drawing import (
    LINE,
    PADDING,
    Box,
    DrawnLimit,
    Entry,
    Limit,
    require_series,
    shorten_label,
    take_percent,
    write_length,
)

ROW, BAR, BAR_AT = 44, 16, 20
"""Pixels from one bar to the next, its thickness, and where it begins below its label."""


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its label above and, at `end`, its total."""

    entry: Entry
    y: float
    label: str
    boxes: Sequence[Box]
    end: float
    total: float | None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, one below the other."""

    series: Sequence[str]
    entries: Sequence[Entry]
    rows: Sequence[Row]
    height: float
    limit: DrawnLimit | None


def lay_out_bars(entries: Sequence[Entry], series: Sequence[str], limit: Limit | None = None) -> BarChart:
    """A bar for each entry: of the first series alone, or of all of them end to end. No value is negative."""
    require_series(series)
    totals = [_total(entry) for entry in entries]
    top = max([*(total or 0 for total in totals), limit.value if limit else 0]) or 1
    reach = 100 - take_percent(max((write_length(total) for total in totals if total is not None), default=1))
    head = LINE + PADDING if limit else 0
    rows = [
        _row(entry, total, head + number * ROW, reach / top)
        for number, (entry, total) in enumerate(zip(entries, totals, strict=True))
    ]
    return BarChart(series, entries, rows, head + len(rows) * ROW, _across(limit, reach / top))


def _row(entry: Entry, total: float | None, y: float, scale: float) -> Row:
    boxes, x = [], 0.0
    for series, value in enumerate(entry.values):
        if value:
            width = value * scale
            shows = len(entry.values) > 1 and width >= take_percent(write_length(value))
            boxes.append(Box(series, value, x, width, y + BAR_AT, BAR, shows))
            x += width
    return Row(entry, y, shorten_label(entry.label), boxes, x, total)


def _across(limit: Limit | None, scale: float) -> DrawnLimit | None:
    if limit is None:
        return None
    at = limit.value * scale
    return DrawnLimit(limit.label, at, "start" if at < 50 else "end")


def _total(entry: Entry) -> float | None:
    known = [value for value in entry.values if value is not None]
    return sum(known) if known else None
