"""Columns and lines over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from api.pages.charts.drawing import (
    LINE,
    Box,
    DrawnLimit,
    Entry,
    Limit,
    Tick,
    list_ticks,
    require_series,
    take_percent,
    write_length,
)

PLOT_TOP, PLOT_BOTTOM, HEIGHT = 24, 176, 200
"""Pixels from the top to where the highest value, 0, and the chart's end stand."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry's place along the time; `label` is empty where there is no room for it."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """A series as paths (of percent and pixels) and points. The last value's label is at `label_y`."""

    series: int
    path: str
    points: Sequence[tuple[float, float]]
    last: float | None
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Columns or lines over time, upon a scale that begins at 0. `left` and `right` bound the plot."""

    series: Sequence[str]
    entries: Sequence[Entry]
    slots: Sequence[Slot]
    ticks: Sequence[Tick]
    columns: Sequence[Box]
    lines: Sequence[Line]
    left: float
    right: float
    limit: DrawnLimit | None
    height: float = HEIGHT


def lay_out_columns(entries: Sequence[Entry], series: Sequence[str], limit: Limit | None = None) -> TimeChart:
    """A group of columns for each entry, from left to right in time. No value is negative."""
    require_series(series)
    chart = _lay_out_time(entries, series, limit, right=97)
    slot = (chart.right - chart.left) / max(len(entries), 1)
    width = slot * 0.8 / len(series)
    scale = _down(chart.ticks)
    columns = []
    for at, entry in zip(chart.slots, entries, strict=True):
        for number, value in enumerate(entry.values):
            if value is not None:
                x, height = at.x - slot * 0.4 + number * width, value * scale
                fits = width >= take_percent(write_length(value), padding=0)
                columns.append(Box(number, value, x, width, PLOT_BOTTOM - height, height, fits))
    return replace(chart, columns=columns)


def lay_out_lines(entries: Sequence[Entry], series: Sequence[str], limit: Limit | None = None) -> TimeChart:
    """A line for each series, from left to right in time; unknown values interrupt it. No value is
    negative."""
    require_series(series)
    longest = max((write_length(v) for entry in entries for v in entry.values if v is not None), default=1)
    chart = _lay_out_time(entries, series, limit, right=100 - take_percent(longest))
    scale = _down(chart.ticks)
    lines = [_draw_line(chart, entries, number, scale) for number in range(len(series))]
    return replace(chart, lines=_spread(lines))


def _draw_line(chart: TimeChart, entries: Sequence[Entry], number: int, scale: float) -> Line:
    path, points, last = "", list[tuple[float, float]](), None
    begun = False
    for slot, entry in zip(chart.slots, entries, strict=True):
        value = entry.values[number]
        if value is None:
            begun = False
            continue
        point, last = (slot.x, PLOT_BOTTOM - value * scale), value
        path += f"{'L' if begun else 'M'}{point[0]:.2f} {point[1]:.2f}"
        points.append(point)
        begun = True
    x, y = points[-1] if points else (chart.left, PLOT_BOTTOM)
    return Line(number, path, points, last, x, y)


def _spread(lines: Sequence[Line]) -> list[Line]:
    """The same with labels a line of text apart, as near to their points as the plot has room."""
    order = sorted((line for line in lines if line.last is not None), key=lambda line: line.label_y)
    at = [line.label_y for line in order]
    for before, after in pairwise(range(len(at))):
        at[after] = max(at[after], at[before] + LINE)
    if at and at[-1] > PLOT_BOTTOM:
        at[-1] = PLOT_BOTTOM
        for after, before in pairwise(reversed(range(len(at)))):
            at[before] = min(at[before], at[after] - LINE)
    placed = {line.series: y for line, y in zip(order, at, strict=True)}
    return [replace(each, label_y=placed.get(each.series, 0)) for each in lines]


def _lay_out_time(
    entries: Sequence[Entry], series: Sequence[str], limit: Limit | None, right: float
) -> TimeChart:
    values = [value for entry in entries for value in entry.values if value is not None]
    written = list(list_ticks(max([*values, limit.value if limit else 0], default=0)))
    left = take_percent(max(write_length(value) for value in written))
    scale = (PLOT_BOTTOM - PLOT_TOP) / written[-1]
    ticks = [Tick(value, PLOT_BOTTOM - value * scale) for value in written]
    drawn = DrawnLimit(limit.label, PLOT_BOTTOM - limit.value * scale) if limit else None
    slots = _list_slots([entry.label for entry in entries], left, right)
    return TimeChart(series, entries, slots, ticks, [], [], left, right, drawn)


def _list_slots(labels: Sequence[str], left: float, right: float) -> list[Slot]:
    """As many labels as there is room for, at equal distances, the last one always."""
    width = (right - left) / max(len(labels), 1)
    needed = take_percent(max((len(label) for label in labels), default=1))
    every = max(1, ceil(needed / width))
    last = len(labels) - 1
    return [
        Slot(label if (last - number) % every == 0 else "", left + (number + 0.5) * width)
        for number, label in enumerate(labels)
    ]


def _down(ticks: Sequence[Tick]) -> float:
    """Pixels of one unit."""
    return (PLOT_BOTTOM - PLOT_TOP) / ticks[-1].value
