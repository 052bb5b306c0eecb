"""Two hundred reports and more: those of the golden paths, and others that wandered (`wandering`).

The latter lie in one compressed archive, `many.tar.xz`: of each report its runs as the engine's own protobuf,
the facts that the record had and the state that people were shown. `python -m tests.histories.record_many`
makes it anew; read before what `record` says of that.
"""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from tests.histories.golden import Golden, load, names

FILE = Path(__file__).with_name("many.tar.xz")
RUN = "{:04}.pb"


@cache
def everything() -> tuple[Golden, ...]:
    """All of them, those of the paths first."""
    return (*(golden for name in names() for golden in load(name)), *wandered())


@cache
def wandered() -> tuple[Golden, ...]:
    """The reports of the archive."""
    with tarfile.open(FILE) as archive:
        members = [(member.name.split("/"), _content(archive, member)) for member in archive]
    grouped = groupby(members, lambda each: each[0][0])
    return tuple(_read(number, {path[1]: content for path, content in each}) for number, each in grouped)


def save(reports: Iterable[Golden]) -> None:
    """Writes the archive."""
    with tarfile.open(FILE, "w:xz", preset=9) as archive:
        for golden in sorted(reports, key=lambda each: each.number):
            for name, content in _written(golden):
                member = tarfile.TarInfo(f"{golden.number}/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file is not None, "there are only files"
    return file.read()


def _read(number: str, files: dict[str, bytes]) -> Golden:
    runs = [
        WorkflowHistory(number, list(History.FromString(files[RUN.format(at)]).events))
        for at in range(1, len(files) - 1)
    ]
    return Golden(
        number, tuple(runs), tuple(json.loads(files["facts.json"])), json.loads(files["state.json"])
    )


def _written(golden: Golden) -> Iterator[tuple[str, bytes]]:
    for at, run in enumerate(golden.runs, 1):
        history = History(events=run.events)
        _without_traces(history)
        yield RUN.format(at), history.SerializeToString(deterministic=True)
    yield "facts.json", _json(golden.facts)
    yield "state.json", _json(golden.state)


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _without_traces(message: Message) -> None:
    """Takes out the stack traces of failures: they say where it was recorded, nothing else."""
    for field, value in message.ListFields():
        if field.name == "stack_trace":
            message.ClearField("stack_trace")
        elif field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        else:
            for each in value if field.is_repeated else (value,):
                _without_traces(each)
