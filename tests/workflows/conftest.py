"""A worker on the real engine and database, and reports driven on it without HTTP."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

import worker
from records.database import Pool, pool_of
from records.directory.in_memory import Directory
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from tests.commands import forked
from tests.workflows.reports import Reports

forked_processes = forked.forked_processes
QUEUE = "tests-workflows"


@pytest.fixture(scope="module")
async def pool(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pool]:
    """The database with schema, calendars and demo directory."""
    environment = {
        "TUNTAS_DATABASE_URL": postgres,
        "TUNTAS_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "TUNTAS_DEV": "1",
        "TUNTAS_DEMO_PASSWORD": "rahasia-demo",
    }
    await prepare_database(Settings.of_environment(environment))
    async with pool_of(postgres) as pool:
        yield pool


@pytest.fixture(scope="module")
def keys(pool: Pool) -> KeyStore:
    """The key store of that database."""
    return KeyStore(pool, LocalWrapper(bytes(32)))


@pytest.fixture(scope="module")
async def reports(pool: Pool, keys: KeyStore, temporal_client: Client) -> AsyncIterator[Reports]:
    """Reports with a worker to carry them."""
    directory = Directory(pool)
    await directory.refresh()
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
        yield Reports(temporal_client, keys, directory, QUEUE)
