"""Objections of reporters to the merge of their report, which nobody has judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

# By the facts, not by the state: that tells objections only under policies which know of them.
OPEN = """
from reports as r join facts as d on d.report = r.report
where r.stage = 'merged' and d.kind = 'disputed' and (d.data->>'merged')::boolean and not exists (
    select from facts as s
    where s.report = r.report and s.kind = 'split' and s.number > d.number and not s.data ? 'follower')"""
# In SQL: function: the view `facts`
LISTED = f"select r.report, r.state, r.title, d.at as since {OPEN} order by d.at, r.report limit %s"
COUNT = f"select count(*) as objections {OPEN}"


@dataclass(frozen=True, slots=True)
class Objection:
    """A merged report whose reporter objects since then, with its state and sealed title."""

    report: str
    state: dict[str, Any]
    title: dict[str, Any] | None
    since: datetime


async def list_objections(pool: Pool, actor: Actor, *, limit: int = 50) -> Sequence[Objection]:
    """Those that are `actor`'s to judge, the national admin's, the oldest first; at most `limit`."""
    if actor.role is not Role.NATIONAL_ADMIN:
        return []
    return [Objection(**row) for row in await rows(pool, LISTED, [limit])]


async def count_objections(pool: Pool, actor: Actor) -> int:
    """How many objections are `actor`'s to judge."""
    if actor.role is not Role.NATIONAL_ADMIN:
        return 0
    found = await rows(pool, COUNT)
    return int(found[0]["objections"])
