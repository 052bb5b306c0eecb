"""`tuntas directory …`: agencies, units, accounts and their passwords."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from commands import vacated
from commands.record import on_record
from commands.terminal import fail
from records import accounts, directory_load
from records.accounts import SHORTEST_PASSWORD, PasswordTooShort, UnknownAccount
from records.database import Pool
from records.directory_file import DirectoryErrors

app = typer.Typer(
    name="directory",
    no_args_is_help=True,
    add_completion=False,
    help="Agencies, units, accounts and their passwords.",
)
T = TypeVar("T")
Username = Annotated[str, typer.Argument(help="The account's name")]


@app.command()
def load(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8")],
    preview: Annotated[bool, typer.Option(help="Change nothing, only say what would come of it")] = False,
) -> None:
    """Load agencies, units and accounts: all of the file or nothing; what it doesn't name stays. Says which
    open tasks lose their last person by that."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        fail(f"{file} is not in UTF-8")
    loaded = _on_record(lambda pool: directory_load.loaded(pool, text, preview=preview))
    changes = loaded.changes
    for change in changes:
        if change.done != "unchanged":
            typer.echo(f"line {change.line}: {change.what} {change.done}")
    done = [change.done for change in changes]
    typer.echo(", ".join(f"{done.count(word)} {word}" for word in ("added", "changed", "unchanged")))
    for line in vacated.lines(loaded.vacated, preview=preview):
        typer.echo(line)


@app.command()
def password(username: Username) -> None:
    """Set an account's password, asked for or read from standard input; it is signed out everywhere."""
    if sys.stdin.isatty():
        new = str(typer.prompt("New password", hide_input=True, confirmation_prompt=True))
    else:
        new = sys.stdin.readline().rstrip("\n")
    _on_record(lambda pool: accounts.change_password(pool, username, new))
    typer.echo(f"{username} has a new password")


@app.command()
def disable(username: Username) -> None:
    """Let an account do nothing more, and sign it out everywhere. Says which open tasks lose their last
    person by that."""
    left = _on_record(lambda pool: vacated.vacated_by(pool, lambda pool: accounts.disable(pool, username)))
    typer.echo(f"{username} is disabled")
    for line in vacated.lines(left):
        typer.echo(line)


@app.command()
def enable(username: Username) -> None:
    """Undo that."""
    _on_record(lambda pool: accounts.enable(pool, username))
    typer.echo(f"{username} is enabled")


def _on_record(act: Callable[[Pool], Awaitable[T]]) -> T:
    try:
        return on_record(act, "directory")
    except DirectoryErrors as errors:
        fail(f"nothing was loaded\n{errors}")
    except UnknownAccount as unknown:
        fail(f"no account is named {unknown}")
    except PasswordTooShort:
        fail(f"a password has at least {SHORTEST_PASSWORD} characters")
