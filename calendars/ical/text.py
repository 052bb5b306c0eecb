"""Names of days as they stand in a file, and what is told about a file that was read."""

from unicodedata import category, normalize

from icalendar.parser import unescape_backslash

UNNAMED = {False: "Hari libur", True: "Hari kerja"}
"""What a day is called that has no name, by whether it is a working day."""

LONGEST_TEXT = 1_000
MOST_NOTES = 1_000
# By Unicode category; line and paragraph separators too, since some programs end a content line at them.
_INSTEAD = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": ""}


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
    """`text` as one line in NFC, as the name of a day is: line breaks and other control characters are
    spaces, characters that only format are left out, and white space around it too. Of text that is much
    longer than a name may be, only the beginning."""
    # Since normalising takes time with the square of a row of accents.
    kept = (_INSTEAD.get(category(char), char) for char in text[:LONGEST_TEXT].replace("\r\n", "\n"))
    return normalize("NFC", "".join(kept)).strip()


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11) of one line."""
    # Not the library's own: that takes a backslash before an N for a line break.
    return plain(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def unescaped(value: str) -> str:
    """What a TEXT value says, as one line."""
    return plain(unescape_backslash(value))
