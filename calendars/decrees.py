"""Decrees: dated acts that make days non-working or working, for the country or for a region."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from calendars.errors import DayInBothLists, DayTwice, DecreeInFuture, YearSettledByRegion
from calendars.regions import NATIONAL, region_of


class NamedDay(BaseModel):
    """A day and what a decree calls it, in Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date
    name: Annotated[str, Field(min_length=1, max_length=200)]


def _by_date(days: tuple[NamedDay, ...]) -> tuple[NamedDay, ...]:
    return tuple(sorted(days, key=lambda day: day.date))


# In order of date, so that two decrees of one content are equal however they were written down.
Days = Annotated[tuple[NamedDay, ...], Field(max_length=400), AfterValidator(_by_date)]


class Decree(BaseModel):
    """An act known by its `number`, in force from `issued_on`, for `ID` or one province.

    With `settles` it is the full list of that year's national days (an SKB, say): what the base calendar
    expected of the year no longer counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[str, Field(min_length=1, max_length=200)]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    issued_on: dt.date
    region: str
    non_working: Days = ()
    working: Days = ()
    settles: int | None = None

    def check(self, today: dt.date) -> None:
        """Raise the CalendarError that keeps this decree from being in force by `today`, if any does."""
        region_of(self.region)
        if self.issued_on > today:
            raise DecreeInFuture(self.issued_on)
        if self.settles is not None and self.region != NATIONAL:
            raise YearSettledByRegion(self.region)
        if twice := _more_than_once(self.non_working) or _more_than_once(self.working):
            raise DayTwice(twice)
        if both := _more_than_once(self.non_working + self.working):
            raise DayInBothLists(both)


def _more_than_once(days: Iterable[NamedDay]) -> list[dt.date]:
    counts = Counter(day.date for day in days)
    return sorted(date for date, count in counts.items() if count > 1)


@lru_cache
def shipped_decrees() -> tuple[Decree, ...]:
    """The decrees that come with this package, by date of issue."""
    texts = (file.read_text("utf-8") for file in files("calendars").joinpath("data").iterdir())
    return tuple(sorted(map(Decree.model_validate_json, texts), key=lambda decree: decree.issued_on))
