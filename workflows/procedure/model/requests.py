"""A decision as it reaches a report, and what the report answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.procedure.model.decisions import Decision
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.submission import Profile
from workflows.procedure.model.vacancy import Vacancy


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the directory and the record said about what a decision names; null where it is unknown there.

    `agency` for `forward` (an agency that is known and active); `unit` for `dispose` and for `reassign`
    within follow_up; `officer` for `reassign` elsewhere: the opaque id of an active officer of the task's
    role and agency; for `merge`, of the report named: `target_open`: it is open and itself not merged;
    `target_anonymous` and `target_confidential`: as it was submitted.

    `unit_name` is the unit's name. `vacancy` is, for `recall`, that of the task's owner; for `forward`,
    `dispose` and a reassignment to a unit, that of a role which is needed there. `officer_gone` is the id of
    the officer whom the task names, if that officer has left the office.
    """

    agency: Profile | None = None
    unit: str | None = None
    officer: str | None = None
    target_open: bool = False
    target_anonymous: bool = False
    target_confidential: bool = False
    unit_name: str | None = None
    vacancy: Vacancy | None = None
    officer_gone: str | None = None


PROTOCOL = 1
"""What this release sends as a request's `protocol`."""


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """One decision by one actor.

    `task` is null only where the procedure needs none. `received_at` is when the API took it in: the
    instant at which it counts. `key` is the hex HMAC of actor and Idempotency-Key, `content` that of
    the canonical plain decision with its task. `protocol` says what the sender expects of the report's
    shell, so that histories replay as they went: from 1 on, a merge that came by Update and whose original
    could not take the report in is refused and adds no fact.
    """

    actor: Actor
    task: str | None
    decision: Decision
    received_at: datetime
    key: str
    content: str
    looked_up: LookedUp = field(default_factory=LookedUp)
    protocol: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision that stands is answered with; it lives in the history for ever, so it is brief.

    `fact` is the number of the decision's last fact; the rest is the state just after it, in the form
    of `state.py`.
    """

    fact: int
    stage: str
    task: dict[str, Any] | None
    clocks: list[dict[str, Any]]
    level: int
