"""Gathering what an audit of one report takes: its histories, and what is kept beside them."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive import gaps
from evidence.archive.object_format import ArchiveObject, ObjectBroken
from evidence.archive.report_histories import HistoryGone, read_object, read_runs
from evidence.archive.store import Store, StoreAway
from evidence.replay.calendars import named_calendars, read_stored_calendars
from evidence.replay.events import instant_of
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Finding, Verdict, pairs
from evidence.replay.record import read_record
from records.database import SQL_AWAY, Pool, rows

# In SQL: import
LOGGED = "select number, digest from ledger_leaves where report = %s"
SUPERSEDED = "select digest from superseded where report = %s"
Judge = Callable[[Evidence], Awaitable[Verdict]]

LOOKS = 4
"""How often a report that moves is looked at, in all, before it is said to differ."""
MOVING = timedelta(seconds=10)
"""For how long after its last event a report may be under way."""


@dataclass(frozen=True, slots=True)
class EvidenceCollector:
    """Where everything is."""

    client: Client
    store: Store
    pool: Pool

    async def evidence(self, report: str) -> Evidence:
        """Everything there is of a report. What is wrong with the archive's object is told, not raised.

        Raises RPCError for an engine, StoreAway for a store and one of `SQL_AWAY` for a database that can't
        be asked.
        """
        as_of = datetime.now(UTC)
        sealed, damage = await self._sealed(report)
        found = Evidence(
            report,
            histories=(),
            source=None,
            sealed=sealed.facts if sealed else None,
            record=await read_record(self.pool, report),
            logged=await self._logged(report),
            superseded=[row["digest"] for row in await rows(self.pool, SUPERSEDED, [report])],
            finished=sealed is not None,
            damage=damage,
            as_of=as_of,
        )
        try:
            told = await read_runs(self.client, self.store, self.pool, report)
        except (HistoryGone, ObjectBroken) as gone:
            return replace(found, damage=damage or str(gone))
        beside = sealed.histories if sealed and told.source == "history" else None
        calendars = await read_stored_calendars(self.pool, named_calendars(told.histories))
        return replace(found, histories=told.histories, source=told.source, kept=beside, calendars=calendars)

    async def _sealed(self, report: str) -> tuple[ArchiveObject | None, str | None]:
        """The archive's object of the report, if there is one, or what is wrong with it."""
        one = await gaps.read_archived(self.pool, report)
        if one is None:
            return None, None
        try:
            return await read_object(self.store, report, one), None
        except ObjectBroken as broken:
            return None, str(broken)

    async def _logged(self, report: str) -> dict[int, set[str]]:
        """The ledger's leaves as they are: one that can be none of ours differs."""
        found: dict[int, set[str]] = defaultdict(set)
        for row in await rows(self.pool, LOGGED, [report]):
            found[row["number"]].add(row["digest"])
        return dict(found)


async def audit_report(gathering: EvidenceCollector, report: str, judge: Judge) -> Verdict:
    """The verdict on a report, looked at again where it may be under way: its record is written moments after
    its history.

    Raises what `judge` does, and RPCError, StoreAway or one of `SQL_AWAY` where something can't be asked.
    What is there and can't be taken in at all is not right either.
    """
    for look in range(1, LOOKS + 1):
        try:
            evidence = await gathering.evidence(report)
        except Exception as error:  # no report holds up an audit of all others
            if _is_away(error):
                raise
            told = pairs(error=f"{type(error).__name__}: {error}")
            return Verdict.of(report, None, 0, 0, [Finding("history_broken", "not_taken_in", values=told)])
        verdict = await judge(evidence)
        if verdict.is_identical or look == LOOKS or not _may_move(evidence):
            return verdict
        await asyncio.sleep(1)
    raise AssertionError("the last look returns")


def _is_away(error: Exception) -> bool:
    """Whether something can't be asked now; what the engine takes for no number of a report was asked."""
    if isinstance(error, RPCError):
        return error.status is not RPCStatusCode.INVALID_ARGUMENT
    return isinstance(error, (StoreAway, *SQL_AWAY))


def _may_move(evidence: Evidence) -> bool:
    if not evidence.histories or not evidence.histories[-1].events or evidence.as_of is None:
        return False
    try:
        return evidence.as_of - instant_of(evidence.histories[-1].events[-1]) < MOVING
    except ValueError:  # an instant that is in no year
        return False
