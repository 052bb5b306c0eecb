"""The tasks of bulk decisions: which are to be decided now, and what came of each.

Each function raises one of `SQL_AWAY`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlmodel import col

from records import tables
from records.database import POINT, Pool, rows
from records.retries import retry_at
from records.statements import columns, compile_statement
from workflows.procedure.model.sealed import Sealed

ItemState = Literal["listed", "waiting", "stands", "refused", "stopped"]
LONGEST_PAUSE = 60
"""Seconds between two tries at the same task."""

# In SQL: parts
# The first task of each bulk comes before the second of any: a short one does not wait for a long one.
DUE = """
select i.bulk, b.account, b.kind, b.begun_at, i.task, i.report, i.content, i.attempts
from bulk_items as i join bulks as b on b.id = i.bulk
where i.state = 'waiting' and i.due_at <= now()
order by i.attempts, i.position, i.bulk limit %(limit)s"""
# What was stopped while it was under way, and stands, stands.
DONE = """
update bulk_items set state = %(state)s, code = %(code)s, members = %(members)s::jsonb, done_at = now(),
    content = case when %(keep)s then content end
where bulk = %(bulk)s and task = %(task)s
  and (state = 'waiting' or (state = 'stopped' and %(state)s = 'stands'))"""
PUT_OFF = f"""
update bulk_items set code = %(code)s, attempts = attempts + 1, due_at = {retry_at()}
where bulk = %(bulk)s and task = %(task)s and state = 'waiting'"""  # noqa: S608  # constants
NEXT_DUE = """
select extract(epoch from min(due_at) - now())::float8 as seconds from bulk_items where state = 'waiting'"""

Row = tables.BulkItemRow
LIST = compile_statement(
    select(*columns(Row.task, Row.report, Row.state, Row.code, Row.members, Row.attempts, Row.done_at))
    .where(col(Row.bulk) == bindparam("bulk"))
    .order_by(col(Row.position))
)


@dataclass(frozen=True, slots=True)
class DueItem:
    """A task upon which a decision of that `kind` is to be made now in the name of `account`, who said so at
    `begun_at`. `content` is the sealed decision, null where the report's key is destroyed or never was."""

    bulk: str
    account: str
    kind: str
    begun_at: datetime
    task: str
    report: str
    content: Sealed | None
    attempts: int


@dataclass(frozen=True, slots=True)
class BulkItem:
    """What came of one task; `code` and `members` are of the problem that the last try met."""

    task: str
    report: str
    state: ItemState
    code: str | None
    members: dict[str, Any] | None
    attempts: int
    done_at: datetime | None


async def list_due_items(pool: Pool, limit: int) -> list[DueItem]:
    """Some of the tasks that are to be decided now, of all bulks."""
    found = await rows(pool, DUE, {"limit": limit}, within=POINT)
    return [
        DueItem(**{**row, "content": Sealed.model_validate(row["content"]) if row["content"] else None})
        for row in found
    ]


async def find_seconds_to_next(pool: Pool) -> float | None:
    """Seconds until a task is to be decided, negative where one is overdue; null where none waits."""
    (found,) = await rows(pool, NEXT_DUE, within=POINT)
    seconds: float | None = found["seconds"]
    return seconds


async def note_stands(pool: Pool, item: DueItem) -> None:
    """Notes that the decision stands; its texts go."""
    await _note_done(pool, item, "stands", None, {}, keep=False)


async def note_refused(
    pool: Pool, item: DueItem, code: str, members: dict[str, Any], *, is_repeatable: bool
) -> None:
    """Notes with which problem it was refused. Its texts go unless it may be repeated."""
    await _note_done(pool, item, "refused", code, members, keep=is_repeatable)


async def _note_done(
    pool: Pool, item: DueItem, state: ItemState, code: str | None, members: dict[str, Any], *, keep: bool
) -> None:
    values = {
        "bulk": item.bulk,
        "task": item.task,
        "state": state,
        "code": code,
        "members": json.dumps(members) if members else None,
        "keep": keep,
    }
    await rows(pool, DONE, values, within=POINT)


async def put_off(pool: Pool, item: DueItem, code: str) -> None:
    """Notes why it could not be sent, or is not known to stand; it is sent again after a pause."""
    values = {"bulk": item.bulk, "task": item.task, "code": code, "longest": LONGEST_PAUSE}
    await rows(pool, PUT_OFF, values, within=POINT)


async def list_items(pool: Pool, bulk: str) -> list[BulkItem]:
    """All tasks of a bulk, in the order of its list."""
    return [BulkItem(**row) for row in await rows(pool, LIST, {"bulk": bulk})]
