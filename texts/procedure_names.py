"""What stages, roles and clocks are called, in both languages."""

from texts.formats import InBoth, both
from workflows.procedure.outputs import names


def name_stage(code: str) -> InBoth:
    """What a stage is called."""
    return both(names.STAGES[code].capitalize(), names.STAGES_IN_ENGLISH[code].capitalize())


def name_role(code: str) -> InBoth:
    """What a role is called."""
    return both(names.ROLES[code], names.ROLES_IN_ENGLISH[code])


def name_clock(code: str) -> InBoth:
    """What a deadline is called."""
    return both(names.CLOCKS[code], names.CLOCKS_IN_ENGLISH[code])
