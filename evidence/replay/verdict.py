"""The verdict on one report: everything that today's code, the record, the calendars, the archive and the
ledger say otherwise than its histories, in the order of `findings.KINDS`. It reads what it is given only.

What no replay can see is an event that says otherwise who carried something out, or when to the millisecond,
where nothing came of it: that is for the archive's copy of the history, and for its and the bundle's hashes.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from evidence.replay import commands, compare_stored, history_end, history_metadata, payloads
from evidence.replay.bulk_replayer import Replays
from evidence.replay.events import Run
from evidence.replay.evidence import Evidence, ReplayedEvidence
from evidence.replay.findings import Finding, Kind, Verdict, pairs
from evidence.replay.history import first_difference, of_runs

Given = TypeVar("Given")


async def reach_verdict(evidence: Evidence, replays: Replays) -> Verdict:
    """The verdict, after the histories were carried out again by `replays`. Raises Stuck, and nothing else,
    whatever it is given."""
    try:
        return await _judged(evidence, replays)
    except Exception as error:  # noqa: BLE001  # somebody else's evidence: what nobody can follow is not right
        return unreplayable(evidence, "cant_follow", error=type(error).__name__)


async def _judged(evidence: Evidence, replays: Replays) -> Verdict:
    report, source, histories = evidence.report, evidence.source, evidence.histories
    events = sum(len(history.events) for history in histories)
    kept = _found(OF_ARCHIVE, evidence)
    runs = [Run.of(report, number, history.events) for number, history in enumerate(histories, 1)]
    if broken := of_runs(runs):
        return Verdict.of(report, source, 0, events, [*broken, *kept, *_explained(evidence)])
    replayed = ReplayedEvidence(evidence, runs, [await replays.of(run) for run in runs])
    found = kept + _found(CHECKS, replayed)
    if found:
        found += [finding for run in runs for finding in _found(OF_RUN, run)]
        found += _explained(evidence)
    return Verdict.of(report, source, len(replayed.facts), events, found)


def unreplayable(evidence: Evidence, code: str, **values: object) -> Verdict:
    """The verdict where the histories can't even be tried."""
    events = sum(len(history.events) for history in evidence.histories)
    found = [Finding("history_broken", code, values=pairs(**values))]
    return Verdict.of(evidence.report, evidence.source, 0, events, found)


def _explained(evidence: Evidence) -> list[Finding]:
    """What is wrong with the kept facts in themselves. Those that the histories lead to are in order."""
    return _found(OF_KEPT, evidence)


def _found(
    checks: Iterable[tuple[Kind, Callable[[Given], Iterator[Finding]]]], given: Given
) -> list[Finding]:
    """What the checks find. One that can't follow what it is given has found something of its kind: whatever
    that is, it is not right, and it hides nothing that others find."""
    found: list[Finding] = []
    for kind, check in checks:
        try:
            found += check(given)
        except Exception as error:  # noqa: BLE001  # see above
            found.append(Finding(kind, "cant_follow", values=pairs(error=type(error).__name__)))
    return found


def another_way(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """Where today's code takes another way than the histories."""
    for replay in replayed.replays:
        if replay.failure is not None:
            yield replay.failure


def asked_otherwise(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """Where it takes the same, and asks for something else."""
    for run, replay in zip(replayed.runs, replayed.replays, strict=True):
        yield from commands.compare_commands(run, replay)


def archived_otherwise(evidence: Evidence) -> Iterator[Finding]:
    """Where the engine has another history than was sealed, to the last value."""
    if evidence.kept is not None:
        yield from first_difference(evidence.histories, evidence.kept)


def find_damaged(evidence: Evidence) -> Iterator[Finding]:
    """An object of the archive that is not what was sealed."""
    if evidence.damage is not None:
        yield Finding("history_broken", "archive_damaged", values=pairs(damage=evidence.damage))


CHECKS: tuple[tuple[Kind, Callable[[ReplayedEvidence], Iterator[Finding]]], ...] = (
    ("nondeterministic", another_way),
    ("nondeterministic", asked_otherwise),
    ("history_broken", history_metadata.check_attributes),
    ("history_broken", history_metadata.check_addressees),
    ("history_broken", history_metadata.check_received),
    ("history_broken", history_end.check_end),
    ("history_broken", history_end.check_answers),
    ("history_broken", history_end.check_outrun),
    ("facts_differ", compare_stored.compare_sealed),
    ("record_differs", compare_stored.compare_record),
    ("calendar_differs", compare_stored.compare_calendars),
    ("ledger_differs", compare_stored.compare_leaves),
)
"""Of what came of the histories, each with the kind of what it finds as a rule."""
OF_ARCHIVE: tuple[tuple[Kind, Callable[[Evidence], Iterator[Finding]]], ...] = (
    ("history_broken", archived_otherwise),
    ("history_broken", find_damaged),
)
"""Of the archive's copy."""
OF_RUN: tuple[tuple[Kind, Callable[[Run], Iterator[Finding]]], ...] = (
    ("history_broken", payloads.find_unreadable),
)
"""Of each run that something else was found of."""
OF_KEPT: tuple[tuple[Kind, Callable[[Evidence], Iterator[Finding]]], ...] = (
    ("chain_broken", compare_stored.check_chain),
)
"""Of what is kept beside them."""
