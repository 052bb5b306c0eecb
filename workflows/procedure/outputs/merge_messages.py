"""What a fact makes one merged report tell another. Receiving is in `rules.external_events`."""

from collections.abc import Iterable

from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.enums import FactKind, Outcome, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.messages import MergeMessage


def list_messages(before: Case, steps: Iterable[Step]) -> list[MergeMessage]:
    """The messages to other reports that the facts of `steps` cause. `before` is the Case without them."""
    messages: list[MergeMessage] = []
    for after, fact in steps:
        messages += _list_messages_of(fact, before)
        before = after
    return messages


def _list_messages_of(fact: Fact, before: Case) -> list[MergeMessage]:
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
