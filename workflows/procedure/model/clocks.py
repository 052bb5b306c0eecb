"""Clocks: a budget, a start, pauses, extensions and a due instant. An instance never restarts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflows.procedure.model import instants
from workflows.procedure.model.enums import ClockName, Unit


@dataclass(frozen=True, slots=True)
class Pause:
    """A time during which a clock stood still; `until` is null while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One instance of a clock.

    `due_at` is the exclusive instant at which it lapses, `due_on` the local day whose end that is.
    `settled_at` is when the due instant last became what it is: no rung fires before it. `floor` is the
    earliest due instant that re-timings leave possible; of a clock in days it stands for its day, which
    ends by the holder's midnight as all days do. `fired` are the levels that fired or were skipped.
    """

    name: ClockName
    instance: int
    budget: int
    unit: Unit
    started_at: datetime
    due_at: datetime
    due_on: date
    settled_at: datetime
    extension: int = 0
    pauses: tuple[Pause, ...] = ()
    floor: datetime | None = None
    fired: tuple[int, ...] = ()
    lapsed: bool = False
    stopped_at: datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still now."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def running(self) -> bool:
        """Whether it is neither stopped nor standing still. A lapse alone does neither."""
        return self.stopped_at is None and not self.paused

    def wire(self) -> dict[str, Any]:
        """The clock as states show it."""
        return {
            "name": self.name.value,
            "instance": self.instance,
            "budget": self.budget + self.extension,
            "unit": self.unit.value,
            "started_at": instants.format_instant(self.started_at),
            "due_at": instants.format_instant(self.due_at),
            "due_on": self.due_on.isoformat(),
            "paused": self.paused and self.stopped_at is None,
            "lapsed": self.lapsed,
            "stopped_at": instants.format_instant(self.stopped_at) if self.stopped_at else None,
        }
