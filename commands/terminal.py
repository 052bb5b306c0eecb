"""How commands speak: to people, to machines, and in one clear line where something can't be done."""

import json
import logging
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from runtime.settings import Settings

log = logging.getLogger(__name__)

Machine = Annotated[bool, typer.Option("--json", help="Print JSON, one line each")]

MISUSED = 64
"""The exit code where a command was called in a way that can't be meant, …"""
AWAY = 69
"""… and where something that it needs can't be had now; both as sysexits(3) has them."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def settings_of(program: str, *, installs: bool = False) -> "Settings":
    """The settings in force, for a process that logs as `program`: those of an installation that exists,
    unless it `installs` what is lacking. Raises SettingsError."""
    from runtime import logs  # here, as whatever takes long to import: help and --version need none of it
    from runtime.settings import Settings, unknown_variables

    settings = Settings.of_environment() if installs else Settings.of_installation()
    logs.configure_logs(program, settings.log_level)
    for name in unknown_variables():
        log.warning("there is no such setting", extra={"setting": name})
    return settings


def group(about: str) -> typer.Typer:
    """A program of several commands, for what `about` says. Its help is plain text: boxes around it
    take longer to import than all the rest."""
    return typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=about)


def tell(wires: Iterable[Mapping[str, Any]], lines: Iterable[str], *, machine: bool) -> None:
    """Prints the one for machines or the other for people."""
    for line in map(as_json, wires) if machine else lines:
        typer.echo(line)


def as_json(wire: Mapping[str, Any]) -> str:
    """JSON in one line."""
    return json.dumps(wire, ensure_ascii=False)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, their cells under one another."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def say(text: str) -> None:
    """A line on standard error."""
    typer.echo(text, err=True)


def fail(why: str, code: int = 1) -> NoReturn:
    """Says why not, and exits with that code."""
    say(f"tuntas: {why}")
    raise typer.Exit(code)


def require_text(arguments: Sequence[str]) -> None:
    """Ends the program where an argument is no text; names of files may be none."""
    for argument in arguments:
        # what Python makes of bytes that are not UTF-8 (PEP 383)
        if any("\ud800" <= each <= "\udfff" for each in argument) and not os.path.exists(argument):  # noqa: PTH110  # however long
            fail(f"{argument!a} is not UTF-8, and no file is named so", MISUSED)


def read_file(file: str) -> bytes:
    """What is in a file, `-` being standard input."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}", MISUSED)


def write_file(target: Path, content: bytes) -> None:
    """Writes a file whole or not at all; ends the program where it can't be written."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        fail(f"{target} can't be written: {error.strerror}")


def end_unread() -> NoReturn:
    """Ends without a word where nobody reads any more what is told, as every program does by default."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.raise_signal(signal.SIGPIPE)
    raise AssertionError("the signal has ended it")
