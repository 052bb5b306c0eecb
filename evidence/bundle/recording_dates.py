"""When facts say that they were recorded, beside when the ledger is proved to have held them.

A fact is logged ten seconds after it was recorded, by the database's clock, and no head is dated before a
fact in it, whichever clock is behind: nothing has to be allowed for clocks that differ. A fact that came into
the ledger long after it was recorded may have waited for a ledger that was away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Self

from evidence.bundle.contents import Proofs
from evidence.ledger.heads import Head
from evidence.replay.compare_stored import SETTLED
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Fact


@dataclass(frozen=True, slots=True)
class LoggedFact:
    """A fact's number, when it says that it was recorded, and its place in the ledger, from 0."""

    number: int
    recorded_at: datetime
    index: int

    @classmethod
    def all(cls, facts: Sequence[Fact], proofs: Proofs) -> list[Self]:
        """The facts where they are proved to stand; the proofs are of these, in their order."""
        pairs = zip(facts, proofs.inclusions, strict=True)
        return [cls(fact.number, fact.recorded_at, proof.index) for fact, proof in pairs]

    def is_under(self, head: Head) -> bool:
        """Whether the head holds it."""
        return self.index < head.size

    def __str__(self) -> str:
        return f"fact {self.number} says that it was recorded at {format_instant(self.recorded_at)}"


def facts_ahead(facts: Sequence[LoggedFact], heads: Sequence[Head]) -> list[str]:
    """In words, each fact that says to be younger than the first head that holds it."""
    found = []
    for fact in facts:
        first = next((head for head in heads if fact.is_under(head)), None)
        if first and fact.recorded_at > instants.parse_instant(first.at):
            found.append(f"{fact}, when the head signed at {format_instant(first.at)} held it already")
    return found


def facts_late(facts: Sequence[LoggedFact], heads: Sequence[Head]) -> list[str]:
    """In words, each fact that the ledger lacked long after it says to have been recorded, and each that came
    into it after the next one."""
    found = []
    for fact in facts:
        lacking = [head.at for head in heads if not fact.is_under(head)]
        if lacking and instants.parse_instant(max(lacking)) - fact.recorded_at > SETTLED:
            found.append(f"{fact}, but it was not in the ledger at {format_instant(max(lacking))}")
    for one, next_ in pairwise(facts):
        if one.index > next_.index:
            found.append(f"fact {one.number} came into the ledger after fact {next_.number}")
    return found


def describe_held(facts: Sequence[LoggedFact], head: Head) -> str:
    """Which of the facts a head holds."""
    held = [str(fact.number) for fact in facts if fact.is_under(head)]
    if 0 < len(held) < len(facts):
        return f"facts {', '.join(held)} of {len(facts)}"
    if len(facts) == 1:
        return "its one fact" if held else "not its one fact"
    return f"{'all' if held else 'none of'} {len(facts)} facts"


def format_instant(at: datetime | str) -> str:
    """An instant for people, in UTC."""
    text = at if isinstance(at, str) else instants.format_instant(at)
    return f"{text[:10]} {text[11:19]} UTC"
