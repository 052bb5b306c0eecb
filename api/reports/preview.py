"""What would come of a decision that somebody sends in, or the refusal that it would meet.

Nothing is done: no Update is sent, and neither key nor request is kept."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from fastapi import Request

from api.answers.problems import Problem, problem_of_refusal
from api.reports import handle_decision, offices
from api.reports.offered_decisions import is_over
from api.reports.seen_report import SeenReport, read_seen_report
from api.requests.access import Reading
from api.schemas.common import phrase
from api.schemas.previews import (
    PreviewedClock,
    PreviewedDecision,
    PreviewedOwner,
    PreviewedRecipient,
    PreviewedStanding,
)
from api.services import Services
from records.directory.in_memory import names_of
from texts.decisions.limits import EFFECTS
from texts.procedure_names import name_clock, name_role, name_stage
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.tasks import Owner
from workflows.procedure.outputs.preview import ClockChange, Preview, Recipient, Standing, preview_decision
from workflows.procedure.rules.refusals import Refusal


async def preview_decision_in(
    services: Services, reading: Reading, report: str, request: Request
) -> PreviewedDecision:
    """What would come of the decision in the request. Raises the problem with which it would be refused."""
    try:
        asked, _key = await handle_decision.read_request(services, reading.actor, report, request)
    except Problem as problem:
        raise handle_decision.word_problem(services, reading.actor, problem) from None
    return await preview_request(services, reading, report, asked)


async def preview_request(
    services: Services,
    reading: Reading,
    report: str,
    asked: DecisionRequest,
    seen: SeenReport | None = None,
) -> PreviewedDecision:
    """The same for a decision that was read already; `seen` is the report as it was just seen."""
    try:
        services.clock.require()
        seen = seen or await read_seen_report(services, reading, report)
        previewed = preview_on(services, seen.case, asked)
    except Problem as problem:
        raise handle_decision.word_problem(services, reading.actor, problem) from None
    return present_preview(services, asked, seen, previewed)


def preview_on(services: Services, case: Case, asked: DecisionRequest) -> Preview:
    """What would come of it upon that case. Raises the problem with which it would be refused."""
    try:
        return _judge(case, asked)
    except Problem as problem:
        if (again := offices.without_gone_holder(services, asked, problem)) is None:
            raise handle_decision.reword_refusal(asked, problem) from None
    try:
        return _judge(case, again)
    except Problem as problem:
        raise handle_decision.reword_refusal(again, problem) from None


def _judge(case: Case, asked: DecisionRequest) -> Preview:
    now = datetime.now(UTC)
    try:
        previewed = preview_decision(case, asked, now)
    except Refusal as refusal:
        raise problem_of_refusal(refusal.wire()) from None
    if is_over(case, now) and not previewed.is_known:
        raise Problem(409, "report_sealed", "The report is closed for good; nothing can be added to it.")
    return previewed


def present_preview(
    services: Services, asked: DecisionRequest, seen: SeenReport, previewed: Preview
) -> PreviewedDecision:
    """The preview with names."""
    closes = previewed.after.stage is Stage.CLOSED and previewed.before.stage is not Stage.CLOSED
    return {
        "preview": True,
        "tracking_number": seen.report,
        "kind": asked.decision.kind,
        "repeated": previewed.is_known,
        "before": _standing(services, previewed.before),
        "after": _standing(services, previewed.after),
        "task_ends": previewed.task_ends,
        "clocks": [_clock(each) for each in previewed.clocks],
        "recipients": _recipients(services, previewed.recipients),
        "facts": list(previewed.facts),
        "closes": closes,
        "outcome": previewed.outcome,
        "final": previewed.is_final,
        "source": seen.source,
    }


def _standing(services: Services, standing: Standing) -> PreviewedStanding:
    return {
        "stage": standing.stage,
        "stage_label": phrase(name_stage(standing.stage)),
        "task": standing.task,
        "owner": _owner(services, standing.owner) if standing.owner else None,
        "escalation_level": standing.escalation_level,
    }


def _owner(services: Services, owner: Owner | Recipient) -> PreviewedOwner:
    """An owner by role and place: no officer is named, for reporters are told previews, too."""
    return {
        "role": owner.role,
        "role_label": phrase(name_role(owner.role)),
        "agency": owner.agency,
        "unit": owner.unit,
        **names_of(services.directory, owner.agency, owner.unit),
    }


def _clock(change: ClockChange) -> PreviewedClock:
    return {
        "name": change.name,
        "instance": change.instance,
        "label": phrase(name_clock(change.name)),
        "effect": change.effect,
        "effect_label": phrase(EFFECTS[change.effect]),
        "due_on_before": _day(change.due_on_before),
        "due_on_after": _day(change.due_on_after),
        "due_at_before": _instant(change.due_at_before),
        "due_at_after": _instant(change.due_at_after),
        "lapsed": change.lapsed,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _instant(value: datetime | None) -> str | None:
    return instants.format_instant(value) if value else None


def _recipients(services: Services, recipients: Iterable[Recipient]) -> list[PreviewedRecipient]:
    """Each role and place once, with all its letters."""
    letters: dict[tuple[str, str | None, str | None], list[str]] = {}
    places: dict[tuple[str, str | None, str | None], PreviewedOwner] = {}
    for each in recipients:
        place = (each.role, each.agency, each.unit)
        letters.setdefault(place, []).append(each.template)
        places.setdefault(place, _owner(services, each))
    return [{**places[place], "letters": names} for place, names in letters.items()]
