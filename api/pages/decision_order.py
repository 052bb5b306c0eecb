"""The order in which pages list the decisions that somebody may make, and which of them is the main one."""

from collections.abc import Sequence

from api.schemas.offered import OfferedKind

ORDER = (
    "approve", "revise", "forward", "dispose", "respond",
    "complete", "confirm", "reply", "dispute", "reopen", "remark",
    "ask_reporter", "nudge", "reassign", "extend", "allow_question", "postpone", "correct", "merge", "split",
    "return_to_agency", "decline", "recall", "open_identity", "note", "correct_contact", "archive",
    "withdraw",
)  # fmt: skip
"""What moves a report on comes first, what ends it without an answer last."""
MAIN = {"approve", "forward", "dispose", "respond", "complete"}
"""What a report waits for. Of the answers to an answer none is the main one: the reporter chooses freely."""


def order_decisions(decisions: Sequence[OfferedKind]) -> list[OfferedKind]:
    """The decisions in the order in which they are shown."""
    return sorted(decisions, key=lambda each: ORDER.index(each["kind"]))


def find_main_decision(decisions: Sequence[OfferedKind]) -> str | None:
    """The kind that is shown as a button: the first of those in `MAIN`; null where none is there."""
    return next((each["kind"] for each in order_decisions(decisions) if each["kind"] in MAIN), None)
