"""Forms as they are kept: all versions of each, of which the highest is in force.

Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from records.database import A_LIST, POINT, Pool, rows
from records.yearly_forms.content import FormContent

SHOWN = "f.agency, f.year, f.version, f.content, f.reason, f.written_by, f.written_at"
# In SQL: parts: adds only what follows upon the version that was read
ADD = f"""
insert into yearly_forms as f (agency, year, version, content, reason, written_by)
select %(agency)s, %(year)s, %(version)s::integer + 1, %(content)s, %(reason)s, %(author)s
where %(version)s = 0 or exists (
    select from yearly_forms where agency = %(agency)s and year = %(year)s and version = %(version)s)
on conflict do nothing returning {SHOWN}"""  # noqa: S608  # constants
VERSIONS = f"""
select {SHOWN} from yearly_forms as f where f.agency = %(agency)s and f.year = %(year)s
order by f.version desc limit %(limit)s"""  # noqa: S608
OF_YEAR = f"""
select distinct on (f.agency) {SHOWN} from yearly_forms as f where f.year = %(year)s
order by f.agency, f.version desc"""  # noqa: S608
OF_AGENCY = f"""
select distinct on (f.year) {SHOWN} from yearly_forms as f where f.agency = %(agency)s
order by f.year desc, f.version desc"""  # noqa: S608
SUCCEEDED = """
with recursive successors (agency) as (
    select successor from successions where agency = %(agency)s and unit is null
    union
    select s.successor from successions as s join successors using (agency) where s.unit is null
)
select exists (select from successors where agency = %(successor)s) as is_so"""


@dataclass(frozen=True, slots=True)
class FormVersion:
    """What an agency's form for a year said from `written_at` on, and who wrote that, as an account's id."""

    agency: str
    year: int
    version: int
    content: FormContent
    reason: str | None
    written_by: str
    written_at: datetime


async def add_version(
    pool: Pool, after: int, agency: str, year: int, content: FormContent, *, reason: str | None, author: str
) -> FormVersion | None:
    """Adds the version after `after`, 0 being none yet; null where that is not the one in force."""
    values = {
        "agency": agency,
        "year": year,
        "version": after,
        "content": Jsonb(content.model_dump(mode="json")),
        "reason": reason,
        "author": author,
    }
    added = await rows(pool, ADD, values, within=POINT)
    return _read(added[0]) if added else None


async def read_form(pool: Pool, agency: str, year: int) -> FormVersion | None:
    """The version in force; null where none was filed."""
    found = await rows(pool, VERSIONS, {"agency": agency, "year": year, "limit": 1}, within=POINT)
    return _read(found[0]) if found else None


async def list_versions(pool: Pool, agency: str, year: int) -> list[FormVersion]:
    """All versions of a form, the newest first."""
    found = await rows(pool, VERSIONS, {"agency": agency, "year": year, "limit": None}, within=A_LIST)
    return [_read(row) for row in found]


async def list_forms_of_year(pool: Pool, year: int) -> dict[str, FormVersion]:
    """The forms in force of all agencies that filed one for that year, by agency."""
    return {row["agency"]: _read(row) for row in await rows(pool, OF_YEAR, {"year": year}, within=A_LIST)}


async def list_forms_of_agency(pool: Pool, agency: str) -> Sequence[FormVersion]:
    """The forms in force of an agency, the latest year first."""
    return [_read(row) for row in await rows(pool, OF_AGENCY, {"agency": agency}, within=A_LIST)]


async def is_succeeded_by(pool: Pool, agency: str, successor: str) -> bool:
    """Whether acts made `successor` the successor of `agency`, perhaps through others."""
    found = await rows(pool, SUCCEEDED, {"agency": agency, "successor": successor}, within=POINT)
    return bool(found[0]["is_so"])


def _read(row: Any) -> FormVersion:
    return FormVersion(**{**row, "content": FormContent.model_validate(row["content"])})
