"""The whole product on one machine: every server, kept running until it is told to end."""

import asyncio
import fcntl
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from runtime import installation
from runtime.ports import LOOPBACK, require_free
from runtime.processes import Program, ServerFailed
from runtime.settings import Settings
from runtime.supervisor import Supervisor

ADDRESSES = """
Tuntas is up.
  Pages       {api}  (sign in as staff: {api}/masuk)
  API         {api}/v1  (what it offers: {api}/docs)
  Temporal    {temporal}
  Database    {database}
  Data, logs  {data_dir}
"""
Hook = Callable[[], Awaitable[None]]


async def run_servers(
    settings: Settings,
    say: Callable[[str], None],
    welcome: str,
    first: Hook | None = None,
    then: Hook | None = None,
) -> None:
    """Run every server until SIGINT, SIGTERM or SIGHUP, and say `welcome` once all are up; `first` is called
    when the database is prepared and nobody serves yet, `then` beside the running servers. Raises
    ServerFailed or PortTaken before it is up, and what `first` raises."""
    state, logs = settings.data_dir / "run", settings.data_dir / "logs"
    with _alone(state / installation.LOCK):
        installation.keep_environment(settings.data_dir, settings.environment())
        async with Supervisor(state, logs, say) as supervisor:
            life = asyncio.ensure_future(_live(settings, supervisor, say, welcome, first, then))
            with ending_on_signals(life, supervisor):
                try:
                    await life
                except asyncio.CancelledError:
                    say("ending")


async def _live(
    settings: Settings,
    supervisor: Supervisor,
    say: Callable[[str], None],
    welcome: str,
    first: Hook | None,
    then: Hook | None,
) -> None:
    say(f"starting; logs are in {settings.data_dir / 'logs'}")
    await bring_up(settings, supervisor, first)
    say(welcome)
    beside = asyncio.ensure_future(then()) if then else None
    try:
        await supervisor.watch()
    finally:
        if beside:
            beside.cancel()


async def bring_up(settings: Settings, supervisor: Supervisor, first: Hook | None = None) -> None:
    """Everything, in order, until it answers; `supervisor` keeps it running. Raises as `run_servers` does."""
    postgres, temporal = settings.embedded_postgres, settings.embedded_temporal
    setup, worker, api = (_own(name, settings) for name in ("setup", "worker", "api"))
    servers = [server.program() for server in (postgres, temporal) if server]
    await supervisor.clear(api, worker, setup, *reversed(servers))
    _require_ports(settings)
    for server in servers:
        await supervisor.start(server)
    if postgres:
        await supervisor.until("postgres", lambda: asyncio.to_thread(postgres.answers))
        postgres.make_database()
    if temporal:
        await supervisor.until("temporal", temporal.answers)
    await supervisor.run(setup)
    if first:
        await first()
    await supervisor.start(worker)
    await supervisor.start(api)
    url = f"http://{LOOPBACK}:{settings.http_port}/readyz"
    async with httpx.AsyncClient(timeout=5) as client:  # one: to make it takes longer than to ask
        await supervisor.until("api", partial(_is_ready, client, url), 90)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    """Asks the API whether all it needs is there."""
    try:
        answer = await client.get(url)
    except httpx.TransportError:
        return False
    return answer.is_success and answer.headers["Content-Type"].startswith("application/json")


def _own(name: str, settings: Settings) -> Program:
    # -P: what lies in the folder we happen to be called from must not pass for our modules.
    command = (sys.executable, "-P", "-m", "cli", name)
    return Program(name, command, environment=settings.environment())


def _require_ports(settings: Settings) -> None:
    require_free(settings.http_port, "TUNTAS_HTTP_PORT", settings.http_host)
    if temporal := settings.embedded_temporal:
        require_free(temporal.port, "TUNTAS_TEMPORAL_PORT")
        require_free(temporal.ui_port, "TUNTAS_TEMPORAL_PORT + 1000, Temporal's web page")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Holds `lock` as long as this process lives, however it ends. Raises ServerFailed if another does."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerFailed(f"Tuntas runs already on {lock.parent.parent}") from None
        yield


@contextmanager
def ending_on_signals(life: "asyncio.Future[None]", supervisor: Supervisor) -> Iterator[None]:
    """The first signal ends `life`, so that everything is ended in order; a second one kills."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not life.cancel():
            supervisor.hurry()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    yield


def own_address(settings: Settings) -> str:
    """Where the API that runs on this machine is reached from it."""
    return f"http://{LOOPBACK}:{settings.http_port}"


def describe_addresses(settings: Settings) -> str:
    """Where what is run is found, a line each."""
    temporal = settings.embedded_temporal
    page = f"{temporal.address}  (web page: http://{LOOPBACK}:{temporal.ui_port})" if temporal else None
    return ADDRESSES.format(
        api=own_address(settings),
        temporal=page or settings.temporal_address,
        database=settings.database_url if settings.embedded_postgres else "TUNTAS_DATABASE_URL",
        data_dir=settings.data_dir,
    )
