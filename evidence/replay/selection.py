"""Which reports are audited: those named, or those of an agency and a span of days."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendars import NATIONAL, region_of
from records.database import Pool, rows

PAGE = 200
ZONE = ZoneInfo(region_of(NATIONAL).zone)
CONDITIONS = {
    "agency": "agency = %(agency)s",
    "since": "submitted_at >= %(since)s",
    "before": "submitted_at < %(before)s",
    "after": "(submitted_at, report) > (%(at)s::timestamptz, %(after)s)",
}
"""By what is given, which reports are meant: only those, so that each page is a range of one index."""
# In SQL: import
IS_AGENCY = "select exists (select from agencies where code = %s) as is_one"


class UnknownAgency(LookupError):
    """The directory has no agency of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no agency has the code {code}")


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
        """How many reports there are of the kind. Raises UnknownAgency, or one of `SQL_AWAY`."""
        if self.agency and not (await rows(pool, IS_AGENCY, [self.agency]))[0]["is_one"]:
            raise UnknownAgency(self.agency)
        values = self._values()
        # In SQL: import
        query = f"select count(*) as total from reports where {_meant(values)}"  # noqa: S608  # constants
        return len(set(self.only)) or int((await rows(pool, query, values))[0]["total"])

    async def pages(self, pool: Pool) -> AsyncIterator[list[str]]:
        """Their numbers, those submitted first at first, or as they were named. Raises one of `SQL_AWAY`."""
        numbers = list(dict.fromkeys(self.only))
        for at in range(0, len(numbers), PAGE):
            yield numbers[at : at + PAGE]
        values = self._values()
        while not self.only:
            page = await rows(pool, page_of(values), values)
            if not page:
                return
            yield [row["report"] for row in page]
            values |= {"at": page[-1]["at"], "after": page[-1]["report"]}

    async def others(self, pool: Pool, numbers: Sequence[str]) -> list[str]:
        """Those of the numbers that the record does not say are of the kind. Raises one of `SQL_AWAY`."""
        values = self._values()
        # In SQL: import
        query = f"""select asked from unnest(%(numbers)s::text[]) as every(asked)
        where not exists (select from reports where report = asked and {_meant(values)})"""  # noqa: S608  # constants
        return [row["asked"] for row in await rows(pool, query, {**values, "numbers": list(numbers)})]

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.only or self.agency or self.first or self.last)

    @property
    def since(self) -> datetime | None:
        """The instant from which on they were submitted; null where there is none."""
        return datetime.combine(self.first, time(), ZONE) if self.first else None

    @property
    def before(self) -> datetime | None:
        """The instant before which they were submitted; null where there is none."""
        if self.last is None or self.last == date.max:
            return None
        return datetime.combine(self.last + timedelta(days=1), time(), ZONE)

    def _values(self) -> dict[str, Any]:
        given = {"agency": self.agency, "since": self.since, "before": self.before}
        return {name: value for name, value in given.items() if value is not None}


def page_of(values: Mapping[str, Any]) -> str:
    """The query for a page of what these values ask for; instants come as text, for some are no datetime."""
    # In SQL: import
    return f"""select report, submitted_at::text as at from reports where {_meant(values)}
    order by submitted_at, report limit {PAGE}"""  # noqa: S608  # constants


def _meant(values: Mapping[str, Any]) -> str:
    return " and ".join(["true", *(each for name, each in CONDITIONS.items() if name in values)])
