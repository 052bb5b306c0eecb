"""A decision as it is sent in: read, sealed, with what has to be looked up for it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from api.answers.problems import Malformed
from api.reports import lookup, offices
from api.requests.bodies import content_hmac
from api.requests.clock_offset import received_now
from api.requests.sealing import stand_in
from api.services import Services
from fields import tracking_numbers
from fields.addresses import address
from fields.errors import field_errors
from fields.telephone import telephone
from fields.text import line, sound
from records.directory.in_memory import Directory
from workflows.procedure.model.decisions import (
    DECISION,
    Decision,
    Dispose,
    Forward,
    Merge,
    Reassign,
    Recall,
    ReporterDecision,
    StaffDecision,
)
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import PROTOCOL, DecisionRequest, LookedUp
from workflows.procedure.model.sealed import Seal
from workflows.procedure.model.tasks import Owner, at_agency, at_unit, supervisor_of

TASK = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]-[0-9]{1,6}")
"""A tracking number and a sequence: free text must not reach a history by this way."""
NO_REPORT = "unknown"
NOBODY = "unknown"
_TEXT = "a text of twenty letters"
STAND_INS: Mapping[str, Mapping[str, Any]] = {
    "forward": {"agency": "x", "class": "complaint", "supervisory": False, "category": "x"},
    "ask_reporter": {"question": _TEXT},
    "postpone": {"reason": _TEXT, "until": "2000-01-01"},
    "merge": {"into": "x"},
    "archive": {"reason": "unclear", "note": _TEXT},
    "correct": {"reason": _TEXT},
    "dispose": {"unit": "x"},
    "respond": {"text": _TEXT, "final": False},
    "decline": {"reason": _TEXT},
    "recall": {"reason": _TEXT},
    "return_to_agency": {"reason": _TEXT},
    "approve": {},
    "revise": {"note": _TEXT},
    "extend": {"clock": "response", "days": 1, "reason": _TEXT},
    "nudge": {"note": _TEXT},
    "allow_question": {},
    "reassign": {"to": "x"},
    "split": {"reason": _TEXT},
    "open_identity": {"reason": _TEXT},
    "note": {"text": _TEXT},
    "complete": {"text": _TEXT},
    "confirm": {"rating": 1},
    "reply": {"text": _TEXT},
    "dispute": {"reason": _TEXT},
    "withdraw": {},
    "remark": {"text": _TEXT},
    "reopen": {"reason": _TEXT},
    "correct_contact": {},
}
"""The least that each kind needs: for asking whether a malformed one would be allowed at all."""


@dataclass(frozen=True, slots=True)
class ParsedDecision:
    """A well-formed body: the task named and the decision, sealed; `content` is the HMAC of both in plain."""

    task: str | None
    decision: StaffDecision | ReporterDecision
    content: str


def parse_decision(services: Services, body: Mapping[str, Any], seal: Seal) -> ParsedDecision:
    """What the body decides. Raises Malformed."""
    if unknown := body.keys() - {"task", "decision"}:
        raise Malformed(
            field_errors([{"type": "extra_forbidden", "loc": (name,)} for name in sorted(unknown)])
        )
    task, plain = body.get("task"), body.get("decision")
    if task is not None and not _is_task(task):
        raise Malformed([{"field": "task", "message": "must be a task's id, or null"}])
    if not isinstance(plain, Mapping):
        raise Malformed([{"field": "decision", "message": "must be an object with a kind"}])
    if nested := [name for name, value in plain.items() if _is_nested(value)]:
        # a value that came in sealed would be one that nobody can check or open
        raise Malformed(field_errors([{"type": "nested", "loc": ("decision", name)} for name in nested]))
    try:
        decision = DECISION.validate_python(_with_contact(_with_known_number(plain)), context={"seal": seal})
    except ValidationError as error:
        raise Malformed(field_errors(_within_decision(error))) from None
    content = content_hmac(services.settings.intake_secret, {"task": task, "decision": plain})
    return ParsedDecision(task, decision, content)


def _is_nested(value: Any) -> bool:
    each = value if isinstance(value, list) else [value]
    return any(isinstance(part, Mapping | list) for part in each)


def _is_task(task: Any) -> bool:
    return isinstance(task, str) and TASK.fullmatch(task) is not None


def _within_decision(error: ValidationError) -> list[Any]:
    """The errors with `decision` before each field instead of the kind, and no forms of a field after it."""
    found = error.errors(include_url=False, include_input=False)
    return [{**each, "loc": ("decision", *_place(each["loc"][1:]))} for each in found]


def _place(loc: tuple[int | str, ...]) -> list[int | str]:
    """The field, and where in its list."""
    return [*loc[:1], *(part for part in loc[1:] if isinstance(part, int))]


def _with_known_number(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """A merge's `into` in its one written form, however it was typed; what no report has is not passed on.
    Raises Malformed."""
    into = plain.get("into")
    if not isinstance(into, str):
        return plain
    try:
        sound(into)
    except ValueError as error:
        raise Malformed([{"field": "decision.into", "message": str(error)}]) from None
    try:
        return {**plain, "into": tracking_numbers.parse_number(into) or NO_REPORT}
    except tracking_numbers.WrongCheck:
        return {**plain, "into": NO_REPORT}


def _with_contact(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """A contact as intake keeps it, judged before it is sealed. Raises Malformed."""
    if plain.get("kind") != "correct_contact":
        return plain
    kept = {}
    for name, rule in (("email", address), ("phone", _as_kept)):
        if isinstance(given := plain.get(name), str):
            try:
                kept[name] = rule(line(given))
            except ValueError as error:
                raise Malformed([{"field": f"decision.{name}", "message": str(error)}]) from None
    return {**plain, **kept}


def _as_kept(text: str) -> str:
    found = telephone(text)
    return f"{found.number} {found.note}" if found.note else found.number


def make_request(
    services: Services, actor: Actor, idempotency_key: str, sent: ParsedDecision, looked_up: LookedUp
) -> DecisionRequest:
    """The decision as the report gets it, received now."""
    key = tracking_numbers.keyed(services.settings.intake_secret, "key", actor.id, idempotency_key).hex()
    decision = _without_names(sent.decision, looked_up)
    now = received_now()
    return DecisionRequest(actor, sent.task, decision, now, key, sent.content, looked_up, PROTOCOL)


def _without_names(
    decision: StaffDecision | ReporterDecision, looked_up: LookedUp
) -> StaffDecision | ReporterDecision:
    """A reassignment by the opaque id of whom it names: an account's name may be a person's."""
    if not isinstance(decision, Reassign):
        return decision
    return decision.model_copy(update={"to": looked_up.unit or looked_up.officer or NOBODY})


def update_id() -> str:
    """One for all our own tries. The engine takes two Updates of one id for the same and may carry one out
    and keep the other; a repeat by the sender is another, with other seals, and the report knows its key."""
    return secrets.token_hex(16)


def make_probe(actor: Actor, body: Mapping[str, Any]) -> DecisionRequest | None:
    """A stand-in for a malformed decision, to ask what its author may; null where no kind is known."""
    plain = body.get("decision")
    kind = plain.get("kind") if isinstance(plain, Mapping) else None
    if not isinstance(kind, str) or kind not in STAND_INS:
        return None
    task = body.get("task")
    return make_probe_of_kind(actor, task if _is_task(task) else None, kind)


def make_probe_of_kind(actor: Actor, task: str | None, kind: str) -> DecisionRequest:
    """The least decision of that kind."""
    least = DECISION.validate_python({"kind": kind, **STAND_INS[kind]}, context={"seal": stand_in})
    return DecisionRequest(actor, task, least, received_now(), "", "")


async def look_up_names(services: Services, actor: Actor, report: str, decision: Decision) -> LookedUp:
    """What the directory, and for a merge or a reassignment the reports, say about what is named."""
    match decision:
        case Forward():
            return look_up_agency(services.directory, decision.agency)
        case Dispose():
            return look_up_unit(services.directory, actor.agency, decision.unit)
        case Merge():
            return await _original(services, decision.into)
        case Reassign():
            return await _successor(services, actor, report, decision.to)
        case Recall():
            return await _holder(services, report)
    return LookedUp()


def look_up_agency(directory: Directory, code: str) -> LookedUp:
    """An agency, and which of the roles that the report will need there nobody holds."""
    profile = directory.profile(code)
    needed = [at_agency(code), *([supervisor_of(code)] if profile and profile.approval else [])]
    vacancies = (directory.vacancy(owner) for owner in needed)
    return LookedUp(agency=profile, vacancy=next((each for each in vacancies if each), None))


def look_up_unit(directory: Directory, agency: str | None, code: str) -> LookedUp:
    """A unit of the agency, and whether nobody is in office there."""
    unit = directory.unit(agency, code) if agency else None
    if agency is None or unit is None:
        return LookedUp()
    return LookedUp(
        unit=unit,
        unit_name=directory.unit_name(agency, unit),
        vacancy=directory.vacancy(at_unit(agency, unit)),
    )


async def _holder(services: Services, report: str) -> LookedUp:
    """Why nobody will do the open task, if that is so."""
    found = await lookup.find_report(services, report)
    task = found.state["task"] if found else None
    return LookedUp(vacancy=services.directory.vacancy(offices.owner_of(task)) if task else None)


async def _original(services: Services, report: str) -> LookedUp:
    """What a report is that another is to be merged into."""
    found = await lookup.find_report(services, report)
    if found is None or found.state["stage"] in {Stage.CLOSED, Stage.MERGED}:
        return LookedUp()
    return LookedUp(
        target_open=True,
        target_anonymous=found.state["anonymous"],
        target_confidential=found.state["confidential"],
    )


async def _successor(services: Services, actor: Actor, report: str, to: str) -> LookedUp:
    """The unit or officer that a task is to go to; which of the two, the report knows."""
    found = await lookup.find_report(services, report)
    task = found.state["task"] if found else None
    return look_up_successor(services.directory, actor, offices.owner_of(task) if task else None, to)


def look_up_successor(directory: Directory, actor: Actor, owner: Owner | None, to: str) -> LookedUp:
    """The same where the open task's `owner` is known; null where no task is open."""
    if owner is None or owner.role is Role.REPORTER:
        return LookedUp()
    officer = directory.officer(to, owner.role, owner.agency)
    return replace(look_up_unit(directory, actor.agency, to), officer=officer)
