from pathlib import Path

import psycopg
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment

from runtime.search_attributes import TRACKING_NUMBER, missing_attributes, namespace_exists
from tests.conftest import LONGEST_FIRST
from workflows.visibility import ESCALATION_LEVEL


def test_a_module_gets_an_empty_database_of_the_real_postgresql(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        assert connection.info.server_version // 10000 == 18
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)
        stemmed = connection.execute("SELECT to_tsvector('indonesian', 'perbaikan jalan')::text").fetchone()
        assert stemmed is not None
        assert "baik" in stemmed[0]


async def test_the_real_temporal_has_the_namespace_and_the_attributes(temporal_client: Client) -> None:
    assert await namespace_exists(temporal_client)
    assert await missing_attributes(temporal_client) == []


async def test_the_time_skipping_server_takes_the_attributes(time_skipping: WorkflowEnvironment) -> None:
    held = TypedSearchAttributes(
        [SearchAttributePair(TRACKING_NUMBER, "A-1"), SearchAttributePair(ESCALATION_LEVEL, 2)]
    )
    handle = await time_skipping.client.start_workflow(
        "nobody-runs-this", id="A-1", task_queue="none", search_attributes=held
    )
    assert (await handle.describe()).typed_search_attributes == held


def test_the_files_that_are_begun_first_are_there() -> None:
    present = {each.name for each in Path(__file__).parents[1].rglob("test_*.py")}
    assert [name for name in LONGEST_FIRST if name not in present] == []
