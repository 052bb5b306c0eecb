"""Gathering what an audit of one report takes: its histories, and whatever the house keeps beside them."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from records.archive import gaps
from records.archive.sealed import ObjectBroken, Sealed
from records.archive.store import HistoryGone, Store, kept_as, runs
from records.audit.events import instant_of
from records.audit.evidence import Evidence, Wire
from records.audit.findings import Verdict
from records.database import Pool, rows
from records.ledger.tree import logged
from records.queries.record import kept

CALENDARS = "select region, version, snapshot from calendars"
SUPERSEDED = "select digest from superseded where report = %s"
Calendars = Mapping[tuple[str, int], Wire]
Judge = Callable[[Evidence], Awaitable[Verdict]]

LOOKS = 4
"""How often a report that moves is looked at before it is said to differ."""
MOVING = timedelta(seconds=10)
"""For how long after its last event a report may be under way."""


@dataclass
class Gathering:
    """Where everything is. Calendars are fetched once, and anew where `fresh` is asked for."""

    client: Client
    store: Store
    pool: Pool
    _calendars: Calendars = field(default_factory=dict)

    async def evidence(self, report: str, *, fresh: bool = False) -> Evidence:
        """Everything there is of a report. What is wrong with the archive's object is told, not raised.

        Raises RPCError for an engine, StoreAway for a store and one of `SQL_AWAY` for a database that can't
        be asked.
        """
        if fresh or not self._calendars:
            self._calendars = await self._all_calendars()
        as_of = datetime.now(UTC)
        sealed, damage = await self._sealed(report)
        found = Evidence(
            report,
            histories=(),
            source=None,
            sealed=sealed.facts if sealed else None,
            record=await kept(self.pool, report),
            calendars=self._calendars,
            logged=await self._logged(report),
            superseded=[row["digest"] for row in await rows(self.pool, SUPERSEDED, [report])],
            finished=sealed is not None,
            damage=damage,
            as_of=as_of,
        )
        try:
            told = await runs(self.client, self.store, self.pool, report)
        except (HistoryGone, ObjectBroken) as gone:
            return replace(found, damage=damage or str(gone))
        beside = sealed.histories if sealed and told.source == "history" else None
        return replace(found, histories=told.histories, source=told.source, kept=beside)

    async def _sealed(self, report: str) -> tuple[Sealed | None, str | None]:
        """The archive's object of the report, if there is one, or what is wrong with it."""
        one = await gaps.archived(self.pool, report)
        if one is None:
            return None, None
        try:
            return await kept_as(self.store, report, one), None
        except ObjectBroken as broken:
            return None, str(broken)

    async def _logged(self, report: str) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for _, leaf in await logged(self.pool, report):
            found[leaf.number].add(leaf.digest)
        return dict(found)

    async def _all_calendars(self) -> Calendars:
        found = await rows(self.pool, CALENDARS)
        return {(row["region"], row["version"]): row["snapshot"] for row in found}


async def audited(gathering: Gathering, report: str, judge: Judge) -> Verdict:
    """The verdict on a report, looked at again where it may be under way: its record is written moments after
    its history. Raises what `Gathering.evidence` and `judge` do."""
    for look in range(1, LOOKS + 1):
        evidence = await gathering.evidence(report, fresh=look > 1)
        verdict = await judge(evidence)
        if verdict.is_identical or look == LOOKS or not _may_move(evidence):
            return verdict
        await asyncio.sleep(1)
    raise AssertionError("the last look returns")


def _may_move(evidence: Evidence) -> bool:
    if not evidence.histories or not evidence.histories[-1].events or evidence.as_of is None:
        return False
    try:
        return evidence.as_of - instant_of(evidence.histories[-1].events[-1]) < MOVING
    except ValueError:  # an instant that is in no year
        return False
