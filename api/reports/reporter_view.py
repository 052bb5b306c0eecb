"""The reporter's own view of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.answers.problems import not_found
from api.reports import lookup, state_after, submit_decision, visible_facts
from api.reports.visible_facts import Visible
from api.requests.access import OpeningKey, Reading, open_text
from api.services import Services
from records.database import SQL_AWAY
from records.directory.in_memory import names_of
from records.keys.store import KeyUnavailable, UnknownReport
from records.reports.queries import listing
from texts import timeline
from workflows.procedure.model.enums import FactKind, Role, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.requests import Answer

SHOWN = (
    "tracking_number", "stage", "class", "supervisory", "category", "agency", "unit", "escalation_level",
    "highest_level", "outcome", "channel", "anonymous", "confidential", "submitted_at", "closed_at",
    "disputes", "facts",
)  # fmt: skip
"""What of a state a reporter is shown: nothing of other reports, and of officers only their stage."""

REPORTERS_CLOCKS = ("completion", "reply", "reopening")
PROMISES = ("settlement", "response", "disposition", "verification")
OMBUDSMAN = {"to": "Ombudsman Republik Indonesia", "page": "https://ombudsman.go.id", "phone": "137"}


async def track_report(services: Services, reading: Reading) -> dict[str, Any]:
    """The view as things stand. Raises a 404 problem where there is no such report."""
    report = reading.actor.id
    found = await lookup.find_report(services, report)
    if found is None:
        raise not_found()
    facts = await _facts(services, report, None)
    return await _view(services, reading, found.state, facts, found.source)


async def view_after_decision(services: Services, reading: Reading, answer: Answer) -> dict[str, Any]:
    """The view just after a decision of the reporter's was answered so."""
    report = reading.actor.id
    state = await state_after.read_state_after(services, reading.actor, report, answer)
    facts = await _facts(services, report, answer.fact)  # only now: the record may have lagged until then
    return await _view(services, reading, {"tracking_number": report, **state}, facts, "live")


async def _facts(services: Services, report: str, until: int | None) -> list[Fact]:
    try:
        return await submit_decision.all_facts(services, report, until)
    except SQL_AWAY:
        return []


async def _key(reading: Reading, report: str) -> OpeningKey | None:
    try:
        return await reading.key(report)
    except (UnknownReport, KeyUnavailable):
        return None


async def _view(
    services: Services, reading: Reading, state: Mapping[str, Any], facts: Sequence[Fact], source: str
) -> dict[str, Any]:
    key = await _key(reading, reading.actor.id)
    own = [Visible(fact, texts=True) for fact in facts]
    lines = [timeline.timeline_entry(fact, services.directory) for fact in facts]
    original = await _original(services, reading, state)
    return {
        **{name: state.get(name) for name in SHOWN},
        **names_of(services.directory, state.get("agency"), state.get("unit")),
        "merged": state.get("merged_into") is not None,
        "original": {"stage": original.stage, "answered": bool(original.answers)} if original else None,
        "task": _task(state),
        "clocks": state["clocks"],
        "due_on": _promised(state),
        "act_until": _due(state, REPORTERS_CLOCKS, "due_at"),
        **visible_facts.open_texts(key, own),
        "question": _question(key, state, facts),
        "answers": visible_facts.open_answers(services, key, own) + (original.answers if original else []),
        "referral": _referral(state, facts),
        "timeline": [line for line in lines if line],
        "source": source,
    }


def _task(state: Mapping[str, Any]) -> dict[str, Any] | None:
    task = state["task"]
    if task is None or task["owner_role"] != Role.REPORTER:
        return None
    return {name: task[name] for name in ("id", "owner_role", "opened_at")}


def _promised(state: Mapping[str, Any]) -> str | None:
    """By when the report is to be settled, or else what comes before that."""
    return None if state["stage"] == Stage.CLOSED else _due(state, PROMISES, "due_on")


def _due(state: Mapping[str, Any], clocks: Sequence[str], what: str) -> str | None:
    live = {clock["name"]: clock[what] for clock in state["clocks"] if clock["stopped_at"] is None}
    return next((live[name] for name in clocks if name in live), None)


def _question(key: OpeningKey | None, state: Mapping[str, Any], facts: Sequence[Fact]) -> str | None:
    asked = [fact for fact in facts if fact.kind is FactKind.REPORTER_ASKED]
    if state["stage"] != Stage.AWAITING_REPORTER or not asked:
        return None
    return open_text(key, asked[-1].data["question"])


@dataclass(frozen=True, slots=True)
class Original:
    """What is shown of the report that the reporter's own was merged into: its stage, and its answers."""

    stage: str
    answers: list[dict[str, Any]]


async def _original(services: Services, reading: Reading, state: Mapping[str, Any]) -> Original | None:
    """After a merge the original's stage and published answers, and nothing else of it. Of a confidential one
    the answers have no text and no evidence. Null without a merge, or while the record is away."""
    number = state.get("merged_into")
    if number is None:
        return None
    try:
        there = await listing.read_report(services.pool, number)
        facts = await submit_decision.all_facts(services, number)
    except SQL_AWAY:
        return None
    if there is None:
        return None
    reading.shows(number, there.state)
    is_open = not there.state["confidential"]
    key = await _key(reading, number) if is_open else None
    return Original(
        there.state["stage"],
        visible_facts.open_answers(services, key, [Visible(fact, texts=is_open) for fact in facts]),
    )


def _referral(state: Mapping[str, Any], facts: Sequence[Fact]) -> dict[str, Any] | None:
    """Where the reporter may turn once a rung told them so, with what such a complaint has to say.
    Nothing is sent there from here."""
    if not any(fact.kind is FactKind.ESCALATED and "reporter" in fact.data["told"] for fact in facts):
        return None
    lapsed = [
        {name: clock[name] for name in ("name", "due_on", "started_at")}
        for clock in state["clocks"]
        if clock["lapsed"]
    ]
    same = ("tracking_number", "submitted_at", "class", "agency", "stage")
    return {**OMBUDSMAN, **{name: state.get(name) for name in same}, "lapsed": lapsed}
