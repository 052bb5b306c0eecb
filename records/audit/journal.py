"""The journal of an audit of many reports: what it found so far, so that it can be gone on with."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from records.audit.findings import Verdict
from records.audit.selection import Selection

BEGINNING = b'{"selection": '
"""What every journal begins with."""


class JournalRefused(Exception):
    """A file that can't be gone on with; the message says why."""


@dataclass
class Journal:
    """An open journal, a line for each verdict after that of the selection; `done` has what was found before,
    the verdict of each report. A line that was cut off as it was written counts for nothing."""

    _file: IO[bytes]
    done: dict[str, str] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Writes a verdict down. Raises OSError."""
        self._write(verdict.wire())
        self.done[verdict.report] = verdict.verdict

    def begin(self, selection: Selection) -> None:
        """Writes down which reports it is of. Raises OSError."""
        self._write({"selection": selection.wire()})

    def _write(self, wire: dict[str, Any]) -> None:
        self._file.write(json.dumps(wire, ensure_ascii=False).encode() + b"\n")
        self._file.flush()


@contextmanager
def opened(path: Path, selection: Selection) -> Iterator[Journal]:
    """The journal at `path`, begun where there is none. Raises JournalRefused for one of another selection,
    one that another audit is writing, and what is no journal; and OSError."""
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalRefused(f"{path} is being written by another audit") from None
        file.seek(0)
        content = file.read()
        lines = content[: content.rfind(b"\n") + 1].splitlines(keepends=True)
        journal = Journal(file)
        if lines:
            _check(path, lines[0], selection)
        elif not content.startswith(BEGINNING) and not BEGINNING.startswith(content):
            raise JournalRefused(f"{path} is no journal of an audit")
        for line in lines[1:]:
            found = _read(path, line)
            journal.done[str(found.get("report"))] = str(found.get("verdict"))
        file.truncate(sum(map(len, lines)))
        if not lines:
            journal.begin(selection)
        yield journal


def _check(path: Path, line: bytes, selection: Selection) -> None:
    found = _read(path, line)
    if "selection" not in found:
        raise JournalRefused(f"{path} is no journal of an audit")
    if found["selection"] != selection.wire():
        raise JournalRefused(f"{path} is of another selection of reports")


def _read(path: Path, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise JournalRefused(f"{path} is no journal of an audit")
    return found
