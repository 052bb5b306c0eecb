"""The reporter's own view of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.answers.problems import not_found
from api.reports import lookup, state_after, submit_decision, visible_facts
from api.reports.seen_report import SeenReport, read_facts_of_state
from api.reports.states import state_of
from api.reports.visible_facts import Visible
from api.requests.access import OpeningKey, Reading, open_text
from api.schemas.decisions import StateAfter
from api.schemas.reporter import LapsedClock, Line, Referral, ReportersTask, TrackedReport
from api.schemas.reports import PublishedAnswer, Source
from api.services import Services
from records.database import SQL_AWAY
from records.directory.in_memory import Directory, names_of
from records.keys.store import KeyUnavailable, UnknownReport
from records.reports.queries import listing
from texts import timeline
from workflows.procedure.model import instants
from workflows.procedure.model.enums import FactKind, Role, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.requests import Answer

REPORTERS_CLOCKS = ("completion", "reply", "reopening")
PROMISES = ("settlement", "response", "disposition", "verification")


@dataclass(frozen=True, slots=True)
class Tracked:
    """The view as things stand, and the report that it was made of, null while the record is away."""

    view: TrackedReport
    seen: SeenReport | None


async def track_report(services: Services, reading: Reading) -> Tracked:
    """The view as things stand. Raises a 404 problem where there is no such report."""
    report = reading.actor.id
    found = await lookup.find_report(services, report)
    if found is None:
        raise not_found()
    seen = lookup.view_as(reading.actor, found)
    facts = await _facts(services, report, seen.state["facts"])
    view = await _view(services, reading, state_after.as_state_after(seen.state), facts, seen.source)
    return Tracked(view, SeenReport(report, seen, facts) if facts else None)


async def view_after_decision(services: Services, reading: Reading, answer: Answer) -> TrackedReport:
    """The view just after a decision of the reporter's was answered so."""
    report = reading.actor.id
    state = await state_after.read_state_after(services, reading.actor, report, answer)
    recorded = await _facts(services, report, answer.fact)  # only now: the record may have lagged until then
    facts = [fact for fact in recorded if fact.number <= answer.fact]
    return await _view(services, reading, state, facts, "live")


async def _facts(services: Services, report: str, wanted: int) -> list[Fact]:
    """As `read_facts_of_state`; none while the record is away."""
    try:
        return await read_facts_of_state(services, report, wanted)
    except SQL_AWAY:
        return []


async def _key(reading: Reading, report: str) -> OpeningKey | None:
    try:
        return await reading.key(report)
    except (UnknownReport, KeyUnavailable):
        return None


async def _view(
    services: Services, reading: Reading, state: StateAfter, facts: Sequence[Fact], source: Source
) -> TrackedReport:
    """Of a state nothing of other reports, and of officers only their stage."""
    key = await _key(reading, reading.actor.id)
    own = visible_facts.mark_visible(reading.actor, facts)
    lines = [_line(fact, services.directory) for fact in facts]
    original = await _original(services, reading, state)
    return {
        "tracking_number": reading.actor.id,
        "stage": state["stage"],
        "class": state.get("class"),
        "supervisory": state.get("supervisory"),
        "category": state.get("category"),
        "agency": state["agency"],
        "unit": state["unit"],
        **names_of(services.directory, state["agency"], state["unit"]),
        "escalation_level": state["escalation_level"],
        "highest_level": state.get("highest_level"),
        "outcome": state.get("outcome"),
        "channel": state.get("channel"),
        "anonymous": state.get("anonymous"),
        "confidential": state.get("confidential"),
        "submitted_at": state.get("submitted_at"),
        "closed_at": state.get("closed_at"),
        "disputes": state.get("disputes"),
        "facts": state["facts"],
        "merged": state.get("merged_into") is not None,
        "original": {"stage": original.stage, "answered": bool(original.answers)} if original else None,
        "task": _task(state),
        "clocks": state["clocks"],
        "due_on": _promised(state),
        "act_until": _due(state, REPORTERS_CLOCKS, "due_at"),
        **visible_facts.open_texts(key, own),
        "question": _question(key, state, facts),
        "answers": visible_facts.open_answers(services, key, own) + (original.answers if original else []),
        "referral": _referral(reading.actor.id, state, facts),
        "timeline": [line for line in lines if line],
        "source": source,
    }


def _line(fact: Fact, directory: Directory) -> Line | None:
    """The fact as a line of the timeline; null where it isn't one."""
    text = timeline.text_of(fact, directory)
    if text is None:
        return None
    return {"at": instants.format_instant(fact.at), "kind": fact.kind, "by": fact.actor.role, "text": text}


def _task(state: StateAfter) -> ReportersTask | None:
    task = state["task"]
    if task is None or task["owner_role"] != Role.REPORTER:
        return None
    return {"id": task["id"], "owner_role": task["owner_role"], "opened_at": task["opened_at"]}


def _promised(state: StateAfter) -> str | None:
    """By when the report is to be settled, or else what comes before that."""
    return None if state["stage"] == Stage.CLOSED else _due(state, PROMISES, "due_on")


def _due(state: StateAfter, clocks: Sequence[str], what: Literal["due_on", "due_at"]) -> str | None:
    live: dict[str, str] = {
        clock["name"]: clock[what] for clock in state["clocks"] if clock["stopped_at"] is None
    }
    return next((live[name] for name in clocks if name in live), None)


def _question(key: OpeningKey | None, state: StateAfter, facts: Sequence[Fact]) -> str | None:
    asked = [fact for fact in facts if fact.kind is FactKind.REPORTER_ASKED]
    if state["stage"] != Stage.AWAITING_REPORTER or not asked:
        return None
    return open_text(key, asked[-1].data["question"])


@dataclass(frozen=True, slots=True)
class Original:
    """What is shown of the report that the reporter's own was merged into: its stage, and its answers."""

    stage: Stage
    answers: list[PublishedAnswer]


async def _original(services: Services, reading: Reading, state: StateAfter) -> Original | None:
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
        state_of(there.state)["stage"],
        visible_facts.open_answers(services, key, [Visible(fact, texts=is_open) for fact in facts]),
    )


def _referral(report: str, state: StateAfter, facts: Sequence[Fact]) -> Referral | None:
    """Where the reporter may turn once a rung told them so, with what such a complaint has to say.
    Nothing is sent there from here."""
    if not any(fact.kind is FactKind.ESCALATED and "reporter" in fact.data["told"] for fact in facts):
        return None
    lapsed: list[LapsedClock] = [
        {"name": clock["name"], "due_on": clock["due_on"], "started_at": clock["started_at"]}
        for clock in state["clocks"]
        if clock["lapsed"]
    ]
    return {
        "to": "Ombudsman Republik Indonesia",
        "page": "https://ombudsman.go.id",
        "phone": "137",
        "tracking_number": report,
        "submitted_at": state.get("submitted_at"),
        "class": state.get("class"),
        "agency": state["agency"],
        "stage": state["stage"],
        "lapsed": lapsed,
    }
