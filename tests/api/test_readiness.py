"""`/readyz` says whether reports can be read and written, not only whether the database answers."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from httpx import ASGITransport, AsyncClient
from temporalio.client import Client

from api.main import create_app
from records.installation.setup import prepare_database
from runtime.postgres import EmbeddedPostgres, wait_until_answers
from runtime.settings import Settings
from tests.conftest import running

SMALL = "180m"
"""Room for a new server's files and little more."""


@asynccontextmanager
async def serving(settings: Settings, client: Client) -> AsyncIterator[AsyncClient]:
    """An API on a database that is set up, without a worker."""
    await prepare_database(settings)
    app = create_app(settings, client=client, task_queue=f"ready-{secrets.token_hex(4)}")
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid", timeout=60) as http,
    ):
        yield http


async def sql(http: AsyncClient) -> str:
    """What `/readyz` says of the database."""
    told: str = (await http.get("/readyz")).json()["checks"]["sql"]
    return told


def fill(file: Path) -> None:
    """Writes until the disk is full. Raises OSError then."""
    with file.open("wb", buffering=0) as opened:
        while opened.write(bytes(4096)):
            pass


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root mounts a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


async def test_on_a_full_disk_it_is_not_ready_and_with_room_again_it_is(
    small_disk: Path, settings: Settings, temporal_client: Client
) -> None:
    server = EmbeddedPostgres(small_disk / "pg", options={"max_wal_size": "32MB", "min_wal_size": "32MB"})
    server.prepare()
    with running(server.program(), small_disk / "postgres.log") as process:
        wait_until_answers(server, process)
        own = settings.model_copy(update={"database_url": server.make_database("small")})
        async with serving(own, temporal_client) as http:
            assert await sql(http) == "ok"
            ballast = small_disk / "ballast"
            with pytest.raises(OSError, match="No space"):
                fill(ballast)
            unready = await http.get("/readyz")
            assert unready.status_code == 503
            assert unready.json()["checks"]["sql"] == "can't be read and written: its disk is full"
            ballast.unlink()
            assert await sql(http) == "ok"


async def test_a_database_that_takes_no_writes_is_not_ready(
    settings: Settings, temporal_client: Client
) -> None:
    async with serving(settings, temporal_client) as http:
        assert await sql(http) == "ok"
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            name = psycopg.sql.Identifier(connection.info.dbname)
            end = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
            set_ = psycopg.sql.SQL("alter database {} set default_transaction_read_only = {}")
            connection.execute(set_.format(name, "on"))
            connection.execute(end + " and datname = current_database()")
            try:
                assert await sql(http) == "can't be read and written: it takes no writes"
            finally:
                connection.execute("set default_transaction_read_only = off")
                connection.execute(set_.format(name, "off"))
                connection.execute(end + " and datname = current_database()")
        assert await sql(http) == "ok"
