"""Objections of reporters to the merge of their report, which nobody has judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from workflows.procedure.facts import Actor
from workflows.procedure.words import Role

OPEN = "r.stage = 'merged' and r.state->>'objection' = 'true'"
LISTED = f"""
select r.report, r.state, r.title, f.at as since
from reports as r cross join lateral (
    select max(at) as at from facts where report = r.report and kind = 'disputed') as f
where {OPEN} order by since, r.report limit %s"""  # noqa: S608  # constants
COUNT = f"select count(*) as objections from reports as r where {OPEN}"  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class Objection:
    """A merged report whose reporter objects since then, with its state and sealed title."""

    report: str
    state: dict[str, Any]
    title: dict[str, Any] | None
    since: datetime


async def objections(pool: Pool, actor: Actor, *, limit: int = 50) -> Sequence[Objection]:
    """Those that are `actor`'s to judge, the national admin's, the oldest first; at most `limit`."""
    if actor.role is not Role.NATIONAL_ADMIN:
        return []
    return [Objection(**row) for row in await rows(pool, LISTED, [limit])]


async def how_many(pool: Pool, actor: Actor) -> int:
    """How many objections are `actor`'s to judge."""
    if actor.role is not Role.NATIONAL_ADMIN:
        return 0
    found = await rows(pool, COUNT)
    return int(found[0]["objections"])
