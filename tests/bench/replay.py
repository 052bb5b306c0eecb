"""The audit of many reports beside the engine's bare replayer on the same histories, and its memory.

    python -m tests.bench.replay          # BENCH_HISTORIES=10000

Both are unsandboxed, on the same cores, round and round about. The bare replayer has its histories decoded;
the audit opens each report's object as the archive has it, replays, and compares facts, timers, record and
ledger. Reading from a store, the engine or SQL is not measured here.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import uvloop
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from evidence.archive.object_format import pack_object, unpack_object
from evidence.rebuild.from_histories import batch_of_runs
from evidence.replay.bulk_replayer import Replays
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.record_diff import tables_of_batch
from evidence.replay.shards import AHEAD, Judge, Shard
from evidence.replay.verdict import reach_verdict
from runtime.converter import data_converter
from tests.bench.straight_way import print_line
from tests.histories.many import everything
from workflows.report import Report

HISTORIES = int(os.environ.get("BENCH_HISTORIES", "10000"))
EARLY = 1_000
ROUNDS = 5
CODE = {"version": "bench", "commit": None}
Found = TypeVar("Found")


@asynccontextmanager
async def of_objects(folder: Path) -> AsyncIterator[Judge]:
    """Judges reports by their objects in a folder, each with its record beside it."""
    async with Replays() as replays:

        async def judge(report: str) -> Verdict:
            content = (folder / f"{report}.zip").read_bytes()
            record = json.loads((folder / f"{report}.json").read_bytes())
            one = unpack_object(content, report)
            leaves = {fact["number"]: [fact["digest"]] for fact in one.facts}
            evidence = Evidence(report, one.histories, "archive", one.facts, record=record, logged=leaves)
            return await reach_verdict(evidence, replays)

        yield judge


async def audited(folder: Path, processes: int) -> float:
    """Seconds for all reports by so many processes, which are there already."""
    reports = [golden.number for golden in everything()]
    shards = [Shard(partial(of_objects, folder)) for _ in range(processes)]
    try:
        for shard in shards:
            await asyncio.gather(*map(shard.judged, reports[:20]))
        begun = perf_counter()
        await _shared(shards, iter(reports))
        return perf_counter() - begun
    finally:
        for shard in shards:
            shard.close()


async def _shared(shards: Sequence[Shard], reports: Iterator[str]) -> None:
    async def take(shard: Shard) -> None:
        for report in reports:
            verdict = await shard.judged(report)
            assert verdict.is_identical, verdict.first

    await asyncio.gather(*(take(shard) for shard in [*shards] * AHEAD))


async def bare(folder: Path) -> float:
    """Seconds for all histories by the engine's own replayer."""
    reports = [golden.number for golden in everything()]
    runs = [
        run
        for each in reports
        for run in unpack_object((folder / f"{each}.zip").read_bytes(), each).histories
    ]

    async def replay(some: Sequence[WorkflowHistory]) -> None:
        async def histories() -> AsyncIterator[WorkflowHistory]:
            for run in some:
                yield run

        replayer = Replayer(
            workflows=[Report], data_converter=data_converter, workflow_runner=UnsandboxedWorkflowRunner()
        )
        await replayer.replay_workflows(histories())

    await replay(runs[:20])
    begun = perf_counter()
    await replay(runs)
    return perf_counter() - begun


async def memory(folder: Path, histories: int) -> tuple[float, float]:
    """MB that one process has after an early number of histories, and after so many."""
    runs = {golden.number: len(golden.runs) for golden in everything()}
    endless, early = cycle(runs), 0.0
    async with of_objects(folder) as judge:
        done = 0
        while done < histories:
            report = next(endless)
            await judge(report)
            done += runs[report]
            if done >= EARLY and not early:
                early = _resident()
        return early, _resident()


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGESIZE") / 2**20, 1)


def on(cores: int, function: Callable[[Path], Found], folder: Path) -> Found:
    """What the function returns, carried out in a process of its own that has so many cores."""
    spawn = get_context("spawn")
    some = list(islice(sorted(os.sched_getaffinity(0)), cores))
    with ProcessPoolExecutor(1, spawn, os.sched_setaffinity, (0, some)) as process:
        return process.submit(function, folder).result()


def _bare(folder: Path) -> float:
    return uvloop.run(bare(folder))


def _by_one(folder: Path) -> float:
    return uvloop.run(audited(folder, 1))


def _by_two(folder: Path) -> float:
    return uvloop.run(audited(folder, 2))


def _memory(folder: Path) -> tuple[float, float]:
    return uvloop.run(memory(folder, HISTORIES))


async def seal(folder: Path) -> None:
    """Puts every golden report's object, and its record, into the folder."""
    for golden in everything():
        histories = [WorkflowHistory(golden.number, list(run.events)) for run in golden.runs]
        content = pack_object(golden.number, histories, golden.facts, datetime.now(UTC), CODE)
        (folder / f"{golden.number}.zip").write_bytes(content)
        batch = await batch_of_runs(histories)
        assert batch is not None
        (folder / f"{golden.number}.json").write_text(json.dumps(tables_of_batch(batch)))


def main() -> None:
    """Prints how many times as fast as the bare replayer one process is, by how much two are faster than it,
    each the median of the rounds, and how large one gets."""
    runs = sum(len(golden.runs) for golden in everything())
    with TemporaryDirectory(prefix="tuntas-replay-") as name:
        folder = Path(name)
        uvloop.run(seal(folder))
        rounds = [
            (on(1, _bare, folder), on(1, _by_one, folder), on(2, _by_two, folder)) for _ in range(ROUNDS)
        ]
        early, late = on(1, _memory, folder)
    print_line(
        bench="replay",
        reports=len(everything()),
        histories=runs,
        bare_per_s=round(median(runs / bare for bare, _, _ in rounds), 1),
        audited_per_s=round(median(runs / one for _, one, _ in rounds), 1),
        ratio=round(median(bare / one for bare, one, _ in rounds), 2),
        ratios=[round(bare / one, 2) for bare, one, _ in rounds],
        two_processes=round(median(one / two for _, one, two in rounds), 2),
        **{f"mb_at_{EARLY}": early, f"mb_at_{HISTORIES}": late},
    )


if __name__ == "__main__":
    main()
