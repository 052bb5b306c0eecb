"""The calendars that a report's facts may carry, as they are stored."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory

from evidence.embedded_data import calendars_in
from evidence.history_codec import payloads_in
from evidence.replay.evidence import Wire
from records.database import Pool, rows

# In SQL: import
STORED = """
select region, version, snapshot from calendars
where (region, version) in (select * from unnest(%(regions)s::text[], %(versions)s::integer[]))"""
MARK = b'"days"'
"""What the JSON of every calendar has in it."""
LAST = 2**31 - 1
"""The last version that there can be."""

Name = tuple[str, int]
"""A calendar's code and version."""


async def read_stored_calendars(pool: Pool, names: frozenset[Name]) -> Mapping[Name, Wire]:
    """Those of the calendars that are stored. Raises one of `SQL_AWAY`."""
    regions, versions = [region for region, _ in names], [version for _, version in names]
    found = await rows(pool, STORED, {"regions": regions, "versions": versions}) if names else []
    return {(row["region"], row["version"]): row["snapshot"] for row in found}


def named_calendars(histories: Sequence[WorkflowHistory]) -> frozenset[Name]:
    """The calendars that came to the report by its histories, whatever those are: no fact carries others."""
    events = (event for history in histories for event in history.events)
    marked = (event for event in events if MARK in event.SerializeToString())
    values = (_read(payload) for event in marked for payload in payloads_in(event))
    found = ((each["region"], each["version"]) for value in values for each in calendars_in(value))
    return frozenset(filter(_is_name, found))


def _read(payload: Payload) -> Any:
    try:
        return json.loads(payload.data)
    except (ValueError, RecursionError):
        return None


def _is_name(name: tuple[Any, Any]) -> bool:
    region, version = name
    return (
        isinstance(region, str) and "\0" not in region and isinstance(version, int) and 0 <= version <= LAST
    )
