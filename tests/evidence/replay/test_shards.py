"""Processes that replay: what holds one up, or brings it down, is told, and everybody else is answered."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from evidence.replay import bulk_replayer
from evidence.replay.bulk_replayer import Replays
from evidence.replay.events import Run
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.shards import Judge, NotJudged, Shard
from runtime.subprocess_pool import NeverEnds
from runtime.worker_process import Stuck
from tests.evidence.replay.scene import evidence, with_events
from tests.evidence.replay.words import of_nothing, of_the_dead, of_words
from tests.histories.golden import load


@pytest.fixture(scope="module", autouse=True)
def forked_processes() -> None:
    """They are begun here as the product begins them."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the process writes down what it was told."""
    return tmp_path / "log"


@pytest.fixture
def shard(log: Path) -> Iterator[Shard]:
    """A process with little patience."""
    shard = Shard(partial(of_words, log), patience=2)
    yield shard
    shard.close()


async def answers(shard: Shard, *words: str) -> list[str]:
    """The reports judged, or what was raised."""
    found = await asyncio.gather(*map(shard.judged, words), return_exceptions=True)
    return [each.report if isinstance(each, Verdict) else type(each).__name__ for each in found]


async def test_many_are_answered_in_one_process_each_its_own(shard: Shard) -> None:
    words = [f"word-{number}" for number in range(50)]
    found = await asyncio.gather(*map(shard.judged, words))
    assert [each.report for each in found] == words
    assert len({each.facts for each in found}) == 1
    assert found[0].facts != os.getpid()


async def test_what_takes_long_to_send_arrives_as_a_whole(shard: Shard) -> None:
    words = [letter * 1_000_000 for letter in "abcdef"]
    assert await answers(shard, *words) == words
    assert len({(await shard.judged("one")).facts for _ in words}) == 1


@pytest.mark.parametrize("word", ["fall", "loop", "wait"])
async def test_what_brings_it_down_is_told_and_all_others_are_answered(shard: Shard, word: str) -> None:
    words = ["one", "two", word, "three", "four", "five"]
    assert await answers(shard, *words) == ["one", "two", "NeverEnds", "three", "four", "five"]
    assert await answers(shard, "six") == ["six"], "another process has taken its place"


async def test_it_is_tried_twice_the_second_time_alone(shard: Shard, log: Path) -> None:
    with pytest.raises(NeverEnds):
        await shard.judged("fall")
    assert log.read_text().splitlines() == ["fall", "fall"]


async def test_a_process_that_was_killed_costs_nobody_the_answer(shard: Shard, log: Path) -> None:
    (first,) = await asyncio.gather(shard.judged("one"))
    waiting = asyncio.create_task(answers(shard, *map(str, range(20))))
    await asyncio.sleep(0)
    os.kill(first.facts, 9)
    assert await waiting == list(map(str, range(20)))


async def test_one_whose_processes_are_killed_is_not_judged(shard: Shard) -> None:
    with pytest.raises(NotJudged, match="the other process was killed"):
        await shard.judged("killed")
    assert await answers(shard, "one") == ["one"]


async def test_what_can_not_be_had_now_is_told_for_that(shard: Shard) -> None:
    with pytest.raises(NotJudged, match="ValueError: no such word"):
        await shard.judged("fail")
    assert await answers(shard, "one") == ["one"]


async def test_a_process_that_ends_before_it_begins_accuses_nobody() -> None:
    shard = Shard(of_the_dead)
    with pytest.raises(NotJudged, match="no other process can be begun"):
        await shard.judged("one")
    shard.close()


async def test_a_process_that_can_not_begin_says_why_and_accuses_nobody() -> None:
    shard = Shard(of_nothing)
    for _ in range(2):
        found = await asyncio.gather(*map(shard.judged, ("one", "two", "three")), return_exceptions=True)
        assert [str(each) for each in found] == ["the engine is away"] * 3
        assert {type(each) for each in found} == {NotJudged}
    shard.close()


@asynccontextmanager
async def of_unguarded() -> AsyncIterator[Judge]:
    """Replays whatever it is given, without looking at its form before."""
    bulk_replayer.PATIENCE = 1.0
    async with Replays() as replays:

        async def judge(case: Evidence) -> Verdict:
            await replays.of(Run.of(case.report, 1, case.histories[0].events))
            return Verdict.of(case.report, None, 0, 0, ())

        yield judge


async def test_a_history_that_the_engine_would_wait_on_for_ever_is_given_up() -> None:
    """One that lacks its first event; its form is looked at before, so that it never comes to this."""
    (golden,) = load("straight")
    whole = evidence(golden)
    cut = with_events(whole, 0, list(whole.histories[0].events)[1:])
    shard = Shard(of_unguarded)
    found = await asyncio.gather(*map(shard.judged, (whole, cut, whole)), return_exceptions=True)
    assert [type(each) for each in found] == [Verdict, NeverEnds, Verdict]
    shard.close()


async def test_whoever_asks_after_one_that_was_cancelled_is_not_given_its_answer() -> None:
    (golden,) = load("straight")
    run = Run.of(golden.number, 1, golden.runs[0].events)
    async with Replays() as replays:
        assert (await replays.of(run)).run is not None
        cancelled = asyncio.create_task(replays.of(run))
        for _ in range(3):
            await asyncio.sleep(0)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        with pytest.raises(Stuck):
            await replays.of(run)


async def test_it_ends_with_whoever_began_it(shard: Shard) -> None:
    verdict = await shard.judged("one")
    shard.close()
    until = time.monotonic() + 10
    while Path(f"/proc/{verdict.facts}").exists() and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert not Path(f"/proc/{verdict.facts}").exists()
