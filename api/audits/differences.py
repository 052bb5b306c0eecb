"""The first difference that a replay found, with what is stored beside what was computed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from temporalio.exceptions import TemporalError

from api.services import Services
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone, read_runs
from evidence.archive.store import StoreAway
from evidence.replay.evidence import format_row
from evidence.replay.findings import Finding
from evidence.replay.record import read_record
from evidence.replay.record_diff import Tables, compare_tables
from evidence.replay.replayed_record import replay_tables
from evidence.replay.replayer import pack_runs
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.model.facts import as_digested, digest_of

BESIDE = frozenset({"record_differs", "chain_broken", "not_in_ledger", "ledger_differs"})
"""Differences of what the database holds: both sides can be shown."""
MOST = 4000
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One value, stored and computed, as text; null where there is none on that side."""

    name: str
    stored: str | None
    computed: str | None


async def compare_first(services: Services, report: str, first: Finding) -> list[Beside]:
    """Both sides of the first difference; nothing where they can't be had. Texts are shown as commitments.
    Raises one of `SQL_AWAY`, and RPCError."""
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
    """Field by field; all of it where one side is missing."""
    if stored is None or computed is None:
        return [Beside("", _written(stored), _written(computed))]
    return [Beside(name, _written(stored.get(name)), _written(computed.get(name))) for name in fields]


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
    if value is None or isinstance(value, str):
        return value
    return json.dumps(as_digested(value), ensure_ascii=False, indent=2, sort_keys=True, default=str)[:MOST]
