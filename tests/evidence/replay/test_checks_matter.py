"""No check can be left out: wherever the audit tells of something, a case is judged otherwise without it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest

from evidence.replay.bulk_replayer import Replay
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.shards import Shard
from evidence.replay.verdict import reach_verdict
from tests.evidence.replay.corpus import (
    PATHS,
    Remembered,
    Told,
    choosing_cases,
    of_cases,
    record_of,
)
from tests.evidence.replay.forged import forged
from tests.evidence.replay.mutants import Mutant, Place, marking, mutants
from tests.evidence.replay.scene import Court, evidence
from tests.histories.golden import load


@dataclass(frozen=True, repr=False, eq=False)
class Judged:
    """A case, the verdict, and what came of its runs. asyncio writes out what a fixture gives, several times
    for each test: as a tuple, these take seconds."""

    case: Evidence
    verdict: Verdict
    replays: Sequence[Replay]


MUTANTS = mutants()
Reached = Mapping[Place, Sequence[Judged]]
"""By place where a check tells of something, the cases that come to it."""


@pytest.fixture(scope="module")
async def corpus() -> Sequence[Judged]:
    """Cases, as few as tell all that there is to tell."""
    goldens = [golden for name in PATHS for golden in load(name)]
    made = list(forged())
    with closing(Court(of_cases, processes=1)) as judging:
        whole: list[Told] = await judging.answers(*map(evidence, goldens))
        recorded = {each.number: record_of(found.replays) for each, found in zip(goldens, whole, strict=True)}
        pairs = list(zip(made, await judging.answers(*made), strict=True))
    with closing(Shard(choosing_cases)) as choosing:
        pairs += await choosing.judged(recorded)  # type: ignore[arg-type]  # it answers something else
    return [Judged(case, found.verdict, found.replays) for case, found in pairs]


@pytest.fixture(scope="module")
async def reached(corpus: Sequence[Judged]) -> Reached:
    """The cases by the places that they come to."""
    found: dict[Place, list[Judged]] = defaultdict(list)
    with marking(MUTANTS) as places:
        for each in corpus:
            places.clear()
            await again(each)
            for place in places:
                found[place].append(each)
    return found


async def test_the_cases_are_judged_here_as_they_were_there(corpus: Sequence[Judged]) -> None:
    assert len(corpus) > 50
    assert [await again(each) for each in corpus] == [each.verdict for each in corpus]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
async def test_a_check_that_is_left_out_is_missed(
    mutant: Mutant, reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that doesn't come to the place can't be judged otherwise without it."""
    coming = reached.get(mutant.place, ())
    monkeypatch.setattr(mutant.function, "__code__", mutant.code)
    for each in coming:
        if await again(each) != each.verdict:
            return
    pytest.fail("nobody would notice")


async def again(of: Judged) -> Verdict:
    """The verdict on a case whose runs were carried out before."""
    return await reach_verdict(of.case, Remembered(of.replays))
