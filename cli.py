"""The command line: `tuntas …`. Whatever it names is imported when it runs."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from commands.terminal import AWAY, MISUSED, fail, say, settings_of
from runtime.ports import HostUnknown, PortTaken, require_free
from runtime.programs import ServerFailed, SettingsRefused
from runtime.settings import Settings, SettingsError

COMMANDS = ("rebuild", "erase", "directory", "decree", "calendar", "accesses", "ledger", "archive", "audit")
"""Those of the room `commands`, a module each."""
WRONG = (SettingsError, SettingsRefused, HostUnknown)
"""What no repetition helps against: settings that can't be used."""
USAGE_ERROR = 2
"""The library's exit code for a call that can't be meant."""


class Programs(TyperGroup):
    """The programs below and, beside them, the commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all."""
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The one of that name; null where there is none."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        return get_command(import_module(f"commands.{cmd_name}").app)

    def make_context(self, *given: Any, **named: Any) -> Any:
        """What was called, of this group."""
        with _misused():
            return super().make_context(*given, **named)

    def invoke(self, ctx: Any) -> Any:
        """Calls it, and reads what was given to it."""
        with _misused():
            return super().invoke(ctx)


@contextmanager
def _misused() -> Iterator[None]:
    """The library's exit code where a call can't be meant, 2, says something else of `audit verify`."""
    try:
        yield
    except typer.TyperException as error:
        if error.exit_code == USAGE_ERROR:
            error.exit_code = MISUSED
        raise


app = typer.Typer(cls=Programs, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def tuntas() -> None:
    """Public-service reports, each a durable workflow. Settings: TUNTAS_… and TEMPORAL_… variables."""


@app.command()
def dev() -> None:
    """Run everything on this machine: PostgreSQL, Temporal, worker, API."""
    from runtime.dev import dev as run

    asyncio.run(run(Settings.of_environment(), say))


@app.command()
def setup() -> None:
    """Prepare Temporal and the database; safe to repeat, needed before a new release first runs."""
    from commands.outages import outages
    from records.setup import prepare
    from runtime.attributes import register
    from runtime.connection import connect

    settings = settings_of("setup", installs=True)

    async def run() -> None:
        made = await register(await connect(settings))
        typer.echo(f"Temporal: {', '.join(made) or 'nothing'} made")
        await prepare(settings)

    with outages():
        asyncio.run(run())


@app.command()
def worker() -> None:
    """Run one worker; any number may share the work."""
    from commands.outages import outages
    from worker import NotPrepared
    from worker import main as run

    settings = settings_of("worker", installs=True)
    if settings.keeps_data:
        settings.require_writable_data()
    try:
        with outages():
            run(settings)
    except NotPrepared as problem:
        fail(str(problem), AWAY)


@app.command()
def api() -> None:
    """Serve HTTP in one process."""
    import uvicorn

    settings = settings_of("api", installs=True)
    require_free(settings.http_port, "TUNTAS_HTTP_PORT", settings.http_host)
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
        fail(str(problem))


def main() -> NoReturn:
    """The script `tuntas`."""
    try:
        app()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except (SettingsError, PortTaken, ServerFailed) as problem:
        say(f"tuntas: {problem}")
        code = MISUSED if isinstance(problem, WRONG) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    # Without the interpreter's own end: the engine's threads may crash it when all work is long done.
    os._exit(code)


if __name__ == "__main__":
    main()
