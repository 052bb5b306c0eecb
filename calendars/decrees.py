"""Decrees: dated acts that make days non-working or working, for the country or for a region."""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from calendars.errors import DayInBothLists, DayTwice, DecreeInFuture, WeekEndsBefore, YearSettledByRegion
from calendars.regions import NATIONAL, region_of
from fields.text import line

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST, LAST = dt.date(1945, 8, 17), dt.date(2199, 12, 31)
"""The days that a decree may speak of."""


def _written(value: Any) -> Any:
    """A number would be read as seconds since 1970, and an instant as the day in no zone in particular."""
    if (isinstance(value, str) and DAY.fullmatch(value)) or type(value) is dt.date:
        return value
    raise ValueError("must be a date (YYYY-MM-DD)")


def _one_line(value: Any) -> Any:
    """Text that is equal where it looks equal: NFC, no spaces around it, nothing that only deceives."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in text):
        raise ValueError("must be one line without control characters")
    return line(text)


Date = Annotated[dt.date, Field(ge=FIRST, le=LAST), BeforeValidator(_written)]
Number = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_one_line)]
Name = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_one_line)]
Title = Annotated[str, Field(min_length=1, max_length=500), BeforeValidator(_one_line)]
Reason = Annotated[str, Field(min_length=10, max_length=200), BeforeValidator(_one_line)]


class NamedDay(BaseModel):
    """A day and what a decree calls it, in Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: Date
    name: Name


def _by_date(days: tuple[NamedDay, ...]) -> tuple[NamedDay, ...]:
    return tuple(sorted(days, key=lambda day: day.date))


# In order of date, so that two decrees of one content are equal however they were written down.
Days = Annotated[tuple[NamedDay, ...], Field(max_length=400), AfterValidator(_by_date)]


class SixDayWeek(BaseModel):
    """Saturdays are working days from `since` up to and including `until`; null: until further notice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Date
    until: Date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether `day` lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


class Decree(BaseModel):
    """An act known by its `number`, in force from `issued_on`, for `ID`, one province, or one `agency` in it.

    With `settles` it is the full list of that year's national days (an SKB, say): what the base calendar
    expected of the year no longer counts. It replaces the decree that it `supersedes` as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number
    title: Title
    issued_on: Date
    region: str
    agency: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    non_working: Days = ()
    working: Days = ()
    six_day_week: SixDayWeek | None = None
    settles: Annotated[int | None, Field(ge=FIRST.year, le=LAST.year)] = None
    supersedes: Number | None = None

    def check(self, today: dt.date) -> None:
        """Raise the CalendarError that keeps this decree from being in force by `today`, if any does."""
        region_of(self.region)
        if self.issued_on > today:
            raise DecreeInFuture(self.issued_on)
        if self.settles is not None and (self.region != NATIONAL or self.agency):
            raise YearSettledByRegion(self.agency or self.region)
        if (
            self.six_day_week
            and self.six_day_week.until
            and self.six_day_week.until < self.six_day_week.since
        ):
            raise WeekEndsBefore(self.six_day_week.since, self.six_day_week.until)
        self._check_days()

    def _check_days(self) -> None:
        """Raises DayTwice, DayInBothLists."""
        if twice := _more_than_once(self.non_working) or _more_than_once(self.working):
            raise DayTwice(twice)
        if both := _more_than_once(self.non_working + self.working):
            raise DayInBothLists(both)


class Withdrawal(BaseModel):
    """Why a decree is withdrawn."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reason: Reason


def standing_decrees(decrees: Iterable[Decree], withdrawn: Collection[str]) -> list[Decree]:
    """Those that are not `withdrawn` (by number), nor superseded by one that is not; so withdrawing the
    latest of a row brings back the one that it superseded."""
    kept = [each for each in decrees if each.number not in withdrawn]
    superseded = {each.supersedes for each in kept}
    return [each for each in kept if each.number not in superseded]


def _more_than_once(days: Iterable[NamedDay]) -> list[dt.date]:
    counts = Counter(day.date for day in days)
    return sorted(date for date, count in counts.items() if count > 1)


@lru_cache
def shipped_decrees() -> tuple[Decree, ...]:
    """The decrees that come with this package, by date of issue."""
    texts = (file.read_text("utf-8") for file in files("calendars").joinpath("data").iterdir())
    return tuple(sorted(map(Decree.model_validate_json, texts), key=lambda decree: decree.issued_on))
