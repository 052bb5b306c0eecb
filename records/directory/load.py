"""Loads a directory file: all of it or nothing, and again it changes nothing."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from psycopg import AsyncConnection, Rollback
from psycopg.rows import DictRow
from sqlalchemy import select
from sqlmodel import col

from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.directory import vacancies
from records.directory.changes import Field, Key, changed_fields, read_stored
from records.directory.csv_lines import AccountLine, AgencyLine, Line, UnitLine, key_of, read_lines
from records.directory.csv_table import DirectoryErrors, LineError
from records.directory.history import note_author
from records.directory.national_admins import who_can_sign_in
from records.directory.vacancies import Released, Vacant, released_tasks
from records.statements import columns, compile_statement
from records.tables import Agency, AgencyUnit

NONE_LEFT = "no national admin would be left who can sign in; give another one a password first"

KNOWN_AGENCIES = compile_statement(select(col(Agency.code)))
KNOWN_UNITS = compile_statement(select(*columns(AgencyUnit.agency, AgencyUnit.code)))
# Each statement takes its table's lines at once and returns the key of what it added or changed.
# In SQL: arrays
AGENCIES = """
insert into agencies as kept (code, name, region, approval, active)
select g.agency, g.name, g.region, coalesce(g.approval, had.approval, false),
       coalesce(g.active, had.active, true)
from jsonb_to_recordset(%s::jsonb) as g(agency text, name text, region text, approval boolean, active boolean)
left join agencies as had on had.code = g.agency
on conflict (code) do update
set name = excluded.name, region = excluded.region, approval = excluded.approval, active = excluded.active
where (kept.name, kept.region, kept.approval, kept.active)
   <> (excluded.name, excluded.region, excluded.approval, excluded.active)
returning array['agency', code] as key, xmax = 0 as added"""
UNITS = """
insert into units as kept (agency, code, name, active)
select u.agency, u.unit, u.name, coalesce(u.active, had.active, true)
from jsonb_to_recordset(%s::jsonb) as u(agency text, unit text, name text, active boolean)
left join units as had on had.agency = u.agency and had.code = u.unit
on conflict (agency, code) do update set name = excluded.name, active = excluded.active
where (kept.name, kept.active) <> (excluded.name, excluded.active)
returning array['unit', agency, code] as key, xmax = 0 as added"""
ACCOUNTS = """
insert into accounts as kept (id, username, name, role, agency, unit, email, disabled_at)
select a.id, a.username, a.name, a.role, a.agency, a.unit,
       case when a.keeps_email then coalesce(a.email, had.email) else a.email end,
       case when not coalesce(a.active, had.disabled_at is null) then coalesce(had.disabled_at, now()) end
from jsonb_to_recordset(%s::jsonb) as a(id text, username text, name text, role text, agency text, unit text,
                                        email text, keeps_email boolean, active boolean)
left join accounts as had on had.username = a.username
on conflict (username) do update
set name = excluded.name, role = excluded.role, agency = excluded.agency, unit = excluded.unit,
    email = excluded.email, disabled_at = excluded.disabled_at
where (kept.name, kept.role, kept.agency, kept.unit, kept.email, kept.disabled_at) is distinct from
      (excluded.name, excluded.role, excluded.agency, excluded.unit, excluded.email, excluded.disabled_at)
returning array['account', username] as key, xmax = 0 as added"""


@dataclass(frozen=True, slots=True)
class Change:
    """What a line did: `what` is the thing's type and code, `done` is added, changed or unchanged; `fields`
    are those that changed."""

    line: int
    what: str
    done: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What each line did, which open tasks lose their last person by that, and which lose the officer whom
    they name and go to the colleagues."""

    changes: list[Change]
    vacated: list[Vacant]
    released: list[Released]

    @property
    def digest(self) -> str:
        """Hex SHA-256 of all of it: equal for what does the same."""
        changes = [(each.line, each.what, each.done, *map(astuple, each.fields)) for each in self.changes]
        tasks = [[each.task for each in self.vacated], [each.task for each in self.released]]
        return sha256(json.dumps([changes, tasks]).encode()).hexdigest()


class DirectoryChanged(Exception):
    """Nothing was loaded: by now it would do something else than was previewed, which is `loaded`."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__("the directory, or the tasks that it concerns, changed since the preview")
        self.loaded = loaded


async def load_directory(pool: Pool, text: str, *, preview: bool = False) -> list[Change]:
    """Loads the file's `text` and tells what each line did; see `load_and_vacate`."""
    return (await load_and_vacate(pool, text, preview=preview)).changes


async def load_and_vacate(
    pool: Pool,
    text: str,
    *,
    preview: bool = False,
    author: str | None = None,
    expected: str | None = None,
) -> Loaded:
    """Loads the file's `text` and tells what each line did. What isn't in the file stays as it is. A
    `preview` tells the same and takes it all back.

    New accounts have no password yet. Raises DirectoryErrors, nothing loaded, and what `apply_lines` does.
    """
    return await apply_lines(pool, read_lines(text), preview=preview, author=author, expected=expected)


async def apply_lines(
    pool: Pool,
    lines: list[tuple[int, Line]],
    *,
    preview: bool = False,
    author: str | None = None,
    expected: str | None = None,
) -> Loaded:
    """Does what the numbered lines say, all or nothing, and tells what each did. `author` is the account that
    does it, null for a command; with the digest `expected` it is done only as it was previewed.

    Raises DirectoryErrors, DirectoryChanged, nothing done, or one of psycopg's errors.
    """
    keys = [key_of(line) for _, line in lines]
    async with pool.connection() as connection, connection.transaction() as transaction:
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        if errors := list(await _missing(connection, lines)):
            raise DirectoryErrors(errors)
        await note_author(connection, author)
        before = await read_stored(connection, keys)
        vacant, named = await vacancies.vacant_tasks(connection), await released_tasks(connection)
        admins = await who_can_sign_in(connection)
        done = await _applied(connection, lines)
        if admins and not await who_can_sign_in(connection):
            raise DirectoryErrors(list(_last_of(admins, lines)))
        after = await read_stored(connection, keys)
        vacated = await vacancies.vacant_tasks(connection) - vacant
        released = await released_tasks(connection) - named
        changes = [
            Change(
                number, " ".join(key), done.get(key, "unchanged"), changed_fields(before.get(key), after[key])
            )
            for (number, _), key in zip(lines, keys, strict=True)
        ]
        loaded = Loaded(
            changes, sorted(vacated, key=lambda each: each.task), sorted(released, key=lambda each: each.task)
        )
        if expected is not None and loaded.digest != expected:
            raise DirectoryChanged(loaded)
        if preview:
            raise Rollback(transaction)
    return loaded


async def _missing(
    connection: AsyncConnection[DictRow], lines: list[tuple[int, Line]]
) -> Iterator[LineError]:
    """The lines whose agency or unit is neither in the file nor loaded before."""
    agencies = {line.agency for _, line in lines if isinstance(line, AgencyLine)}
    units = {(line.agency, line.unit) for _, line in lines if isinstance(line, UnitLine)}
    before = await connection.execute(KNOWN_AGENCIES)
    agencies |= {row["code"] for row in await before.fetchall()}
    before = await connection.execute(KNOWN_UNITS)
    units |= {(row["agency"], row["code"]) for row in await before.fetchall()}
    return (
        LineError(number, f"there is no {message}")
        for number, line in lines
        if (message := _names_unknown(line, agencies, units))
    )


def _names_unknown(line: Line, agencies: set[str], units: set[tuple[str, str]]) -> str | None:
    if line.agency_meant is not None and line.agency_meant not in agencies:
        return f"agency {line.agency_meant}"
    if line.unit_meant is not None and line.unit_meant not in units:
        return f"unit {line.unit_meant[1]} of {line.unit_meant[0]}"
    return None


def _last_of(admins: set[str], lines: list[tuple[int, Line]]) -> Iterator[LineError]:
    """The lines that leave no national admin who can sign in."""
    for number, line in lines:
        if isinstance(line, AccountLine) and line.username in admins:
            yield LineError(number, f"{line.username}: {NONE_LEFT}")


async def _applied(connection: AsyncConnection[DictRow], lines: list[tuple[int, Line]]) -> dict[Key, str]:
    done: dict[Key, str] = {}
    for kind, statement in ((AgencyLine, AGENCIES), (UnitLine, UNITS), (AccountLine, ACCOUNTS)):
        values = [_values(line) for _, line in lines if isinstance(line, kind)]
        cursor = await connection.execute(statement, [json.dumps(values)])
        for row in await cursor.fetchall():
            done[tuple(row["key"])] = "added" if row["added"] else "changed"
    return done


def _values(line: Line) -> dict[str, Any]:
    # The id is used if the account is new: random, for facts name it for ever and it must tell nothing.
    id_ = {"id": f"a_{secrets.token_hex(8)}"} if isinstance(line, AccountLine) else {}
    return line.model_dump() | id_
