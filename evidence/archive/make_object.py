"""Making a report's object: only of histories that lead to the very facts that the record has."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import rfc8785
from temporalio.exceptions import TemporalError

from evidence.archive.gaps import Reason
from evidence.archive.object_format import Wire, pack_object
from evidence.history_codec import HistoryTooLarge
from evidence.replay.replayer import Packed, unpack_runs
from evidence.replay.replayer import replay_steps as steps_of
from evidence.strict_zip import ZipRefused
from records.database import Pool
from records.reports.queries.facts import list_facts

UNREPLAYABLE = (TemporalError, RuntimeError, LookupError, TypeError, ValueError, AttributeError)
"""What the Replayer raises, and what our code does for a history that never was a report's."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class MadeObject:
    """A report's object; or, where none may be made, for what `reason`, with what is to be told of it."""

    content: bytes | None = None
    reason: Reason | None = None
    detail: str = ""


def make_object(
    sent: Packed, facts: Sequence[Wire], made_at: datetime, code: Mapping[str, str | None]
) -> MadeObject:
    """The object of these runs and facts, if replaying the runs on today's code gives the facts; for a
    process without a loop."""
    histories = unpack_runs(sent)
    try:
        steps = asyncio.run(steps_of(histories))
    except UNREPLAYABLE as error:
        return MadeObject(reason="unreplayable", detail=f"{type(error).__name__}: {error}")
    if other := first_other([fact.wire() for _, fact in steps], facts):
        return MadeObject(reason="record_differs", detail=f"fact {other}")
    try:
        return MadeObject(pack_object(histories[-1].workflow_id, histories, facts, made_at, code))
    except (HistoryTooLarge, ZipRefused) as refused:
        return MadeObject(reason="too_large", detail=str(refused))


async def read_recorded_facts(pool: Pool, report: str) -> list[Wire]:
    """All facts of a report as the record has them, sealed values whole. Raises one of `SQL_AWAY`."""
    found: list[Wire] = []
    after: str | None = None
    while True:
        page = await list_facts(pool, report, limit=PAGE, after=after)
        found += [fact.wire() for fact in page.items]
        if (after := page.next) is None:
            return found


def first_other(ours: Sequence[Wire], held: Sequence[Wire]) -> int | None:
    """The number of the first fact that only one has, or that they have otherwise."""
    for number, (one, other) in enumerate(zip(ours, held, strict=False), 1):
        if not _same(one, other):
            return number
    shorter, longer = sorted((len(ours), len(held)))
    return shorter + 1 if shorter != longer else None


def _same(one: Wire, held: Wire) -> bool:
    try:
        return rfc8785.dumps(one) == rfc8785.dumps(held)
    except ValueError:  # a number that no fact of ours ever has
        return False
