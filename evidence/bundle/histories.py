"""A run's history as a member of the bundle: what the engine kept, without what was sealed in it.

Sealed texts are taken out (`sealed` becomes null, the commitment stays), so that the file leads to nobody's
words even for who has every key. Digests cover commitments only: replaying gives the same facts.
"""

import json
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from evidence.history_codec import (
    NotAHistory,
    compress_history,
    decompress_history,
    parse_history,
    payloads_in,
)
from workflows.procedure.model.facts import SEALED_KEYS

JSON_ENCODING = b"json/plain"


def pack_history(run: WorkflowHistory) -> bytes:
    """The run without what was sealed, compressed. Raises HistoryTooLarge."""
    history = History()
    history.events.extend(run.events)
    history.DiscardUnknownFields()  # a newer engine's: nobody here can read or judge them
    for payload in payloads_in(history):
        _take_out(payload)
    return compress_history(history)


def unpack_history(report: str, content: bytes) -> WorkflowHistory:
    """The run of that report. Raises NotAHistory unless the content is one encoding of it and no other."""
    plain = decompress_history(content)
    history = parse_history(plain)
    history.DiscardUnknownFields()
    if history.SerializeToString(deterministic=True) != plain:
        raise NotAHistory("is a history, but not in the one encoding that it has")
    if any(_sealed_within(_decoded(payload)) for payload in payloads_in(history)):
        raise NotAHistory("holds sealed text, which a bundle never does")
    return WorkflowHistory(report, list(history.events))


def _decoded(payload: Payload) -> Any:
    """What a payload in JSON says; null for any other."""
    if payload.metadata.get("encoding") != JSON_ENCODING:
        return None
    try:
        return json.loads(payload.data)
    except (ValueError, RecursionError):
        return None


def _take_out(payload: Payload) -> None:
    value = _decoded(payload)
    if _sealed_within(value):
        payload.data = json.dumps(_emptied(value), ensure_ascii=False, separators=(",", ":")).encode()


def _sealed_within(value: Any) -> bool:
    if isinstance(value, dict):
        if value.keys() == SEALED_KEYS:
            return value["sealed"] is not None
        return any(map(_sealed_within, value.values()))
    return isinstance(value, list) and any(map(_sealed_within, value))


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == SEALED_KEYS:
            return {**value, "sealed": None}
        return {name: _emptied(each) for name, each in value.items()}
    return [_emptied(each) for each in value] if isinstance(value, list) else value
