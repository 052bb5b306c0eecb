"""What an audit finds: each difference by its kind and place, and the verdict that sums them up."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from texts.findings import AND, FINDINGS, PLAIN
from texts.formats import InBoth, both

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


PLACE = ("run", "event", "fact", "field")
Values = tuple[tuple[str, str | tuple[str, ...]], ...]
"""What fills the words of a finding, by name; several texts are told as a list."""


def pairs(**values: object) -> Values:
    """The values of a finding, as text."""
    return tuple(
        (name, tuple(map(str, value)) if isinstance(value, list | tuple) else str(value))
        for name, value in values.items()
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: `code` and `values` say what, by the words of `texts.findings`, and the rest where: the
    number of the run (1 is the oldest) with the event's id, or the fact's number; `field` names what of it
    differs."""

    kind: Kind
    code: str
    run: int | None = None
    event: int | None = None
    fact: int | None = None
    field: str | None = None
    values: Values = ()

    @property
    def message(self) -> str:
        """What differs, in English."""
        return self.text["en"]

    @property
    def text(self) -> InBoth:
        """What differs, in both languages."""
        words = FINDINGS[self.code]
        return both(self._fill(words["id"], AND["id"]), self._fill(words["en"], AND["en"]))

    def _fill(self, words: str, between: str) -> str:
        place = {"run": self.run, "event": self.event, "fact": self.fact, "field": self.field}
        values = {
            name: between.join(value) if isinstance(value, tuple) else value for name, value in self.values
        }
        return words.format(**place, **values)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """By what findings are put in order: facts before what is told of a report as a whole."""
        fact = self.fact if self.fact is not None else sys.maxsize
        return KINDS.index(self.kind), self.run or 0, self.event or 0, fact

    def wire(self) -> dict[str, Any]:
        """The finding as JSON, in English."""
        return {"kind": self.kind, "message": self.message, **self._where()}

    def kept(self) -> dict[str, Any]:
        """The finding as JSON, from which `read_kept` makes it again."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in self.values}
        return {**self.wire(), "code": self.code, "values": values}

    @classmethod
    def read_kept(cls, kept: Mapping[str, Any]) -> Self:
        """The finding of its kept form; of one without a code that is known here, the message as it is: it
        was kept before findings had codes, or by another release."""
        where = {name: kept[name] for name in PLACE}
        if kept.get("code") not in FINDINGS:
            return cls(kept["kind"], PLAIN, **where, values=pairs(said=kept["message"]))
        return cls(kept["kind"], kept["code"], **where, values=pairs(**kept["values"]))

    def _where(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in PLACE}


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
        """The verdict as JSON, in English."""
        return self._wire([each.wire() for each in self.all])

    def kept(self) -> dict[str, Any]:
        """The verdict as JSON, with its findings in their kept form."""
        return self._wire([each.kept() for each in self.all])

    def _wire(self, found: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "report": self.report,
            "verdict": self.verdict,
            "source": self.source,
            "facts": self.facts,
            "events": self.events,
            "first": found[0] if found else None,
            "all": found,
        }
