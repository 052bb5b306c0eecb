"""A report's histories: from the engine while it has them, afterwards from the archive."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar, Literal

from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive import gaps
from evidence.archive.gaps import Stored
from evidence.archive.names import NoSuchNumber, object_name, run_name
from evidence.archive.object_format import ArchiveObject, ObjectBroken, unpack_object, unpack_run
from evidence.archive.store import ForeignObject, Store
from evidence.replay.replayer import continued_from
from records.database import Pool

PER_REQUEST = timedelta(seconds=10)
"""For each request to the engine, of which a long history takes several."""


class HistoryGone(LookupError):
    """Neither the engine nor the archive has the report's histories (any more)."""

    code: ClassVar[str] = "history_gone"

    def __init__(self) -> None:
        super().__init__("neither the engine nor the archive has this report's history")


@dataclass(frozen=True, slots=True)
class Runs:
    """The histories of all runs of a report, oldest first, and who told them: engine or archive."""

    histories: Sequence[WorkflowHistory]
    source: Literal["history", "archive"]


async def read_runs(client: Client, store: Store, pool: Pool, report: str) -> Runs:
    """The report's histories, wherever they are.

    Raises HistoryGone; ObjectBroken where the archive's object is not what was sealed; StoreAway; RPCError
    for an engine that can't be asked; and one of `SQL_AWAY`.
    """
    try:
        return Runs(await engine_runs(client, store, report), "history")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    kept = await gaps.read_archived(pool, report)
    if kept is None:
        raise HistoryGone
    return Runs((await read_object(store, report, kept)).histories, "archive")


async def engine_runs(client: Client, store: Store, report: str) -> list[WorkflowHistory]:
    """The histories of all runs, oldest first: of a report that is open for long the engine forgets the
    earlier ones, which are in the store by then. Raises RPCError (NOT_FOUND) where one is in neither, and
    what `read_object` does."""
    found = [await client.get_workflow_handle(report).fetch_history(rpc_timeout=PER_REQUEST)]
    while run := continued_from(found[0]):
        handle = client.get_workflow_handle(report, run_id=run)
        try:
            found.insert(0, await handle.fetch_history(rpc_timeout=PER_REQUEST))
        except RPCError as error:
            kept = (
                await _read_bytes(store, run_name(report, run))
                if error.status is RPCStatusCode.NOT_FOUND
                else None
            )
            if kept is None:
                raise
            found.insert(0, await asyncio.to_thread(unpack_run, report, kept))
    return found


async def read_object(store: Store, report: str, one: Stored) -> ArchiveObject:
    """What is in the store as that object. Raises ObjectBroken where it is not the one, or can be none of the
    report's; and StoreAway."""
    if not _is_named(one.object, report):
        raise ObjectBroken("it is noted under a name that no object of the report has")
    content = await _read_bytes(store, one.object)
    if content is None:
        raise ObjectBroken(f"{one.object} is gone from the store")
    return await asyncio.to_thread(_open_object, one, content, report)


async def _read_bytes(store: Store, name: str) -> bytes | None:
    """The object of that name; null where there is none. Raises ObjectBroken for what is none of ours."""
    try:
        return await store.get(name)
    except ForeignObject as foreign:
        raise ObjectBroken(f"it is not what was sealed: {foreign}") from None


def _is_named(name: str, report: str) -> bool:
    try:
        return name == object_name(report)
    except NoSuchNumber:
        return False


def _open_object(one: Stored, content: bytes, report: str) -> ArchiveObject:
    """For a thread: a large object takes a second."""
    if sha256(content).hexdigest() != one.sha256:
        raise ObjectBroken(f"{one.object} is not what was sealed: its hash is another")
    return unpack_object(content, report)
