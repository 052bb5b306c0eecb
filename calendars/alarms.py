"""What somebody has to see to before calendars run out: they count Monday to Friday beyond what is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from calendars.decrees import Decree
from calendars.snapshot import Snapshot
from fields.answer_fields import Answer, Day, RegionCode

ENDS_WITHIN = timedelta(days=90)
SETTLED_BY = 10
"""The month by whose end the national decree on next year's days is out; it is signed in September as a
rule, and was in October in 2024."""


class CalendarAlarm(Answer):
    """What somebody has to see to before calendars run out."""

    code: str
    message: str
    calendars: list[RegionCode]
    last: Day | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """`calendar_ends`: the calendars of these `codes` end on `last`; they are renewed by setting up anew.
    `year_not_settled`: no decree lists the national days of `year`."""

    code: Literal["calendar_ends", "year_not_settled"]
    codes: tuple[str, ...] = ()
    last: date | None = None
    year: int | None = None

    @property
    def message(self) -> str:
        """The same in words."""
        if self.code == "year_not_settled":
            return f"no national decree settles the working days of {self.year} yet"
        return f"the calendars of {', '.join(self.codes)} end on {self.last}; run `tuntas setup`"

    def wire(self) -> CalendarAlarm:
        """The alarm as JSON."""
        return {
            "code": self.code,
            "message": self.message,
            "calendars": list(self.codes),
            "last": self.last.isoformat() if self.last else None,
            "year": self.year,
        }


def calendar_alarms(today: date, newest: Iterable[Snapshot], standing: Iterable[Decree]) -> list[Alarm]:
    """What is to be seen to `today`, by the newest calendars and the decrees that stand."""
    ending: dict[date, list[str]] = {}
    for calendar in newest:
        if calendar.last - today <= ENDS_WITHIN:
            ending.setdefault(calendar.last, []).append(calendar.region)
    found = [Alarm("calendar_ends", tuple(codes), last=last) for last, codes in sorted(ending.items())]
    settled = {decree.settles for decree in standing}
    if today.month > SETTLED_BY and today.year + 1 not in settled:
        found.append(Alarm("year_not_settled", year=today.year + 1))
    if today.year not in settled:
        found.append(Alarm("year_not_settled", year=today.year))
    return found
