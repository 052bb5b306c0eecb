"""Past deadlines, kept in memory for a day: what was due until yesterday changes no more."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from api.forecasts.expected_lapses import WEEK, WEEKS, Shares
from calendars import Snapshot
from records.database import Pool
from records.reports.queries.due_history import Cohort, list_cohorts

KEPT_WEEKS = 2 * WEEKS + 2
"""As far back as the first of the past weeks that the method is tried on needs deadlines."""


@dataclass(frozen=True, slots=True)
class LapsesUntil:
    """The deadlines of the last weeks that were due before `today`, a day of the centre."""

    today: date
    cohorts: Sequence[Cohort]
    shares: Shares

    @property
    def this_monday(self) -> date:
        """The first day of the week."""
        return monday_of(self.today)


@dataclass(slots=True)
class LapseHistory:
    """Reads the past deadlines once a day and version of the centre's calendar."""

    pool: Pool
    calendar: Callable[[], Snapshot]
    _kept: LapsesUntil | None = None
    _version: int | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, now: datetime | None = None) -> LapsesUntil:
        """As of `now`, an aware instant. Raises one of `SQL_AWAY`."""
        calendar = self.calendar()
        today = calendar.local_date(now or datetime.now(UTC))
        async with self._reading:
            if self._kept is None or (self._kept.today, self._version) != (today, calendar.version):
                first = monday_of(today) - 2 * WEEKS * WEEK
                cohorts = await list_cohorts(self.pool, calendar, first, today)
                recent = (each for each in cohorts if each.week >= monday_of(today) - WEEKS * WEEK)
                self._kept, self._version = (
                    LapsesUntil(today, cohorts, Shares.count(recent)),
                    calendar.version,
                )
            return self._kept


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
