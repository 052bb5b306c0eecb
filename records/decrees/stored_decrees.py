"""Decrees on record, as they were entered and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import DictRow
from sqlalchemy import Date, Text, bindparam, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from calendars import Decree
from records.database import POINT, Pool, rows
from records.decrees.errors import UnknownDecree
from records.decrees.stored_calendars import Connection
from records.statements import columns, compile_statement
from records.tables import DecreeRow

Successor = aliased(DecreeRow)
DECREES = select(
    *columns(
        DecreeRow.number,
        DecreeRow.content,
        DecreeRow.entered_at,
        DecreeRow.entered_by,
        DecreeRow.withdrawn_at,
        DecreeRow.withdrawn_by,
        DecreeRow.withdrawn_for,
    ),
    select(col(Successor.number))
    .where(col(Successor.supersedes) == col(DecreeRow.number), col(Successor.withdrawn_at).is_(None))
    .scalar_subquery()
    .label("superseded_by"),
)
ONE = compile_statement(DECREES.where(col(DecreeRow.number) == bindparam("number")))
LISTED = compile_statement(
    DECREES.where(
        or_(bindparam("region", type_=Text).is_(None), col(DecreeRow.region) == bindparam("region")),
        or_(bindparam("agency", type_=Text).is_(None), col(DecreeRow.agency) == bindparam("agency")),
        tuple_(col(DecreeRow.issued_on), col(DecreeRow.number))
        < tuple_(bindparam("before", type_=Date), bindparam("number", type_=Text)),
    )
    .order_by(col(DecreeRow.issued_on).desc(), col(DecreeRow.number).desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class EnteredDecree:
    """A decree on record: who entered it when; who withdrew it when and why, and which one stands in its
    place, if so."""

    decree: Decree
    entered_at: datetime
    entered_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_for: str | None
    superseded_by: str | None

    @property
    def stands(self) -> bool:
        """Whether calendars are made by it."""
        return self.withdrawn_at is None and self.superseded_by is None


async def read_decree(pool: Pool, number: str) -> EnteredDecree:
    """The decree of that number. Raises UnknownDecree, or one of `SQL_AWAY`."""
    found = await rows(pool, ONE, {"number": number}, within=POINT)
    if not found:
        raise UnknownDecree(f"no decree has the number {number!r}")
    return _entered(found[0])


async def list_decrees(
    pool: Pool,
    *,
    region: str | None = None,
    agency: str | None = None,
    limit: int = 50,
    before: tuple[date, str] | None = None,
) -> Sequence[EnteredDecree]:
    """Decrees, the last issued first; `before` is the page before's last, as date of issue and number."""
    issued_on, number = before or (date.max, "")
    values = {"region": region, "agency": agency, "limit": limit, "before": issued_on, "number": number}
    return [_entered(row) for row in await rows(pool, LISTED, values)]


async def find_decree(connection: Connection, number: str) -> EnteredDecree | None:
    """The decree of that number as a transaction sees it; null for none."""
    row = await (await connection.execute(ONE, {"number": number})).fetchone()
    return _entered(row) if row else None


def _entered(row: DictRow) -> EnteredDecree:
    rest: dict[str, Any] = {name: value for name, value in row.items() if name not in {"number", "content"}}
    return EnteredDecree(decree=Decree.model_validate(row["content"]), **rest)
