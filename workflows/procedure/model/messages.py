"""What reports tell one another."""

from dataclasses import dataclass

from workflows.procedure.model.enums import Outcome


@dataclass(frozen=True, slots=True)
class MergeMessage:
    """What report `sender` tells report `to`: it closed with `outcome`, or it was merged `into` another
    report, or, with neither, it no longer follows `to`. With `may_wait` the receiver keeps a message that
    comes before the one that leads to its sender; releases before this field do not send it."""

    to: str
    sender: str
    outcome: Outcome | None = None
    into: str | None = None
    may_wait: bool = False
