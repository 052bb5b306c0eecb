"""The command line: `tuntas …`. Whatever it names is imported when it runs."""

import asyncio
import errno
import gc
import os
import sys
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.lazy_group import LazyGroup
from commands.terminal import AWAY, MISUSED, fail, say, settings_of


class ReplaceableSecret(StrEnum):
    """The secrets that an installation may take others for, as settings name them."""

    INTAKE_SECRET = "intake_secret"  # noqa: S105  # its name
    SIGNING_KEY = "signing_key"
    MASTER_KEY = "master_key"


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


GARBAGE = 50_000
"""New objects until garbage is looked for. Python's 700 make importing a program about a tenth longer."""


def _version(asked: bool) -> None:
    if asked:
        from runtime import release

        typer.echo(f"tuntas {release.VERSION}" + (f" ({release.COMMIT})" if release.COMMIT else ""))
        raise typer.Exit


@app.callback()
def tuntas(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit")
    ] = False,
) -> None:
    """Public-service reports, each a durable workflow. Settings: TUNTAS_… and TEMPORAL_… variables."""


@app.command()
def dev() -> None:
    """Run everything on this machine with demo accounts, to try it out: PostgreSQL, Temporal, worker, API."""
    from runtime.dev import dev as run
    from runtime.settings import Settings

    asyncio.run(run(Settings.of_environment(), say))


@app.command()
def up() -> None:
    """Run everything on this machine, for a small installation; the first start creates an administrator."""
    from commands.first_start import first_start
    from commands.unavailable import outages
    from runtime.settings import Settings
    from runtime.up import up as run

    settings = Settings.of_environment()
    first = partial(first_start, settings, say, at_terminal=sys.stderr.isatty())
    with outages():
        asyncio.run(run(settings, say, first))


@app.command()
def setup(
    replace_secret: Annotated[
        list[ReplaceableSecret] | None,
        typer.Option(
            metavar="NAME",
            help="Take intake_secret, signing_key or master_key as it is set now; what another made is lost",
        ),
    ] = None,
) -> None:
    """Prepare Temporal and the database; run it once for every release. Safe to repeat."""
    from commands.installed_secrets import secrets_are_known
    from commands.unavailable import outages
    from records.installation.setup import prepare_database
    from records.migrations.apply import DatabaseNewer, require_known_revision
    from runtime.search_attributes import register_all
    from runtime.temporal_connection import connect

    settings = settings_of("setup", installs=True)

    async def run() -> None:
        made = await register_all(await connect(settings))
        typer.echo(f"Temporal: {', '.join(made) or 'nothing'} made")
        await prepare_database(settings, replace_secret or ())

    try:
        with outages(), secrets_are_known():
            require_known_revision(
                settings.database_url
            )  # here, where Ctrl-C ends it; in a thread it would not
            asyncio.run(run())
    except DatabaseNewer as newer:
        fail(str(newer), MISUSED)


@app.command()
def worker() -> None:
    """Run one worker; you may run any number."""
    from commands.installed_secrets import require_known
    from commands.unavailable import outages
    from worker import NotPrepared
    from worker import main as run

    settings = settings_of("worker", installs=True)
    if settings.keeps_data:
        settings.require_writable_data()
    require_known(settings)
    try:
        with outages():
            run(settings)
    except NotPrepared as problem:
        fail(str(problem), AWAY)


@app.command()
def api() -> None:
    """Serve HTTP in one process."""
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE

    from commands.installed_secrets import require_known
    from runtime.http_server import HttpServer
    from runtime.ports import require_free

    settings = settings_of("api", installs=True)
    require_known(settings)
    require_free(settings.http_port, "TUNTAS_HTTP_PORT", settings.http_host)
    config = uvicorn.Config(
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
    server = HttpServer(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


@app.command()
def demo() -> None:
    """Play four reports to their ends, with clocks in seconds, on a system of its own, and print them."""
    from runtime.demo import NotAsTold
    from runtime.demo import demo as run

    try:
        asyncio.run(run())
    except NotAsTold as problem:
        fail(str(problem))


def _code_of(problem: Exception) -> int | None:
    """What to exit with where a program can't begin; null for any other error."""
    from runtime.ports import HostUnknown, PortTaken
    from runtime.processes import ServerFailed, SettingsRefused
    from runtime.settings import SettingsError

    if isinstance(problem, SettingsError | SettingsRefused | HostUnknown):
        return MISUSED  # no repetition helps against settings that can't be used
    return 1 if isinstance(problem, PortTaken | ServerFailed) else None


def main() -> NoReturn:
    """The script `tuntas`."""
    code = _run()
    with suppress(OSError, AttributeError):  # closed, or full: nobody can be told
        sys.stderr.flush()
    # Without the interpreter's own end: the engine's threads may crash it when all work is long done.
    os._exit(code)


def _run() -> int:
    """Runs what is called; returns the exit code."""
    if sys.stdout is None:  # it was called with `>&-`
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for as long as this lives
        say("tuntas: standard output is closed")
        return MISUSED
    try:
        gc.set_threshold(GARBAGE)
        app(prog_name="tuntas")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say(f"tuntas: {error.filename or 'the output'} can't be written: {error.strerror}")
        code = 1
    except Exception as problem:
        if (known := _code_of(problem)) is None:
            raise
        say(f"tuntas: {problem}")
        code = known
    try:
        sys.stdout.flush()
    except OSError as error:
        say(f"tuntas: the output can't be written: {error.strerror}")
        return code or 1
    return code


if __name__ == "__main__":
    main()
