"""Every edit of one value of an event that protobuf knows of: found by reflection, none is left out.

A value is changed to another of its kind. What is not set is set, where the message that it belongs to is
there. What payloads carry as JSON is edited value by value too.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

Field = Any  # a FieldDescriptor: the stubs have two of that name
Found = tuple[str, Callable[[], None]]
"""A value's path, and what changes it in place."""
Place = tuple[Any, ...]
"""Keys and numbers that lead to a value in JSON."""
GIVEN = re.compile(r"[^a-z_]")
"""Names in JSON that are none of ours: ids and hashes."""
SECONDS, MILLISECOND = 1, 1_000_000


@dataclass(frozen=True, slots=True)
class Edit:
    """One value of one event that can be changed. `path` names the event and the value, without numbers in
    lists; `nth` tells it from others of the same path."""

    path: str
    nth: int


def edited(event: HistoryEvent, *edits: Edit) -> HistoryEvent:
    """The event with these values changed."""
    copy = HistoryEvent.FromString(event.SerializeToString())
    changes = _all(copy)
    for edit in sorted(edits, key=lambda each: each.nth, reverse=True):  # before what they are part of
        changes[edit.nth][1]()
    return copy


def edits(event: HistoryEvent) -> list[Edit]:
    """All edits of an event."""
    return [Edit(path, nth) for nth, (path, _) in enumerate(_all(event))]


def _all(event: HistoryEvent) -> list[Found]:
    """The changes that can be made; nothing is changed until one of them is made."""
    attributes = event.WhichOneof("attributes") or ""
    name = attributes.removesuffix("_event_attributes")
    found: list[Found] = []
    for field, value in _fields(event):
        _add_field(event, field, value, name if field.name == attributes else f"{name}.{field.name}", found)
    return found


def _fields(message: Message) -> Iterator[tuple[Field, Any]]:
    """Each field with its value; of messages only what is there."""
    present: dict[Field, Any] = dict(message.ListFields())
    for field in message.DESCRIPTOR.fields:
        if field.message_type is None or field in present:
            yield field, present.get(field)


def _add_message(message: Message, path: str, found: list[Found]) -> None:
    if isinstance(message, Payload) and message.metadata.get("encoding") == b"json/plain":
        found += _of_json(message, f"{path}.data")
    for field, value in _fields(message):
        _add_field(message, field, value, f"{path}.{field.name}", found)


def _add_field(message: Message, field: Field, value: Any, path: str, found: list[Found]) -> None:
    if field.message_type is None:
        found += _of_scalar(message, field, path)
    elif field.message_type.GetOptions().map_entry:
        for key in sorted(value):
            _add_entry(value, key, f"{path}{{{key}}}", found)
    elif field.is_repeated:
        for each in value:
            _add_message(each, f"{path}[]", found)
    elif isinstance(value, Duration):
        found.append((path, lambda: setattr(value, "seconds", value.seconds + SECONDS)))
    elif isinstance(value, Timestamp):
        found.append((path, lambda: value.FromNanoseconds(value.ToNanoseconds() + MILLISECOND)))
        found.append((f"{path}:day", lambda: setattr(value, "seconds", value.seconds - 86_400)))
    else:
        _add_message(value, path, found)


def _add_entry(entries: Any, key: str, path: str, found: list[Found]) -> None:
    def rename() -> None:
        value = entries[key]
        if isinstance(value, Message):
            entries[key + "x"].CopyFrom(value)
        else:
            entries[key + "x"] = value
        del entries[key]

    found.append((f"{path}:key", rename))
    if isinstance(entries[key], Message):
        _add_message(entries[key], path, found)
    else:
        found.append((path, lambda: entries.__setitem__(key, entries[key] + b"x")))


def _of_scalar(message: Message, field: Field, path: str) -> Iterator[Found]:
    if field.containing_oneof and not message.HasField(field.name):
        return  # to set it would unset another: no edit of one value
    value = getattr(message, field.name)
    if field.is_repeated:
        for at in range(len(value)):
            yield f"{path}[]", lambda at=at: value.__setitem__(at, _other(field, value[at]))  # type: ignore[misc]
    elif _other(field, value) != value:
        yield path, lambda: setattr(message, field.name, _other(field, value))


def _other(field: Field, value: Any) -> Any:
    if field.enum_type is not None:
        others = [each.number for each in field.enum_type.values if each.number not in (0, value)]
        return others[0] if others else value
    if isinstance(value, bool):
        return not value
    if isinstance(value, bytes):
        return value + b"x"
    return value + ("x" if isinstance(value, str) else 1)


def _of_json(payload: Payload, path: str) -> Iterator[Found]:
    try:
        value = json.loads(payload.data)
    except ValueError:
        return
    leaves: list[tuple[Place, str]] = []
    _add_leaves(value, (), path, leaves)
    for place, where in leaves:
        yield where, partial(_set, payload, place)


def _add_leaves(value: Any, place: Place, path: str, leaves: list[tuple[Place, str]]) -> None:
    """Where values are that hold no others, and the path of each."""
    if isinstance(value, dict):
        for key, part in value.items():
            _add_leaves(part, (*place, key), f"{path}.{'*' if GIVEN.search(key) else key}", leaves)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            _add_leaves(part, (*place, at), f"{path}[]", leaves)
    else:
        leaves.append((place, path))


def _set(payload: Payload, place: Place) -> None:
    held = root = [json.loads(payload.data)]
    *way, last = (0, *place)
    within: Any = held
    for key in way:
        within = within[key]
    within[last] = _another(within[last])
    payload.data = json.dumps(root[0], ensure_ascii=False, separators=(",", ":")).encode()


def _another(value: Any) -> Any:
    """Another value of the kind; of a text the last digit is another, so that instants stay instants."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return "x"
    digits = [at for at, letter in enumerate(value) if letter.isdigit()]
    if not digits:
        return value + "x"
    at = digits[-1]
    return f"{value[:at]}{(int(value[at]) + 1) % 10}{value[at + 1 :]}"
