"""Saved views: the filters of a list under a name, of one person or of an office.

Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg.errors import UniqueViolation

from records import tables
from records.database import POINT, Pool, rows
from records.statements import columns

MOST = 50
"""Of one person, and of one office."""
MOST_PINNED = 8
"""Of one person's or office's, in one list: each costs a count when the list is shown."""

Row = tables.SavedViewRow
COLUMNS = columns(
    Row.id,
    Row.account,
    Row.agency,
    Row.unit,
    Row.of,
    Row.name,
    Row.query,
    Row.pinned,
    Row.position,
    Row.created_by,
)
NAMES = ", ".join(each.key or "" for each in COLUMNS)
IS_OWN = "account = %(account)s"
IS_OFFICES = """account is null and coalesce(agency, '') = coalesce(%(agency)s, '')
    and coalesce(unit, '') = coalesce(%(unit)s, '')"""
# In SQL: parts
LIST = f"""
select {NAMES} from saved_views where {IS_OWN} or ({IS_OFFICES})
order by of, account is null, position, id"""  # noqa: S608  # constants
ADD = f"""
insert into saved_views (account, agency, unit, of, name, query, pinned, position, created_by)
select %(owner)s, case when %(owner)s::text is null then %(agency)s::text end,
    case when %(owner)s::text is null then %(unit)s::text end,
    %(of)s, %(name)s, %(query)s, %(pinned)s, %(position)s, %(account)s
returning {NAMES}"""  # constants
CHANGE = f"""
update saved_views set name = %(name)s, query = %(query)s, pinned = %(pinned)s, position = %(position)s,
    changed_at = now()
where id = %(id)s and ({IS_OWN} or ({IS_OFFICES}))
returning {NAMES}"""  # noqa: S608  # constants
DELETE = f"""
delete from saved_views where id = %(id)s and ({IS_OWN} or ({IS_OFFICES})) returning id"""  # noqa: S608


class NameTaken(Exception):
    """The owner has another view of that list under that name."""


@dataclass(frozen=True, slots=True)
class ViewReader:
    """Whose views: an account's own, and those of the office that it holds now."""

    account: str
    agency: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class ViewContent:
    """What is kept: `query` is that of the list's address."""

    name: str
    query: str
    pinned: bool
    position: int


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view. `account` is its owner; null for an office's. `of` is the list, `tasks` or `reports`."""

    id: int
    account: str | None
    agency: str | None
    unit: str | None
    of: str
    name: str
    query: str
    pinned: bool
    position: int
    created_by: str


async def list_views(pool: Pool, reader: ViewReader) -> list[SavedView]:
    """All that the reader sees, their own first, in their order."""
    return [SavedView(**row) for row in await rows(pool, LIST, asdict(reader), within=POINT)]


async def add_view(
    pool: Pool, reader: ViewReader, of: str, content: ViewContent, *, shared: bool
) -> SavedView:
    """Keeps it for the reader, or `shared` for their office. Raises NameTaken."""
    values = {**asdict(reader), **asdict(content), "of": of, "owner": None if shared else reader.account}
    (row,) = await _write(pool, ADD, values)
    return SavedView(**row)


async def change_view(pool: Pool, reader: ViewReader, id_: int, content: ViewContent) -> SavedView | None:
    """Null where the reader has no such view. Raises NameTaken."""
    found = await _write(pool, CHANGE, {**asdict(reader), **asdict(content), "id": id_})
    return SavedView(**found[0]) if found else None


async def delete_view(pool: Pool, reader: ViewReader, id_: int) -> bool:
    """Whether there was one."""
    return bool(await _write(pool, DELETE, {**asdict(reader), "id": id_}))


async def _write(pool: Pool, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        return await rows(pool, statement, values, within=POINT)
    except UniqueViolation:
        raise NameTaken from None
