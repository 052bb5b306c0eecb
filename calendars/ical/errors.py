"""What is refused of an iCalendar file, each with its stable code.

CalendarError
└── CalendarFileError
    ├── Unreadable
    ├── TooLarge
    ├── TooManyDays
    ├── NoDays
    ├── Cancels
    ├── Repeats
    ├── EndsBeforeItBegins
    ├── DayOutOfRange
    ├── UidTwice
    └── DayOfBothKinds
"""

from calendars.errors import CalendarError

QUOTED = 40
"""How much of a file one quotation may hold, in characters; a message has two quotations at most."""


def quoted(text: str) -> str:
    """`text` in quotes, cut short."""
    return repr(text if len(text) <= QUOTED else text[: QUOTED - 1] + "…")


class CalendarFileError(CalendarError):
    """A file that no days are taken from: `where` in it, and `what` is wrong there."""

    code = "ical_refused"

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} {what}")
        self.where = where
        self.what = what


class Unreadable(CalendarFileError):
    """No iCalendar, or not as RFC 5545 has it, and not plain what was meant."""

    code = "ical_unreadable"


class TooLarge(CalendarFileError):
    """More bytes than are looked at."""

    code = "ical_too_large"


class TooManyDays(CalendarFileError):
    """More days than a calendar of days off has, in one event or in all."""

    code = "ical_too_many_days"


class NoDays(CalendarFileError):
    """A calendar without a single whole day; `notes` say what was ignored."""

    code = "ical_no_days"

    def __init__(self, where: str, what: str, notes: tuple[str, ...]) -> None:
        super().__init__(where, what)
        self.notes = notes


class Cancels(CalendarFileError):
    """METHOD:CANCEL takes events back; there are no days in it."""

    code = "ical_cancels"


class Repeats(CalendarFileError):
    """Repeated otherwise than plainly every year."""

    code = "ical_repeats"


class EndsBeforeItBegins(CalendarFileError):
    """An event that is over before it begins."""

    code = "ical_ends_before_it_begins"


class DayOutOfRange(CalendarFileError):
    """A day that no decree may speak of."""

    code = "ical_day_out_of_range"


class UidTwice(CalendarFileError):
    """Two different events claim to be the same one, in the same revision."""

    code = "ical_uid_twice"


class DayOfBothKinds(CalendarFileError):
    """One day is both working and non-working."""

    code = "ical_day_of_both_kinds"
