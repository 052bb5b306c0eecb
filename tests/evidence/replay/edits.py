"""Every edit of one value of an event that protobuf knows of: found by reflection, none is left out.

A value is changed to another of its kind. What is not set is set, where the message that it belongs to is
there. What payloads carry as JSON is edited value by value too.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

Field = Any  # a FieldDescriptor: the stubs have two of that name
Found = tuple[str, Callable[[], None]]
"""A value's path, and what changes it in place."""
GIVEN = re.compile(r"[^a-z_]")
"""Names in JSON that are none of ours: ids and hashes."""
SECONDS, MILLISECOND = 1, 1_000_000


@dataclass(frozen=True, slots=True)
class Edit:
    """One value of one event that can be changed. `path` names the event and the value, without numbers in
    lists; `nth` tells it from others of the same path."""

    path: str
    nth: int

    def of(self, event: HistoryEvent) -> HistoryEvent:
        """The event with that value changed."""
        copy = HistoryEvent.FromString(event.SerializeToString())
        for at, (_, change) in enumerate(_all(copy)):
            if at == self.nth:
                change()
                break
        return copy


def edits(event: HistoryEvent) -> Iterator[Edit]:
    """All edits of an event."""
    for nth, (path, _) in enumerate(_all(event)):
        yield Edit(path, nth)


def _all(event: HistoryEvent) -> Iterator[Found]:
    name = (event.WhichOneof("attributes") or "").removesuffix("_event_attributes")
    for path, change in _changes(event, name):
        yield path.replace(f".{name}_event_attributes", ""), change


def _changes(message: Message, path: str) -> Iterator[Found]:
    """The changes that can be made within a message; nothing is changed until one of them is made."""
    if isinstance(message, Payload) and message.metadata.get("encoding") == b"json/plain":
        yield from _of_json(message, f"{path}.data")
    present = {field.name for field, _ in message.ListFields()}
    for field in message.DESCRIPTOR.fields:
        where = f"{path}.{field.name}"
        if field.message_type is None:
            yield from _of_scalar(message, field, where)
        elif field.name in present:
            yield from _of_message(getattr(message, field.name), field, where)


def _of_message(value: Any, field: Field, path: str) -> Iterator[Found]:
    if field.message_type.GetOptions().map_entry:
        for key in sorted(value):
            yield from _of_entry(value, key, path)
    elif field.is_repeated:
        for each in value:
            yield from _changes(each, f"{path}[]")
    elif isinstance(value, Duration):
        yield path, lambda: setattr(value, "seconds", value.seconds + SECONDS)
    elif isinstance(value, Timestamp):
        yield path, lambda: value.FromNanoseconds(value.ToNanoseconds() + MILLISECOND)
        yield f"{path}:day", lambda: setattr(value, "seconds", value.seconds - 86_400)
    else:
        yield from _changes(value, path)


def _of_entry(entries: Any, key: str, path: str) -> Iterator[Found]:
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
    for place, where in _leaves(value, (), ""):
        yield f"{path}{where}", lambda place=place: _set(payload, place)  # type: ignore[misc]


def _leaves(value: Any, place: tuple[Any, ...], path: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Where values are that hold no others, and the path of each."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*place, key), f"{path}.{'*' if GIVEN.search(key) else key}")
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, (*place, at), f"{path}[]")
    else:
        yield place, path


def _set(payload: Payload, place: tuple[Any, ...]) -> None:
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
