"""Past deadlines, counted once a day: what was due until yesterday changes no more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from api.forecasts.expected_lapses import WEEK, WEEKS, TrackRecord
from calendars import Snapshot
from records.database import Pool
from records.reports.queries.due_history import list_cohorts

KEPT_WEEKS = 2 * WEEKS + 2
"""As far back as the first of the past weeks that the method is tried on needs deadlines."""
REFRESHED = 300.0
"""Seconds between two looks whether there is a new day."""


@dataclass(slots=True)
class LapseHistory:
    """The shares of the last weeks, and how the method did on them, by days of the centre. Counted anew with
    each day and version of the centre's calendar; until then, what is known of the day before serves."""

    pool: Pool
    calendar: Callable[[], Snapshot]
    _kept: TrackRecord | None = None
    _as_of: tuple[date, int] | None = None
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self) -> TrackRecord:
        """What is known. Raises one of `SQL_AWAY` where nothing is yet."""
        return self._kept or await self.refresh()

    async def refresh(self, *, anew: bool = False) -> TrackRecord:
        """Counts, if there is a new day, or in any case `anew`. Raises one of `SQL_AWAY`."""
        calendar = self.calendar()
        as_of = calendar.local_date(datetime.now(UTC)), calendar.version
        async with self._counting:
            if anew or self._kept is None or self._as_of != as_of:
                self._kept, self._as_of = await self._count(calendar, as_of[0]), as_of
            return self._kept

    async def _count(self, calendar: Snapshot, today: date) -> TrackRecord:
        """Week by week, so that no statement takes long, and beside what is being served."""
        this_monday = today - timedelta(days=today.weekday())
        record = TrackRecord(this_monday)
        for number in range(2 * WEEKS, -1, -1):
            monday = this_monday - number * WEEK
            cohorts = await list_cohorts(self.pool, calendar, monday, min(monday + WEEK, today))
            await asyncio.to_thread(record.add_week, monday, cohorts)
        return record
