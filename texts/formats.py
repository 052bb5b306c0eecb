"""Days and numbers as people read them; the procedure's own words: `workflows.procedure.outputs.names`."""

from datetime import date
from typing import TypedDict


class InBoth(TypedDict):
    """The same text in Indonesian and in English."""

    id: str
    en: str


def both(indonesian: str, english: str) -> InBoth:
    """A text in both languages."""
    return {"id": indonesian, "en": english}


WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def format_day(when: date) -> str:
    """A date in full: "Kamis, 26 November 2026"."""
    return f"{WEEKDAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when.year}"


ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_english_day(when: date) -> str:
    """The same in English: "Thursday, 26 November 2026"."""
    return f"{ENGLISH_WEEKDAYS[when.weekday()]}, {when.day} {ENGLISH_MONTHS[when.month - 1]} {when.year}"


def group_number(number: str) -> str:
    """A tracking number in groups of four, to be read out; one that has its groups stays as it is."""
    if "-" in number:
        return number
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))
