"""The API on the real servers, with a worker in this process and the demo directory."""

import secrets
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from temporalio.client import Client

import worker
from api.main import create_app
from api.services import Services
from evidence.accesses.check import check_accesses
from records.database import pool_of
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from tests.api.declared import declared_by
from tests.api.looks import Noted
from tests.api.people import People
from tests.commands import forked

forked_processes = forked.forked_processes
PASSWORD = "demo-password-1"


@pytest.fixture(scope="module")
def settings(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.of_environment(
        {
            "TUNTAS_DATABASE_URL": postgres,
            "TUNTAS_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "TUNTAS_DEV": "1",
            "TUNTAS_DEMO_PASSWORD": PASSWORD,
            "TUNTAS_INTAKE_PER_SECOND": "1000",
            "TUNTAS_EVENT_STREAM_LONGEST": "0.05",  # so that whoever reads a whole answer reads streams, too
        }
    )


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A queue of this module's own, with a worker at work."""
    await prepare_database(settings)
    name = f"api-{secrets.token_hex(4)}"
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        async with worker.build(temporal_client, pool, keys, task_queue=name):
            yield name


@pytest.fixture(scope="module")
async def app(settings: Settings, temporal_client: Client, task_queue: str) -> AsyncIterator[FastAPI]:
    made = create_app(settings, client=temporal_client, task_queue=task_queue)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="module")
def services(app: FastAPI) -> Services:
    services: Services = app.state.services
    return services


@pytest.fixture(scope="module")
async def http(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that holds every answer against the API's document."""
    transport = ASGITransport(app)
    checked = {"response": [declared_by(app).check]}
    async with AsyncClient(
        transport=transport, base_url="http://tuntas.invalid", timeout=60, event_hooks=checked
    ) as client:
        yield client


@pytest.fixture(scope="module")
async def people(http: AsyncClient) -> People:
    """Everybody of the demo directory, signed in when first asked for."""
    return People(http, PASSWORD)


@pytest.fixture
async def noted(services: Services, people: People) -> AsyncIterator[Noted]:
    """What the access ledger has from now on; at the end it is whole."""
    noted = Noted(services)
    await noted.begin()
    yield noted
    assert (await check_accesses(services.pool)).broken is None
