"""Well-formed decisions: drawn from what is offered, or made of everything that might be sent instead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.procedure.build import Play, nobody
from tests.procedure.scene import REGIONS, UNITS
from workflows.procedure.model import instants
from workflows.procedure.model.decision_fields import DecisionField
from workflows.procedure.model.enums import ClockName
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.inputs import Input
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.outputs.preview import Preview, preview_decision
from workflows.procedure.outputs.record_batch import build_batch
from workflows.procedure.rules.decide import Decided, decide
from workflows.procedure.rules.offered import OfferedDecision, OfferedDecisions, offer_decisions
from workflows.procedure.rules.refusals import Refusal


def offers(play: Play, actor: Actor, *, vacant: bool = False) -> OfferedDecisions:
    """What is offered to the actor now; `vacant` says that nobody holds the owner's office."""
    task = play.case.task
    known = LookedUp(vacancy=nobody(task.owner)) if task and vacant else LookedUp()
    return offer_decisions(play.case, actor, play.now, known)


def draw_value(field: DecisionField, play: Play) -> st.SearchStrategy[Any]:
    """Any value that the field says it takes."""
    match field.input:
        case Input.LINE | Input.TEXT | Input.EMAIL | Input.PHONE:
            return st.sampled_from(_bounds(field)).map(lambda length: "a" * length)
        case Input.REFERENCES:
            return st.sampled_from(_bounds(field)).map(lambda many: ["surat"] * many)
        case Input.NUMBER | Input.RATING:
            return st.integers(*_bounds(field))
        case Input.CHOICE:
            return st.sampled_from(field.choices or ())
        case Input.DATE:
            return st.sampled_from((field.earliest, field.latest))
        case Input.INSTANT:
            both = [each for each in (field.earliest, field.latest) if isinstance(each, datetime)]
            return st.sampled_from(both).map(instants.format_instant)
    here = play.case.task.owner.unit if play.case.task else None
    chosen: dict[Input, list[Any]] = {
        Input.CODE: ["kode"],
        Input.AGENCY: list(REGIONS),
        Input.UNIT: [unit for unit in UNITS if unit != here],
        Input.OFFICER: ["acc-somebody-new"],
        Input.REPORT: ["LPR-2"],
        Input.FLAG: [True, False],
    }
    return st.sampled_from(chosen[field.input])


def _bounds(field: DecisionField) -> tuple[int, int]:
    assert field.least is not None
    assert field.most is not None
    return field.least, field.most


def draw_request(play: Play, actor: Actor, offered: OfferedDecision) -> st.SearchStrategy[DecisionRequest]:
    """A request made of nothing but what the offer says."""
    required = {field.name: draw_value(field, play) for field in offered.fields if field.required}
    optional = {field.name: draw_value(field, play) for field in offered.fields if not field.required}

    def made(fields: dict[str, Any]) -> DecisionRequest:
        plain = _within_the_rules(offered.kind, fields)
        named = {f"{name}_" if name == "class" else name: value for name, value in plain.items()}
        return play.request(offered.kind, actor, task=offered.task, **named)

    return st.fixed_dictionaries(required, optional=optional).map(made)


def _within_the_rules(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with what their hints say of two fields together."""
    if kind == "forward" and fields["class"] != "complaint":
        return {**fields, "supervisory": False}
    if kind == "correct" and not fields.keys() & {"title", "text"}:
        return {**fields, "title": "Judul"}
    return fields


def all_requests(play: Play, actor: Actor, kind: str) -> Iterator[DecisionRequest]:
    """Well-formed requests of a kind: every field and task that might make a difference."""
    task = play.case.task
    tasks = {task.id if task else None, None, *(each.task.id for each in play.case.task_history.ended[-2:])}
    for fields in _variants(play, kind):
        for name in sorted(tasks, key=str):
            yield play.request(kind, actor, task=name, **fields)


def _variants(play: Play, kind: str) -> Iterator[dict[str, Any]]:
    tomorrow = play.case.holding.calendar.local_date(play.now) + timedelta(days=1)
    match kind:
        case "extend":
            yield from ({"clock": clock, "days": 1} for clock in ClockName)
        case "postpone" if play.case.policy.in_seconds:
            yield {"until": instants.format_instant(play.now + timedelta(seconds=1))}
        case "postpone":
            yield {"until": tomorrow}
        case "reassign":
            yield from ({"to": to} for to in (*UNITS, "acc-somebody-new"))
        case "respond":
            yield from ({"final": final} for final in (True, False))
        case "merge":
            yield {"acknowledged": True}
        case _:
            yield {}


def stands(play: Play, request: DecisionRequest) -> Decided | None:
    """What comes of the request; null where it is refused."""
    try:
        return decide(play.case, request, play.now)
    except Refusal:
        return None


def require_offers_to_fit(play: Play, who: Actor, kinds: list[str], data: st.DataObject) -> None:
    """Of those kinds exactly the offered ones are accepted. Nobody is in office to do the task, so that
    recalling is judged by the procedure alone."""
    offered = {each.kind: each for each in offers(play, who, vacant=True).decisions}
    for kind in kinds:
        if kind in offered:
            request = data.draw(draw_request(play, who, offered[kind]), label=kind)
            assert stands(play, request) is not None, f"{kind} is offered"
        else:
            made = [each for each in all_requests(play, who, kind) if stands(play, each) is not None]
            assert not made, f"{kind} is not offered, and stands"


def foresee(play: Play, request: DecisionRequest) -> Preview | dict[str, Any]:
    """The preview, or the refusal that it tells of; neither changes anything."""
    before = play.case
    try:
        return preview_decision(before, request, play.now)
    except Refusal as refusal:
        return refusal.wire()


def require_same_refusal(preview: Preview | dict[str, Any], refusal: Refusal) -> None:
    """The preview told of the very refusal."""
    assert preview == refusal.wire()


def require_preview_to_hold(preview: Preview | dict[str, Any], decided: Decided) -> None:
    """What was foreseen is what has come."""
    assert isinstance(preview, Preview)
    case, own = decided.case, decided.steps[len(decided.steps) - len(preview.facts) :]
    assert (preview.after.stage, preview.after.escalation_level) == (case.stage, case.escalation.level)
    assert preview.after.task == (case.task.id if case.task else None)
    assert preview.after.owner == (case.task.owner if case.task else None)
    assert preview.outcome == case.closing.outcome
    assert list(preview.facts) == [fact.kind for _, fact in own]
    assert all("request" not in fact.data for _, fact in decided.steps[: -len(own) or None])
    clocks = {(each.name, each.instance): each for each in case.clocks}
    for change in preview.clocks:
        clock = clocks[change.name, change.instance]
        due = (clock.due_on, clock.due_at) if clock.running else (None, None)
        assert (change.due_on_after, change.due_at_after) == due
        assert (change.effect == "stops") == (clock.stopped_at is not None)
        assert (change.effect in ("pauses", "stands_still")) == (clock.paused and clock.stopped_at is None)
    live = {name for name, each in clocks.items() if each.stopped_at is None}
    assert live <= {(each.name, each.instance) for each in preview.clocks}
    told = {
        (notice["template"], each["role"], each["agency"], each["unit"], each["officer"])
        for notice in build_batch(case, own)["notices"]
        for each in notice["audience"]
    }
    assert told == {
        (each.template, each.role, each.agency, each.unit, each.officer) for each in preview.recipients
    }
