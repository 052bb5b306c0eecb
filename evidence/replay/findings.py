"""What an audit finds: each difference by its kind and place, and the verdict that sums them up."""

import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

Kind = Literal[
    "history_broken",
    "nondeterministic",
    "timer_differs",
    "facts_differ",
    "record_differs",
    "calendar_differs",
    "chain_broken",
    "not_in_ledger",
    "ledger_differs",
]
Source = Literal["history", "archive", "bundle"]
"""Where histories were read: from the engine, the archive, or a bundle."""

KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they are told: what a verdict is about comes before what follows from it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: `message` in words, and where: the number of the run (1 is the oldest) with the event's
    id, or the fact's number; `field` names what of it differs."""

    kind: Kind
    message: str
    run: int | None = None
    event: int | None = None
    fact: int | None = None
    field: str | None = None

    @property
    def place(self) -> tuple[int, int, int, int]:
        """By what findings are put in order: facts before what is told of a report as a whole."""
        fact = self.fact if self.fact is not None else sys.maxsize
        return KINDS.index(self.kind), self.run or 0, self.event or 0, fact

    def wire(self) -> dict[str, Any]:
        """The finding as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out for one report. `verdict` is `identical`, or the kind of the first of `all`, which is in
    order. `source` says where its history was read, null where there is none; `facts` and `events` count
    what was replayed."""

    report: str
    verdict: Literal["identical"] | Kind
    source: Source | None
    facts: int
    events: int
    all: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls, report: str, source: Source | None, facts: int, events: int, found: Iterable[Finding]
    ) -> Self:
        """The verdict that these findings come to."""
        ordered = tuple(sorted(set(found), key=lambda each: (each.place, each.field or "", each.message)))
        return cls(report, ordered[0].kind if ordered else "identical", source, facts, events, ordered)

    @property
    def first(self) -> Finding | None:
        """The first difference, if there is one."""
        return self.all[0] if self.all else None

    @property
    def is_identical(self) -> bool:
        """Whether nothing differs."""
        return not self.all

    def wire(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return {
            "report": self.report,
            "verdict": self.verdict,
            "source": self.source,
            "facts": self.facts,
            "events": self.events,
            "first": self.first.wire() if self.first else None,
            "all": [each.wire() for each in self.all],
        }
