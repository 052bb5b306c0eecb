"""Auditing many reports, shared by several processes, and gone on with where it was ended."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from temporalio.service import RPCError

from evidence.accesses.access_log import OPERATOR, AccessAct, note_access
from evidence.archive.store import Store, StoreAway
from evidence.replay.bulk_replayer import Replays
from evidence.replay.collect_evidence import EvidenceCollector, audit_report
from evidence.replay.findings import Finding, Verdict, pairs
from evidence.replay.journal import Journal
from evidence.replay.report_choice import choose_reports
from evidence.replay.selection import Selection
from evidence.replay.shards import AHEAD, Judge, NotJudged, Shard
from evidence.replay.verdict import reach_verdict
from records.database import SQL_AWAY, Pool, pool_of
from runtime.settings import Settings
from runtime.subprocess_pool import NeverEnds
from runtime.temporal_connection import EngineAway, connect

SOON = 1.0
"""Seconds after which a report that could not be looked at is tried once more."""
TOO_MANY = 10
"""How many of them in a row end an audit: what they take is away then, whatever report it is."""


@asynccontextmanager
async def of_system(settings: Settings) -> AsyncIterator[Judge]:
    """Judges reports by their numbers, gathering by itself what it takes. Raises NotJudged where it can't be
    had now."""
    try:
        client = await connect(settings)
    except EngineAway as away:
        raise NotJudged(f"Temporal can't be reached: {away}") from None
    async with pool_of(settings.database_url, size=AHEAD) as pool, Replays() as replays:
        gathering = EvidenceCollector(client, Store(settings.archive_url), pool)

        async def judge(report: str) -> Verdict:
            try:
                return await audit_report(gathering, report, partial(reach_verdict, replays=replays))
            except RPCError as error:
                raise NotJudged(f"the engine does not answer: {error}") from None
            except StoreAway as away:
                raise NotJudged(f"the archive can't be reached: {away}") from None
            except SQL_AWAY:
                raise NotJudged("the database can't be reached") from None

        yield judge


@dataclass
class Bulk:
    """An audit of many reports by so many `processes`. `journal` may hold some of them already; `on_verdict`
    is told of the others as they come, in no order, `on_chosen` how many were `taken` so far, and `on_away`
    which of them could not be looked at now, and why. Those are `not_judged`, and in no journal."""

    settings: Settings
    pool: Pool
    selection: Selection
    processes: int = 1
    journal: Journal | None = None
    on_verdict: Callable[[Verdict], None] = lambda _: None
    on_chosen: Callable[[int], None] = lambda _: None
    on_away: Callable[[str, str], None] = lambda _number, _why: None
    taken: int = 0
    not_judged: int = 0
    in_a_row: int = 0
    counted: Counter[str] = field(default_factory=Counter)

    async def run(self) -> Counter[str]:
        """How many reports had which verdict, those of the journal too.

        Each report is entered into the access ledger before it is looked at. Raises AccessNotRecorded,
        EngineAway, RPCError, one of `SQL_AWAY`, and NotJudged where so many in a row can't be looked at that
        something is away for all of them.
        """
        self.counted.update(self.journal.done.values() if self.journal else ())
        numbers: asyncio.Queue[str | None] = asyncio.Queue(2 * AHEAD * self.processes)
        shards = [Shard(partial(of_system, self.settings)) for _ in range(self.processes)]
        try:
            async with asyncio.TaskGroup() as group:
                for shard in shards * AHEAD:
                    group.create_task(self._judge(shard, numbers))
                await self._choose(numbers)
                for _ in shards * AHEAD:
                    await numbers.put(None)
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            for shard in shards:
                shard.close()
        return self.counted

    async def _choose(self, numbers: "asyncio.Queue[str | None]") -> None:
        done = self.journal.done if self.journal else {}
        async for page in choose_reports(self.selection, self.pool, partial(connect, self.settings)):
            self.taken += len(page)
            self.on_chosen(self.taken)
            wanted = [number for number in page if number not in done]
            if wanted:
                await note_access(self.pool, OPERATOR, AccessAct.AUDIT_REPLAY, wanted)
            for number in wanted:
                await numbers.put(number)

    async def _judge(self, shard: Shard, numbers: "asyncio.Queue[str | None]") -> None:
        while (number := await numbers.get()) is not None:
            try:
                verdict = await _verdict(shard, number)
            except NotJudged as away:
                self._leave(number, away)
                continue
            self.in_a_row = 0
            if self.journal:
                self.journal.add(verdict)
            self.counted[verdict.verdict] += 1
            self.on_verdict(verdict)

    def _leave(self, number: str, away: NotJudged) -> None:
        self.not_judged += 1
        self.in_a_row += 1
        self.on_away(number, str(away))
        if self.in_a_row >= TOO_MANY:
            raise away


async def _verdict(shard: Shard, number: str) -> Verdict:
    """The verdict, tried once more where it can't be had now. Raises NotJudged."""
    try:
        return await _judged(shard, number)
    except NotJudged:
        await asyncio.sleep(SOON)
        return await _judged(shard, number)


async def _judged(shard: Shard, number: str) -> Verdict:
    try:
        return await shard.judged(number)
    except NeverEnds as hopeless:
        return Verdict.of(
            number, None, 0, 0, [Finding("history_broken", "never_ends", values=pairs(said=hopeless))]
        )
