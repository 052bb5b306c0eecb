"""`tuntas audit verify`: what is said of a bundle that was brought home. Nothing else is read than the file
and the keys that are named."""

from pathlib import Path

import typer

from commands.terminal import as_json, fail
from records.bundle import trust
from records.bundle.apart import retold_apart
from records.bundle.trust import NoKeys, Trusted
from records.bundle.verifying import Verification, verify
from records.zip import SIZE

MARKS = {"fine": "ok      ", "altered": "ALTERED ", "not_checked": "-       "}


def verified(file: Path, kept: Path | None, *, machine: bool) -> int:
    """Says what came of it; returns what to exit with. Ends the program where a file can't be read."""
    trusted = _trusted(kept) if kept else None
    content = _content(file)
    try:
        found = verify(content, trusted, retold_apart)
    except OSError as error:  # a part of this program can't be read
        fail(f"no verdict: it could not be verified here: {error.strerror or error}")
    if machine:
        typer.echo(as_json(found.wire()))
    else:
        for line in _lines(found):
            typer.echo(line)
    return found.exit_code


def _lines(found: Verification) -> list[str]:
    checks = [f"{MARKS[each.verdict]}{each.text}" for each in found.lines]
    warnings = [f"WARNING {each}" for each in found.warnings]
    return [*checks, *warnings, "", found.summary]


def _trusted(kept: Path) -> Trusted:
    try:
        return trust.read(_content(kept))
    except NoKeys as refused:
        fail(f"{kept} {refused}")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(SIZE + 1)  # one more than a bundle may have, and no more
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}")
