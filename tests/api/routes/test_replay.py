"""Replaying one report over HTTP: what auditors are told, from the engine's history or the archive's."""

import json
from multiprocessing import active_children
from typing import Any, LiteralString

import psycopg
import pytest

from api.services import Services
from evidence.archive.store import Store, StoreAway
from tests.api import replays
from tests.api.looks import Noted
from tests.api.people import People, Report
from tests.api.replays import replayed, sealed, verdict
from tests.evidence.archive.forgetting import forget

finished, owner = replays.finished, replays.owner


async def test_a_report_is_what_its_history_makes_of_it(finished: Report) -> None:
    told = await verdict(finished)
    events = (await finished.get("auditor", "/history")).json()["events"]
    assert told == {
        "report": finished.number,
        "verdict": "identical",
        "source": "history",
        "facts": len(await finished.facts()),
        "events": len(events),
        "first": None,
        "all": [],
    }


async def test_an_open_report_is_too(people: People) -> None:
    report = await people.submit()
    await report.forward()
    assert (await verdict(report))["verdict"] == "identical"
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    assert (await verdict(report))["verdict"] == "identical"


async def test_whoever_audits_may_and_it_is_noted(people: People, noted: Noted, finished: Report) -> None:
    await noted.later()
    for who, status in (
        ("auditor", 200),
        ("pusat", 200),
        ("pimpinan.pusat", 200),
        ("pimpinan.kemenkes", 403),
        ("admin.kemenkes", 403),
        ("admin.pemprov-aceh", 404),
        ("penghubung.kemenkes.layanan", 404),
    ):
        assert (await replayed(finished, who)).status_code == status, who
    assert await noted.acts() == [
        (who, "audit_replay", [finished.number]) for who in ("auditor", "pusat", "pimpinan.pusat")
    ]
    assert (await finished.http.post(f"{finished.url}/replay")).status_code == 401
    headers = await people.headers("auditor")
    unknown = await finished.http.post("/v1/reports/0000-0000-0000-0/replay", headers=headers)
    assert unknown.status_code == 404


async def test_a_fact_that_was_changed_in_sql_is_told(
    finished: Report, owner: "psycopg.Connection[Any]"
) -> None:
    change = """update recorded_facts set data = data || '{"agency": "pemprov-aceh"}'
                where report = %s and number = 2"""
    owner.execute(change, [finished.number])
    told = await verdict(finished)
    assert told["verdict"] == "record_differs"
    assert told["first"] == {
        "kind": "record_differs",
        "code": "fact_changed",
        "message": "the fact has another data",
        "text": {"en": "the fact has another data", "id": "data pada fakta ini berbeda"},
        "run": None,
        "event": None,
        "fact": 2,
        "field": "data",
    }
    assert [(each["kind"], each["fact"]) for each in told["all"]] == [
        ("record_differs", 2),
        ("chain_broken", 2),
    ]


async def test_a_calendar_that_was_changed_in_sql_is_told(
    people: People, owner: "psycopg.Connection[Any]"
) -> None:
    report = await people.submit()
    await report.forward()  # before its first task is done no fact carries anything
    change = """update calendars set snapshot = snapshot || '{"zone": "Asia/Tokyo"}'
                where region = 'ID' and version = 1"""
    owner.execute("begin")
    before = owner.execute("select snapshot from calendars where region = 'ID' and version = 1").fetchone()
    owner.execute(change)
    owner.execute("commit")
    try:
        told = await verdict(report)
    finally:
        assert before is not None
        restore = "update calendars set snapshot = %s where region = 'ID' and version = 1"
        owner.execute(restore, [json.dumps(before[0])])
    assert (told["verdict"], told["first"]["field"]) == ("calendar_differs", "zone")


async def test_once_the_engine_has_forgotten_it_the_archives_history_is_replayed(
    services: Services, finished: Report
) -> None:
    file = await sealed(services, finished)
    assert (await verdict(finished))["source"] == "history"
    await forget(services.client, finished.number)
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("identical", "archive")
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", None)
    assert "its hash is another" in told["first"]["message"]


async def test_a_history_that_is_gone_is_told(services: Services, finished: Report) -> None:
    await forget(services.client, finished.number)
    told = await verdict(finished)
    assert (told["verdict"], told["source"], told["events"]) == ("history_broken", None, 0)
    assert "neither the engine nor the archive" in json.dumps(told["all"])


async def test_what_is_away_is_told(
    services: Services, finished: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sealed(services, finished)

    async def away(_store: Store, _name: str) -> bytes:
        raise StoreAway("nobody answers")

    monkeypatch.setattr(Store, "get", away)
    answer = await replayed(finished)
    assert (answer.status_code, answer.json()["code"]) == (503, "archive_unavailable")


async def test_a_process_that_dies_is_begun_anew(finished: Report) -> None:
    assert (await verdict(finished))["verdict"] == "identical"
    there = active_children()
    for process in there:
        process.kill()
        process.join()
    assert there
    assert (await verdict(finished))["verdict"] == "identical"


@pytest.mark.parametrize(
    "tampering",
    [
        "delete from reports where report = %s",
        "update reports set state = '{}' where report = %s",
        "update reports set state = 'null' where report = %s",
    ],
)
async def test_a_row_that_was_tampered_with_keeps_nobody_from_auditing(
    finished: Report, owner: "psycopg.Connection[Any]", tampering: LiteralString
) -> None:
    owner.execute(tampering, [finished.number])
    assert (await verdict(finished))["verdict"] == "record_differs"
