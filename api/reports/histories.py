"""A report's history as the engine keeps it, or the archive once it has forgotten, over all its runs, made
readable."""

import json
from base64 import b64decode
from typing import Any

from temporalio.client import WorkflowHistory

from api.schemas.facts import History
from api.services import Services
from evidence.archive.object_format import run_id
from evidence.archive.report_histories import read_runs

JSON_ENCODING = b"json/plain"


async def describe_history(services: Services, report: str) -> History:
    """Every event of every run, oldest first, each with its run, and whether the engine told them (`history`)
    or the `archive`. Raises what `runs` raises."""
    found = await read_runs(services.client, services.store, services.pool, report)
    events = [event for history in found.histories for event in read_events(history)]
    return {"events": events, "source": found.source}


def read_events(history: WorkflowHistory) -> list[dict[str, Any]]:
    """The events of one run, each with its run, and with JSON payloads as what they say."""
    found: list[dict[str, Any]] = history.to_json_dict()["events"]
    return [{"runId": run_id(history), **_decoded(event)} for event in found]


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
