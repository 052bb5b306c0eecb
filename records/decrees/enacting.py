"""Entering a decree, withdrawing one, and what either would make of the calendars."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import bindparam, func, insert, update
from sqlmodel import col

from calendars import Decree, Snapshot
from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.decrees import stored_calendars
from records.decrees.errors import (
    DecreeConflict,
    DecreeSuperseded,
    SupersedesOtherReach,
    UnknownAgency,
    UnknownDecree,
)
from records.decrees.retimings import begin_retiming
from records.decrees.stored_calendars import Connection, NewestCalendars
from records.decrees.stored_decrees import EnteredDecree, find_decree
from records.statements import compile_statement
from records.tables import DecreeRow

INSERT = compile_statement(
    insert(DecreeRow), "number", "content", "region", "agency", "issued_on", "supersedes", "entered_by"
)
WITHDRAW = compile_statement(
    update(DecreeRow)
    .where(col(DecreeRow.number) == bindparam("number"))
    .values(withdrawn_at=func.now(), withdrawn_by=bindparam("by"), withdrawn_for=bindparam("reason"))
)


async def enact_decree(pool: Pool, decree: Decree, by: str, on: date) -> tuple[EnteredDecree, bool]:
    """The decree on record, and whether it was entered just now; with it the calendars that it makes, on
    their way to the open reports. Again it changes nothing.

    `by` is an account's opaque id, `on` today's date. Raises CalendarError, DecreeRefused, or one of
    `SQL_AWAY`.
    """
    decree.check(on)
    async with _making(pool) as (connection, there):
        if (found := await find_decree(connection, decree.number)) is not None:
            return _same(found, decree), False
        await _require_enactable(connection, there, decree)
        content = json.dumps(decree.model_dump(mode="json"))
        wire = decree.model_dump(include={"number", "region", "agency", "issued_on", "supersedes"})
        await connection.execute(INSERT, {**wire, "content": content, "entered_by": by})
        made = await stored_calendars.add_versions(
            connection,
            on,
            with_decree(there, decree).codes(decree.region, decree.agency),
            "enacted",
            decree.number,
        )
        await begin_retiming(connection, "enacted", decree.number, made)
        entered = await find_decree(connection, decree.number)
    assert entered is not None, "it was just entered"
    return entered, True


async def withdraw_decree(pool: Pool, number: str, reason: str, by: str, on: date) -> EnteredDecree:
    """The decree, withdrawn, and the calendars without it on their way; again it changes nothing.

    Raises UnknownDecree, DecreeSuperseded, or one of `SQL_AWAY`.
    """
    async with _making(pool) as (connection, there):
        found = _withdrawable(await find_decree(connection, number), number)
        if found.withdrawn_at is None:
            await connection.execute(WITHDRAW, {"number": number, "by": by, "reason": reason})
            codes = there.codes(found.decree.region, found.decree.agency)
            made = await stored_calendars.add_versions(connection, on, codes, "withdrawn", number)
            await begin_retiming(connection, "withdrawn", number, made)
            found = await find_decree(connection, number) or found
    return found


async def preview_enactment(pool: Pool, decree: Decree, on: date) -> list[Snapshot]:
    """The calendars that the decree would make, all else as it is. Raises what `enact_decree` does."""
    decree.check(on)
    async with _making(pool) as (connection, there):
        if (found := await find_decree(connection, decree.number)) is not None:
            _same(found, decree)
            return []
        await _require_enactable(connection, there, decree)
    then = with_decree(there, decree)
    return then.made(on, then.codes(decree.region, decree.agency))


async def preview_withdrawal(pool: Pool, number: str, on: date) -> list[Snapshot]:
    """The calendars that its withdrawal would make. Raises what `withdraw_decree` does."""
    async with _making(pool) as (connection, there):
        found = _withdrawable(await find_decree(connection, number), number)
    without = replace(there, withdrawn=there.withdrawn | {number})
    return without.made(on, there.codes(found.decree.region, found.decree.agency))


def with_decree(there: NewestCalendars, decree: Decree) -> NewestCalendars:
    """The shelf with one decree more."""
    return replace(there, decrees=[*there.decrees, decree])


@asynccontextmanager
async def _making(pool: Pool) -> AsyncIterator[tuple[Connection, NewestCalendars]]:
    """A transaction in which nobody else makes calendars, and what there is at its beginning."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        yield connection, await stored_calendars.read_newest(connection)


def _same(found: EnteredDecree, decree: Decree) -> EnteredDecree:
    if found.decree != decree:
        raise DecreeConflict("a decree of that number, with another content, was entered already")
    if found.withdrawn_at is not None:
        raise DecreeConflict("this decree was withdrawn; one that is to hold again needs a number of its own")
    return found


def _withdrawable(found: EnteredDecree | None, number: str) -> EnteredDecree:
    if found is None:
        raise UnknownDecree(f"no decree has the number {number!r}")
    if found.superseded_by is not None:
        raise DecreeSuperseded(f"it was superseded by {found.superseded_by!r}; withdraw that one first")
    return found


async def _require_enactable(connection: Connection, there: NewestCalendars, decree: Decree) -> None:
    if decree.agency is not None and there.agencies.get(decree.agency) != decree.region:
        raise UnknownAgency(f"no agency {decree.agency!r} is in {decree.region}")
    if decree.supersedes is None:
        return
    other = await find_decree(connection, decree.supersedes)
    if other is None or other.withdrawn_at is not None:
        raise UnknownDecree(f"no decree {decree.supersedes!r} stands that could be superseded")
    if other.superseded_by is not None:
        raise DecreeSuperseded(f"{decree.supersedes!r} was superseded by {other.superseded_by!r} already")
    if (other.decree.region, other.decree.agency) != (decree.region, decree.agency):
        raise SupersedesOtherReach(f"{decree.supersedes!r} is for another region or agency")
