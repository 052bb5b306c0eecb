"""From a request that decides to its answer, with refusals in the order of the procedure."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from api.answers.problems import Malformed, Problem, not_found
from api.dependencies import idempotency_key
from api.reports import lookup, parse_decision, submit_decision
from api.requests.bodies import read_object
from api.requests.first_received import first_received
from api.requests.sealing import make_sealer, stand_in
from api.services import Services
from records.keys.store import KeyDestroyed, UnknownReport
from records.requests.first_received import ReceivedRequest
from workflows.procedure.model.decisions import Reassign
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.model.sealed import Seal


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it: the answer, null where nobody waited for one, under which Idempotency-Key."""

    answer: Answer | None
    key: str


Read = Callable[[], Awaitable[tuple[dict[str, Any], str]]]
"""Reads a request's body, as a decision, and its Idempotency-Key. Raises Malformed."""
Wording = Callable[[dict[str, Any]], dict[str, Any]]

PLAINLY: Mapping[str, str] = {
    "not_allowed": "This can't be done with your report as it stands now.",
    "task_not_open": "Your report has moved on since; this can't be done any more.",
}
"""What reporters are told instead of roles and tasks, by code."""
TO_A_UNIT = (
    "At this stage a task goes to a unit of the agency, not to a person, and no active unit has that code."
)
TO_A_PERSON = (
    "At this stage a task goes to a person of its owner's role, and no active one has that name there."
)
REASSIGNED: Mapping[str, str] = {"unknown_unit": TO_A_UNIT, "unknown_officer": TO_A_PERSON}
"""What is told of a `reassign` to nobody, by code. The report keeps its words, which old facts have."""


def as_sent(body: dict[str, Any]) -> dict[str, Any]:
    """The body as it is."""
    return body


async def handle_decision(
    services: Services, actor: Actor, report: str, request: Request, worded: Wording = as_sent
) -> Decided:
    """Carries out the decision in the request; `worded` makes a route's own body one.

    401 was told before; then come 404, 403, malformed 422, 409 and 422 by rule. A well-formed decision goes
    straight to the report, which judges in that order itself; only for a malformed one it is asked first.
    """
    try:
        asked, key = await read_request(services, actor, report, request, worded)
        return Decided(await _sent(services, report, asked, later=_waits_not(request)), key)
    except Problem as problem:
        raise word_problem(services, actor, problem) from None


async def handle_form(
    services: Services, actor: Actor, report: str, body: dict[str, Any], key: str
) -> Answer:
    """Carries out the decision in a page's form, and waits for it: `body` is as a request has it, `key` the
    Idempotency-Key. Raises the same problems in the same order."""
    asked = await read_form(services, actor, report, body, key)
    try:
        answer = await _sent(services, report, asked, later=False)
    except Problem as problem:
        raise word_problem(services, actor, problem) from None
    assert answer is not None, "it was waited for"
    return answer


async def read_form(
    services: Services, actor: Actor, report: str, body: dict[str, Any], key: str
) -> DecisionRequest:
    """The decision in a page's form as the report gets it. Nothing is sent or kept. Raises the problems of
    `read_request`."""

    async def read() -> dict[str, Any]:
        return body

    try:
        asked, _key = await _make_request(services, actor, report, body, read, lambda: key)
    except Problem as problem:
        raise word_problem(services, actor, problem) from None
    return asked


async def read_request(
    services: Services, actor: Actor, report: str, request: Request, worded: Wording = as_sent
) -> tuple[DecisionRequest, str]:
    """The decision in the request as the report gets it, with its Idempotency-Key. Nothing is sent or kept.

    Raises the problems with 404, 403 and 422 of one that is malformed, and KeyDestroyed.
    """

    async def read() -> dict[str, Any]:
        return worded(await read_object(request))

    return await _make_request(services, actor, report, worded({}), read, lambda: idempotency_key(request))


async def _make_request(
    services: Services,
    actor: Actor,
    report: str,
    sent_in: dict[str, Any],
    read_body: Callable[[], Awaitable[dict[str, Any]]],
    read_key: Callable[[], str],
) -> tuple[DecisionRequest, str]:
    """`sent_in` stands for the body where it can't be read."""
    seal, erased = await _seal(services, report)
    try:
        sent_in = await read_body()
        key = read_key()
        sent = parse_decision.parse_decision(services, sent_in, seal)
    except Malformed:
        await _require_allowed(services, actor, report, parse_decision.make_probe(actor, sent_in))
        raise
    found = await parse_decision.look_up_names(services, actor, report, sent.decision)
    asked = parse_decision.make_request(services, actor, key, sent, found)
    if erased:
        await submit_decision.require_authority(services, report, asked)
        raise KeyDestroyed(report)
    return asked, key


async def _seal(services: Services, report: str) -> tuple[Seal, bool]:
    """What seals for the report, and whether its key was destroyed. Raises a 404 problem where no key was
    ever made, for then there is no such report; KeyUnavailable."""
    try:
        return make_sealer(await services.keys.of(report)), False
    except UnknownReport:
        raise not_found() from None
    except KeyDestroyed:
        return stand_in, True


async def _require_allowed(
    services: Services, actor: Actor, report: str, probe: DecisionRequest | None
) -> None:
    if probe is None:
        await lookup.require_readable(services, actor, report)
    else:
        await submit_decision.require_authority(services, report, probe)


async def _sent(services: Services, report: str, asked: DecisionRequest, *, later: bool) -> Answer | None:
    kind = asked.decision.kind
    try:
        services.clock.require()
        async with first_received(
            services, ReceivedRequest(report, asked.key, asked.content), asked.received_at
        ) as first:
            asked = replace(asked, received_at=first)
            if later:
                await submit_decision.send_later(services, report, asked)
                services.metrics.decided(kind, "handed_over")
                return None
            answer = await submit_decision.submit_decision(services, report, asked)
    except Problem as problem:
        services.metrics.decided(kind, problem.code)
        raise reword_refusal(asked, problem) from None
    services.metrics.decided(kind, "stands")
    return answer


def reword_refusal(asked: DecisionRequest, problem: Problem) -> Problem:
    """The refusal of a reassignment to nobody in words that tell what can be named."""
    if isinstance(asked.decision, Reassign):
        problem.detail = REASSIGNED.get(problem.code, problem.detail)
    return problem


def word_problem(services: Services, actor: Actor, problem: Problem) -> Problem:
    """A 409 with who decided by name. Reporters are told the role, and whether it was they; plainly."""
    if actor.role is Role.REPORTER:
        problem.detail = PLAINLY.get(problem.code, problem.detail)
    if (id_ := problem.members.get("decided_by")) is None:
        return problem
    account = services.directory.account(id_)
    told = account.role if account else (Role.SYSTEM if id_ == "system" else Role.REPORTER).value
    problem.members["decided_by_role"] = told
    if actor.role is Role.REPORTER:
        problem.members["decided_by"] = id_ if id_ == actor.id else None
    else:
        problem.members["decided_by_name"] = account.name if account else None
    return problem


def _waits_not(request: Request) -> bool:
    preferences = ",".join(request.headers.getlist("Prefer"))
    return any(each.split(";")[0].strip().lower() == "respond-async" for each in preferences.split(","))
