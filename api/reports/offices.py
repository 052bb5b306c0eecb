"""Offices, for the API: who holds what, as the directory in memory says; the rules are the procedure's."""

from dataclasses import replace

from api.answers.problems import Problem
from api.schemas.common import NamedTask, Officer, OpenTask
from api.services import Services
from workflows.procedure.model.enums import Role
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.tasks import Owner


def owner_of(task: OpenTask) -> Owner:
    """The owner of a task as states have it."""
    return Owner(Role(task["owner_role"]), task["agency"], task["unit"], task["officer"])


def named_task(services: Services, task: OpenTask, *, now: bool = True) -> NamedTask:
    """A task with the officer's name, and where it is open `now`, whether anybody is left to do it."""
    owner = owner_of(task)
    if now:
        return {**task, **officer(services, owner)}
    return {
        "id": task["id"],
        "owner_role": task["owner_role"],
        "agency": task["agency"],
        "unit": task["unit"],
        "officer": task["officer"],
        "opened_at": task["opened_at"],
        "officer_name": _name(services, owner),
    }


def officer(services: Services, owner: Owner) -> Officer:
    """Who is to do a task of that owner, and whether anybody is left to do it."""
    vacancy = services.directory.vacancy(owner)
    return {
        "officer_name": _name(services, owner),
        "officer_gone": is_gone(services, owner),
        "vacancy": vacancy.reason if vacancy else None,
    }


def _name(services: Services, owner: Owner) -> str | None:
    account = services.directory.account(owner.officer) if owner.officer else None
    return account.name if account else None


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
