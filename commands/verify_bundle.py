"""`tuntas audit verify`: what is said of a bundle that was brought home. Nothing else is read than the file
and the keys that are named."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from commands.terminal import as_json, fail
from evidence.bundle import trusted_keys
from evidence.bundle.isolation import replay_isolated
from evidence.bundle.kept_heads import KeptHead, NotKept, parse_head, parse_link
from evidence.bundle.trusted_keys import NoKeys
from evidence.bundle.verification import Verification, verify_bundle
from evidence.strict_zip import SIZE

T = TypeVar("T")
MARKS = {"fine": "ok      ", "altered": "ALTERED ", "not_checked": "-       "}


def verify_file(
    file: Path,
    trusted: Path | None,
    heads: Sequence[Path] = (),
    links: Sequence[Path] = (),
    *,
    machine: bool,
) -> int:
    """Says what came of it; returns what to exit with. Ends the program where a file can't be read."""
    keys = _read(trusted_keys.parse_trusted_keys, trusted) if trusted else None
    kept = [KeptHead(str(each), _read(parse_head, each)) for each in heads]
    proofs = [_read(parse_link, each) for each in links]
    content = _content(file)
    try:
        found = verify_bundle(content, keys, replay_isolated, kept, proofs)
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


def _read(read: Callable[[bytes], T], file: Path) -> T:
    try:
        return read(_content(file))
    except (NoKeys, NotKept) as refused:
        fail(f"{file} {refused}")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(SIZE + 1)  # one more than a bundle may have, and no more
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}")
