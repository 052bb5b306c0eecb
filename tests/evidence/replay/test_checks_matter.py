"""No check can be left out: wherever the audit tells of something, a case is judged otherwise without it."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from evidence.replay.bulk_replayer import Replay
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.verdict import reach_verdict
from tests.evidence.replay.corpus import PATHS, Remembered, Told, cases, of_cases, record_of, told
from tests.evidence.replay.forged import forged
from tests.evidence.replay.mutants import Mutant, mutants
from tests.evidence.replay.scene import Court, evidence
from tests.histories.golden import load

Judged = tuple[Evidence, Verdict, Sequence[Replay]]


@pytest.fixture(scope="module")
async def corpus(court: Court) -> Sequence[Judged]:
    """Cases, as few as tell all that there is to tell."""
    remembering = Court(of_cases)
    try:
        goldens = [golden for name in PATHS for golden in load(name)]
        whole: list[Told] = await remembering.answers(*map(evidence, goldens))
        recorded = {each.number: record_of(found.replays) for each, found in zip(goldens, whole, strict=True)}
        chosen = [*forged(), *_telling(await _judged(court, cases(recorded)))]
        found: list[Told] = await remembering.answers(*chosen)
    finally:
        remembering.close()
    return [(case, each.verdict, each.replays) for case, each in zip(chosen, found, strict=True)]


async def _judged(court: Court, all_: Iterable[Evidence]) -> Iterator[tuple[Evidence, Verdict]]:
    listed = list(all_)
    return zip(listed, await court.judged(*listed), strict=True)


def _telling(found: Iterable[tuple[Evidence, Verdict]]) -> Iterator[Evidence]:
    """Those that tell something that none before them did."""
    seen: set[tuple[str, str, str | None, str]] = set()
    for case, verdict in found:
        if told(case, verdict) - seen:
            seen |= told(case, verdict)
            yield case


async def test_the_cases_are_judged_here_as_they_were_there(
    corpus: Sequence[Judged],
) -> None:
    assert len(corpus) > 50
    assert [await again(each) for each in corpus] == [verdict for _, verdict, _ in corpus]


@pytest.mark.parametrize("mutant", mutants(), ids=str)
async def test_a_check_that_is_left_out_is_missed(
    mutant: Mutant, corpus: Sequence[Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutant.function, "__code__", mutant.code)
    for each in corpus:
        if await again(each) != each[1]:
            return
    pytest.fail("nobody would notice")


async def again(of: Judged) -> Verdict:
    """The verdict on a case whose runs were carried out before."""
    case, _, replays = of
    return await reach_verdict(case, Remembered(replays))
