"""Every edit of one value of an event that protobuf knows of: found by reflection, none is left out.

A value is changed to another of its kind. What is not set is set, where the message that it belongs to is
there. What payloads carry as JSON is edited value by value too.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

Change = Callable[[], None]
Found = tuple[str, Change]


@dataclass(frozen=True, slots=True)
class Edit:
    """One value of one event changed: `path` names the event and the value, without numbers in lists."""

    path: str
    event: HistoryEvent


def edits(event: HistoryEvent) -> list[Edit]:
    """All edits of an event, each on a copy of its own."""
    name = (event.WhichOneof("attributes") or "").removesuffix("_event_attributes")
    found = []
    for nth, (path, _) in enumerate(_changes(_copy(event), name)):
        copy = _copy(event)
        for at, (_, change) in enumerate(_changes(copy, name)):
            if at == nth:
                change()
                break
        if copy != event:  # else it is the same, written otherwise
            found.append(Edit(path.replace(f".{name}_event_attributes", ""), copy))
    return found


def _copy(event: HistoryEvent) -> HistoryEvent:
    return HistoryEvent.FromString(event.SerializeToString())


def _changes(message: Message, path: str) -> Iterator[Found]:
    """The changes that can be made within a message, each by its path; nothing is changed until one is made."""
    if isinstance(message, Payload) and message.metadata.get("encoding") == b"json/plain":
        yield from _json_changes(message, f"{path}.data")
    present = {field.name for field, _ in message.ListFields()}
    for field in message.DESCRIPTOR.fields:
        where = f"{path}.{field.name}"
        if field.message_type is None:
            yield from _scalar_changes(message, field, where)
        elif field.name in present:
            yield from _inner_changes(getattr(message, field.name), field, where)


def _inner_changes(value: Any, field: FieldDescriptor, path: str) -> Iterator[Found]:
    assert field.message_type is not None
    if field.message_type.GetOptions().map_entry:
        for key in sorted(value):
            yield from _entry_changes(value, key, path)
    elif field.is_repeated:
        for each in value:
            yield from _changes(each, f"{path}[]")
    elif isinstance(value, Timestamp | Duration):
        yield path, lambda: setattr(value, "seconds", value.seconds + 1)
    else:
        yield from _changes(value, path)


def _entry_changes(entries: Any, key: str, path: str) -> Iterator[Found]:
    where = f"{path}{{{key}}}"

    def rename() -> None:
        value = entries[key]
        if isinstance(value, Message):
            entries[key + "x"].CopyFrom(value)
        else:
            entries[key + "x"] = value
        del entries[key]

    yield f"{where}:key", rename
    if isinstance(entries[key], Message):
        yield from _changes(entries[key], where)
    else:
        yield where, lambda: entries.__setitem__(key, entries[key] + b"x")


def _scalar_changes(message: Message, field: FieldDescriptor, path: str) -> Iterator[Found]:
    if field.containing_oneof and not message.HasField(field.name):
        return  # to set it would unset another: no edit of one value
    if field.is_repeated:
        values = getattr(message, field.name)
        for at, value in enumerate(values):
            yield f"{path}[]", lambda at=at, value=value: values.__setitem__(at, _other(field, value))  # type: ignore[misc]
        return
    value = getattr(message, field.name)
    yield path, lambda: setattr(message, field.name, _other(field, value))


def _other(field: FieldDescriptor, value: Any) -> Any:
    if field.enum_type is not None:
        others = [each.number for each in field.enum_type.values if each.number not in (0, value)]
        return others[0] if others else value
    if isinstance(value, bool):
        return not value
    if isinstance(value, bytes):
        return value + b"x"
    return value + ("x" if isinstance(value, str) else 1)


def _json_changes(payload: Payload, path: str) -> Iterator[Found]:
    try:
        value = json.loads(payload.data)
    except ValueError:
        return
    for where, changed in _json_edits(value):
        yield f"{path}{where}", lambda changed=changed: setattr(payload, "data", _written(changed))  # type: ignore[misc]


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json_edits(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one part of it changed, by the part's path."""
    if isinstance(value, dict):
        for key, part in value.items():
            for where, changed in _json_edits(part):
                yield f".{key}{where}", {**value, key: changed}
    elif isinstance(value, list):
        for at, part in enumerate(value):
            for where, changed in _json_edits(part):
                yield f"[]{where}", [*value[:at], changed, *value[at + 1 :]]
    elif isinstance(value, bool):
        yield "", not value
    elif isinstance(value, int):
        yield "", value + 1
    elif isinstance(value, str):
        yield "", _another_text(value)
    elif value is None:
        yield "", "x"


def _another_text(text: str) -> str:
    """The text with its last letter or digit changed, so that instants and the like stay such."""
    for at in range(len(text) - 1, -1, -1):
        if text[at].isdigit():
            return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    return text + "x"
