"""A report's history as the engine keeps it, over all its runs, made readable."""

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from api.house import House
from api.problems import Problem

JSON_ENCODING = b"json/plain"
PATIENCE = timedelta(seconds=5)
"""For each request to the engine, of which a long history takes several."""


async def events(house: House, report: str) -> list[dict[str, Any]]:
    """Every event of every run, oldest first, each with its run. Raises a 404 problem once they are gone."""
    runs: list[list[dict[str, Any]]] = []
    run: str | None = None
    while True:
        try:
            fetched = await house.client.get_workflow_handle(report, run_id=run).fetch_history(
                rpc_timeout=PATIENCE
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            break
        runs.insert(0, _readable(fetched))
        run = fetched.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            break
    if not runs:
        raise Problem(404, "history_gone", "The engine keeps this report's history no longer.")
    return [event for each in runs for event in each]


def _readable(history: WorkflowHistory) -> list[dict[str, Any]]:
    started = history.events[0].workflow_execution_started_event_attributes
    found: list[dict[str, Any]] = history.to_json_dict()["events"]
    return [{"runId": started.original_execution_run_id, **_decoded(event)} for event in found]


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
