"""Who sees how the installation runs."""

from api.answers.problems import not_allowed
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

OPERATION_READERS = {Role.OPERATOR, Role.NATIONAL_ADMIN}


def require_operation_reader(actor: Actor) -> None:
    """Raises a 403 problem for everybody but operators and the national admin."""
    if actor.role not in OPERATION_READERS:
        raise not_allowed("How the installation runs is for operators and the national admin to see.")
