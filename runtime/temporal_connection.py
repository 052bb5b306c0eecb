"""The way to Temporal: a cluster by its own variables and profiles, else the server on this machine."""

import os

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import Runtime

from runtime.converter import data_converter
from runtime.settings import EXTERNAL_TEMPORAL, Settings

TASK_QUEUE = "tuntas"
"""The task queue that every worker serves and that every workflow is started on."""


class EngineAway(RuntimeError):
    """Nobody answers at Temporal's address; the message says how."""


async def connect(settings: Settings, *, runtime: Runtime | None = None) -> Client:
    """A client of the namespace in force. Raises EngineAway."""
    config = ClientConnectConfig()
    if any(os.environ.get(variable) for variable in EXTERNAL_TEMPORAL):
        config = ClientConfig.load_client_connect_config()
    config["target_host"] = settings.temporal_address or f"127.0.0.1:{settings.temporal_port}"
    config["namespace"] = settings.temporal_namespace
    try:
        return await Client.connect(**config, data_converter=data_converter, runtime=runtime)
    except RuntimeError as error:  # what the library raises, whatever went wrong
        raise EngineAway(str(error)) from None
