"""A report's history as the engine keeps it, or the archive once it has forgotten, over all its runs, made
readable."""

import json
from base64 import b64decode
from typing import Any

from temporalio.client import WorkflowHistory

from api.schemas.reports import History
from api.services import House
from evidence.archive.sealed import run_of
from evidence.archive.store import runs

JSON_ENCODING = b"json/plain"


async def told(house: House, report: str) -> History:
    """Every event of every run, oldest first, each with its run, and whether the engine told them (`history`)
    or the `archive`. Raises what `runs` raises."""
    found = await runs(house.client, house.store, house.pool, report)
    events = [event for history in found.histories for event in _readable(history)]
    return {"events": events, "source": found.source}


def _readable(history: WorkflowHistory) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = history.to_json_dict()["events"]
    return [{"runId": run_of(history), **_decoded(event)} for event in found]


def _decoded(value: Any) -> Any:
    """`value` with each JSON payload as what it says; other payloads stay as they are."""
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    encoding = value.get("metadata", {}).get("encoding") if isinstance(value.get("metadata"), dict) else None
    if encoding and "data" in value and b64decode(encoding) == JSON_ENCODING:
        return json.loads(b64decode(value["data"]))
    return {name: _decoded(each) for name, each in value.items()}
