"""Replaying one report over HTTP: what auditors are told, from the engine's history or the archive's."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from httpx import Response

from api.house import House
from records.archive.gaps import Gap
from records.archive.names import object_name
from records.archive.sealing import Sealing
from records.archive.store import Store, StoreAway
from records.database import rows
from runtime.elsewhere import Elsewhere
from tests.api.looks import Noted
from tests.api.people import TEXT, People, Report
from tests.archive.forgetting import forget


async def replayed(report: Report, who: str = "auditor") -> Response:
    """The answer to somebody who asks for a replay."""
    return await report.http.post(f"{report.url}/replay", headers=await report.people.headers(who))


async def verdict(report: Report) -> dict[str, Any]:
    """What an auditor is told."""
    response = await replayed(report)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


@pytest.fixture
async def finished(people: People, house: House) -> Report:
    """A report that was confirmed."""
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await report.reply("confirm", rating=5)
    await house.client.get_workflow_handle(report.number).result()
    return report


@pytest.fixture
def owner(house: House) -> Iterator["psycopg.Connection[Any]"]:
    """Whoever owns the database, and minds no trigger."""
    with psycopg.connect(house.settings.database_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


async def sealed(house: House, report: Report) -> Path:
    """Seals the report; returns its object."""
    with contextlib.closing(Elsewhere()) as elsewhere:
        assert (
            await Sealing(house.client, house.pool, house.store, elsewhere).fill(Gap(report.number, 1))
            is None
        )
    return Path(house.settings.archive_url) / object_name(report.number)


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
        "message": "the fact has another data",
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


async def test_a_leaf_of_another_fact_is_told(finished: Report, owner: "psycopg.Connection[Any]") -> None:
    forge = """insert into ledger_leaves (index, report, number, digest, recorded_at)
               select coalesce(max(index), 0) + 1, %s, 2, repeat('0', 64), now() from ledger_leaves"""
    owner.execute(forge, [finished.number])
    try:
        assert (await verdict(finished))["verdict"] == "ledger_differs"
    finally:
        owner.execute("delete from ledger_leaves where digest = repeat('0', 64)")


async def test_once_the_engine_has_forgotten_it_the_archives_history_is_replayed(
    house: House, finished: Report
) -> None:
    file = await sealed(house, finished)
    assert (await verdict(finished))["source"] == "history"
    await forget(house.client, finished.number)
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("identical", "archive")
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", None)
    assert "its hash is another" in told["first"]["message"]


async def test_a_history_that_is_gone_is_told(house: House, finished: Report) -> None:
    await forget(house.client, finished.number)
    told = await verdict(finished)
    assert (told["verdict"], told["source"], told["events"]) == ("history_broken", None, 0)
    assert "neither the engine nor the archive" in json.dumps(told["all"])


async def test_what_is_away_is_told(house: House, finished: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    await sealed(house, finished)

    async def away(_store: Store, _name: str) -> bytes:
        raise StoreAway("nobody answers")

    monkeypatch.setattr(Store, "get", away)
    answer = await replayed(finished)
    assert (answer.status_code, answer.json()["code"]) == (503, "archive_unavailable")


async def test_a_process_that_dies_is_begun_anew(house: House, finished: Report) -> None:
    assert (await verdict(finished))["verdict"] == "identical"
    house.auditing.close()
    assert (await verdict(finished))["verdict"] == "identical"
    assert await rows(house.pool, "select 1 as one") == [{"one": 1}]
