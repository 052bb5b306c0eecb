"""Each clock of a report as a bar in time, from the states after its facts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence.replay.replayer import Station
from workflows.procedure.model import instants


@dataclass(frozen=True, slots=True)
class ClockBar:
    """One start of a clock. `due_at` is the last due instant that it had; `moved` counts how often that
    changed. `until` is where the bar ends: its stop, or `as_of` for one that has not stopped. `pauses` are
    pairs of instants. `lapsed_at` is the due instant that it passed."""

    name: str
    instance: int
    started_at: datetime
    due_at: datetime
    due_on: str
    stopped_at: datetime | None
    until: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    lapsed_at: datetime | None = None
    moved: int = 0


@dataclass
class _Watched:
    """A clock as it was last seen, and what was seen of it before."""

    last: dict[str, Any]
    dues: list[str] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused_since: datetime | None = None
    lapsed_at: str | None = None

    def see(self, clock: dict[str, Any], at: datetime) -> None:
        """The clock as it was after the fact that counts `at`."""
        self.last = clock
        if not self.dues or self.dues[-1] != clock["due_at"]:
            self.dues.append(clock["due_at"])
        if clock["paused"] and self.paused_since is None:
            self.paused_since = at
        if not clock["paused"] and self.paused_since is not None:
            self.pauses.append((self.paused_since, at))
            self.paused_since = None
        if clock["lapsed"] and self.lapsed_at is None:
            self.lapsed_at = clock["due_at"]

    def bar(self, as_of: datetime) -> ClockBar:
        """What came of it by then."""
        parse = instants.parse_instant
        stopped = parse(self.last["stopped_at"]) if self.last["stopped_at"] else None
        until = stopped or as_of
        still = [(self.paused_since, until)] if self.paused_since else []
        return ClockBar(
            self.last["name"],
            self.last["instance"],
            parse(self.last["started_at"]),
            parse(self.last["due_at"]),
            self.last["due_on"],
            stopped,
            until,
            (*self.pauses, *still),
            parse(self.lapsed_at) if self.lapsed_at else None,
            len(self.dues) - 1,
        )


def build_bars(stations: Sequence[Station], as_of: datetime) -> list[ClockBar]:
    """Every start of every clock, in the order in which they started."""
    watched: dict[tuple[str, int], _Watched] = {}
    for station in stations:
        for clock in station.state["clocks"]:
            key = (clock["name"], clock["instance"])
            watched.setdefault(key, _Watched(clock)).see(clock, station.at)
    bars = [each.bar(as_of) for each in watched.values()]
    return sorted(bars, key=lambda bar: (bar.started_at, bar.name, bar.instance))


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """Where a span lies on the time axis, in per cent of its width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its places on the axis, in per cent. `late` is the part after the due instant that it
    passed; `rest` leads from the bar's end to a due instant that is yet to come."""

    bar: ClockBar
    whole: DrawnSpan
    pauses: tuple[DrawnSpan, ...]
    late: DrawnSpan | None
    rest: DrawnSpan | None
    due: float


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From when to when bars are drawn."""

    begin: datetime
    end: datetime

    def place(self, at: datetime) -> float:
        """Where an instant lies, in per cent."""
        share = (at - self.begin) / (self.end - self.begin) if self.end > self.begin else 0.0
        return round(100 * min(max(share, 0.0), 1.0), 3)

    def span(self, since: datetime, until: datetime) -> DrawnSpan:
        """Where a span lies; none is narrower than can be seen."""
        x = self.place(since)
        width = max(self.place(until) - x, 0.4)
        return DrawnSpan(min(x, 100 - width), width)


def draw_bars(bars: Sequence[ClockBar], stations: Sequence[Station]) -> tuple[TimeAxis, list[DrawnBar]]:
    """The axis that holds all bars, and each bar on it. There is at least one station."""
    begin = min([stations[0].at, *(bar.started_at for bar in bars)])
    ends = [moment for bar in bars for moment in (bar.until, *([] if bar.stopped_at else [bar.due_at]))]
    axis = TimeAxis(begin, max([stations[-1].at, *ends]))
    return axis, [_draw(axis, bar) for bar in bars]


def _draw(axis: TimeAxis, bar: ClockBar) -> DrawnBar:
    is_ahead = bar.stopped_at is None and bar.due_at > bar.until
    return DrawnBar(
        bar,
        axis.span(bar.started_at, bar.until),
        tuple(axis.span(*pause) for pause in bar.pauses),
        axis.span(bar.lapsed_at, bar.until) if bar.lapsed_at and bar.until > bar.lapsed_at else None,
        axis.span(bar.until, bar.due_at) if is_ahead else None,
        axis.place(bar.due_at),
    )
