"""A history's events, edited value by value, each value that protobuf knows of: every edit is seen, but those
of which `unseen` says why they tell nothing of what happened. And those are seen beside the archive's copy.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest

from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.history import first_difference
from tests.evidence.replay.edits import Edit, edited, edits
from tests.evidence.replay.scene import Court, evidence, smallest_first, with_events
from tests.evidence.replay.unseen import NEVER, NOT_ALWAYS, is_never_seen, is_seen_at_times, reason
from tests.histories.many import everything

OF_EACH = 25 if os.environ.get("TUNTAS_THOROUGH") else 1
"""How many edits of each path are tried, those in the shortest histories first, …"""
OF_DOUBTFUL = 6
"""… and of each that is seen at times: the least by which each pattern of those is."""


@dataclass(frozen=True)
class Edited:
    """A report, and values of one of its events that are edited: the event in the place `at` of the run in
    the place `run`. What no replay sees is edited together: one replay shows that it sees none of it."""

    whole: Evidence
    run: int
    at: int
    edits: Sequence[Edit]

    @property
    def report(self) -> Evidence:
        """The report with all of them."""
        return self.with_only(*self.edits)

    def with_only(self, *some: Edit) -> Evidence:
        """The report with some of them."""
        events = list(self.whole.histories[self.run].events)
        events[self.at] = edited(events[self.at], *some)
        return with_events(self.whole, self.run, events)


@cache
def edited_reports() -> Sequence[Edited]:
    """Reports with values edited."""
    tried: dict[str, int] = defaultdict(int)
    return [
        Edited(whole, run, at, together)
        for whole in map(evidence, smallest_first(everything()))
        for run, history in enumerate(whole.histories)
        for at, event in enumerate(history.events)
        for together in _still_to_try(edits(event), tried)
    ]


def _still_to_try(found: Iterable[Edit], tried: dict[str, int]) -> Iterator[Sequence[Edit]]:
    unseen: list[Edit] = []
    for edit in found:
        if tried[edit.path] < (max(OF_EACH, OF_DOUBTFUL) if is_seen_at_times(edit.path) else OF_EACH):
            tried[edit.path] += 1
            if is_never_seen(edit.path):
                unseen.append(edit)
            else:
                yield [edit]
    if unseen:
        yield unseen


@pytest.fixture(scope="module")
async def judged(court: Court) -> Sequence[tuple[Edited, Verdict]]:
    """The edited reports with the verdicts on them."""
    reports = edited_reports()
    return list(zip(reports, await court.judged(*(each.report for each in reports)), strict=True))


@pytest.fixture(scope="module")
def verdicts(judged: Sequence[tuple[Edited, Verdict]]) -> Mapping[str, list[Verdict]]:
    """The verdicts by the edits' paths."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for each, verdict in judged:
        for edit in each.edits:
            found[edit.path].append(verdict)
    return found


def test_there_are_edits_of_everything(verdicts: Mapping[str, list[Verdict]]) -> None:
    assert len(verdicts) > 1_000
    assert len({path.partition(".")[0] for path in verdicts}) == 21, "so many kinds of events there are"


def test_every_edit_is_seen_but_those_that_tell_nothing(verdicts: Mapping[str, list[Verdict]]) -> None:
    unseen = [path for path, found in verdicts.items() for each in found if each.is_identical]
    assert [path for path in unseen if reason(path) is None] == []


def test_whatever_is_edited_the_audit_can_follow(verdicts: Mapping[str, list[Verdict]]) -> None:
    told = [each for found in verdicts.values() for verdict in found for each in verdict.all]
    assert [each for each in told if each.code == "cant_follow" or "no end" in each.message] == []


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in NEVER])
def test_what_is_never_seen_is_named_for_nothing_else(
    pattern: str, verdicts: Mapping[str, list[Verdict]]
) -> None:
    """Else the list of what may go unseen would hide what could be seen."""
    there = {path: found for path, found in verdicts.items() if re.fullmatch(pattern, path)}
    assert there
    assert [path for path, found in there.items() if not any(each.is_identical for each in found)] == []


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in NOT_ALWAYS])
def test_what_is_seen_at_times_is_seen_at_times(pattern: str, verdicts: Mapping[str, list[Verdict]]) -> None:
    found = [each for path, all_ in verdicts.items() if re.fullmatch(pattern, path) for each in all_]
    assert any(not each.is_identical for each in found)


async def test_beside_the_archives_copy_every_edit_is_seen(
    court: Court, judged: Sequence[tuple[Edited, Verdict]]
) -> None:
    """The engine's history is edited; the archive has it as it was sealed."""
    unseen = [each for each, verdict in judged if verdict.is_identical]
    verdicts = await court.judged(*(replace(each.report, kept=each.whole.histories) for each in unseen))
    for each, verdict in zip(unseen, verdicts, strict=True):
        assert verdict.verdict == "history_broken"
        assert verdict.first is not None
        assert (verdict.first.run, verdict.first.event) == (each.run + 1, each.at + 1)
    alone = [(each, edit) for each in unseen for edit in each.edits]
    assert len(alone) > len(unseen)
    assert [
        edit.path
        for each, edit in alone
        if list(first_difference(each.with_only(edit).histories, each.whole.histories)) == []
    ] == []
