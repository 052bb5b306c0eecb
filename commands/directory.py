"""`tuntas directory …`: agencies, units, accounts and their passwords."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands import succession, vacancy_lines
from commands.record import on_record
from commands.terminal import MISUSED, fail, group, read_file

if TYPE_CHECKING:
    from records.database import Pool
    from records.directory.load import Loaded

app = group("Manage agencies, units, accounts and passwords.")
T = TypeVar("T")
for command in (succession.rename, succession.merge, succession.abolish, succession.successions):
    app.command()(command)
Username = Annotated[str, typer.Argument(help="The account's name")]


def _file(name: str) -> str:
    if name == "-" or Path(name).is_file():
        return name
    raise typer.BadParameter(f"there is no file {name}")


@app.command()
def load(
    file: Annotated[str, typer.Argument(parser=_file, metavar="FILE", help="CSV; - is standard input")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would change, and load nothing")
    ] = False,
) -> None:
    """Load agencies, units and accounts: all of the file or nothing; what it doesn't name stays. Says which
    open tasks lose their last person by that."""

    from records.directory import load
    from records.directory.csv_table import decode_text

    async def act(pool: "Pool") -> "Loaded":
        return await load.load_and_vacate(pool, decode_text(read_file(file)), preview=preview)

    loaded = _on_record(act)
    changes = loaded.changes
    for change in changes:
        if change.done != "unchanged":
            fields = f": {', '.join(map(str, change.fields))}" if change.fields else ""
            typer.echo(f"line {change.line}: {change.what} {change.done}{fields}")
    done = [change.done for change in changes]
    counted = ", ".join(f"{done.count(word)} {word}" for word in ("added", "changed", "unchanged"))
    typer.echo(f"{counted}; a preview: nothing was loaded" if preview else counted)
    for line in vacancy_lines.vacancy_lines(loaded.vacated, preview=preview):
        typer.echo(line)


@app.command()
def password(
    username: Username,
    one_time: Annotated[
        bool, typer.Option("--one-time", help="Make one, print it, and have it changed after signing in")
    ] = False,
) -> None:
    """Set an account's password, asked for or read from standard input; it is signed out everywhere."""
    from fields.text import sound
    from records.directory import accounts

    if one_time:
        new = accounts.one_time_password()
        _on_record(lambda pool: accounts.change_password(pool, username, new, one_time=True))
        typer.echo(f"{username} has a one-time password, shown only now: {new}")
        return
    if sys.stdin.isatty():
        new = str(typer.prompt("New password", hide_input=True, confirmation_prompt=True))
    else:
        new = sys.stdin.readline().rstrip("\r\n")
    try:
        sound(new)
    except ValueError as error:
        fail(f"a password {error}")
    _on_record(lambda pool: accounts.change_password(pool, username, new))
    typer.echo(f"{username} has a new password")


@app.command()
def disable(username: Username) -> None:
    """Disable an account and sign it out everywhere. Prints which open tasks lose their last
    person by that."""
    from records.directory import accounts, vacancies

    left = _on_record(lambda pool: vacancies.left_by(pool, lambda: accounts.disable_account(pool, username)))
    typer.echo(f"{username} is disabled")
    for line in vacancy_lines.vacancy_lines(left):
        typer.echo(line)


@app.command()
def enable(username: Username) -> None:
    """Enable a disabled account again; it has to sign in again."""
    from records.directory import accounts

    _on_record(lambda pool: accounts.enable_account(pool, username))
    typer.echo(f"{username} is enabled")


def _on_record(act: Callable[["Pool"], Awaitable[T]]) -> T:
    from records.directory.accounts import PasswordTooLong, PasswordTooShort, UnknownAccount
    from records.directory.csv_table import DirectoryErrors
    from records.directory.load import NONE_LEFT
    from records.directory.national_admins import LastNationalAdmin

    try:
        return on_record(act, "directory")
    except DirectoryErrors as errors:
        fail(f"nothing was loaded\n{errors}")
    except UnknownAccount as unknown:
        fail(f"no account is named {unknown}", MISUSED)
    except LastNationalAdmin as last:
        fail(f"{last}: {NONE_LEFT}")
    except (PasswordTooShort, PasswordTooLong) as refused:
        fail(str(refused))
