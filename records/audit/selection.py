"""Which reports are audited: those named, or those of an agency and a span of days."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendars import NATIONAL, region_of
from records.database import Pool, rows

PAGE = 200
WHICH = """
from reports
where (%(agency)s::text is null or agency = %(agency)s)
  and (%(since)s::timestamptz is null or submitted_at >= %(since)s)
  and (%(before)s::timestamptz is null or submitted_at < %(before)s)"""
NUMBERS = f"select report {WHICH} and report > %(after)s order by report limit {PAGE}"
COUNT = f"select count(*) as total {WHICH}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports: `only` these, or those that are, or were last, at an `agency` (null: all), submitted
    from the local day `first` to `last` of the centre (null: without a bound)."""

    only: tuple[str, ...] = ()
    agency: str | None = None
    first: date | None = None
    last: date | None = None

    def wire(self) -> dict[str, Any]:
        """The selection as JSON."""
        days = [day.isoformat() if day else None for day in (self.first, self.last)]
        return {"only": list(self.only), "agency": self.agency, "from": days[0], "to": days[1]}

    async def total(self, pool: Pool) -> int:
        """How many reports there are of the kind. Raises one of `SQL_AWAY`."""
        return len(self.only) or int((await rows(pool, COUNT, self._values()))[0]["total"])

    async def pages(self, pool: Pool) -> AsyncIterator[list[str]]:
        """Their numbers, in order. Raises one of `SQL_AWAY`."""
        numbers = list(dict.fromkeys(self.only))
        for at in range(0, len(numbers), PAGE):
            yield numbers[at : at + PAGE]
        last = ""
        while not self.only:
            page = [row["report"] for row in await rows(pool, NUMBERS, {**self._values(), "after": last})]
            if not page:
                return
            yield page
            last = page[-1]

    def _values(self) -> dict[str, Any]:
        zone = ZoneInfo(region_of(NATIONAL).zone)
        since = datetime.combine(self.first, time(), zone) if self.first else None
        before = datetime.combine(self.last + timedelta(days=1), time(), zone) if self.last else None
        return {"agency": self.agency, "since": since, "before": before}
