"""What report workflows are started with, and what they say to one another."""

from dataclasses import dataclass

from workflows.carried_case import CarriedCase
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.submission import Intake


@dataclass(frozen=True, slots=True)
class ReportInput:
    """A report begins with an `intake`, and goes on, in a new run, with its `case`.

    `continue_after` lowers the number of history events after which it goes on in a new run (for tests).
    `early` is what it was told by reports that it does not follow yet.
    """

    intake: Intake | None = None
    case: CarriedCase | None = None
    continue_after: int | None = None
    early: tuple[MergeMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """A report that asks to be taken `into` another, with those that follow it."""

    into: str
    follower: str
    followers: tuple[str, ...] = ()
