"""A report taken as it is: its histories and its facts, which agree."""

import asyncio
from datetime import UTC, datetime
from typing import ClassVar

from temporalio.client import Client

from evidence.archive.gaps import Reason
from evidence.archive.make_object import MadeObject, make_object, read_recorded_facts
from evidence.archive.names import snapshot_name
from evidence.archive.object_format import ArchiveObject, unpack_object
from evidence.archive.report_histories import read_runs
from evidence.archive.store import Store
from evidence.replay.replayer import pack_runs
from records.database import Pool
from runtime import release
from runtime.subprocess_pool import NeverEnds, SubprocessPool

LOOKS = 5
"""How often it is looked at a report whose record does not agree with its history: facts are recorded moments
after they are made."""


class NotTaken(Exception):
    """No object may be made of the report: its history can't be carried out again, or leads to other facts
    than the record has. `reason` says which."""

    code: ClassVar[str] = "not_taken"

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


async def snapshot_report(
    client: Client, pool: Pool, store: Store, report: str, subprocesses: SubprocessPool
) -> ArchiveObject:
    """The report as it is, open or finished, kept in the store under `snapshots/` before it is returned.

    Replays in one of `subprocesses`. Raises NotTaken, and what `read_runs` raises: HistoryGone, ObjectBroken,
    StoreAway, RPCError, one of `SQL_AWAY`.
    """
    taken = await _taken(client, pool, store, report, subprocesses)
    if taken.content is None:
        assert taken.reason is not None, "either or"
        raise NotTaken(taken.reason, taken.detail)
    one = unpack_object(taken.content, report)
    await store.put(snapshot_name(report, len(one.facts), one.facts[-1]["digest"]), taken.content)
    return one


async def _taken(
    client: Client, pool: Pool, store: Store, report: str, subprocesses: SubprocessPool
) -> MadeObject:
    taken = MadeObject()
    for _ in range(LOOKS):
        sent = pack_runs((await read_runs(client, store, pool, report)).histories)
        facts = await read_recorded_facts(pool, report)
        try:
            taken = await subprocesses.run(make_object, sent, facts, datetime.now(UTC), release.CODE)
        except NeverEnds as hopeless:
            return MadeObject(reason="unreplayable", detail=str(hopeless))
        if taken.reason != "record_differs":
            break
        await asyncio.sleep(1)
    return taken
