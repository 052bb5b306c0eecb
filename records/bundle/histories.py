"""A run's history as a member of the bundle: what the engine kept, without what was sealed in it.

Sealed texts are taken out (`sealed` becomes null, the commitment stays), so that the file leads to nobody's
words even for who has every key. Digests cover commitments only: replaying gives the same facts.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError, Message
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from workflows.procedure.facts import SEALED_KEYS

LARGEST = 2**28
"""Bytes of one history that are taken in; the engine itself ends a run far below."""
JSON_ENCODING = b"json/plain"


class NotAHistory(ValueError):
    """Bytes that `written` would not have made; the message says what is wrong with them."""


def written(run: WorkflowHistory) -> bytes:
    """The run without what was sealed, compressed."""
    history = History()
    history.events.extend(run.events)
    history.DiscardUnknownFields()  # a newer engine's: nobody here can read or judge them
    for payload in _payloads(history):
        _take_out(payload)
    return zlib.compress(history.SerializeToString(deterministic=True), 9)


def read(report: str, content: bytes) -> WorkflowHistory:
    """The run of that report. Raises NotAHistory unless the content is one encoding of it and no other."""
    plain = _inflated(content)
    history = History()
    try:
        history.ParseFromString(plain)
    except DecodeError:
        raise NotAHistory("is no history in the engine's encoding") from None
    history.DiscardUnknownFields()
    if history.SerializeToString(deterministic=True) != plain:
        raise NotAHistory("is a history, but not in the one encoding that it has")
    if any(_sealed_within(_decoded(payload)) for payload in _payloads(history)):
        raise NotAHistory("holds sealed text, which a bundle never does")
    return WorkflowHistory(report, list(history.events))


def _inflated(content: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(content, LARGEST)
    except zlib.error:
        raise NotAHistory("can't be decompressed") from None
    if not inflating.eof:
        raise NotAHistory("is cut off, or too large")
    if inflating.unused_data:
        raise NotAHistory("goes on after its end")
    return plain


def _payloads(message: Message) -> Iterator[Payload]:
    """Every payload within `message`, however deep."""
    if isinstance(message, Payload):
        yield message
        return
    for described, value in message.ListFields():
        if described.message_type is None:
            continue
        if described.message_type.GetOptions().map_entry:
            within = [each for each in value.values() if isinstance(each, Message)]
        else:
            within = list(value) if described.is_repeated else [value]
        for each in within:
            yield from _payloads(each)


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
