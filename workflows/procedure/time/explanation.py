"""Why a clock is due when it is, computed from the facts of a report and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, FactKind, Unit
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.time.clocks import compute_due
from workflows.procedure.time.counting import Count, Day, Standstill, StandstillCause

MOVED = ("old_due_at", "old_due_on", "new_due_at", "new_due_on")


class NoSuchClock(LookupError):
    """The report never had that clock, or that instance of it."""


class DoesNotAddUp(ValueError):
    """No count leads to the due instant that the facts state."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Where the count alone would be due too early: fact `fact`, a change of calendar, keeps the clock from
    being due before `not_before`. `counted_on` is the local day on which the count is full."""

    fact: int
    at: datetime
    not_before: datetime
    counted_on: date

    def wire(self) -> dict[str, Any]:
        """The floor as JSON."""
        return {
            "fact": self.fact,
            "at": instants.format_instant(self.at),
            "not_before": instants.format_instant(self.not_before),
            "counted_on": self.counted_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `clock` is due when it is.

    `counted` is the clock as it was when last its due instant was counted, after fact `as_of`: a clock that
    has stopped, has lapsed or stands still is counted by what was so before that. `calendar` is the holder's
    then. `standstills` are those that were over then, and `still` is the one that lasts. `extensions` and
    `moves` are the facts that extended or moved it. `facts` is how many facts are known here.
    """

    clock: Clock
    counted: Clock
    as_of: int
    facts: int
    calendar: Snapshot
    days: tuple[Day, ...]
    standstills: tuple[Standstill, ...]
    still: Standstill | None
    extensions: tuple[Fact, ...]
    moves: tuple[Fact, ...]
    floor: Floor | None

    def readds(self) -> tuple[datetime, date]:
        """The due instant and day, computed again from the entries alone. Raises DoesNotAddUp."""
        wanted = self.counted.budget + sum(fact.data["days"] for fact in self.extensions)
        if self.counted.unit is Unit.SECONDS:
            stood = (each.pause for each in self.standstills)
            still = sum((pause.until - pause.since for pause in stood if pause.until), timedelta())
            at = self.counted.started_at + timedelta(seconds=wanted) + still
            at = max(at, self.floor.not_before) if self.floor else at
            return at, self.calendar.local_date(at)
        full = [day for day in self.days if day.count == wanted]
        if not full or sum(day.counts for day in self.days) != wanted or self._gaps():
            raise DoesNotAddUp("the days counted are not the budget")
        return self.calendar.end_of(full[-1].date), full[-1].date

    def _gaps(self) -> bool:
        """Whether a day is missing or doubled."""
        first = self.days[0].date
        return any(day.date - first != timedelta(days=n) for n, day in enumerate(self.days))

    def wire(self) -> dict[str, Any]:
        """The explanation as JSON: codes, numbers, instants, and names of days."""
        return {
            "clock": self.clock.wire(),
            "due_at": instants.format_instant(self.clock.due_at),
            "due_on": self.clock.due_on.isoformat(),
            "zone": self.calendar.zone,
            "budget": self.counted.budget,
            "extension": self.counted.extension,
            "unit": self.counted.unit.value,
            "counted_as_of": self.as_of,
            "facts": self.facts,
            "days": [day.wire() for day in self.days],
            "pauses": [each.wire() for each in self.standstills],
            "standing_still": self.still.wire() if self.still else None,
            "extensions": [_extension(fact) for fact in self.extensions],
            "moves": [_move(fact) for fact in self.moves],
            "floor": self.floor.wire() if self.floor else None,
        }


def explain_clock(steps: Sequence[Step], name: ClockName, instance: int | None = None) -> Explanation:
    """Why the clock of that name is due when it is, by the facts in `steps`; of the newest instance if
    `instance` is null.

    Raises NoSuchClock, and DoesNotAddUp if the facts contradict the count.
    """
    clock = _named(steps, name, instance)
    then = _when_counted(steps, clock)
    case, fact = then[-1]
    counted = _same(case, clock)
    assert counted is not None, "it was there when it was counted"
    standstills = _standstills(steps, clock)
    of_clock = [fact for _, fact in steps if _is_about(fact, clock)]
    extensions = tuple(each for each in of_clock if each.kind is FactKind.EXTENDED)
    over = tuple(standstills[: len(counted.pauses)])
    count = Count(counted, case.holding, over, extensions[-1].number if extensions else None)
    found = Explanation(
        clock=clock,
        counted=counted,
        as_of=fact.number,
        facts=steps[-1][1].number,
        calendar=case.holding.calendar,
        days=tuple(count.days()),
        standstills=over,
        still=standstills[-1] if clock.paused and clock.stopped_at is None else None,
        extensions=extensions,
        moves=tuple(each for each in of_clock if each.kind is FactKind.DEADLINE_MOVED),
        floor=_floor_of(counted, then),
    )
    if found.readds() != (clock.due_at, clock.due_on):
        raise DoesNotAddUp("the entries lead to another due instant")
    return found


def _named(steps: Sequence[Step], name: ClockName, instance: int | None) -> Clock:
    clocks = steps[-1][0].clocks if steps else ()
    found = [each for each in clocks if each.name is name and instance in (None, each.instance)]
    if not found:
        raise NoSuchClock(name.value)
    return found[-1]


def _same(case: Case, clock: Clock) -> Clock | None:
    """That instance as it is in `case`."""
    return next((each for each in case.clocks if _is_same(each, clock)), None)


def _is_same(one: Clock, other: Clock) -> bool:
    return one.name is other.name and one.instance == other.instance


def _is_about(fact: Fact, clock: Clock) -> bool:
    return (fact.data.get("clock"), fact.data.get("instance")) == (clock.name.value, clock.instance)


def _when_counted(steps: Sequence[Step], clock: Clock) -> Sequence[Step]:
    """The steps up to the last one in which the clock ran and its due instant was what the count says.

    Between a change and the fact that moves the clock the count is ahead of it, and what comes after a lapse,
    a stop or the beginning of a standstill does not count.
    """
    for number in range(len(steps), 0, -1):
        case = steps[number - 1][0]
        then = _same(case, clock)
        if then is None:
            break
        is_due = (then.due_at, then.due_on)
        if not then.running or then.lapsed or is_due != (clock.due_at, clock.due_on):
            continue
        if compute_due(then, case.holding) == is_due:
            return steps[:number]
    raise DoesNotAddUp("no count leads to the due instant")


def _standstills(steps: Sequence[Step], clock: Clock) -> list[Standstill]:
    found: list[Standstill] = []
    for case, fact in steps:
        then = _same(case, clock)
        if then is None or not then.pauses:
            continue
        cause = StandstillCause(fact.number, fact.at, fact.kind, case.stage)
        if len(then.pauses) > len(found):
            found.append(Standstill(then.pauses[-1], (cause,)))
        last = found[-1]
        if then.pauses[-1] != last.pause:
            found[-1] = replace(last, pause=then.pauses[-1], ended_by=fact.number)
        elif then.paused and case.stage is not last.causes[-1].stage:
            found[-1] = replace(last, causes=(*last.causes, cause))
    return found


def _floor_of(counted: Clock, steps: Sequence[Step]) -> Floor | None:
    """The floor, where it decides instead of the count."""
    at, on = compute_due(replace(counted, floor=None), steps[-1][0].holding)
    if counted.floor is None or at == counted.due_at:
        return None
    before: datetime | None = None
    set_by = steps[-1][1]
    for case, fact in steps:
        then = _same(case, counted)
        if then is not None and then.floor != before:
            before, set_by = then.floor, fact
    return Floor(set_by.number, set_by.at, counted.floor, on)


def _extension(fact: Fact) -> dict[str, Any]:
    told = {name: fact.data[name] for name in ("days", "unit", *MOVED)}
    return {"fact": fact.number, "at": instants.format_instant(fact.at), "actor": fact.actor.wire(), **told}


def _move(fact: Fact) -> dict[str, Any]:
    data = fact.data
    told = {"cause": data["cause"], "calendar": data.get("calendar"), "decrees": data.get("decrees", [])}
    return {
        "fact": fact.number,
        "at": instants.format_instant(fact.at),
        **told,
        **{name: data[name] for name in MOVED},
    }
