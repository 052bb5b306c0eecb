"""What somebody may decide now on a report, worded for forms. Which decisions these are, the procedure says
(`workflows.procedure.rules.offered`); here the directory's choices and people's words are added."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from api.reports import offices, parse_decision
from api.reports.seen_report import SeenReport
from api.requests.access import Reading
from api.schemas.common import phrase
from api.schemas.offered import (
    FieldChoice,
    OfferedDecisions,
    OfferedField,
    OfferedKind,
    UnavailableKind,
    UsedAllowance,
)
from api.services import Services
from texts.decisions.fields import HINTS, name_choice, name_field
from texts.decisions.kinds import KINDS
from texts.decisions.limits import ALLOWANCES
from texts.formats import both
from texts.problems import explain_unavailable
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.decision_fields import DecisionField
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.inputs import Input
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.rules.allowances import Allowance
from workflows.procedure.rules.offered import OfferedDecision, offer_decisions
from workflows.procedure.time.schedule import finished_at


async def offer_decisions_to(services: Services, reading: Reading, seen: SeenReport) -> OfferedDecisions:
    """What the reader may decide now on the report. Raises 503 problems."""
    now = datetime.now(UTC)
    offered = offer_decisions(seen.case, reading.actor, now, know_owner(services, seen.case))
    decisions = [present_offer(services, reading.actor, seen.case, each) for each in offered.decisions]
    withheld = [_unavailable(each.kind, each.refusal.code, each.limits) for each in offered.unavailable]
    if (code := await _closed_to_all(reading, seen.case, now)) is not None:
        withheld += [_unavailable(each.kind, code, each.limits) for each in offered.decisions]
        decisions = []
    withheld += [
        _unavailable(each["kind"], "nobody_in_office", ()) for each in decisions if not has_choices(each)
    ]
    return {
        "tracking_number": seen.report,
        "stage": seen.view.state["stage"],
        "decisions": [each for each in decisions if has_choices(each)],
        "unavailable": withheld,
        "source": seen.source,
    }


def know_owner(services: Services, case: Case) -> LookedUp:
    """What the directory says of the open task's owner."""
    if case.task is None:
        return LookedUp()
    owner = case.task.owner
    gone = owner.officer if offices.is_gone(services, owner) else None
    return LookedUp(vacancy=services.directory.vacancy(owner), officer_gone=gone)


async def _closed_to_all(reading: Reading, case: Case, now: datetime) -> str | None:
    """The code with which every decision is refused that the procedure would accept; null where none is."""
    if await reading.key(case.tracking_number) is None:
        return "erased"
    return "report_sealed" if is_over(case, now) else None


def is_over(case: Case, now: datetime) -> bool:
    """Whether nothing can be added to the report any more."""
    end = finished_at(case)
    return end is not None and end <= now


def has_choices(decision: OfferedKind) -> bool:
    """Whether each required field can be filled in."""
    return all(each["choices"] != [] or not each["required"] for each in decision["fields"])


def present_offer(services: Services, actor: Actor, case: Case, offered: OfferedDecision) -> OfferedKind:
    """The offer with the directory's choices and people's words."""
    label, hint = KINDS[offered.kind]
    return {
        "kind": offered.kind,
        "task": offered.task,
        "label": phrase(label),
        "hint": phrase(hint),
        "fields": [_field(services, actor, case, offered.kind, each) for each in offered.fields],
        "limits": [_limit(each) for each in offered.limits],
    }


def _unavailable(kind: str, code: str, limits: Iterable[Allowance]) -> UnavailableKind:
    return {
        "kind": kind,
        "label": phrase(KINDS[kind][0]),
        "code": code,
        "reason": phrase(explain_unavailable(code)),
        "limits": [_limit(each) for each in limits],
    }


def _limit(allowance: Allowance) -> UsedAllowance:
    return {
        "name": allowance.name,
        "label": phrase(ALLOWANCES[allowance.name]),
        "clock": allowance.clock,
        "used": allowance.used,
        "most": allowance.most,
        "left": allowance.left,
    }


def _field(services: Services, actor: Actor, case: Case, kind: str, field: DecisionField) -> OfferedField:
    hint = HINTS.get((kind, field.name))
    return {
        "name": field.name,
        "input": field.input,
        "required": field.required,
        "label": phrase(name_field(kind, field.name)),
        "hint": phrase(hint) if hint else None,
        "least": field.least,
        "most": field.most,
        "earliest": _bound(field.earliest),
        "latest": _bound(field.latest),
        "choices": _choices(services, actor, case, kind, field),
        "default": field.default,
    }


def _bound(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return instants.format_instant(value)
    return value.isoformat() if value else None


def _choices(
    services: Services, actor: Actor, case: Case, kind: str, field: DecisionField
) -> list[FieldChoice] | None:
    if field.choices is not None:
        named = ((code, name_choice(kind, field.name, code)) for code in field.choices)
        return [{"value": code, "label": phrase(label)} for code, label in named]
    if field.input in FROM_DIRECTORY:
        found = FROM_DIRECTORY[field.input](services, actor, case)
        return [{"value": code, "label": phrase(both(name, name))} for code, name in found]
    return None


Named = Iterable[tuple[str, str]]
"""Codes with names."""


def _agencies(services: Services, _actor: Actor, _case: Case) -> Named:
    """Those to which a report can be forwarded: active, and somebody is in office."""
    for agency in services.directory.agencies():
        found = parse_decision.look_up_agency(services.directory, agency.code)
        if found.agency is not None and found.vacancy is None:
            yield agency.code, agency.name


def _units(services: Services, actor: Actor, case: Case) -> Named:
    """The units of the actor's agency to which the report can go, but for the one that has it."""
    here = case.task.owner.unit if case.task else None
    for unit in services.directory.units(actor.agency) if actor.agency else ():
        found = parse_decision.look_up_unit(services.directory, actor.agency, unit.code)
        if found.unit is not None and found.vacancy is None and unit.code != here:
            yield unit.code, unit.name


def _officers(services: Services, _actor: Actor, case: Case) -> Named:
    """The officers who hold the role of the task's owner, but for the one who has the task."""
    if case.task is None:
        return
    owner = case.task.owner
    for account in services.directory.officers(owner.role, owner.agency):
        if account.id != owner.officer:
            yield account.username, account.name


FROM_DIRECTORY: dict[Input, Callable[[Services, Actor, Case], Named]] = {
    Input.AGENCY: _agencies,
    Input.UNIT: _units,
    Input.OFFICER: _officers,
}
"""What only the directory knows to choose from."""
