"""The count of a clock day by day: which days count, which do not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.clocks import Clock, Pause
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import FactKind, Stage, Unit
from workflows.procedure.time.clocks import floor_day, lasted_across

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Why(StrEnum):
    """Why a day counts or does not."""

    DAY_ZERO = "day_zero"  # the day on which the clock started
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"  # of a clock that counts every day
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # as the base calendar expected; no decree said so yet
    DECREE = "decree"  # which makes it non-working, or working: `counts` tells
    NON_WORKING = "non_working"  # by a calendar that does not say why
    PAUSED = "paused"
    NEXT_WORKING_DAY = "next_working_day"  # the day to which a clock in calendar days goes on
    FLOOR = "floor"  # the count is full, and a re-timing keeps the clock from being due so early


@dataclass(frozen=True, slots=True)
class StandstillCause:
    """The fact that made a clock stand still, or kept it so in another `stage`."""

    fact: int
    at: datetime
    kind: FactKind
    stage: Stage


@dataclass(frozen=True, slots=True)
class Standstill:
    """A pause with its causes, in order, and the number of the fact that ended it; null while it lasts."""

    pause: Pause
    causes: tuple[StandstillCause, ...]
    ended_by: int | None = None

    def cause_by(self, instant: datetime) -> StandstillCause:
        """The last cause before `instant`."""
        return next((each for each in reversed(self.causes) if each.at < instant), self.causes[0])

    def wire(self) -> dict[str, Any]:
        """The standstill as JSON."""
        causes = [{"at": instants.format_instant(each.at), **_plain(each)} for each in self.causes]
        return {**_span(self.pause), "causes": causes, "ended_by": self.ended_by}


def _plain(cause: StandstillCause) -> dict[str, Any]:
    return {"fact": cause.fact, "kind": cause.kind.value, "stage": cause.stage.value}


def _span(pause: Pause) -> dict[str, str | None]:
    until = instants.format_instant(pause.until) if pause.until else None
    return {"since": instants.format_instant(pause.since), "until": until}


@dataclass(frozen=True, slots=True)
class Day:
    """What one local day did to a clock.

    `count` is how many days have counted up to and including it. `agency` held the report at its end (null
    is the centre), and `region` and `version` name the calendar that counted it. `name` and `decree` are
    what that calendar calls the day. `stood` is the standstill across one of its midnights with the `cause`
    by then, and `extended_by` the fact without which the day would lie after the due day.
    """

    date: date
    counts: bool
    count: int
    why: Why
    agency: str | None
    region: str
    version: int
    name: str | None
    decree: str | None
    stood: Standstill | None
    cause: StandstillCause | None
    extended_by: int | None

    def wire(self) -> dict[str, Any]:
        """The day as JSON."""
        paused = {**_plain(self.cause), **_span(self.stood.pause)} if self.stood and self.cause else None
        return {
            "date": self.date.isoformat(),
            "counts": self.counts,
            "count": self.count,
            "why": self.why.value,
            "agency": self.agency,
            "calendar": {"region": self.region, "version": self.version},
            "name": self.name,
            "decree": self.decree,
            "paused": paused,
            "extended_by": self.extended_by,
        }


@dataclass(frozen=True, slots=True)
class Count:
    """What a clock is counted by: itself with who held the report, and the facts behind its standstills and
    its extension."""

    clock: Clock
    holding: Holding
    standstills: Sequence[Standstill] = ()
    extended_by: int | None = None

    def days(self) -> Iterator[Day]:
        """Each local day from day zero to the due day. None for a clock in seconds.

        Follows the rule of `clocks.compute_due`, but computes on its own, so that one checks the other.
        """
        clock, holding = self.clock, self.holding
        if clock.unit is Unit.SECONDS:
            return
        day = holding.calendar_at(clock.started_at).local_date(clock.started_at)
        count = 0
        yield self._day(day, holding.calendar_on(day), 0, Why.DAY_ZERO)
        while count < clock.budget + clock.extension:
            day += ONE_DAY
            counted = self._counted(day, count)
            count = counted.count
            yield counted
        yield from self._beyond(day, count)

    def _beyond(self, day: date, count: int) -> Iterator[Day]:
        """The days after the one on which the count is full, up to the due day."""
        holding, clock = self.holding, self.clock
        calendar = holding.calendar_on(day)
        if clock.unit is Unit.CALENDAR_DAYS:
            while not calendar.is_working_day(day):
                day += ONE_DAY
                calendar = holding.calendar_on(day)
                yield self._day(day, calendar, count, why_day_is_off(calendar, day) or Why.NEXT_WORKING_DAY)
        while clock.floor is not None and day < floor_day(clock.floor, holding):
            day += ONE_DAY
            calendar = holding.calendar_on(day)
            yield self._day(day, calendar, count, why_day_is_off(calendar, day) or Why.FLOOR)

    def _counted(self, day: date, before: int) -> Day:
        calendar = self.holding.calendar_on(day)
        is_off = why_day_is_off(calendar, day) if self.clock.unit is Unit.WORKING_DAYS else None
        if is_off is not None:
            return self._day(day, calendar, before, is_off)
        if self._stood(day, calendar):
            return self._day(day, calendar, before, Why.PAUSED)
        if self.clock.unit is Unit.CALENDAR_DAYS:
            return self._day(day, calendar, before + 1, Why.CALENDAR_DAY, counts=True)
        named = calendar.names.get(day)
        why = Why.DECREE if named and named.decree else Why.WORKING_DAY
        return self._day(day, calendar, before + 1, why, counts=True)

    def _day(self, day: date, calendar: Snapshot, count: int, why: Why, *, counts: bool = False) -> Day:
        named = calendar.names.get(day)
        stood = self._stood(day, calendar)
        return Day(
            date=day,
            counts=counts,
            count=count,
            why=why,
            agency=self.holding.custody_on(day).agency,
            region=calendar.region,
            version=calendar.version,
            name=named.name if named else None,
            decree=named.decree if named else None,
            stood=stood,
            cause=stood.cause_by(calendar.end_of(day)) if stood else None,
            extended_by=self.extended_by if counts and count > self.clock.budget else None,
        )

    def _stood(self, day: date, calendar: Snapshot) -> Standstill | None:
        midnights = (calendar.end_of(day - ONE_DAY), calendar.end_of(day))
        crossed = (
            each for each in self.standstills if any(lasted_across(each.pause, at) for at in midnights)
        )
        return next(crossed, None)


def why_day_is_off(calendar: Snapshot, day: date) -> Why | None:
    """Why `day` is no working day; null if it is one."""
    if calendar.is_working_day(day):
        return None
    named = calendar.names.get(day)
    if named is not None:
        return Why.DECREE if named.decree else Why.HOLIDAY
    return Why.WEEKEND if day.weekday() >= SATURDAY else Why.NON_WORKING
