"""What an audit is given of one report, and what it makes of the report's histories."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from temporalio.client import WorkflowHistory

from evidence.history_codec import has_ended
from evidence.replay.bulk_replayer import Replay
from evidence.replay.events import Run
from evidence.replay.findings import Source
from evidence.replay.record_diff import Tables
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Step

Wire = Mapping[str, Any]
"""A fact, or a calendar, as it is stored and sent."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a report: its histories, oldest first, where they were read, and as of when.

    Null is what isn't there to be compared: `sealed`, the facts as an archive's object or a bundle has them,
    and `kept`, the histories that the archive has beside the engine's; `record`, all that it holds of the
    report; `calendars`, by code and version, those that are stored of all that a fact may carry; `logged`, by
    the fact's number, the digests of the ledger's leaves, of which those `superseded` are of tasks that the
    engine discarded. `finished` says that the report is held to be over, `damage` what is wrong with the
    archive's object.
    """

    report: str
    histories: Sequence[WorkflowHistory]
    source: Source | None
    sealed: Sequence[Wire] | None = None
    kept: Sequence[WorkflowHistory] | None = None
    record: Tables | None = None
    calendars: Mapping[tuple[str, int], Wire] | None = None
    logged: Mapping[int, Collection[str]] | None = None
    superseded: Collection[str] = ()
    finished: bool = False
    damage: str | None = None
    as_of: datetime | None = None

    @property
    def recorded(self) -> list[Wire] | None:
        """The record's facts by their numbers, instants as we write them; null where there is no record."""
        if self.record is None:
            return None
        return sorted(map(format_row, self.record["fact"].values()), key=lambda fact: fact["number"])


@dataclass(frozen=True)
class ReplayedEvidence:
    """What came of a report's runs, each carried out again."""

    evidence: Evidence
    runs: Sequence[Run]
    replays: Sequence[Replay]

    @cached_property
    def steps(self) -> list[Step]:
        """All facts, each with the Case just after it, as far as the histories could be followed."""
        found: list[Step] = []
        for replay in self.replays:
            found += replay.steps
            if replay.failure is not None:
                break
        return found

    @cached_property
    def facts(self) -> list[dict[str, Any]]:
        """The same facts as they are stored."""
        return [fact.wire() for _, fact in self.steps]

    @property
    def case(self) -> Case | None:
        """The report as it is; null where nothing is begun yet."""
        return next((each.run.case for each in reversed(self.replays) if each.run), None)

    @property
    def is_whole(self) -> bool:
        """Whether today's code went the same way to the end, so that the facts are all there."""
        return all(replay.failure is None for replay in self.replays)

    @property
    def is_ended(self) -> bool:
        """Whether the last run has ended by itself."""
        return has_ended(self.evidence.histories)


def format_row(row: Wire) -> Wire:
    """A fact's row, as JSON from the database has it, with instants in the one written form. What is no
    instant of any year stays as it is."""
    as_is = ("number", "actor", "kind", "data", "previous", "digest")
    at = {name: _instant(row[name]) for name in ("at", "recorded_at")}
    return {**{name: row[name] for name in as_is}, **at}


def _instant(text: str) -> str:
    try:
        return instants.format_instant(datetime.fromisoformat(text))
    except (ValueError, OverflowError):  # infinity, say
        return text
