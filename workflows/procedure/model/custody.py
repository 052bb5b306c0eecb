"""Custody: who held a report when, and the calendars that count its days."""

from dataclasses import dataclass
from datetime import date, datetime

from calendars import Snapshot
from workflows.procedure.model.immutable import replace


@dataclass(frozen=True, slots=True)
class Custody:
    """Who has held the report since when; null is the centre. Its calendar counts the days."""

    since: datetime
    agency: str | None
    region: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What decides how a report's days are counted: who held it when, and the calendars by their code."""

    custody: tuple[Custody, ...]
    calendars: dict[str, Snapshot]

    @property
    def calendar(self) -> Snapshot:
        """The present holder's calendar."""
        return self.calendars[self.custody[-1].region]

    def under(self, calendar: Snapshot) -> "Holding":
        """The same with that calendar in force. An agency's own calendar counts all the time that it held."""
        custody = tuple(
            replace(each, region=calendar.region) if each.agency == calendar.region else each
            for each in self.custody
        )
        return Holding(custody, {**self.calendars, calendar.region: calendar})

    def is_older_than(self, calendar: Snapshot) -> bool:
        """Whether `calendar` is newer than the holder's, or the holder's first own calendar."""
        return self.lacks(calendar.region, calendar.version)

    def lacks(self, code: str, version: int) -> bool:
        """`is_older_than`, for the calendar of that code and version."""
        holder = self.custody[-1]
        return version > self.calendar.version if holder.region == code else holder.agency == code

    def custody_on(self, day: date) -> Custody:
        """Who held the report at the end of local `day`, by their own midnight."""
        for custody in reversed(self.custody):
            if custody.since < self.calendars[custody.region].end_of(day):
                return custody
        return self.custody[0]

    def calendar_on(self, day: date) -> Snapshot:
        """The calendar that counts local `day`: that of the holder at the day's end."""
        return self.calendars[self.custody_on(day).region]

    def calendar_at(self, instant: datetime) -> Snapshot:
        """The calendar of the holder at `instant`."""
        for custody in reversed(self.custody):
            if custody.since <= instant:
                return self.calendars[custody.region]
        return self.calendars[self.custody[0].region]
