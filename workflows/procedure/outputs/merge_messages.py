"""Messages between reports that were merged."""

from dataclasses import dataclass

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind, Outcome, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.rules import external_events


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


def list_messages(before: Case, fact: Fact) -> list[MergeMessage]:
    """What `fact`, which came upon the Case `before`, tells other reports."""
    me = before.tracking_number
    if fact.kind is FactKind.CLOSED:
        outcome = Outcome(fact.data["outcome"])
        told = [
            MergeMessage(follower, me, outcome=outcome, may_wait=True)
            for follower in before.merging.followers
        ]
        return told + _leaving(before, by_original=fact.data["cause"]["kind"] == "original_closed")
    if fact.kind is FactKind.MERGED and "into" in fact.data:
        into = fact.data["into"]
        return [MergeMessage(follower, me, into=into, may_wait=True) for follower in before.merging.followers]
    if fact.kind is FactKind.SPLIT and "follower" not in fact.data:
        return _leaving(before, by_original=fact.data.get("cause") is not None)
    return []


def _leaving(before: Case, *, by_original: bool) -> list[MergeMessage]:
    if before.stage is not Stage.MERGED or before.merging.into is None or by_original:
        return []
    return [MergeMessage(before.merging.into, before.tracking_number)]


def comes_early(case: Case, message: MergeMessage) -> bool:
    """Whether the sender is a report that this one, merged into another, does not follow yet.

    Reports that are merged and closed one after the other send their messages independently: the closing of
    the last may arrive before the message that leads there.
    """
    return message.may_wait and case.stage is Stage.MERGED and case.merging.into != message.sender


def receive_messages(transcript: Transcript, message: MergeMessage, early: list[MergeMessage]) -> None:
    """Applies `message`, then the `early` messages of the report that this one follows by then."""
    heard: MergeMessage | None = message
    while heard is not None:
        receive_message(transcript, heard)
        case = transcript.case
        is_merged = case.stage is Stage.MERGED
        heard = next((each for each in early if is_merged and each.sender == case.merging.into), None)
        if heard is not None:
            early.remove(heard)


def receive_message(transcript: Transcript, message: MergeMessage) -> None:
    """Applies one message to the report."""
    if message.outcome is not None:
        external_events.close_with_original(transcript, message.sender, message.outcome)
    elif message.into is not None:
        external_events.follow_moved_original(transcript, message.sender, message.into)
    else:
        external_events.release_follower(transcript, message.sender)
