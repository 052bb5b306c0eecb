"""A history's events, edited value by value, each value that protobuf knows of: every edit is seen, but those
of which `unseen` says why they tell nothing of what happened. And those are seen beside the archive's copy.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.verdict import CANT_FOLLOW
from tests.evidence.replay.edits import Edit, edits
from tests.evidence.replay.scene import Court, evidence, smallest_first, with_events
from tests.evidence.replay.unseen import NEVER, NOT_ALWAYS, is_seen_at_times, reason
from tests.histories.many import everything

OF_EACH = 25 if os.environ.get("TUNTAS_THOROUGH") else 1
"""How many edits of each path are tried, those in the shortest histories first, …"""
OF_DOUBTFUL = 6
"""… and of each that is seen at times."""

Edited = tuple[str, Evidence]


@cache
def edited() -> Sequence[Edited]:
    """Reports with one value edited, with the value's path."""
    tried: dict[str, int] = defaultdict(int)
    return [
        (edit.path, with_events(whole, run, [*events[:at], edit.of(events[at]), *events[at + 1 :]]))
        for whole in map(evidence, smallest_first(everything()))
        for run, history in enumerate(whole.histories)
        for events in [list(history.events)]
        for at, event in enumerate(events)
        for edit in _still_to_try(edits(event), tried)
    ]


def _still_to_try(found: Iterator[Edit], tried: dict[str, int]) -> Iterator[Edit]:
    for edit in found:
        if tried[edit.path] < (max(OF_EACH, OF_DOUBTFUL) if is_seen_at_times(edit.path) else OF_EACH):
            tried[edit.path] += 1
            yield edit


@pytest.fixture(scope="module")
async def verdicts(court: Court) -> Mapping[str, list[Verdict]]:
    """The verdicts on the edited reports, by the edits' paths."""
    paths, cases = zip(*edited(), strict=True)
    found: dict[str, list[Verdict]] = defaultdict(list)
    for path, verdict in zip(paths, await court.judged(*cases), strict=True):
        found[path].append(verdict)
    return found


def test_there_are_edits_of_everything(verdicts: Mapping[str, list[Verdict]]) -> None:
    assert len(verdicts) > 1_000
    assert len({path.partition(".")[0] for path in verdicts}) == 21, "so many kinds of events there are"


def test_every_edit_is_seen_but_those_that_tell_nothing(verdicts: Mapping[str, list[Verdict]]) -> None:
    unseen = [path for path, found in verdicts.items() for each in found if each.is_identical]
    assert [path for path in unseen if reason(path) is None] == []


def test_whatever_is_edited_the_audit_can_follow(verdicts: Mapping[str, list[Verdict]]) -> None:
    messages = [each.message for found in verdicts.values() for verdict in found for each in verdict.all]
    assert [each for each in messages if each.startswith(CANT_FOLLOW) or "no end" in each] == []


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
    court: Court, verdicts: Mapping[str, list[Verdict]]
) -> None:
    """The engine's history is edited; the archive has it as it was sealed."""
    wholes = {golden.number: evidence(golden).histories for golden in everything()}
    unseen = [path for path, found in verdicts.items() if any(each.is_identical for each in found)]
    cases = dict(edited())
    again = [replace(cases[path], kept=wholes[cases[path].report]) for path in unseen]
    verdicts_again = await court.judged(*again)
    assert {each.verdict for each in verdicts_again} == {"history_broken"}
    for case, verdict in zip(again, verdicts_again, strict=True):
        assert verdict.first is not None
        changed = [
            (run, at)
            for run, history in enumerate(case.histories, 1)
            for at, event in enumerate(history.events, 1)
            if event != wholes[case.report][run - 1].events[at - 1]
        ]
        assert [(verdict.first.run, verdict.first.event)] == changed
