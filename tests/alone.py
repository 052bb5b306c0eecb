"""A namespace of a module's own, for commands that go through every report that the engine has."""

import re

import pytest
from temporalio.client import Client

from runtime.converter import data_converter
from runtime.search_attributes import register_all
from runtime.temporal_server import EmbeddedTemporal


@pytest.fixture(scope="module")
async def temporal_client(request: pytest.FixtureRequest, temporal_server: EmbeddedTemporal) -> Client:
    """A client of a namespace that only the module's reports are in."""
    namespace = re.sub(r"\W+", "-", request.node.name).removesuffix("-py")
    client = await Client.connect(temporal_server.address, namespace=namespace, data_converter=data_converter)
    await register_all(client)
    return client


@pytest.fixture(scope="module")
def engine(temporal_client: Client) -> dict[str, str]:
    """The variables that name it."""
    return {
        "TEMPORAL_ADDRESS": temporal_client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": temporal_client.namespace,
    }
