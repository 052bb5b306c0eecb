"""Offices, for the API: who holds what, as the directory in memory says; the rules are the procedure's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.answers.problems import Problem
from api.services import Services
from workflows.procedure.model.case import Owner
from workflows.procedure.model.enums import Role
from workflows.procedure.model.requests import DecisionRequest


def owner_of(task: Mapping[str, Any]) -> Owner:
    """The owner of a task as states have it."""
    return Owner(Role(task["owner_role"]), task["agency"], task["unit"], task["officer"])


def of_task(services: Services, task: Mapping[str, Any], *, now: bool = True) -> dict[str, Any]:
    """What is shown beside a task: `officer_name`, and where it is open `now`, `officer_gone`, whether the
    officer named holds that office no more, so that the task is the role's, and `vacancy`, why nobody will do
    it, or null."""
    owner = owner_of(task)
    account = services.directory.account(owner.officer) if owner.officer else None
    named = {"officer_name": account.name if account else None}
    if not now:
        return named
    vacancy = services.directory.vacancy(owner)
    return {
        **named,
        "officer_gone": is_gone(services, owner),
        "vacancy": vacancy.reason.value if vacancy else None,
    }


def is_gone(services: Services, owner: Owner) -> bool:
    """Whether the officer named holds that office no more."""
    return owner.officer is not None and not services.directory.is_in_office(owner.officer, owner)


def without_gone_holder(
    services: Services, request: DecisionRequest, problem: Problem
) -> DecisionRequest | None:
    """The request once more, saying that the officer who alone kept it from standing is gone; null where that
    is not why it was refused."""
    officer = problem.members.get("officer")
    if problem.code != "not_allowed" or officer is None or request.looked_up.officer_gone is not None:
        return None
    actor = request.actor
    if not is_gone(services, Owner(actor.role, actor.agency, actor.unit, officer)):
        return None
    return replace(request, looked_up=replace(request.looked_up, officer_gone=officer))
