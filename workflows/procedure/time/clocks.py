"""Clocks: a budget, a start, pauses, extensions and a due instant. An instance never restarts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.enums import ClockName, Stage, Unit
from workflows.procedure.model.immutable import replace

STAFF_CLOCKS = (ClockName.VERIFICATION, ClockName.DISPOSITION, ClockName.RESPONSE, ClockName.SETTLEMENT)
"""The clocks of those who serve; they lapse and escalate. The others only close what they time."""

EXTENDABLE = (ClockName.DISPOSITION, ClockName.RESPONSE, ClockName.SETTLEMENT)
"""What an owner or supervisor may extend; verification only the centre's supervisor may."""

STANDS_STILL: dict[ClockName, frozenset[Stage]] = {
    ClockName.VERIFICATION: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.DISPOSITION: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.RESPONSE: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.SETTLEMENT: frozenset(
        {Stage.AWAITING_REPORTER, Stage.REPORTER_REPLY, Stage.MERGED, Stage.CLOSED}
    ),
}
"""In which stages a clock stands still."""

HALF_A_DAY = timedelta(hours=12)


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
        """Whether it is neither stopped nor standing still; a lapsed clock runs on."""
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


@dataclass(frozen=True, slots=True)
class Custody:
    """Who has held the report since when; null is the centre. Its calendar counts the days."""

    since: datetime
    agency: str | None
    region: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything that decides how a report's days are counted: who held it when, by which calendars."""

    custody: tuple[Custody, ...]
    calendars: dict[str, Snapshot]

    @property
    def calendar(self) -> Snapshot:
        """The calendar of whoever holds the report now."""
        return self.calendars[self.custody[-1].region]

    def under(self, calendar: Snapshot) -> "Holding":
        """The same with that calendar in force; where it is an agency's own, for all that it held."""
        custody = tuple(
            replace(each, region=calendar.region) if each.agency == calendar.region else each
            for each in self.custody
        )
        return Holding(custody, {**self.calendars, calendar.region: calendar})

    def is_older_than(self, calendar: Snapshot) -> bool:
        """Whether `calendar` is a newer one for whoever holds the report now, or their first own."""
        return self.lacks(calendar.region, calendar.version)

    def lacks(self, code: str, version: int) -> bool:
        """The same of the calendar of that code and version."""
        holder = self.custody[-1]
        return version > self.calendar.version if holder.region == code else holder.agency == code

    def custody_on(self, day: date) -> Custody:
        """Who held the report at the end of local `day`, by their own midnight."""
        for custody in reversed(self.custody):
            if custody.since < self.calendars[custody.region].end_of(day):
                return custody
        return self.custody[0]

    def calendar_on(self, day: date) -> Snapshot:
        """The calendar that counts local `day`: that of whoever held the report at the day's end."""
        return self.calendars[self.custody_on(day).region]

    def calendar_at(self, instant: datetime) -> Snapshot:
        """The calendar of whoever held the report at `instant`."""
        for custody in reversed(self.custody):
            if custody.since <= instant:
                return self.calendars[custody.region]
        return self.calendars[self.custody[0].region]


def day_counts(clock: Clock, day: date, holding: Holding) -> bool:
    """Whether local `day` uses up one of the clock's days (pauses and, for working days, the calendar)."""
    calendar = holding.calendar_on(day)
    if clock.unit is Unit.WORKING_DAYS and not calendar.is_working_day(day):
        return False
    return not did_stand_still(clock, day, calendar)


def did_stand_still(clock: Clock, day: date, calendar: Snapshot) -> bool:
    """Whether the clock stood still across a midnight touching local `day`."""
    midnights = (calendar.end_of(day - timedelta(days=1)), calendar.end_of(day))
    return any(lasted_across(pause, midnight) for pause in clock.pauses for midnight in midnights)


def lasted_across(pause: Pause, midnight: datetime) -> bool:
    """Whether the pause began before `midnight` and lasted beyond it."""
    return pause.since < midnight and (pause.until is None or midnight < pause.until)


def compute_due(clock: Clock, holding: Holding) -> tuple[datetime, date]:
    """When the clock lapses, and the local day whose end that is.

    A pause that still lasts counts as ended when it began. Source: the counting rule of the procedure.
    """
    if clock.unit is Unit.SECONDS:
        paused = sum(((each.until or each.since) - each.since for each in clock.pauses), timedelta())
        at = clock.started_at + timedelta(seconds=clock.budget + clock.extension) + paused
        at = max(at, clock.floor or at)
        return at, holding.calendar.local_date(at)
    ended = replace(clock, pauses=tuple(each for each in clock.pauses if each.until is not None))
    day = _due_day(ended, holding)
    if clock.unit is Unit.CALENDAR_DAYS:  # each day by whoever held the report on it
        while not holding.calendar_on(day).is_working_day(day):
            day += timedelta(days=1)
    if clock.floor is not None:
        day = max(day, floor_day(clock.floor, holding))
    return holding.calendar.end_of(day), day


def _due_day(clock: Clock, holding: Holding) -> date:
    zero = holding.calendar_at(clock.started_at).local_date(clock.started_at)
    wanted = clock.budget + clock.extension
    if not clock.pauses and holding.custody[-1].since <= clock.started_at:
        # One holder throughout and no pause: the calendar alone knows the answer.
        if clock.unit is Unit.CALENDAR_DAYS:
            return zero + timedelta(days=wanted)
        return holding.calendar.add(zero, wanted)
    day = zero
    while wanted > 0:
        day += timedelta(days=1)
        wanted -= day_counts(clock, day, holding)
    return day


def floor_day(floor: datetime, holding: Holding) -> date:
    """The day whose end is `floor`, in whichever zone that was: at its noon all zones are on one date."""
    return holding.calendar.local_date(floor - HALF_A_DAY)


def earliest_new_due(calendar: Snapshot, at: datetime) -> datetime:
    """Before what no re-timing at `at` sets a due instant: the end of the next working day."""
    return calendar.end_of(calendar.next_working_day(calendar.local_date(at)))


def set_floor(clock: Clock, floor: datetime, at: datetime, holding: Holding) -> Clock:
    """The clock, by a re-timing at `at` never to be due before `floor`, nor later than now because of it.

    `holding` is the one before the re-timing; a clock that stands still counts as running again at `at`.
    """
    if clock.stopped_at is not None or clock.lapsed:
        return clock
    due_at = compute_due(_running_again(clock, at), holding)[0] if clock.paused else clock.due_at
    least = min(due_at, floor)
    return replace(clock, floor=max(least, clock.floor) if clock.floor else least)


def _running_again(clock: Clock, at: datetime) -> Clock:
    return replace(clock, pauses=(*clock.pauses[:-1], replace(clock.pauses[-1], until=at)))


def recompute_due(clock: Clock, holding: Holding, at: datetime) -> Clock:
    """The clock with its due instant computed anew at `at`."""
    due_at, due_on = compute_due(clock, holding)
    if due_at == clock.due_at:
        return clock
    return replace(clock, due_at=due_at, due_on=due_on, settled_at=at)


def new_instance(
    name: ClockName, instance: int, budget: int, unit: Unit, at: datetime, holding: Holding
) -> Clock:
    """A new instance, started at `at`."""
    blank = Clock(name, instance, budget, unit, at, at, at.date(), at)
    return recompute_due(blank, holding, at)


def pause_or_resume(clock: Clock, stage: Stage, at: datetime, holding: Holding) -> Clock:
    """The clock after the report has come into `stage` at `at`."""
    if clock.stopped_at is not None:
        return clock
    still = stage in STANDS_STILL.get(clock.name, ())
    if still and not clock.paused and not (clock.lapsed and stage is Stage.AWAITING_REPORTER):
        return replace(clock, pauses=(*clock.pauses, Pause(at)))
    if not still and clock.paused:
        resumed = replace(_running_again(clock, at), settled_at=at)
        return resumed if clock.lapsed else recompute_due(resumed, holding, at)
    return clock
