"""Telephone numbers: one way to keep them, however they were written."""

import re
from dataclasses import dataclass

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_valid_number,
)

from fields.text import line

REGION = "ID"
"""Where a number without a country code is from."""
LONGEST = 100
A_NUMBER = "must be a telephone number with area code, like 0812-3456-7890, (0541) 123456 or +62 21 500123"
DIALLED_ABROAD = re.compile(r"(?<![0-9])00(?=[1-9])")
MARKS = " \t,;:/|-–—."
"""What parts a number from what is written beside it."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number in E.164 (`+6281234567890`), and what was written beside it: "ext. 12", "(WA)"."""

    number: str
    note: str | None = None


def telephone(text: str) -> Telephone:
    """The first telephone number in `text`, and the rest of it. Raises ValueError where there is none."""
    text = line(text)
    if len(text) > LONGEST:
        raise ValueError(f"must have {LONGEST} or fewer characters")
    text = DIALLED_ABROAD.sub("+", text, count=1)
    for match in PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE):
        if is_valid_number(match.number):
            number = format_number(match.number, PhoneNumberFormat.E164)
            return Telephone(number, _note(text[: match.start], match.number, text[match.end :]))
    raise ValueError(A_NUMBER)


def _note(before: str, number: PhoneNumber, after: str) -> str | None:
    extension = f"ext. {number.extension}" if number.extension else ""
    return " ".join(filter(None, (before.strip(MARKS), extension, after.strip(MARKS)))) or None
