"""The reports that an act of succession moves: found in the record, and how far it has come with each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from records.database import POINT, Pool, rows
from records.retries import ENGINE_AWAY, LONGEST_PAUSE, LONGEST_PAUSE_AWAY, retry_at


def held_by(agency: str = "%(agency)s", unit: str = "%(unit)s::text") -> str:
    """SQL for whether that agency holds a report `r`, also one that is closed and can be reopened; if a unit
    is given, whether that unit has it or had it last.

    A report at the centre names an agency too, the last one. Who holds a report is in its timetable.
    """
    return f"""(r.agency = {agency} and r.sealed_at is null
and (r.timetable is null or r.timetable->'custody'->-1->>'agency' = {agency})
and ({unit} is null or r.unit = {unit}))"""


NEW = f"{held_by('s.agency', 's.unit')} and not exists (\
select from transfers as t where t.succession = s.id and t.report = r.report and t.facts >= r.facts)"
# In SQL: parts: an insert from what is found, and what comes back to the predecessor once more
PLAN = f"""
insert into transfers as t (succession, report, facts)
select s.id, r.report, r.facts from successions as s join reports as r on {NEW}
where s.id = %(succession)s
on conflict (succession, report) do update
set facts = excluded.facts, reached_at = null, transferred = null, attempts = 0, due_at = now(), since = null,
    reason = null
where t.reached_at is not null
returning report"""  # noqa: S608  # constants
# Somebody sent a report there who did not know yet: it follows, as long as the predecessor stays inactive.
BEGIN_AGAIN = f"""
update successions as s set finished_at = null
from agencies as a
where s.finished_at is not null and s.new_name is null and a.code = s.agency
  and not (case when s.unit is null then a.active
           else (select u.active from units as u where u.agency = s.agency and u.code = s.unit) end)
  and exists (select from reports as r where {NEW})"""  # noqa: S608  # constants
# In SQL: parts
LEFT = "select report, facts from transfers where succession = %(succession)s and reached_at is null"
UNREACHED = f"{LEFT} and attempts = 0 order by report limit %(most)s"
FAILING = f"{LEFT} and attempts > 0 and due_at <= now() order by due_at limit %(most)s"
REACHED = """
update transfers set reached_at = now(), transferred = %(transferred)s, reason = null, since = null
where succession = %(succession)s and report = %(report)s and facts = %(facts)s and reached_at is null"""
FAILED = f"""
update transfers
set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()), due_at = {retry_at()}
where succession = %(succession)s and report = %(report)s and reached_at is null
returning attempts"""  # noqa: S608  # constants


# In SQL: parts
LISTED = """
select report, reached_at, transferred, attempts, reason, due_at from transfers
where succession = %(succession)s and report > %(after)s and case %(outcome)s::text
    when 'transferred' then transferred when 'unchanged' then not transferred
    when 'failing' then reached_at is null and reason is not null
    when 'waiting' then reached_at is null and reason is null else true end
order by report limit %(limit)s"""

Outcome = Literal["transferred", "unchanged", "failing", "waiting"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """What came of one report of an act: reached or not yet, moved or not; and how often and for what reason
    it could not be reached, and when the next attempt is made."""

    report: str
    reached_at: datetime | None
    transferred: bool | None
    attempts: int
    reason: str | None
    due_at: datetime

    @property
    def outcome(self) -> Outcome:
        """In a word. `unchanged`: it was over, or with somebody else already."""
        if self.reached_at is not None:
            return "transferred" if self.transferred else "unchanged"
        return "failing" if self.reason is not None else "waiting"


@dataclass(frozen=True, slots=True)
class Found:
    """A report that an act moves, as the record had it with so many `facts`."""

    report: str
    facts: int


async def plan_transfers(pool: Pool, succession: int) -> int:
    """Adds the reports that the predecessor holds now; returns how many were not among them yet."""
    return len(await rows(pool, PLAN, {"succession": succession}))


async def begin_again(pool: Pool) -> None:
    """Has acts that were finished carried out again whose predecessor holds a report once more."""
    await rows(pool, BEGIN_AGAIN)


async def unreached_reports(pool: Pool, succession: int, most: int) -> list[Found]:
    """Some of the reports that nobody has tried to reach yet."""
    return [Found(**row) for row in await rows(pool, UNREACHED, {"succession": succession, "most": most})]


async def failing_reports(pool: Pool, succession: int, most: int) -> list[Found]:
    """Some of those that could not be reached, and are to be tried again now."""
    return [Found(**row) for row in await rows(pool, FAILING, {"succession": succession, "most": most})]


async def list_transfers(
    pool: Pool, succession: int, *, limit: int, after: str = "", outcome: Outcome | None = None
) -> list[Transfer]:
    """The act's reports by number, above `after`; of one outcome only."""
    values = {"succession": succession, "after": after, "outcome": outcome, "limit": limit}
    return [Transfer(**row) for row in await rows(pool, LISTED, values)]


async def note_reached(pool: Pool, succession: int, found: Found, *, transferred: bool) -> None:
    """Marks a report as reached."""
    values = {"succession": succession, "report": found.report, "facts": found.facts}
    await rows(pool, REACHED, {**values, "transferred": transferred}, within=POINT)


async def note_failed(pool: Pool, succession: int, report: str, reason: str) -> int:
    """Notes why a report could not be reached; it is tried again after a pause. Returns how often it failed
    in a row."""
    longest = LONGEST_PAUSE_AWAY if reason == ENGINE_AWAY else LONGEST_PAUSE
    values = {"succession": succession, "report": report, "reason": reason, "longest": longest}
    found = await rows(pool, FAILED, values, within=POINT)
    return found[0]["attempts"] if found else 0
