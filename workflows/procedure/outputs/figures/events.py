"""The events of a report that figures count, each with who held the report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Stage, Unit
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.outputs.figures.measures import Measure
from workflows.procedure.time.clocks import day_counts

ONE_DAY = timedelta(days=1)
FINISHED = (Outcome.RESOLVED, Outcome.NOT_GRANTED, Outcome.ANSWERED_WITHOUT_REPLY)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a report; without an agency it is the centre."""

    agency: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What is counted, charged to whom, with its value if it has one."""

    measure: Measure
    holder: Holder
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A fact with the Case before and after it. `is_answered` says whether the agency that the report was
    last sent to had answered before, `was_declined` whether one had declined it since."""

    before: Case
    fact: Fact
    after: Case
    is_answered: bool
    was_declined: bool


def holder_of(case: Case) -> Holder:
    """Who holds the report, or held it last among staff while it is with the reporter or closed."""
    agency, desk = case.holding.custody[-1].agency, case.task_history.last_desk
    return Holder(agency, desk.owner.unit if agency and desk else None)


def list_events(step: Step) -> Iterator[Event]:
    """What the step counts as, if anything."""
    if step.fact.kind in BY_KIND:
        yield from BY_KIND[step.fact.kind](step)
    before, after = step.before.asking, step.after.asking
    if before.since is not None and after.since is None:
        by, working_days = holder_of(step.before), _days(step, ClockName.COMPLETION)
        yield Event(Measure.QUESTION_DAYS, by, after.days - before.days)
        yield Event(Measure.QUESTION_WORKING_DAYS, by, working_days)
    if step.after.stage is Stage.CLOSED is not step.before.stage:
        yield Event(Measure.CLOSINGS, holder_of(step.before))


def count_working_days(clock: Clock | None, until: datetime, holding: Holding) -> int | None:
    """How many working days the clock has counted at `until`, whatever its own unit; null without a clock.

    Days are counted as for its due day: not day zero, and not those on which it stood still.
    """
    if clock is None:
        return None
    working, day = replace(clock, unit=Unit.WORKING_DAYS), _local(clock.started_at, holding)
    count, last = 0, _local(until, holding)
    while day < last:
        day += ONE_DAY
        count += day_counts(working, day, holding)
    return count


def _local(instant: datetime, holding: Holding) -> date:
    return holding.calendar_at(instant).local_date(instant)


def _days(step: Step, name: ClockName) -> int | None:
    return count_working_days(step.before.clock(name), step.fact.at, step.before.holding)


def _verified(step: Step) -> Iterator[Event]:
    if step.before.stage is Stage.CENTRAL_VERIFICATION:
        yield Event(Measure.VERIFICATIONS, Holder(), _days(step, ClockName.VERIFICATION))


def _forwarded(step: Step) -> Iterator[Event]:
    yield from _verified(step)
    agency = Holder(step.fact.data["agency"])
    yield Event(Measure.FORWARDINGS, agency)
    if step.fact.data["ruling"]:
        yield Event(Measure.RULINGS, agency)
    if step.was_declined:
        yield Event(Measure.BOUNCES, agency)


def _merged(step: Step) -> Iterator[Event]:
    if "follower" not in step.fact.data:
        yield from _verified(step)


def _archived(step: Step) -> Iterator[Event]:
    yield from _verified(step)
    yield Event(Measure.ARCHIVINGS, holder_of(step.before))


def _disposed(step: Step) -> Iterator[Event]:
    yield Event(Measure.DISPOSITIONS, holder_of(step.after), _days(step, ClockName.DISPOSITION))


def _responded(step: Step) -> Iterator[Event]:
    desk = step.before.answering.desk if step.before.stage is Stage.APPROVAL else None
    by = Holder(holder_of(step.before).agency, desk.owner.unit) if desk else holder_of(step.before)
    if not step.is_answered:
        clock = step.before.live_clock(ClockName.RESPONSE)
        yield Event(Measure.FIRST_ANSWERS, by, _days(step, ClockName.RESPONSE))
        if clock is not None and not clock.lapsed:
            yield Event(Measure.FIRST_ANSWERS_IN_TIME, by)
    if step.fact.data["final"] and step.fact.data["outcome"] == Outcome.REDIRECTED:
        yield Event(Measure.REDIRECTIONS, by)


def _closed(step: Step) -> Iterator[Event]:
    outcome, by = Outcome(step.fact.data["outcome"]), holder_of(step.before)
    if outcome in FINISHED:
        yield Event(Measure.FINISHINGS, by, _days(step, ClockName.SETTLEMENT))
    if step.before.stage is Stage.REPORTER_REPLY and outcome in (*FINISHED, Outcome.REDIRECTED):
        yield Event(Measure.ANSWERED_CLOSINGS, by)


def _lapsed(step: Step) -> Iterator[Event]:
    charged = step.fact.data["charged"]
    by = Holder(charged["agency"], charged["unit"] if charged["agency"] else None)
    yield Event(Measure.LAPSES, by)
    if step.fact.data["clock"] == ClockName.RESPONSE and not step.is_answered:
        yield Event(Measure.FIRST_ANSWERS_OVERDUE, by)


def _escalated(step: Step) -> Iterator[Event]:
    if step.fact.data["clock"] and step.fact.data["level"] > 1:
        measure = Measure.LAPSES_LEVEL_2 if step.fact.data["level"] == 2 else Measure.LAPSES_LEVEL_3
        yield Event(measure, holder_of(step.before))


def _disputed(step: Step) -> Iterator[Event]:
    if step.before.stage is Stage.REPORTER_REPLY:
        yield Event(Measure.DISPUTES, holder_of(step.before))


def _rated(step: Step) -> Iterator[Event]:
    if step.fact.data.get("rating") is not None:
        yield Event(Measure.RATINGS, holder_of(step.before), step.fact.data["rating"])


def _plain(measure: Measure) -> Callable[[Step], Iterator[Event]]:
    def counted(step: Step) -> Iterator[Event]:
        yield Event(measure, holder_of(step.before))

    return counted


BY_KIND: dict[FactKind, Callable[[Step], Iterator[Event]]] = {
    FactKind.FORWARDED: _forwarded,
    FactKind.MERGED: _merged,
    FactKind.ARCHIVED: _archived,
    FactKind.DISPOSED: _disposed,
    FactKind.DECLINED: _plain(Measure.DECLINES),
    FactKind.RESPONDED: _responded,
    FactKind.REPORTER_ASKED: _plain(Measure.QUESTIONS),
    FactKind.CLOSED: _closed,
    FactKind.LAPSED: _lapsed,
    FactKind.ESCALATED: _escalated,
    FactKind.EXTENDED: _plain(Measure.EXTENSIONS),
    FactKind.DISPUTED: _disputed,
    FactKind.REOPENED: _plain(Measure.REOPENINGS),
    FactKind.CONFIRMED: _rated,
}
