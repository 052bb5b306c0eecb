"""Names of days as they stand in a file, and what is told about a file that was read."""

import re

from icalendar.parser import unescape_backslash

UNNAMED = {False: "Hari libur", True: "Hari kerja"}
"""What a day is called that has no name, by whether it is a working day."""

MOST_NOTES = 100
# Line and paragraph separators too: some programs end a content line at them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Notes:
    """What was read leniently; of very many, the first and how many more."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._more = 0

    def add(self, text: str) -> None:
        """Take note of it."""
        if len(self._texts) < MOST_NOTES:
            self._texts.append(text)
        else:
            self._more += 1

    def told(self) -> tuple[str, ...]:
        """All of them, in order."""
        more = (f"and {self._more} more notes like these",) if self._more else ()
        return (*self._texts, *more)


def plain(text: str) -> str:
    """`text` without white space around it, its line breaks as `\\n`, other control characters as spaces."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    # Not the library's own: that turns a backslash before an N into a line break.
    for char, escape in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, escape)
    return text


def unescaped(value: str) -> str:
    """What a TEXT value says."""
    return plain(unescape_backslash(value))
