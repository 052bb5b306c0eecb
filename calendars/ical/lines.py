"""From the bytes of a file to the properties of its events: encoding, line ends, folds, components.

The library (`icalendar`) splits content lines and reads values. Its parser of whole calendars is not used
(ADR 18): it keeps the time zones that a file defines for the life of the process, puts U+FFFD where a file is
not UTF-8 or folds within a character, and knows no line numbers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from icalendar.parser import Contentline

from calendars.ical.errors import Cancels, TooLarge, Unreadable, quoted
from calendars.ical.text import Notes

MOST_BYTES = 1_000_000
FILE = "the file"
READ = frozenset(
    [
        "UID",
        "SEQUENCE",
        "RECURRENCE-ID",
        "STATUS",
        "SUMMARY",
        "CATEGORIES",
        "DESCRIPTION",
        "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "X-TUNTAS-WORKING",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "EXRULE",
        "RDATE",
        "EXDATE",
    ]
)
"""The properties of an event that say anything about days."""
TELLING = frozenset({"DESCRIPTION", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"})
"""Those of them which only help to tell what is meant; one that can't be read is noted."""
DATED = frozenset({"VTODO", "VJOURNAL", "VFREEBUSY"})
"""Components that have dates and are no events."""

# The first bytes that tell an encoding, and how many of them are no text.
_FIRST_BYTES = (
    (b"\xef\xbb\xbf", "UTF-8", 3),
    (b"\xff\xfe", "UTF-16-LE", 2),
    (b"\xfe\xff", "UTF-16-BE", 2),
    (b"B\0E\0", "UTF-16-LE", 0),
    (b"\0B\0E", "UTF-16-BE", 0),
)
# Two letters beyond ASCII side by side, or one of the five bytes that stand for nothing.
_NOT_PLAINLY_WINDOWS = re.compile(rb"[\x80-\xff]{2}|[\x81\x8d\x8f\x90\x9d]")
_END_OF_NAME = re.compile(r"[:;]")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line of an event; `value` is as written, escapes and all, but for white space
    around it."""

    line: int
    name: str
    params: Mapping[str, Any]
    value: str


@dataclass(frozen=True, slots=True)
class Component:
    """An event that begins in `line`, and what it says, by property."""

    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """What messages call it."""
        uid = self.every("UID")
        return f"the event in line {self.line}" + (f" (UID {quoted(uid[0].value)})" if uid else "")

    def every(self, name: str) -> list[Property]:
        """The properties of that name, which may occur more than once."""
        return self.properties.get(name, [])

    def one(self, name: str) -> Property | None:
        """The property of that name. Raises Unreadable if it occurs with two values."""
        found = self.every(name)
        if len({each.value for each in found}) > 1:
            raise Unreadable(self.place, f"has two {name}, of lines {found[0].line} and {found[-1].line}")
        return found[0] if found else None


def parse_components(content: bytes, notes: Notes) -> Iterator[Component]:
    """Every VEVENT of every VCALENDAR. Raises TooLarge, Unreadable, Cancels."""
    if len(content) > MOST_BYTES:
        raise TooLarge(FILE, f"has {len(content):,} bytes; {MOST_BYTES:,} are looked at")
    lines = _unfolded(_utf8(content, notes))
    if not lines:
        raise Unreadable(FILE, "is empty")
    if lines[0][1].lstrip().startswith(b"<"):
        raise Unreadable(FILE, "is a web page, not a calendar")
    return _Walk(notes).events(_decoded(lines, notes))


def _utf8(content: bytes, notes: Notes) -> bytes:
    """The file's bytes without a byte order mark, and not in UTF-16 any more."""
    for first, encoding, mark in _FIRST_BYTES:
        if content.startswith(first):
            notes.add(f"the file was read as {encoding}, as its first bytes say")
            return content[mark:] if encoding == "UTF-8" else _from_utf16(content[mark:], encoding)
    return content


def _from_utf16(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError:
        raise Unreadable(FILE, f"begins as {encoding} and doesn't go on so") from None


def _unfolded(content: bytes) -> list[tuple[int, bytes]]:
    """The content lines, each with the number of its first line. Folds are taken out of bytes, since some
    programs fold within a character."""
    lines: list[tuple[int, list[bytes]]] = []
    for ending in (b"\r\r\n", b"\r\n", b"\r"):
        content = content.replace(ending, b"\n")
    for number, raw in enumerate(content.split(b"\n"), 1):
        if lines and raw[:1] in (b" ", b"\t"):
            lines[-1][1].append(raw[1:])
        elif raw.strip():
            lines.append((number, [raw]))
    return [(number, b"".join(parts)) for number, parts in lines]


def _decoded(lines: list[tuple[int, bytes]], notes: Notes) -> list[tuple[int, str]]:
    """The lines as text: UTF-8, or else Windows-1252 if each of its letters stands alone between plain ones,
    as in Western names. Side by side they may be any encoding's, or what is left of UTF-8."""
    try:
        return [(number, raw.decode()) for number, raw in lines]
    except UnicodeDecodeError:
        pass
    for number, raw in lines:
        if _NOT_PLAINLY_WINDOWS.search(raw):
            raise Unreadable(f"line {number}", "is neither UTF-8 nor plainly Windows-1252")
    notes.add("the file isn't UTF-8; it was read as Windows-1252, so look at the names")
    return [(number, raw.decode("cp1252")) for number, raw in lines]


class _Walk:
    """Goes through content lines, in and out of components."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._open: list[str] = []
        self._calendars = 0
        self._event = Component(0)

    def events(self, lines: list[tuple[int, str]]) -> Iterator[Component]:
        """Each event, once it has ended."""
        for number, line in lines:
            name = _END_OF_NAME.split(line, maxsplit=1)[0].strip().upper()
            kind = line.partition(":")[2].strip().upper() if name in ("BEGIN", "END", "METHOD") else ""
            if name == "BEGIN":
                self._begin(number, kind)
            elif name == "END":
                if self._in_event():
                    yield self._event
                self._end(number, kind)
            elif not self._open:
                raise Unreadable(f"line {number}", "stands outside of any calendar")
            elif (name, kind) == ("METHOD", "CANCEL") and len(self._open) == 1:
                raise Cancels(f"line {number}", "says METHOD:CANCEL: such a file takes events back")
            elif self._in_event():
                self._read(number, name, line)
        if self._open:
            raise Unreadable(FILE, f"ends within a {quoted(self._open[-1])}: it was cut short")
        if self._calendars > 1:
            self._notes.add(f"the file holds {self._calendars} calendars; all of them were read")

    def _in_event(self) -> bool:
        """Not in an alarm in it, say, which has a summary and a duration of its own."""
        return len(self._open) == 2 and self._open[1] == "VEVENT"

    def _begin(self, number: int, kind: str) -> None:
        if not self._open:
            if kind != "VCALENDAR":
                raise Unreadable(f"line {number}", f"begins a {quoted(kind)} outside of any calendar")
            self._calendars += 1
        self._open.append(kind)
        if self._in_event():
            self._event = Component(number)
        if len(self._open) == 2 and kind in DATED:
            self._notes.add(f"the {kind} in line {number} was ignored: it is no event")

    def _end(self, number: int, kind: str) -> None:
        if not self._open or self._open.pop() != kind:
            raise Unreadable(f"line {number}", f"ends a {quoted(kind)} where none is to end")

    def _read(self, number: int, name: str, line: str) -> None:
        if name in READ:
            try:
                _, params, value = Contentline(line).raw_parts()
            except ValueError:
                if name in TELLING:
                    self._notes.add(f"line {number} was ignored: its {name} can't be read")
                    return
                raise Unreadable(f"line {number}", f"has a {name} that can't be read") from None
            self._event.properties.setdefault(name, []).append(Property(number, name, params, value.strip()))
        elif ":" not in line:
            self._notes.add(f"line {number} was ignored: it is no property, only text")
