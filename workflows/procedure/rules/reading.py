"""Reading: up to which fact, and which texts of a report, somebody may see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import ClockName, FactKind, Role
from workflows.procedure.model.facts import Actor, Fact


@dataclass(frozen=True, slots=True)
class Left:
    """What an agency that declined a report may still read: facts up to its decline, number `fact`. `unit` is
    the unit that had the report then."""

    fact: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What decides who may read a report: where it is or was last, and by agency what declines left."""

    tracking_number: str
    agency: str | None
    unit: str | None
    declined: Mapping[str, Left]


ALL = -1
"""Every fact may be read."""
NONE = 0
"""To this reader the report does not exist."""


def reach_of_case(case: Case) -> Reach:
    """The Reach of a Case."""
    declined = {each.agency: Left(each.fact, each.state["unit"]) for each in case.declines.by}
    return Reach(case.tracking_number, case.assignment.agency, case.assignment.unit, declined)


def watches_all(actor: Actor) -> bool:
    """Whether `actor` may read all reports: the centre and auditors."""
    return actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR) or actor.is_centres_supervisor


def readable_up_to(actor: Actor, report: Reach) -> int:
    """Up to which fact number `actor` may read: ALL, NONE, or the fact of the agency's own decline."""
    if actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR, Role.SYSTEM):
        return ALL
    if actor.role is Role.REPORTER:
        return ALL if actor.id == report.tracking_number else NONE
    if actor.agency is None:
        return ALL if actor.role is Role.SUPERVISOR else NONE
    left = report.declined.get(actor.agency)
    if actor.role is Role.LIAISON_OFFICER and actor.unit != (left.unit if left else report.unit):
        return NONE
    if left:
        return left.fact
    return ALL if actor.agency == report.agency else NONE


def texts_shown(actor: Actor, facts: Sequence[Fact]) -> list[bool]:
    """For each of a report's `facts`, all from the first on, whether `actor` may see what was written in it.

    Internal notes: see `shows_note`.

    Of an anonymous report agencies see what the centre released to them and what was written while it was
    theirs, and nothing else: neither the report as submitted nor what other agencies or the centre wrote.
    """
    own = _succeeded_agencies(actor, facts)
    noted = [fact.kind is not FactKind.NOTED or shows_note(actor, fact, own) for fact in facts]
    if actor.agency is None or not facts or not facts[0].data["anonymous"]:
        return noted
    released = [
        holder in own and fact.kind is not FactKind.IDENTITY_OPENED
        for fact, holder in zip(facts, _holders(facts), strict=True)
    ]
    return [both == (True, True) for both in zip(noted, released, strict=True)]


def _succeeded_agencies(actor: Actor, facts: Sequence[Fact]) -> frozenset[str]:
    """The actor's agency, with those that it succeeded in this report: it reads what they could (ADR 34)."""
    found = {actor.agency} if actor.agency is not None else set()
    for fact in reversed(facts):
        if fact.kind is FactKind.TRANSFERRED and fact.data["agency"] in found:
            found.add(fact.data["was_agency"])
    return frozenset(found)


def shows_note(actor: Actor, note: Fact, own: frozenset[str]) -> bool:
    """Whether `actor`, who may read the report, may read this internal note: the centre, auditors, and the
    staff of the agency that held the report when the note was written, or of its successor: `own` has the
    actor's agency and those that it succeeded. Never a reporter, nor an agency that has the report before or
    after (ADR 23, ADR 34)."""
    return watches_all(actor) or note.data["agency"] in own


def _holders(facts: Iterable[Fact]) -> Iterator[str | None]:
    """For each fact, the agency whose fact it is: the holder just before it; of `forwarded`, the receiver."""
    case: Case | None = None
    for fact in facts:
        before = case.holding.custody[-1].agency if case else None
        case = fold(case, fact)
        yield case.holding.custody[-1].agency if fact.kind is FactKind.FORWARDED else before


def title_shown(actor: Actor, state: Mapping[str, Any]) -> bool:
    """Whether `actor`, who may read the report, may see its present title. An anonymous report that is
    back at the centre may have a title that was not released to agencies."""
    if actor.agency is None or not state["anonymous"]:
        return True
    begun: dict[str, str] = {}
    for clock in state["clocks"]:
        begun[clock["name"]] = max(begun.get(clock["name"], ""), clock["started_at"])
    return begun.get(ClockName.VERIFICATION, "") <= begun.get(ClockName.DISPOSITION, "")
