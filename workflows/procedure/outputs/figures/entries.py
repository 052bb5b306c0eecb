"""A report's entries in the figures: its stays in a status, the times when it was overdue, and its events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.outputs.figures.events import Event, Holder, Step, holder_of, list_events
from workflows.procedure.outputs.figures.measures import Measure
from workflows.procedure.outputs.figures.statuses import is_overdue, status_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to count, with all that it is broken down by.

    `day` is a local date of the centre. An event happened on it; `until` is null. In a status the report was
    at the ends of the days from `day` until the one before `until`, which is null while it is in it; and so
    it was overdue. What began and ended on the same day has no entry. Without an agency it was the centre's;
    `province` is null where the reporter named none, `category` before one was chosen.
    """

    measure: Measure
    day: date
    until: date | None
    value: int | None
    agency: str | None
    unit: str | None
    province: str | None
    report_class: str
    category: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class _Stay:
    measure: Measure
    holder: Holder
    report_class: str
    category: str | None


@dataclass(frozen=True, slots=True)
class _Past:
    """What a report's case does not remember: whether the agency that it was last sent to has answered, or
    any has declined it since, and for which reason it was archived, while it is."""

    is_answered: bool = False
    was_declined: bool = False
    archived_for: str | None = None


def list_entries(facts: Iterable[Fact]) -> list[Entry]:
    """The entries of a report with these facts, which begin with number 1 and have no gap."""
    return list(_walk(facts))


def _walk(facts: Iterable[Fact]) -> Iterator[Entry]:
    before: Case | None = None
    past, since = _Past(), dict[_Stay, date]()
    for fact in facts:
        case = fold(before, fact)
        day = _local_day(case, fact)
        if before is None:
            yield _entry(case, Event(Measure.RECEIVED, Holder()), day)
        else:
            step = Step(before, fact, case, past.is_answered, past.was_declined)
            yield from (_entry(case, event, day) for event in list_events(step))
        past = _with_fact(past, fact)
        stays = list(_list_stays(case, past))
        for stay in [each for each in since if each not in stays]:
            begun = since.pop(stay)
            if begun < day:
                yield _stayed(case, stay, begun, day)
        since = {stay: since.get(stay, day) for stay in stays}
        before = case
    if before is not None:
        for stay, begun in since.items():
            yield _stayed(before, stay, begun, None)


def _with_fact(past: _Past, fact: Fact) -> _Past:
    match fact.kind:
        case FactKind.FORWARDED:
            return replace(past, is_answered=False, was_declined=False)
        case FactKind.RESPONDED:
            return replace(past, is_answered=True)
        case FactKind.DECLINED:
            return replace(past, was_declined=True)
        case FactKind.ARCHIVED:
            return replace(past, archived_for=fact.data["reason"])
        case FactKind.REOPENED:
            return replace(past, archived_for=None)
    return past


def _list_stays(case: Case, past: _Past) -> Iterator[_Stay]:
    """What the report is now: its status, and whether it is overdue."""
    status = _Stay(
        status_of(case, is_answered=past.is_answered, archived_for=past.archived_for),
        holder_of(case),
        case.subject.report_class.value,
        case.subject.category,
    )
    yield status
    if is_overdue(case):
        yield replace(status, measure=Measure.OVERDUE)


def _local_day(case: Case, fact: Fact) -> date:
    holding = case.holding
    return holding.calendars[holding.custody[0].region].local_date(fact.at)


def _entry(case: Case, event: Event, day: date) -> Entry:
    return Entry(
        measure=event.measure,
        day=day,
        until=None,
        value=event.value,
        agency=event.holder.agency,
        unit=event.holder.unit,
        province=_province(case),
        report_class=case.subject.report_class.value,
        category=case.subject.category,
        channel=case.submitted.form["channel"],
    )


def _stayed(case: Case, stay: _Stay, since: date, until: date | None) -> Entry:
    return Entry(
        measure=stay.measure,
        day=since,
        until=until,
        value=None,
        agency=stay.holder.agency,
        unit=stay.holder.unit,
        province=_province(case),
        report_class=stay.report_class,
        category=stay.category,
        channel=case.submitted.form["channel"],
    )


def _province(case: Case) -> str | None:
    place = case.submitted.form["place"]
    return place["region"] if place else None
