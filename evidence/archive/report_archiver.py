"""Filling gaps: one finished report after another gets its object, or a reason why it has none yet."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

import psycopg
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive import gaps
from evidence.archive.gaps import Archived, Gap, Reason, Stored
from evidence.archive.make_object import first_other, make_object, read_recorded_facts
from evidence.archive.names import NoSuchNumber, aside_name, object_name
from evidence.archive.object_format import ArchiveObject, ObjectBroken, Wire, unpack_object
from evidence.archive.report_histories import engine_runs
from evidence.archive.store import ForeignObject, Store, StoreAway
from evidence.history_codec import is_over
from evidence.replay.replayer import pack_runs
from records.database import Pool
from runtime import release
from runtime.subprocess_pool import NeverEnds, SubprocessPool

log = logging.getLogger(__name__)


class Unfilled(Exception):
    """There is no object yet, for what `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FoundObject:
    """What lies where the report's object belongs: its content and hash (hex), and what it says if it is one
    of ours."""

    content: bytes
    sha256: str
    sealed: ArchiveObject | None

    @classmethod
    def of(cls, content: bytes, report: str) -> Self:
        """What that content is; for a thread, for a large one takes a second."""
        try:
            return cls(content, _hash(content), unpack_object(content, report))
        except ObjectBroken:
            return cls(content, _hash(content), None)

    def holds(self, histories: Sequence[WorkflowHistory], facts: Sequence[Wire]) -> bool:
        """Whether it is one of ours and holds just these."""
        return self.sealed is not None and self.sealed.holds(histories, facts)


@dataclass(frozen=True, slots=True)
class ReportArchiver:
    """Seals reports one at a time, or several at once. Replays run in `subprocesses`."""

    client: Client
    pool: Pool
    store: Store
    subprocesses: SubprocessPool

    async def fill(self, gap: Gap) -> Reason | None:
        """Fills the gap; returns why it could not, null if it did. Raises psycopg's errors.

        Whoever does it again, having died half way, finds the object that it wrote and takes it.
        """
        try:
            await gaps.note_filled(self.pool, gap, await self._stored(gap.report))
        except Unfilled as why:
            return await self._unfilled(gap, why)
        except psycopg.Error:
            raise
        except Exception as error:  # whatever one report has at fault must hold up no other
            log.exception("sealing failed", extra={"report": gap.report})
            return await self._unfilled(gap, Unfilled("unreplayable", f"{type(error).__name__}: {error}"))
        return None

    async def _unfilled(self, gap: Gap, why: Unfilled) -> Reason:
        attempts = await gaps.note_failed(self.pool, gap, why.reason)
        told = {"report": gap.report, "reason": why.reason, "detail": why.detail, "attempts": attempts}
        log.log(logging.DEBUG if why.reason == "not_over" else logging.WARNING, "not sealed", extra=told)
        return why.reason

    async def check(self, one: Archived) -> Reason | None:
        """Whether the object still is the one that was sealed; if not, or if the store does not give it, it
        is to be sealed anew. Raises psycopg's errors."""
        if (reason := await self._wrong_with(one)) is None:
            await gaps.note_checked(self.pool, one)
            return None
        await gaps.reopen_gap(self.pool, one.report, reason)
        log.warning("an object is not what was sealed", extra={"report": one.report, "reason": reason})
        return reason

    async def _wrong_with(self, one: Archived) -> Reason | None:
        try:
            content = await self.store.get(one.object)
        except ForeignObject:
            return "object_changed"
        except StoreAway:
            return "store_away"
        if content is None:
            return "object_gone"
        return None if await asyncio.to_thread(_hash, content) == one.sha256 else "object_changed"

    async def _stored(self, report: str) -> Stored:
        """The report's object, which is in the store by then. Raises Unfilled."""
        try:
            facts = await self._recorded(report)
            kept = await gaps.read_archived(self.pool, report)
            lying = await self._lying(report)
            if kept and lying and kept.sha256 == lying.sha256 and kept.digest == facts[-1]["digest"]:
                return _described(object_name(report), lying.content, facts)
            histories = await self._histories(report, kept, lying, facts)
            content = await self._made(histories, facts)
            if lying is not None and await asyncio.to_thread(lying.holds, histories, facts):
                return _described(object_name(report), lying.content, facts)
            await self._put(report, content, lying)
            return _described(object_name(report), content, facts)
        except NoSuchNumber as error:
            raise Unfilled("history_gone", str(error)) from None
        except ForeignObject as foreign:
            raise Unfilled("object_changed", str(foreign)) from None
        except StoreAway as away:
            raise Unfilled("store_away", str(away)) from None

    async def _recorded(self, report: str) -> list[Wire]:
        try:
            facts = await read_recorded_facts(self.pool, report)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Unfilled("record_differs", f"{type(error).__name__}: {error}") from None
        if not facts:
            raise Unfilled("record_differs", "the record has no facts")
        return facts

    async def _lying(self, report: str) -> FoundObject | None:
        content = await self.store.get(object_name(report))
        return None if content is None else await asyncio.to_thread(FoundObject.of, content, report)

    async def _histories(
        self, report: str, kept: Archived | None, lying: FoundObject | None, facts: Sequence[Wire]
    ) -> Sequence[WorkflowHistory]:
        """From the engine; or, where it has forgotten the report, of an object that nobody has noted, as
        after an older database was restored. One that is not what was noted vouches for nothing."""
        try:
            histories: Sequence[WorkflowHistory] = await engine_runs(self.client, self.store, report)
        except ObjectBroken as broken:
            raise Unfilled("history_gone", str(broken)) from None
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise Unfilled("engine_away", error.status.name.lower()) from None
            if kept:
                raise _left_with(kept, lying, facts) from None
            if lying is None or lying.sealed is None:
                raise Unfilled("history_gone") from None
            histories = lying.sealed.histories
        if not is_over(histories):
            raise Unfilled("not_over")
        return histories

    async def _made(self, histories: Sequence[WorkflowHistory], facts: Sequence[Wire]) -> bytes:
        now = datetime.now(UTC)
        try:
            result = await self.subprocesses.run(make_object, pack_runs(histories), facts, now, release.CODE)
        except NeverEnds as hopeless:
            raise Unfilled("unreplayable", str(hopeless)) from None
        if result.content is None:
            raise Unfilled(result.reason or "unreplayable", result.detail)
        return result.content

    async def _put(self, report: str, content: bytes, lying: FoundObject | None) -> None:
        """Writes the object. What lies in its place is kept aside first, and told."""
        if lying is None:
            if not await self.store.put(object_name(report), content):
                raise Unfilled("object_changed", "somebody else wrote it meanwhile")
            return
        aside = aside_name(report, lying.sha256)
        await self.store.put(aside, lying.content)
        await gaps.kept_aside(self.pool, report, lying.sha256, aside)
        log.warning("another object lay in its place", extra={"report": report, "aside": aside})
        await self.store.put(object_name(report), content, "overwrite")


def _described(name: str, content: bytes, facts: Sequence[Wire]) -> Stored:
    digest: str = facts[-1]["digest"]
    return Stored(name, _hash(content), len(content), len(facts), digest)


def _left_with(kept: Archived, lying: FoundObject | None, facts: Sequence[Wire]) -> Unfilled:
    """What is wrong where only the object that was noted could tell what happened."""
    if lying is None:
        return Unfilled("object_gone", kept.object)
    if lying.sha256 != kept.sha256 or lying.sealed is None:
        return Unfilled("object_changed", kept.object)
    return Unfilled("record_differs", f"fact {first_other(lying.sealed.facts, facts)}")


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
