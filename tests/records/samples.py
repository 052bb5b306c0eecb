"""Batches of made-up reports, in the form in which reports send them."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from records.database import Pool, rows
from workflows.procedure.model import instants
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor, Fact, chain_fact, first_previous

BEGUN = datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC)
_numbers = count(1)


def tracking_number() -> str:
    """A number no other test has."""
    return f"TEST-{next(_numbers)}"


def facts(report: str, how_many: int, data: dict[str, Any] | None = None) -> list[Fact]:
    """A chain, one fact a microsecond more than an hour after the other."""
    chain: list[Fact] = []
    previous = first_previous(report)
    for number in range(1, how_many + 1):
        at = BEGUN + number * timedelta(hours=1, microseconds=1)
        actor = Actor(Role.AGENCY_ADMIN, "a_1", "kemenkes")
        kind = FactKind.SUBMITTED if number == 1 else FactKind.REMARKED
        chain.append(chain_fact(number, at, at, actor, kind, data or {"of": number}, previous))
        previous = chain[-1].digest
    return chain


def row(upto: int, **changed: Any) -> dict[str, Any]:
    return {
        "state": {"facts": upto},
        "facts": upto,
        "stage": "follow_up",
        "class": "complaint",
        "supervisory": False,
        "category": "kesehatan",
        "agency": "kemenkes",
        "unit": "layanan",
        "place_region": "ID-JK",
        "channel": "web",
        "anonymous": False,
        "confidential": False,
        "outcome": None,
        "escalation_level": 0,
        "highest_level": 0,
        "hops": 0,
        "submitted_at": instants.format_instant(BEGUN),
        "closed_at": None,
        "sealed_at": None,
        "next_due_at": None,
        "declined": [],
        "merged_into": None,
        "asked_days": 0,
        "redirected": 0,
        "title": None,
        "text": None,
    } | changed


def task(report: str, sequence: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"{report}-{sequence}",
        "sequence": sequence,
        "stage": "follow_up",
        "owner_role": "liaison_officer",
        "agency": "kemenkes",
        "unit": "layanan",
        "officer": None,
        "opened_at": instants.format_instant(BEGUN),
        "opened_by": 1,
        "closed_at": None,
        "closed_by": None,
        "due_at": instants.format_instant(BEGUN + timedelta(days=5)),
        "hidden_until": None,
        "level": 0,
        "working_days": None,
    } | changed


def notice(fact: int, audience: list[dict[str, Any]], **changed: Any) -> dict[str, Any]:
    return {
        "fact": fact,
        "template": "escalated_1",
        "audience": audience,
        "fallback": [],
        "send_at": instants.format_instant(BEGUN),
        "batch": None,
        "data": {"level": 1},
    } | changed


def batch(report: str, chain: list[Fact], **changed: Any) -> dict[str, Any]:
    """`chain` as a batch, with the row as it is after its last fact."""
    return {
        "report": report,
        "region": "ID",
        "calendar_version": 0,
        "facts": [fact.wire() for fact in chain],
        "row": row(chain[-1].number),
        "tasks": [],
        "lapses": [],
        "notices": [],
    } | changed


async def record(pool: Pool, sent: dict[str, Any]) -> dict[str, Any]:
    """What `record_facts` answers to a batch."""
    found = await rows(pool, "select record_facts(%s::jsonb) as answer", [json.dumps(sent)])
    answer: dict[str, Any] = found[0]["answer"]
    return answer
