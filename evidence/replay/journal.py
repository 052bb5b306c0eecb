"""The journal of an audit of many reports: what it found so far, so that it can be gone on with."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from stat import S_ISREG
from typing import Any

from evidence.replay.findings import KINDS, Verdict
from evidence.replay.selection import Selection
from runtime.release import CODE

Code = Mapping[str, str | None]
"""What judged: version and commit."""
VERDICTS = ("identical", *KINDS)

BEGINNING = b'{"selection": '
"""What every journal begins with."""


class JournalRefused(Exception):
    """A file that can't be gone on with; the message says why."""


class JournalNotWritten(Exception):
    """A file that can't be opened or written; the message says why."""


@dataclass
class Journal:
    """An open journal, a line for each verdict after one of the selection and of the code that judges; `done`
    has what was found before, the verdict of each report, and `others` by what code other than this. A line
    that was cut off as it was written counts for nothing."""

    _path: Path
    _file: FileIO
    done: dict[str, str] = field(default_factory=dict)
    others: list[Code] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Writes a verdict down. Raises JournalNotWritten."""
        self._write(verdict.wire())
        self.done[verdict.report] = verdict.verdict

    def take_in(self, selection: Selection) -> None:
        """Reads what was found before, cuts off what is no whole line, and begins it where there is none.
        What another code found stands, and a line says from where on it is this one.

        Raises JournalRefused and JournalNotWritten.
        """
        whole, last = 0, None
        with self._path.open("rb") as lines:
            if not BEGINNING.startswith(lines.read(len(BEGINNING))):
                raise self._refused
            lines.seek(0)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                found = self._read(line)
                if not whole and found.get("selection") != selection.wire():
                    raise JournalRefused(f"{self._path} is of another selection of reports")
                last = self._take(found, last, is_first=not whole)
                whole += len(line)
        self._file.truncate(whole)
        if not whole:
            self._write({"selection": selection.wire(), "code": dict(CODE)})
        elif last != CODE:
            self._write({"code": dict(CODE)})

    def _take(self, found: dict[str, Any], last: Code | None, *, is_first: bool) -> Code | None:
        """Takes in what a line says; returns what code judged after it."""
        if is_first or found.keys() == {"code"}:
            code = found.get("code")
            if not isinstance(code, dict):
                raise self._refused
            if code not in (CODE, *self.others):
                self.others.append(code)
            return code
        report, verdict = found.get("report"), found.get("verdict")
        if not isinstance(report, str) or verdict not in VERDICTS:
            raise self._refused
        self.done[report] = verdict
        return last

    def _read(self, line: bytes) -> dict[str, Any]:
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._refused
        return found

    @property
    def _refused(self) -> JournalRefused:
        return JournalRefused(f"{self._path} is no journal of an audit")

    def _write(self, wire: dict[str, Any]) -> None:
        line = json.dumps(wire, ensure_ascii=False).encode() + b"\n"
        try:
            written = self._file.write(line)
        except OSError as error:
            raise JournalNotWritten(f"{self._path} can't be written: {error.strerror}") from None
        if written != len(line):
            raise JournalNotWritten(f"{self._path} can't be written: there is no room for all of a line")


@contextmanager
def open_journal(path: Path, selection: Selection) -> Iterator[Journal]:
    """The journal at `path`, begun where there is none. Raises JournalRefused for one of another selection,
    one that another audit is writing, and what is no journal; and JournalNotWritten."""
    try:
        file = FileIO(path, "a", opener=_at_once)
    except OSError as error:
        raise JournalNotWritten(f"{path} can't be opened: {error.strerror}") from None
    with file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise JournalRefused(f"{path} is no file")
        _lock(file, path)
        journal = Journal(path, file)
        journal.take_in(selection)
        yield journal


def _lock(file: FileIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise JournalRefused(f"{path} is being written by another audit") from None


def _at_once(path: str, flags: int) -> int:
    """Opens what may be a pipe, and waits for nobody to read it."""
    return os.open(path, flags | os.O_NONBLOCK, 0o666)
