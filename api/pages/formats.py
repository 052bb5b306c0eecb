"""Days, instants and numbers as a page shows them, by CLDR, in a named time zone."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from api.pages.language import Language
from calendars.regions import WIB
from texts.explanations import ZONES
from texts.formats import group_number

LOCALES: Mapping[Language, str] = {"id": "id", "en": "en_GB"}


class Formats:
    """What templates write days and numbers with, in one language."""

    def __init__(self, language: Language) -> None:
        self._locale = LOCALES[language]

    def day(self, when: date | str) -> str:
        """A date in full: "Kamis, 26 November 2026"."""
        return _format_day(_date(when), "EEEE, d MMMM y", self._locale)

    def perhaps_day(self, written: str) -> str:
        """A date that somebody typed, in full; as it is where it is none."""
        try:
            return self.day(written)
        except ValueError:
            return written

    def short_day(self, when: date | str) -> str:
        """A date for lists: "26 Nov 2026"."""
        return _format_day(_date(when), "d MMM y", self._locale)

    def month(self, when: date | str) -> str:
        """A date's month: "November"."""
        return _format_day(_date(when), "LLLL", self._locale)

    def month_and_year(self, when: date | str) -> str:
        """A date's month with its year: "November 2026"."""
        return _format_day(_date(when), "LLLL y", self._locale)

    def day_and_month(self, when: date | str) -> str:
        """A date within a known year: "26 Nov"."""
        return _format_day(_date(when), "d MMM", self._locale)

    def instant(self, when: datetime | str, zone: str = WIB) -> str:
        """An instant to the minute, with its zone: "26 Nov 2026 14.30 WIB"."""
        local = _instant(when).astimezone(ZoneInfo(zone))
        written = format_datetime(local, "d MMM y HH.mm", locale=self._locale)
        return f"{written} {ZONES.get(zone, zone)}"

    def instant_to_second(self, when: datetime | str, zone: str = WIB) -> str:
        """An instant to the second, without its zone: "26 Nov 2026 14.30.05"."""
        return format_datetime(
            _instant(when).astimezone(ZoneInfo(zone)), "d MMM y HH.mm.ss", locale=self._locale
        )

    def time(self, when: datetime | str, zone: str = WIB) -> str:
        """An instant's local time: "14.30"."""
        return format_datetime(_instant(when).astimezone(ZoneInfo(zone)), "HH.mm", locale=self._locale)

    def number(self, value: float) -> str:
        """A number with its thousands apart."""
        return format_decimal(value, locale=self._locale)

    def percent(self, share: float) -> str:
        """A share as whole percent: "12%"."""
        return format_percent(share, locale=self._locale)

    @staticmethod
    def machine(when: date | datetime | str) -> str:
        """What `<time datetime>` takes."""
        return when if isinstance(when, str) else when.isoformat()

    @staticmethod
    def tracking_number(number: str) -> str:
        """A tracking number in groups of four."""
        return group_number(number)


@lru_cache(maxsize=2000)
def _format_day(when: date, pattern: str, locale: str) -> str:
    """Remembered, since the lines of a list have few days between them."""
    return format_date(when, pattern, locale=locale)


def _date(when: date | str) -> date:
    return date.fromisoformat(when) if isinstance(when, str) else when


def _instant(when: datetime | str) -> datetime:
    return datetime.fromisoformat(when) if isinstance(when, str) else when
