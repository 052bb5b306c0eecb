"""What a load of the directory changes, column by column."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from sqlalchemy import ARRAY, Text, any_, bindparam, literal, select
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from records.statements import columns, compile_statement
from records.tables import Account, Agency, AgencyUnit

Key = tuple[str, ...]
"""An agency, a unit or an account, as its type and its code or codes."""
Value = str | bool | None
GIVEN = any_(bindparam("codes", type_=ARRAY(Text)))
AGENCIES = select(
    array([literal("agency"), col(Agency.code)]).label("key"),
    *columns(Agency.name, Agency.region, Agency.approval, Agency.active),
).where(col(Agency.code) == GIVEN)
UNITS = select(
    array([literal("unit"), col(AgencyUnit.agency), col(AgencyUnit.code)]).label("key"),
    *columns(AgencyUnit.name, AgencyUnit.active),
).where(col(AgencyUnit.agency) == GIVEN)
ACCOUNTS = select(
    array([literal("account"), col(Account.username)]).label("key"),
    *columns(Account.name, Account.role, Account.agency, Account.unit, Account.email),
    col(Account.disabled_at).is_(None).label("active"),
).where(col(Account.username) == GIVEN)
STORED = tuple(compile_statement(each.with_for_update()) for each in (AGENCIES, UNITS, ACCOUNTS))


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the file whose value changed."""

    column: str
    before: Value
    after: Value

    def __str__(self) -> str:
        return f"{self.column} {self._written(self.before)} → {self._written(self.after)}"

    def _written(self, value: Value) -> str:
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if value is None:
            return "(none)"
        return json.dumps(value, ensure_ascii=False) if self.column == "name" else value


async def read_stored(
    connection: AsyncConnection[DictRow], keys: Iterable[Key]
) -> dict[Key, Mapping[str, Value]]:
    """What the directory holds of those keys, and maybe of others, by column; nobody changes it meanwhile."""
    codes = sorted({key[1] for key in keys})
    found: dict[Key, Mapping[str, Value]] = {}
    for statement in STORED:
        rows = await (await connection.execute(statement, {"codes": codes})).fetchall()
        found |= {tuple(row.pop("key")): row for row in rows}
    return found


def changed_fields(before: Mapping[str, Value] | None, after: Mapping[str, Value]) -> tuple[Field, ...]:
    """The columns whose values differ; none of what was not there before."""
    if before is None:
        return ()
    return tuple(Field(name, before[name], value) for name, value in after.items() if before[name] != value)
