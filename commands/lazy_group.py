"""The group `tuntas` of commands: a command's module is imported once it is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from commands.terminal import INTERRUPTED, MISUSED, require_text

COMMANDS = {
    "rebuild": "Rebuild the record from the histories, and print what differed.",
    "erase": "Erase what was written in a report, and who wrote it, everywhere and permanently.",
    "directory": "Manage agencies, units, accounts and passwords.",
    "decree": "Enter and withdraw decrees, and follow the re-timing of open reports.",
    "calendar": "Show working days of the country, of regions and of agencies.",
    "accesses": "Check the access ledger: who looked at what.",
    "ledger": "Sign and check heads over all facts, and rotate the signing key.",
    "statistics": "Check and recount the figures.",
    "archive": "Show the state of the archive, and take snapshots.",
    "audit": "Replay histories; make and verify bundles.",
}
"""The modules of `commands` that are commands, each with its line in the help at the top."""
USAGE_ERROR = 2
"""The library's exit code for a call that can't be meant."""


class LazyCommand(TyperCommand):
    """A command whose module is imported once it is called, or its own help is asked for."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        """What was called, of the command itself."""
        return get_command(import_module(f"commands.{self.name}").app).make_context(*given, **named)


class LazyGroup(TyperGroup):
    """The programs below and, beside them, the commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands.update({name: LazyCommand(name=name, help=about) for name, about in COMMANDS.items()})

    def make_context(self, *given: Any, **named: Any) -> Any:
        """What was called, of this group."""
        require_text(given[1])
        with _exit_codes():
            return super().make_context(*given, **named)

    def invoke(self, ctx: Any) -> Any:
        """Calls it, and reads what was given to it."""
        with _exit_codes():
            return super().invoke(ctx)


@contextmanager
def _exit_codes() -> Iterator[None]:
    """The library's exit codes where a call can't be meant, 2, and after Ctrl-C, 1, say something else of
    `audit verify`."""
    try:
        yield
    except typer.TyperException as error:
        if error.exit_code == USAGE_ERROR:
            error.exit_code = MISUSED
        raise
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except typer.Abort as aborted:
        if isinstance(aborted.__context__, KeyboardInterrupt):
            raise typer.Exit(INTERRUPTED) from None
        raise
