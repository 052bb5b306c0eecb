"""The journal of an audit of many reports: what it found so far, so that it can be gone on with."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from records.audit.findings import Verdict
from records.audit.selection import Selection

BEGINNING = b'{"selection": '
"""What every journal begins with."""


class JournalRefused(Exception):
    """A file that can't be gone on with; the message says why."""


class JournalNotWritten(Exception):
    """A file that can't be opened or written; the message says why."""


@dataclass
class Journal:
    """An open journal, a line for each verdict after that of the selection; `done` has what was found before,
    the verdict of each report. A line that was cut off as it was written counts for nothing."""

    _path: Path
    _file: FileIO
    done: dict[str, str] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Writes a verdict down. Raises JournalNotWritten."""
        self._write(verdict.wire())
        self.done[verdict.report] = verdict.verdict

    def take_in(self, selection: Selection) -> None:
        """Reads what was found before, cuts off what is no whole line, and begins it where there is none.

        Raises JournalRefused and JournalNotWritten.
        """
        whole = 0
        with self._path.open("rb") as lines:
            if not BEGINNING.startswith(lines.read(len(BEGINNING))):
                raise JournalRefused(f"{self._path} is no journal of an audit")
            lines.seek(0)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                found = _read(self._path, line)
                if whole:
                    self.done[str(found.get("report"))] = str(found.get("verdict"))
                elif found.get("selection") != selection.wire():
                    raise JournalRefused(f"{self._path} is of another selection of reports")
                whole += len(line)
        self._file.truncate(whole)
        if not whole:
            self._write({"selection": selection.wire()})

    def _write(self, wire: dict[str, Any]) -> None:
        line = json.dumps(wire, ensure_ascii=False).encode() + b"\n"
        try:
            written = self._file.write(line)
        except OSError as error:
            raise JournalNotWritten(f"{self._path} can't be written: {error.strerror}") from None
        if written != len(line):
            raise JournalNotWritten(f"{self._path} can't be written: there is no room for all of a line")


@contextmanager
def opened(path: Path, selection: Selection) -> Iterator[Journal]:
    """The journal at `path`, begun where there is none. Raises JournalRefused for one of another selection,
    one that another audit is writing, and what is no journal; and JournalNotWritten."""
    try:
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise JournalNotWritten(f"{path} can't be opened: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalRefused(f"{path} is being written by another audit") from None
        journal = Journal(path, file)
        journal.take_in(selection)
        yield journal


def _read(path: Path, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise JournalRefused(f"{path} is no journal of an audit")
    return found
