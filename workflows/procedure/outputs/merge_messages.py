"""News: what reports that were merged tell one another."""

from dataclasses import dataclass

from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind, Outcome, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.transcript import Ledger
from workflows.procedure.rules import external_events


@dataclass(frozen=True, slots=True)
class News:
    """Something that report `sender` tells report `to`: it closed with `outcome`, it was merged `into`
    another, or, with neither, it follows no longer. What `may_wait` is kept where it comes before the news
    that leads to its sender; senders of earlier releases don't say so."""

    to: str
    sender: str
    outcome: Outcome | None = None
    into: str | None = None
    may_wait: bool = False


def news_of(before: Case, fact: Fact) -> list[News]:
    """What `fact`, which came upon the Case `before`, has to tell other reports."""
    me = before.tracking_number
    if fact.kind is FactKind.CLOSED:
        outcome = Outcome(fact.data["outcome"])
        told = [News(follower, me, outcome=outcome, may_wait=True) for follower in before.merging.followers]
        return told + _leaving(before, by_original=fact.data["cause"]["kind"] == "original_closed")
    if fact.kind is FactKind.MERGED and "into" in fact.data:
        into = fact.data["into"]
        return [News(follower, me, into=into, may_wait=True) for follower in before.merging.followers]
    if fact.kind is FactKind.SPLIT and "follower" not in fact.data:
        return _leaving(before, by_original=fact.data.get("cause") is not None)
    return []


def _leaving(before: Case, *, by_original: bool) -> list[News]:
    if before.stage is not Stage.MERGED or before.merging.into is None or by_original:
        return []
    return [News(before.merging.into, before.tracking_number)]


def comes_early(case: Case, news: News) -> bool:
    """Whether it is of a report that this one, merged into another, does not follow yet.

    Reports that are merged and closed one after the other each tell it themselves: the end of the last may
    be heard before the news that leads there.
    """
    return news.may_wait and case.stage is Stage.MERGED and case.merging.into != news.sender


def hear_all(ledger: Ledger, news: News, early: list[News]) -> None:
    """Hears `news`, then what came `early` and is of the report that this one follows by then."""
    heard: News | None = news
    while heard is not None:
        hear(ledger, heard)
        case = ledger.case
        is_merged = case.stage is Stage.MERGED
        heard = next((each for each in early if is_merged and each.sender == case.merging.into), None)
        if heard is not None:
            early.remove(heard)


def hear(ledger: Ledger, news: News) -> None:
    """What hearing it does to a report."""
    if news.outcome is not None:
        external_events.original_closed(ledger, news.sender, news.outcome)
    elif news.into is not None:
        external_events.original_moved(ledger, news.sender, news.into)
    else:
        external_events.release(ledger, news.sender)
