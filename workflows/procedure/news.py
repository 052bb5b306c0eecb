"""News: what reports that were merged tell one another."""

from dataclasses import dataclass

from workflows.procedure import acts
from workflows.procedure.case import Case
from workflows.procedure.facts import Fact
from workflows.procedure.ledger import Ledger
from workflows.procedure.words import FactKind, Outcome, Stage


@dataclass(frozen=True, slots=True)
class News:
    """Something that report `sender` tells report `to`: it closed with `outcome`, it was merged `into`
    another, or, with neither, it follows no longer."""

    to: str
    sender: str
    outcome: Outcome | None = None
    into: str | None = None


def news_of(before: Case, fact: Fact) -> list[News]:
    """What `fact`, which came upon the Case `before`, has to tell other reports."""
    me = before.tracking_number
    if fact.kind is FactKind.CLOSED:
        outcome = Outcome(fact.data["outcome"])
        told = [News(follower, me, outcome=outcome) for follower in before.followers]
        return told + _leaving(before, by_original=fact.data["cause"]["kind"] == "original_closed")
    if fact.kind is FactKind.MERGED and "into" in fact.data:
        return [News(follower, me, into=fact.data["into"]) for follower in before.followers]
    if fact.kind is FactKind.SPLIT and "follower" not in fact.data:
        return _leaving(before, by_original=fact.data.get("cause") is not None)
    return []


def _leaving(before: Case, *, by_original: bool) -> list[News]:
    if before.stage is not Stage.MERGED or before.merged_into is None or by_original:
        return []
    return [News(before.merged_into, before.tracking_number)]


def hear(ledger: Ledger, news: News) -> None:
    """What hearing it does to a report."""
    if news.outcome is not None:
        acts.original_closed(ledger, news.sender, news.outcome)
    elif news.into is not None:
        acts.original_moved(ledger, news.sender, news.into)
    else:
        acts.release(ledger, news.sender)
