"""The first difference that a replay found, with what is stored beside what was computed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from temporalio.exceptions import TemporalError

from api.services import Services
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone, read_runs
from evidence.archive.store import StoreAway
from evidence.replay.evidence import format_row
from evidence.replay.findings import Finding
from evidence.replay.record import read_record
from evidence.replay.record_diff import Tables, compare_tables, only_alike
from evidence.replay.replayed_record import replay_tables
from evidence.replay.replayer import pack_runs
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.model.facts import SEALED_KEYS, as_digested, digest_of

BESIDE = frozenset({"record_differs", "chain_broken", "not_in_ledger", "ledger_differs"})
"""Differences of what the database holds: both sides can be shown."""
MOST = 4000
"""Characters of a value that are shown."""
ABSENT = object()
"""Stands for what one side does not have."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One value, stored and computed, as text; null where there is none on that side. `name` is its path,
    such as `data.note` or `data.days[2]`; empty for all of a thing."""

    name: str
    stored: str | None
    computed: str | None


async def compare_first(services: Services, report: str, first: Finding) -> list[Beside]:
    """Both sides of the first difference; nothing where they can't be had. Texts are shown as commitments.
    Raises one of `SQL_AWAY`."""
    if first.kind not in BESIDE:
        return []
    held = await read_record(services.pool, report)
    if first.kind == "chain_broken" and first.fact is not None:
        return _compare_digest(held["fact"].get(str(first.fact)))
    try:
        runs = await read_runs(services.client, services.store, services.pool, report)
        wanted: Tables = await services.subprocesses.run(replay_tables, pack_runs(runs.histories))
    except (HistoryGone, ObjectBroken, StoreAway, NeverEnds, TemporalError, RuntimeError, ValueError):
        return []
    if first.kind != "record_differs" and first.fact is not None:
        return _compare(held["fact"].get(str(first.fact)), wanted["fact"].get(str(first.fact)), ("digest",))
    return _compare_tables(report, held, wanted)


def _compare_tables(report: str, held: Tables, wanted: Tables) -> list[Beside]:
    for each in compare_tables(report, held, wanted):
        stored, computed = held[each.what].get(each.name), wanted[each.what].get(each.name)
        return _compare(stored, computed, each.fields)
    return []


def _compare(
    stored: Mapping[str, Any] | None, computed: Mapping[str, Any] | None, fields: tuple[str, ...]
) -> list[Beside]:
    """What differs within the fields; all of it where one side is missing."""
    if stored is None or computed is None:
        return [_beside("", ABSENT if stored is None else stored, ABSENT if computed is None else computed)]
    return [
        each
        for name in fields
        for each in list_differing(name, stored.get(name, ABSENT), computed.get(name, ABSENT))
    ]


def list_differing(name: str, stored: Any, computed: Any) -> Iterator[Beside]:
    """The innermost values that differ between two that do. Texts are shown as commitments."""
    if _is_open(stored) and _is_open(computed):
        names = sorted({*stored, *computed})
        pairs = [(f"{name}.{each}", stored.get(each, ABSENT), computed.get(each, ABSENT)) for each in names]
    elif isinstance(stored, list | tuple) and isinstance(computed, list | tuple):
        pairs = _pair_items(name, stored, computed)
    else:
        yield _beside(name, stored, computed)
        return
    for path, one, other in pairs:
        if one != other or only_alike(one, other):
            yield from list_differing(path, one, other)


def _pair_items(name: str, stored: Sequence[Any], computed: Sequence[Any]) -> list[tuple[str, Any, Any]]:
    """By place. Where one is longer, what both end with is left out, so that one item put in is one item."""
    end = 0
    if len(stored) != len(computed):
        while end < min(len(stored), len(computed)) and stored[-1 - end] == computed[-1 - end]:
            end += 1
    sides = [[*each[: len(each) - end]] for each in (stored, computed)]
    length = max(map(len, sides))
    padded = [side + [ABSENT] * (length - len(side)) for side in sides]
    return [(f"{name}[{at}]", *both) for at, both in enumerate(zip(*padded, strict=True))]


def _is_open(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() != SEALED_KEYS


def _beside(name: str, stored: Any, computed: Any) -> Beside:
    """In the plainest writing in which they differ."""
    written = [
        Beside(name, *(None if each is ABSENT else write(each) for each in (stored, computed)))
        for write in (_written, _json, _hash)
    ]
    return next((each for each in written if each.stored != each.computed), written[0])


def _compare_digest(stored: Mapping[str, Any] | None) -> list[Beside]:
    """The digest that a stored fact names, and the one that its content has."""
    if stored is None:
        return []
    try:
        computed = digest_of(format_row(stored))
    except (KeyError, ValueError, TypeError):  # what has no canonical form has no digest
        computed = None
    return [Beside("digest", _written(stored.get("digest")), computed)]


def _written(value: Any) -> str | None:
    return value[:MOST] if isinstance(value, str) else None if value is None else _json(value)


def _json(value: Any) -> str:
    written = json.dumps(as_digested(value), ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return written[:MOST]


def _hash(value: Any) -> str:
    """Of what is too long to be shown, or is encrypted."""
    return f"SHA-256 {sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()}"
