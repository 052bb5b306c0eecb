"""The access ledger: who looked at what and why, each entry chained to the one before, none ever changed."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import rfc8785
from psycopg import OperationalError

from records.database import POINT, SQL_AWAY, Pool, rows
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

FIRST_PREVIOUS = sha256(b"accesses").hexdigest()
"""What the first entry names as its previous digest."""
MOST_REPORTS = 200
"""How many reports one entry names, as many as a page lists; more make several entries."""
MOST_AT_ONCE = 500
"""Entries that one statement adds."""
# In SQL: function
ADD = "select note_accesses(%s::text[], %s::text[])"

OPERATOR = Actor(Role.SYSTEM, "operator")
"""Whoever works on the machine itself, by the command line."""


class AccessAct(StrEnum):
    """What was done. `read_personal`: something that was written, or who wrote it, was opened.
    `read_confidential`: a confidential report was shown, with or without what was written in it.
    `read_identity`: the identity of somebody who reports anonymously was opened. `erase`: nobody will read
    again what was written. `audit_begin`, `audit_stop`, `audit_resume`: an audit of many reports, named in
    the reason."""

    READ_PERSONAL = "read_personal"
    READ_CONFIDENTIAL = "read_confidential"
    READ_IDENTITY = "read_identity"
    READ_ACCESSES = "read_accesses"
    AUDIT_REPLAY = "audit_replay"
    AUDIT_BEGIN = "audit_begin"
    AUDIT_STOP = "audit_stop"
    AUDIT_RESUME = "audit_resume"
    AUDIT_BUNDLE = "audit_bundle"
    AUDIT_HISTORY = "audit_history"
    EXPORT = "export"
    TIMELINE = "timeline"
    ERASE = "erase"


class AccessNotRecorded(Exception):
    """SQL is away: what was to be noted is not, so what it is about must not be shown."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be entered: who did what to which reports, and why where they said."""

    actor: Actor
    act: AccessAct
    reports: tuple[str, ...]
    reason: str | None = None

    def parts(self) -> Iterator[tuple[str, str]]:
        """The entries that it makes, each in canonical form: what sorts before the parts that only the chain
        knows (`at`, `index`, `previous`), and what sorts after. Raises ValueError for what SQL can't hold."""
        if any("\0" in text for text in (self.reason or "", *self.reports)):
            raise ValueError("must not contain the character NUL")
        head = rfc8785.dumps({"act": self.act.value, "actor": self.actor.wire()}).decode()
        for first in range(0, max(len(self.reports), 1), MOST_REPORTS):
            some = list(self.reports[first : first + MOST_REPORTS])
            tail = rfc8785.dumps({"reason": self.reason, "reports": some}).decode()
            yield head.removesuffix("}"), tail.removeprefix("{")


@dataclass(frozen=True, slots=True)
class Access:
    """An entry. `index` counts from 1 without a gap; `at` is by the database's clock."""

    index: int
    at: datetime
    actor: dict[str, Any]
    act: str
    reports: list[str]
    reason: str | None
    previous: str
    digest: str

    def wire(self) -> dict[str, Any]:
        """The entry as it is sent; its digest covers all the rest."""
        return {**self._undigested(), "digest": self.digest}

    def computed(self) -> str:
        """The digest anew: hex SHA-256 of the RFC 8785 form of all other fields."""
        return sha256(rfc8785.dumps(self._undigested())).hexdigest()

    def _undigested(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "at": instants.format_instant(self.at),
            "actor": self.actor,
            "act": self.act,
            "reports": self.reports,
            "reason": self.reason,
            "previous": self.previous,
        }


async def note_access(
    pool: Pool, actor: Actor, act: AccessAct, reports: Sequence[str], reason: str | None = None
) -> None:
    """Enters one look, audit or export. Raises AccessNotRecorded; then it may have been entered or not."""
    await AccessLedger(pool).note([Note(actor, act, tuple(reports), reason)])


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Entries to be made, in canonical form, and where to say what went wrong; null if nothing did."""

    parts: list[tuple[str, str]]
    failure: "asyncio.Future[BaseException | None]"


class AccessLedger:
    """Enters notes for one process. Only one writer at a time can add to a chain, so whatever comes in while
    a statement is under way goes into the next one together, and each waits for its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, notes: Sequence[Note]) -> None:
        """Enters the notes, in order, all or none. Raises AccessNotRecorded; then they may have been entered
        or not, for the server may have been lost just after it did."""
        parts = [part for each in notes for part in each.parts()]
        if not parts:
            return
        waiting = _Waiting(parts, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        failure = await waiting.failure
        if isinstance(failure, SQL_AWAY):
            raise AccessNotRecorded from failure
        if failure is not None:
            raise failure

    async def _write(self) -> None:
        try:
            while batch := self._taken():
                failure = await self._failure([part for each in batch for part in each.parts])
                for each in batch:
                    if not each.failure.done():  # else whoever asked has left
                        each.failure.set_result(failure)
        finally:
            self._writing = None

    def _taken(self) -> list[_Waiting]:
        """What waits, as far as it goes into one statement."""
        taken, size = 0, 0
        for each in self._waiting:
            size += len(each.parts)
            if taken and size > MOST_AT_ONCE:
                break
            taken += 1
        batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch

    async def _failure(self, parts: Sequence[tuple[str, str]]) -> BaseException | None:
        """Enters the parts; says what went wrong, whatever it was, for others wait to hear of it."""
        heads, tails = zip(*parts, strict=True)
        entering = asyncio.ensure_future(rows(self._pool, ADD, [list(heads), list(tails)], within=POINT))
        await asyncio.wait({entering})
        return OperationalError("cut off") if entering.cancelled() else entering.exception()
