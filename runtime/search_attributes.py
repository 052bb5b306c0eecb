"""What Temporal must hold before the first report: the namespace and its typed search attributes."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from workflows.visibility import AGENCY, ESCALATION_LEVEL

TRACKING_NUMBER = SearchAttributeKey.for_keyword("TrackingNumber")
REPORT_CLASS = SearchAttributeKey.for_keyword("ReportClass")
ATTRIBUTES: tuple[SearchAttributeKey[Any], ...] = (TRACKING_NUMBER, REPORT_CLASS, AGENCY, ESCALATION_LEVEL)
NAMES = tuple(key.name for key in ATTRIBUTES)
RETENTION = timedelta(days=90)
_KNOWN_WITHIN = 60.0  # seconds until a cluster knows a new namespace or attribute


async def namespace_exists(client: Client) -> bool:
    """Whether the client's namespace is there. Raises RPCError when Temporal cannot say."""
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def missing_attributes(client: Client) -> list[str]:
    """Names of the search attributes that the namespace lacks, or has with another type."""
    held = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return [key.name for key in ATTRIBUTES if held.custom_attributes.get(key.name) != _type(key)]


async def register_all(client: Client) -> list[str]:
    """Make what is missing: namespace, its retention of 90 days, attributes. Returns what was made.

    Idempotent. Raises RPCError where the server refuses, TimeoutError where it never shows what was made.
    """
    return await register_namespace(client) + await register_attributes(client)


async def register_namespace(client: Client) -> list[str]:
    """Make the client's namespace, or raise its retention to 90 days. Returns its name if it was made."""
    service, name = client.workflow_service, client.namespace
    retention = Duration(seconds=int(RETENTION.total_seconds()))
    if not await namespace_exists(client):
        await service.register_namespace(
            RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)
        )
        await _until_known(client)
        return [name]
    described = await service.describe_namespace(DescribeNamespaceRequest(namespace=name))
    if described.config.workflow_execution_retention_ttl.seconds < retention.seconds:
        request = UpdateNamespaceRequest(namespace=name)
        request.config.workflow_execution_retention_ttl.CopyFrom(retention)
        await service.update_namespace(request)
    return []


async def register_attributes(client: Client) -> list[str]:
    """Make the search attributes that are missing. Returns their names."""
    names = await missing_attributes(client)
    if names:
        await add_attributes(client, names)
    async with asyncio.timeout(_KNOWN_WITHIN):
        while await missing_attributes(client):
            await asyncio.sleep(0.1)
    return names


async def add_attributes(client: Client, names: Sequence[str] = NAMES) -> None:
    """Add the search attributes `names` without asking first: the time-skipping test server cannot list."""
    wanted = {key.name: _type(key) for key in ATTRIBUTES if key.name in names}
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
    )


async def _until_known(client: Client) -> None:
    """Wait for the servers' caches: a namespace can be described at once, but used only later."""
    async with asyncio.timeout(_KNOWN_WITHIN):
        while True:
            try:
                await missing_attributes(client)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                await asyncio.sleep(0.2)
            else:
                return


def _type(key: SearchAttributeKey[Any]) -> IndexedValueType.ValueType:
    return IndexedValueType.ValueType(key.indexed_value_type)
