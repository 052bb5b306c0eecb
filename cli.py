"""The command line: `tuntas …`. Each command imports what it needs when it runs."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from runtime import logs
from runtime.ports import PortTaken
from runtime.programs import ServerFailed
from runtime.settings import Settings, SettingsError

if TYPE_CHECKING:
    from records.database import Pool

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
directory = typer.Typer(no_args_is_help=True, help="Agencies, units, accounts and their passwords.")
app.add_typer(directory, name="directory")
T = TypeVar("T")
INSTANT = "%Y-%m-%dT%H:%M:%S%z"
Username = Annotated[str, typer.Argument(help="The account's name")]


@app.callback()
def tuntas() -> None:
    """Public-service reports, each a durable workflow. Settings: TUNTAS_… and TEMPORAL_… variables."""


@app.command()
def dev() -> None:
    """Run everything on this machine: PostgreSQL, Temporal, worker, API."""
    from runtime.dev import dev as run

    asyncio.run(run(Settings.of_environment(), _say))


@app.command()
def setup() -> None:
    """Prepare Temporal and the database; safe to repeat, needed before a new release first runs."""
    from records.setup import prepare
    from runtime.attributes import register
    from runtime.connection import connect

    settings = _settings("setup")

    async def run() -> None:
        made = await register(await connect(settings))
        typer.echo(f"Temporal: {', '.join(made) or 'nothing'} made")
        await prepare(settings)

    asyncio.run(run())


@app.command()
def worker() -> None:
    """Run one worker; any number may share the work."""
    from worker import main as run

    _settings("worker")
    run()


@app.command()
def api() -> None:
    """Serve HTTP in one process."""
    import uvicorn

    settings = _settings("api")
    uvicorn.run(
        "api.main:create_app",
        factory=True,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,  # clients that decide now and then need not connect anew each time
        timeout_graceful_shutdown=10,
    )


@app.command()
def demo() -> None:
    """Play four reports to their ends, on clocks of seconds in a system of its own, and print it all."""
    from runtime.demo import NotAsTold
    from runtime.demo import demo as run

    try:
        asyncio.run(run())
    except NotAsTold as problem:
        _fail(str(problem))


@app.command()
def rebuild(
    reports: Annotated[list[str] | None, typer.Argument(help="Tracking numbers; none means all")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only compare, and change nothing")] = False,
    machine: Annotated[bool, typer.Option("--json", help="Print one line of JSON")] = False,
    tell_since: Annotated[
        datetime | None,
        typer.Option(
            formats=[INSTANT],
            help="Send the messages of lost facts written down since, e.g. a backup's instant",
        ),
    ] = None,
) -> None:
    """Make the record anew from the histories, and say what differed; exits with 1 if anything still does."""
    from records.rebuild_console import as_json, as_text
    from records.rebuild_console import rebuild as run

    settings = _settings("rebuild")
    outcome = asyncio.run(run(settings, only=reports or (), check=check, tell_since=tell_since))
    typer.echo(as_json(outcome) if machine else as_text(outcome))
    if outcome.left:
        raise typer.Exit(1)


@directory.command()
def load(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8")]) -> None:
    """Load agencies, units and accounts: all of the file or nothing; what it doesn't name stays."""
    from records.directory_load import load

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        _fail(f"{file} is not in UTF-8")
    changes = _on_record(lambda pool: load(pool, text))
    for change in changes:
        if change.done != "unchanged":
            typer.echo(f"line {change.line}: {change.what} {change.done}")
    done = [change.done for change in changes]
    typer.echo(", ".join(f"{done.count(word)} {word}" for word in ("added", "changed", "unchanged")))


@directory.command()
def password(username: Username) -> None:
    """Set an account's password, asked for or read from standard input; it is signed out everywhere."""
    from records.accounts import change_password

    if sys.stdin.isatty():
        new = str(typer.prompt("New password", hide_input=True, confirmation_prompt=True))
    else:
        new = sys.stdin.readline().rstrip("\n")
    _on_record(lambda pool: change_password(pool, username, new))
    typer.echo(f"{username} has a new password")


@directory.command()
def disable(username: Username) -> None:
    """Let an account do nothing more, and sign it out everywhere."""
    from records.accounts import disable

    _on_record(lambda pool: disable(pool, username))
    typer.echo(f"{username} is disabled")


@directory.command()
def enable(username: Username) -> None:
    """Undo that."""
    from records.accounts import enable

    _on_record(lambda pool: enable(pool, username))
    typer.echo(f"{username} is enabled")


def main() -> NoReturn:
    """The script `tuntas`."""
    try:
        app()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except (SettingsError, PortTaken, ServerFailed) as problem:
        _say(f"tuntas: {problem}")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # Without the interpreter's own end: the engine's threads may crash it when all work is long done.
    os._exit(code)


def _settings(program: str) -> Settings:
    settings = Settings.of_environment()
    logs.configure(program, settings.log_level)
    return settings


def _on_record(act: "Callable[[Pool], Awaitable[T]]") -> T:
    """What `act` returns, given the database of the settings in force; else says why not, and exits."""
    from psycopg.errors import UndefinedTable

    from records.accounts import SHORTEST_PASSWORD, PasswordTooShort, UnknownAccount
    from records.database import SQL_AWAY, pool_of
    from records.directory_file import DirectoryErrors

    settings = _settings("directory")

    async def run() -> T:
        async with pool_of(settings.database_url, size=1) as pool:
            return await act(pool)

    try:
        return asyncio.run(run())
    except DirectoryErrors as errors:
        _fail(f"nothing was loaded\n{errors}")
    except UnknownAccount as unknown:
        _fail(f"no account is named {unknown}")
    except PasswordTooShort:
        _fail(f"a password has at least {SHORTEST_PASSWORD} characters")
    except UndefinedTable:
        _fail("the database holds nothing of ours yet; run `tuntas setup`")
    except SQL_AWAY:
        _fail("the database can't be reached; is it running, and is TUNTAS_DATABASE_URL or _DATA_DIR right?")


def _fail(why: str) -> NoReturn:
    _say(f"tuntas: {why}")
    raise typer.Exit(1)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
