"""Wrong PINs, counted per report, so that guessing gets slow."""

from dataclasses import dataclass
from datetime import datetime

from records.database import POINT, Pool, rows

FAILED = """
insert into pin_failures as kept (report, failures, last_at) values (%(report)s, 1, now())
on conflict (report) do update set failures = kept.failures + 1, last_at = now()
returning failures, last_at"""
READ = "select failures, last_at from pin_failures where report = %(report)s"
CLEAR = "delete from pin_failures where report = %(report)s"


@dataclass(frozen=True, slots=True)
class Failures:
    """How many wrong PINs there were since the last right one, and when the last was."""

    failures: int
    last_at: datetime


async def failures(pool: Pool, report: str) -> Failures | None:
    """The wrong PINs for that report; null if there were none."""
    found = await rows(pool, READ, {"report": report}, within=POINT)
    return Failures(**found[0]) if found else None


async def failed(pool: Pool, report: str) -> Failures:
    """Counts one more."""
    return Failures(**(await rows(pool, FAILED, {"report": report}, within=POINT))[0])


async def succeeded(pool: Pool, report: str) -> None:
    """The right PIN was given: the count begins anew."""
    await rows(pool, CLEAR, {"report": report}, within=POINT)
