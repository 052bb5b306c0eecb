"""Bulk decisions on record: lists of tasks, of one author each, and how far their decision has come.

Each function raises one of `SQL_AWAY`. What the database has of one task is in `bulk_items.py`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import col

from records import tables
from records.database import POINT, Pool, rows
from records.statements import compile_statement
from workflows.procedure.model.sealed import Sealed

NOTIFICATION = "tuntas_bulks"
"""What PostgreSQL sends to tell that there is something to carry out."""
MOST_TASKS = 500
"""Of one bulk."""
MOST_RUNNING = 5
"""Bulks of one account that have not come to their end."""
MOST_LISTS = 20
"""Lists of one account upon which nothing was decided yet; an older one gives way to a new one."""
KEPT_DAYS = 30
"""After which a bulk is deleted; a list upon which nothing was decided after one."""
REPEATABLE_HOURS = 24
"""For so long what did not stand may be repeated; then its texts are deleted."""

Row = tables.BulkRow
# In SQL: parts
# What is to be chosen from is locked by nobody: two requests of one id make one list.
MAKE = """
with aged as (
    delete from bulks where id in (
        select id from bulks where account = %(account)s and begun_at is null
        order by made_at desc, id offset %(most_lists)s
    )
), made as (
    insert into bulks (id, account, content, has_more, left_out)
    values (%(bulk)s, %(account)s, %(content)s, %(has_more)s, %(left_out)s)
    on conflict (id) do nothing returning id
)
insert into bulk_items (bulk, task, report, position)
select made.id, t.task, left(t.task, length(t.task) - position('-' in reverse(t.task))), t.position
from made, unnest(%(tasks)s::text[]) with ordinality as t (task, position)"""
# Locks the keys, so that what is sealed is either seen by whoever destroys a key or not saved.
BEGIN = """
with keys as (
    select report from report_keys where report = any(%(reports)s) and wrapped is not null for share
), begun as (
    update bulks set kind = %(kind)s, chosen = %(chosen)s::jsonb, begun_at = now()
    where id = %(bulk)s and account = %(account)s and begun_at is null
    returning id
), waiting as (
    update bulk_items as i
    set state = case when g.code is null then 'waiting' else 'refused' end, code = g.code,
        due_at = now(), done_at = case when g.code is not null then now() end,
        content = case when exists (select from keys where keys.report = i.report) then g.content end
    from begun, jsonb_to_recordset(%(items)s::jsonb) as g (task text, content jsonb, code text)
    where i.bulk = begun.id and i.task = g.task
)
select pg_notify('tuntas_bulks', '') from begun"""
STOP = """
with stopped as (
    update bulks set stopped_at = now() where id = %(bulk)s and account = %(account)s and exists (
        select from bulk_items where bulk = %(bulk)s and state = 'waiting'
    ) returning id
)
update bulk_items as i set state = 'stopped', done_at = now() from stopped
where i.bulk = stopped.id and i.state = 'waiting'"""
REPEAT = """
with repeated as (
    update bulk_items as i set state = 'waiting', attempts = 0, due_at = now(), code = null, members = null
    from bulks as b
    where b.id = i.bulk and b.id = %(bulk)s and b.account = %(account)s
      and i.state in ('refused', 'stopped') and i.content is not null
    returning i.bulk
), begun as (
    update bulks set begun_at = now(), stopped_at = null where id in (select bulk from repeated)
)
select count(*)::integer as items, pg_notify('tuntas_bulks', '') from repeated"""
PROGRESS = """
select b.id, b.account, b.content, b.kind, b.chosen, b.has_more, b.left_out, b.made_at, b.begun_at,
       b.stopped_at, c.total::integer, c.waiting::integer, c.stands::integer, c.refused::integer,
       c.stopped::integer, c.repeatable::integer, c.done_at
from bulks as b cross join lateral (
    select count(*) as total, count(*) filter (where state = 'waiting') as waiting,
           count(*) filter (where state = 'stands') as stands,
           count(*) filter (where state = 'refused') as refused,
           count(*) filter (where state = 'stopped') as stopped,
           count(*) filter (where state in ('refused', 'stopped') and i.content is not null) as repeatable,
           max(done_at) as done_at
    from bulk_items as i where i.bulk = b.id
) as c where b.account = %(account)s"""
ONE = f"{PROGRESS} and b.id = %(bulk)s"
LIST = f"{PROGRESS} and b.begun_at is not null order by b.made_at desc, b.id limit %(limit)s"
FORGET_TEXTS = f"""
update bulk_items set content = null
where content is not null and done_at < now() - interval '{REPEATABLE_HOURS} hours'"""  # noqa: S608  # constant

COUNT_RUNNING = compile_statement(
    select(func.count().label("running"))
    .select_from(Row)
    .where(
        col(Row.account) == bindparam("account"),
        select(col(tables.BulkItemRow.task))
        .where(col(tables.BulkItemRow.bulk) == col(Row.id), col(tables.BulkItemRow.state) == "waiting")
        .exists(),
    )
)
SWEEP = compile_statement(
    delete(Row).where(
        (col(Row.made_at) < func.now() - func.make_interval(0, 0, 0, KEPT_DAYS))
        | (col(Row.begun_at).is_(None) & (col(Row.made_at) < func.now() - func.make_interval(0, 0, 0, 1)))
    )
)


@dataclass(frozen=True, slots=True)
class NewBulk:
    """A list as it was chosen: the task ids in order, each once. `content` is the keyed hash of a request
    that makes and begins it at once; null for a list that its author has yet to decide upon."""

    id: str
    account: str
    tasks: Sequence[str]
    has_more: bool = False
    left_out: int = 0
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """A bulk and how far it has come. Of `total` tasks some wait; of the others the decision stands, was
    refused, or was stopped before it was made. `repeatable` of those may be sent again. `done_at` is the
    instant of the last result."""

    id: str
    account: str
    content: str | None
    kind: str | None
    chosen: dict[str, Any]
    has_more: bool
    left_out: int
    made_at: datetime
    begun_at: datetime | None
    stopped_at: datetime | None
    total: int
    waiting: int
    stands: int
    refused: int
    stopped: int
    repeatable: int
    done_at: datetime | None


async def make_bulk(pool: Pool, new: NewBulk) -> None:
    """Keeps the list; again it does nothing."""
    values = {
        "bulk": new.id,
        "account": new.account,
        "content": new.content,
        "tasks": list(new.tasks),
        "has_more": new.has_more,
        "left_out": new.left_out,
        "most_lists": MOST_LISTS - 1,
    }
    await rows(pool, MAKE, values)


@dataclass(frozen=True, slots=True)
class BegunItem:
    """A task with the sealed decision upon it, null where its report has no key; `code` is that of the
    problem with which it is refused without being sent."""

    task: str
    report: str
    content: Sealed | None
    code: str | None = None

    @property
    def wire(self) -> dict[str, Any]:
        """As the statement takes it."""
        content = self.content.model_dump() if self.content else None
        return {"task": self.task, "content": content, "code": self.code}


async def begin_bulk(
    pool: Pool, id_: str, account: str, kind: str, chosen: dict[str, Any], items: Sequence[BegunItem]
) -> None:
    """Has the decision carried out upon the bulk's items; one that was begun before stays as it is."""
    await rows(pool, BEGIN, make_begin_values(id_, account, kind, chosen, items))


def make_begin_values(
    id_: str, account: str, kind: str, chosen: dict[str, Any], items: Sequence[BegunItem]
) -> dict[str, Any]:
    """The values of `BEGIN`."""
    return {
        "bulk": id_,
        "account": account,
        "kind": kind,
        "chosen": json.dumps(chosen),
        "reports": [each.report for each in items],
        "items": json.dumps([each.wire for each in items]),
    }


async def find_bulk(pool: Pool, id_: str, account: str) -> Bulk | None:
    """The account's bulk of that id."""
    found = await rows(pool, ONE, {"bulk": id_, "account": account}, within=POINT)
    return Bulk(**found[0]) if found else None


async def list_bulks(pool: Pool, account: str, *, limit: int = 100) -> list[Bulk]:
    """The account's bulks that were begun, the newest first."""
    found = await rows(pool, LIST, {"account": account, "limit": limit})
    return [Bulk(**row) for row in found]


async def count_running(pool: Pool, account: str) -> int:
    """How many of the account's bulks have not come to their end."""
    (found,) = await rows(pool, COUNT_RUNNING, {"account": account}, within=POINT)
    count: int = found["running"]
    return count


async def stop_bulk(pool: Pool, id_: str, account: str) -> None:
    """Carries out no more of it. What is under way may still stand, and is noted then."""
    await rows(pool, STOP, {"bulk": id_, "account": account})


async def repeat_bulk(pool: Pool, id_: str, account: str) -> int:
    """Has all that did not stand and may be repeated sent again; how many tasks that are."""
    (found,) = await rows(pool, REPEAT, {"bulk": id_, "account": account})
    items: int = found["items"]
    return items


async def delete_old_bulks(pool: Pool) -> None:
    """Deletes bulks that are `KEPT_DAYS` old, lists upon which nothing was decided within a day, and the
    texts of what was not repeated in time."""
    await rows(pool, SWEEP)
    await rows(pool, FORGET_TEXTS)
