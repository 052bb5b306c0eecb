"""A report as the page shows it to its reporter: everything decided and worded here, for a template."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.pages.decision_order import find_main_decision, order_decisions
from api.pages.due import ShownDue, dues_of_clocks
from api.reports import offered_decisions, reporter_view, state_after
from api.reports.reporter_view import REPORTERS_CLOCKS, Tracked
from api.requests.access import OpeningKey, Reading, open_text
from api.services import Services
from calendars import REGIONS
from calendars.regions import WIB
from records.keys.store import KeyUnavailable, UnknownReport
from texts.categories import name_category
from texts.decisions.fields import CHOICES
from texts.formats import InBoth, both
from texts.procedure_names import name_clock, name_stage
from texts.timeline import OUTCOMES, describe_fact
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import REPORTER_STAGES, FactKind, Role, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.outputs.names import CENTRE, CENTRE_IN_ENGLISH, ROLES, ROLES_IN_ENGLISH

LATE = frozenset({FactKind.LAPSED, FactKind.ESCALATED})
WRITTEN: Mapping[FactKind, str] = {
    FactKind.REPORTER_ASKED: "question",
    FactKind.COMPLETED_BY_REPORTER: "text",
    FactKind.CONFIRMED: "comment",
    FactKind.REPLIED: "text",
    FactKind.DISPUTED: "reason",
    FactKind.REMARKED: "text",
    FactKind.WITHDRAWN: "reason",
    FactKind.REOPENED: "reason",
}
"""What of a fact was written by the reporter or to them. Answers are shown on their own."""


async def tracked_context(services: Services, reading: Reading, done: int | None = None) -> dict[str, Any]:
    """What the reporter's page shows. `done` is the number of the fact that their decision just ended with.

    Raises a 404 problem where there is no such report, and 503 problems.
    """
    if done is not None:
        await state_after.await_record(services, reading.actor.id, done)
    tracked = await reporter_view.track_report(services, reading)
    case, facts = (tracked.seen.case, tracked.seen.facts) if tracked.seen else (None, [])
    zone = REGIONS[case.holding.custody[-1].region].zone if case else WIB
    view = tracked.view
    live = [each for each in view["clocks"] if each["stopped_at"] is None]
    offered = await _offered(services, reading, tracked)
    return {
        "view": view,
        "zone": zone,
        "stage": name_stage(view["stage"]),
        "tone": _tone(tracked),
        "holder": _holder(services, tracked, case),
        "category": name_category(view["category"]) if view["category"] else None,
        "outcome": OUTCOMES[view["outcome"]] if view["outcome"] else None,
        "clocks": [_clock(each) for each in dues_of_clocks(services, view["agency"], live)],
        "act_by": next(
            (date.fromisoformat(each["due_on"]) for each in live if each["name"] in REPORTERS_CLOCKS),
            None,
        ),
        "lines": await _lines(services, reading, facts),
        "declined": _declined(services, facts),
        "done": _done(services, facts, done),
        "offered": offered,
        "main_decision": find_main_decision(offered["decisions"]) if offered else None,
        "choice_names": CHOICES["respond", "outcome"],
    }


def _tone(tracked: Tracked) -> str:
    view = tracked.view
    if view["stage"] == Stage.CLOSED:
        return "done"
    if any(each["lapsed"] and each["stopped_at"] is None for each in view["clocks"]):
        return "late"
    return "waiting" if view["stage"] in REPORTER_STAGES else "active"


def _holder(services: Services, tracked: Tracked, case: Case | None) -> InBoth | None:
    """Who has to act now, by role and place; null where nobody has to."""
    view = tracked.view
    if view["stage"] in REPORTER_STAGES:
        return both("Anda sendiri", "You yourself")
    if view["stage"] in {Stage.CLOSED, Stage.MERGED}:
        return None
    role = case.task.owner.role if case and case.task else None
    places = [each for each in (view["unit_name"], view["agency_name"]) if each]

    def write(roles: Mapping[str, str], centre: str) -> str:
        return ", ".join([*([roles[role].capitalize()] if role else []), *(places or [centre])])

    return both(write(ROLES, CENTRE), write(ROLES_IN_ENGLISH, CENTRE_IN_ENGLISH))


def _clock(due: ShownDue) -> dict[str, Any]:
    name = name_clock(due.clock)
    return {
        "code": due.clock,
        "name": both(name["id"].capitalize(), name["en"].capitalize()),
        "due": due.day,
        "state": due.text,
        "tone": due.tone,
    }


async def _lines(services: Services, reading: Reading, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The timeline, the newest first, each line with what was written in it."""
    key = await _key(reading)
    told = []
    for fact in reversed(facts):
        text = describe_fact(fact, services.directory)
        if text is None:
            continue
        field = WRITTEN.get(fact.kind)
        told.append(
            {
                "at": fact.at,
                "text": text,
                "late": fact.kind in LATE,
                "own": fact.actor.role is Role.REPORTER,
                "quote": open_text(key, fact.data.get(field)) if field else None,
            }
        )
    return told


async def _key(reading: Reading) -> OpeningKey | None:
    try:
        return await reading.key(reading.actor.id)
    except (UnknownReport, KeyUnavailable):
        return None


def _declined(services: Services, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Which agencies said that they are not in charge, and when."""
    return [
        {"agency": services.directory.agency_name(fact.actor.agency) or fact.actor.agency, "at": fact.at}
        for fact in facts
        if fact.kind is FactKind.DECLINED
    ]


def _done(services: Services, facts: Sequence[Fact], until: int | None) -> list[InBoth]:
    """What the reporter's decision did that ended with fact `until`: its facts have one instant."""
    last = next((fact for fact in facts if fact.number == until), None)
    if last is None:
        return []
    own = [fact for fact in facts if fact.at == last.at and fact.number <= last.number]
    if not any(fact.actor.role is Role.REPORTER for fact in own):
        return []
    return [text for fact in own if (text := describe_fact(fact, services.directory))]


async def _offered(services: Services, reading: Reading, tracked: Tracked) -> Mapping[str, Any] | None:
    """What the reporter may decide now; null while the record is away."""
    if tracked.seen is None:
        return None
    offers = await offered_decisions.offer_decisions_to(services, reading, tracked.seen)
    return {**offers, "decisions": order_decisions(offers["decisions"])}


def parse_fact_number(written: str | None) -> int | None:
    """A fact's number as an address has it; null for anything else."""
    return int(written) if written and written.isdecimal() and len(written) < 7 else None
