"""The engine's history of one run as archive and bundle hold it: zlib of the protobuf
`temporal.api.history.v1.History`. What is written can be read again. Pure."""

import zlib
from collections.abc import Iterator, Sequence
from typing import ClassVar

from google.protobuf.message import DecodeError, Message
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

LARGEST = 2**26
"""Bytes that one run's history may have; the engine keeps 50 MiB at most."""


ENDS = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
    }
)
"""What a report's last run may end with."""


class NotAHistory(ValueError):
    """Bytes that no history was written as; the message says what is wrong with them."""


class HistoryTooLarge(ValueError):
    """A history that nobody would read again."""

    code: ClassVar[str] = "history_too_large"


def compress_history(history: History) -> bytes:
    """The history, to be kept: the same bytes for the same history, with one version of zlib. Raises
    HistoryTooLarge."""
    plain = history.SerializeToString(deterministic=True)
    if len(plain) > LARGEST:
        raise HistoryTooLarge(f"a history has more than {LARGEST} bytes")
    return zlib.compress(plain, 9)


def decompress_history(content: bytes) -> bytes:
    """The protobuf that was compressed. Raises NotAHistory."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(content, LARGEST + 1)
    except zlib.error:
        raise NotAHistory("can't be decompressed") from None
    if len(plain) > LARGEST:
        raise NotAHistory(f"has more than {LARGEST} bytes")
    if not stream.eof:
        raise NotAHistory("is cut off")
    if stream.unused_data:
        raise NotAHistory("goes on after its end")
    return plain


def parse_history(plain: bytes) -> History:
    """The history that a protobuf is. Raises NotAHistory."""
    try:
        return History.FromString(plain)
    except DecodeError:
        raise NotAHistory("is no history in the engine's encoding") from None


def is_over(runs: Sequence[WorkflowHistory]) -> bool:
    """Whether the last run has ended, in whatever way."""
    return runs[-1].events[-1].event_type in ENDS


def has_ended(runs: Sequence[WorkflowHistory]) -> bool:
    """Whether the last run has ended by itself, as a report does once it is sealed."""
    completed = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED
    return bool(runs[-1].events[-1].event_type == completed)


def payloads_in(message: Message) -> Iterator[Payload]:
    """Every payload within a message of the engine's, however deep."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            within = [each for each in value.values() if isinstance(each, Message)]
        else:
            within = list(value) if field.is_repeated else [value]
        for each in within:
            yield from payloads_in(each)
