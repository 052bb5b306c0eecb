"""Acts that are brought to many reports one by one, as a re-timing is: what comes next, what is late, what is
put off. An act has a row of its own, and one for each report that it concerns."""

from dataclasses import dataclass
from datetime import timedelta

from records.database import POINT, Pool, rows
from records.retries import LONGEST_PAUSE, retry_at

PATIENCE = timedelta(minutes=10)
"""For how long a report may wait before somebody has to see to it."""


@dataclass(frozen=True, slots=True)
class ActTables:
    """Where acts of one kind stand: in the table `acts`, and in `reports` by their id in the column `key`.
    `is_open` is SQL for acts, called `a`, that are to be carried out."""

    acts: str
    reports: str
    key: str
    is_open: str

    def select_next(self, progress: str) -> str:
        """SQL for the oldest act that has something to do now. `progress` selects acts as `a`, and beside
        them as `p` how many reports are known in `total` and `reached`.

        What failed before is tried again only where nothing else is to be done: it holds up no other.
        """
        # In SQL: parts
        return f"""{progress} cross join lateral (
    select p.total = p.reached or exists (
        select from {self.reports} as t where t.{self.key} = a.id and t.reached_at is null and t.attempts = 0
    ) as is_fresh
) as f
where {self.is_open} and a.due_at <= now() and (is_fresh or exists (
    select from {self.reports} as t
    where t.{self.key} = a.id and t.reached_at is null and t.attempts > 0 and t.due_at <= now()
))
order by is_fresh desc, a.id limit 1"""  # noqa: S608  # constants

    async def count_late(self, pool: Pool) -> dict[str, int]:
        """How many reports wait for longer than `PATIENCE`, by reason; 0 where a whole act was put off."""
        # In SQL: parts: a union over two tables
        query = f"""
select reason, count(distinct report)::integer as reports from (
    select t.reason, t.report from {self.acts} as a join {self.reports} as t on t.{self.key} = a.id
    where {self.is_open} and t.reached_at is null and t.since < now() - %(patience)s
    union all
    select a.reason, null from {self.acts} as a where {self.is_open} and a.since < now() - %(patience)s
) as late group by 1 order by 1"""  # noqa: S608  # constants
        found = await rows(pool, query, {"patience": PATIENCE}, within=POINT)
        return {row["reason"]: row["reports"] for row in found}

    async def put_off(self, pool: Pool, act: int, reason: str) -> int:
        """Notes why a whole act could not be carried out; it is tried again after a pause, and others
        meanwhile. Returns how often it failed."""
        # In SQL: pause
        query = f"""
update {self.acts}
set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()), due_at = {retry_at()}
where id = %(act)s
returning attempts"""  # noqa: S608  # constants
        values = {"act": act, "reason": reason, "longest": LONGEST_PAUSE}
        (found,) = await rows(pool, query, values, within=POINT)
        attempts: int = found["attempts"]
        return attempts
