"""Which finished reports are sealed, and which lack a good object: why, and when each is tried next."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from fields.plurals import plural
from records.database import POINT, Pool, rows
from records.retries import LONGEST_PAUSE, LONGEST_PAUSE_AWAY, retry_at, waiting_alarm

Reason = Literal[
    "not_over",  # its workflow has not ended yet
    "history_gone",  # neither engine nor store has its history
    "unreplayable",  # today's code takes another way than the history
    "record_differs",  # replaying gives other facts than the record has
    "object_gone",
    "object_changed",
    "too_large",
    "engine_away",
    "store_away",
]

PATIENCE = timedelta(hours=1)
"""For how long a finished report may wait before somebody has to see to it."""
AWAY = frozenset[Reason]({"engine_away", "store_away"})

PAGE = 5_000
"""How many finished reports one look goes through."""

# In SQL: import
LOOK = """
with finished as materialized (
    select report, facts from reports
    where sealed_at is not null and report > %(after)s order by report limit %(page)s
), missed as (
    insert into archive_gaps (report)
    select report from finished as s
    where not exists (select from archived as a where a.report = s.report and a.facts = s.facts)
      and not exists (select from archive_gaps as g where g.report = s.report)
    on conflict (report) do nothing
)
select max(report) as last from finished"""
DUE = """
select g.report, g.asked from archive_gaps as g join reports as r using (report)
where g.due_at <= now() and r.sealed_at <= now() order by g.due_at, g.report limit %s"""
FILLED = """
with put as (
    insert into archived as a (report, object, sha256, bytes, facts, digest)
    values (%(report)s, %(object)s, %(sha256)s, %(bytes)s, %(facts)s, %(digest)s)
    on conflict (report) do update set
        object = excluded.object, sha256 = excluded.sha256, bytes = excluded.bytes, facts = excluded.facts,
        digest = excluded.digest, archived_at = now(), checked_at = now()
    where (a.object, a.sha256, a.facts, a.digest)
          is distinct from (excluded.object, excluded.sha256, excluded.facts, excluded.digest)
)
delete from archive_gaps where report = %(report)s and asked = %(asked)s"""
FAILED = f"""
update archive_gaps
set reason = %(reason)s, attempts = attempts + 1,
    due_at = {retry_at()}
where report = %(report)s and asked = %(asked)s
returning attempts"""  # noqa: S608  # constants
FOUND = """
insert into archive_gaps as g (report, reason) values (%(report)s, %(reason)s)
on conflict (report) do update set reason = excluded.reason"""
UNCHECKED = """
select * from archived as a
where checked_at < now() - %(age)s and not exists (select from archive_gaps as g where g.report = a.report)
order by checked_at, report limit %(most)s"""
CHECKED = "update archived set checked_at = now() where report = %(report)s and sha256 = %(sha256)s"
ASIDE = """
insert into archive_asides (report, sha256, object) values (%(report)s, %(sha256)s, %(object)s)
on conflict (report, sha256) do nothing"""
FIGURES = """
select (select count(*) from archived)::integer as sealed,
       (select coalesce(sum(bytes), 0) from archived)::bigint as bytes,
       (select count(*) from archive_gaps)::integer as gaps,
       (select min(since) from archive_gaps) as oldest,
       (select coalesce(jsonb_object_agg(reason, n), '{}') from (
           select reason, count(*) as n from archive_gaps where reason is not null group by reason
       ) as g) as reasons,
       (select count(*) from archive_asides)::integer as asides,
       (select min(checked_at) from archived) as unchecked_since"""
WAITING = "select count(*)::integer as reports, min(since) as oldest from archive_gaps"
LATE = """
select coalesce(reason, 'not_tried') as reason, count(*)::integer as reports from archive_gaps
where since < now() - %s group by 1 order by 1"""
LISTED = """
select report, since, due_at, attempts, reason from archive_gaps
where report > %(after)s order by report limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A finished report without a good object. `asked` is how often the record had asked for one by then."""

    report: str
    asked: int


@dataclass(frozen=True, slots=True)
class Stored:
    """An object: its name in the store, hex SHA-256 and size in bytes; how many facts it holds, and the last
    one's digest."""

    object: str
    sha256: str
    bytes: int
    facts: int
    digest: str


@dataclass(frozen=True, slots=True)
class Archived(Stored):
    """A report's object."""

    report: str
    archived_at: datetime
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """How the archive stands: reports `sealed`, in so many `bytes`; `gaps`, the `oldest` of them, and how
    many could not be filled so far for which of the `reasons`; objects kept aside; and since when every
    object was looked at."""

    sealed: int
    bytes: int
    gaps: int
    oldest: datetime | None
    reasons: dict[Reason, int]
    asides: int
    unchecked_since: datetime | None


async def find_gaps(pool: Pool, after: str = "") -> str | None:
    """Finds, among some reports after the one named, those that are finished and neither sealed nor known to
    lack an object: from before there was an archive, or whose row was lost. Returns the report up to which
    it has looked; null where there was none left."""
    (found,) = await rows(pool, LOOK, {"after": after, "page": PAGE})
    last: str | None = found["last"]
    return last


async def due_gaps(pool: Pool, most: int) -> list[Gap]:
    """Some of the gaps that are to be filled now."""
    return [Gap(**row) for row in await rows(pool, DUE, [most])]


async def read_archived(pool: Pool, report: str) -> Archived | None:
    """The report's object; null where none was sealed."""
    # In SQL: import
    found = await rows(pool, "select * from archived where report = %s", [report], within=POINT)
    return Archived(**found[0]) if found else None


async def note_filled(pool: Pool, gap: Gap, one: Stored) -> None:
    """Notes the object that fills the gap, which stays where the record has asked anew meanwhile."""
    await rows(pool, FILLED, {**asdict(one), "report": gap.report, "asked": gap.asked}, within=POINT)


async def note_failed(pool: Pool, gap: Gap, reason: Reason) -> int:
    """Notes why it could not be filled; it is tried again after a pause. Returns how often it failed in a
    row, 0 where the record has asked anew meanwhile."""
    longest = LONGEST_PAUSE_AWAY if reason in AWAY else LONGEST_PAUSE
    values = {"report": gap.report, "asked": gap.asked, "reason": reason, "longest": longest}
    found = await rows(pool, FAILED, values, within=POINT)
    return found[0]["attempts"] if found else 0


async def reopen_gap(pool: Pool, report: str, reason: Reason) -> None:
    """Notes that the report's object is not what it was, or no more: it is to be sealed again."""
    await rows(pool, FOUND, {"report": report, "reason": reason}, within=POINT)


async def unchecked_objects(pool: Pool, age: timedelta, most: int) -> Sequence[Archived]:
    """Some objects that nobody looked at for so long, the longest first."""
    return [Archived(**row) for row in await rows(pool, UNCHECKED, {"age": age, "most": most})]


async def note_checked(pool: Pool, one: Archived) -> None:
    """Notes that the object was seen to be what was sealed."""
    await rows(pool, CHECKED, {"report": one.report, "sha256": one.sha256}, within=POINT)


async def kept_aside(pool: Pool, report: str, sha256: str, name: str) -> None:
    """Notes what lay in the object's place, by its hash and where it is now."""
    await rows(pool, ASIDE, {"report": report, "sha256": sha256, "object": name}, within=POINT)


async def archive_figures(pool: Pool) -> Figures:
    """How the archive stands."""
    (found,) = await rows(pool, FIGURES)
    return Figures(**found)


async def count_waiting(pool: Pool) -> tuple[int, datetime | None]:
    """How many finished reports wait for their object, and since when the first one does."""
    (found,) = await rows(pool, WAITING, within=POINT)
    return found["reports"], found["oldest"]


async def archive_alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `archive_gaps` where finished reports wait too long for their object."""
    reasons = {row["reason"]: row["reports"] for row in await rows(pool, LATE, [PATIENCE], within=POINT)}
    waiting = sum(reasons.values())
    have = "has" if waiting == 1 else "have"
    reports = plural(waiting, "finished report")
    message = f"{reports} {have} waited for more than an hour to be sealed in the archive"
    return waiting_alarm("archive_gaps", message, reasons)


async def list_gaps(pool: Pool, *, limit: int, after: str = "") -> list[dict[str, Any]]:
    """The gaps, by number, after `after`: `{report, since, due_at, attempts, reason}`."""
    return await rows(pool, LISTED, {"after": after, "limit": limit})
