"""Tracking numbers, as they are typed at a terminal."""

from api import numbers
from api.numbers import WrongCheck
from commands.terminal import MISUSED, fail


def read(text: str) -> str:
    """The number that `text` means; says where it is mistyped, and exits. What has not the form of one is
    given back as it is: no report has it."""
    try:
        return numbers.read(text) or text
    except WrongCheck:
        fail(f"{text} is mistyped: its last character does not fit the others", MISUSED)
