"""The input of report workflows, and what one asks of another."""

from dataclasses import dataclass

from workflows.carried_case import CarriedCase
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.submission import Intake


@dataclass(frozen=True, slots=True)
class ReportInput:
    """The first run has an `intake`, each later one the `case` of the run before.

    `continue_after` lowers the number of history events after which the report continues as new (for tests).
    `early` are messages from reports that it does not follow yet.
    """

    intake: Intake | None = None
    case: CarriedCase | None = None
    continue_after: int | None = None
    early: tuple[MergeMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """Asks report `into` to adopt `follower`, with the `followers` of that one."""

    into: str
    follower: str
    followers: tuple[str, ...] = ()
