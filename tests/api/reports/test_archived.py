"""A finished report whose history the engine has forgotten is read, audited and travelled in all the same."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from api.services import Services
from evidence.archive.gaps import Gap
from evidence.archive.names import object_name
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.store import Store, StoreAway
from records.database import rows
from runtime.subprocess_pool import SubprocessPool
from tests.api.people import TEXT, People, Report
from tests.evidence.archive.forgetting import forget
from tests.evidence.ledger.scene import by_force


@dataclass
class Forgotten:
    """A report that the engine has forgotten, and what an auditor was told of it before."""

    report: Report
    object: Path
    history: dict[str, Any]
    timeline: dict[str, Any]


async def _finished(people: People, services: Services) -> Report:
    report = await people.submit()
    await report.forward(agency="kemenkes")
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await report.reply("confirm", rating=5)
    await services.client.get_workflow_handle(report.number).result()
    return report


@pytest.fixture
async def forgotten(people: People, services: Services) -> Forgotten:
    report = await _finished(people, services)
    with contextlib.closing(SubprocessPool()) as subprocesses:
        sealing = ReportArchiver(services.client, services.pool, services.store, subprocesses)
        assert await sealing.fill(Gap(report.number, 1)) is None
    history = (await report.get("auditor", "/history")).json()
    timeline = (await report.get("auditor", "/timeline")).json()
    assert history["source"] == timeline["source"] == "history"
    await forget(services.client, report.number)
    place = Path(services.settings.archive_url) / object_name(report.number)
    return Forgotten(report, place, history, timeline)


async def test_its_history_and_timeline_are_told_from_the_archive(forgotten: Forgotten) -> None:
    report = forgotten.report
    assert (await report.get("auditor", "/history")).json() == {**forgotten.history, "source": "archive"}
    assert (await report.get("auditor", "/timeline")).json() == {**forgotten.timeline, "source": "archive"}
    then = (await report.get("auditor", at="2")).json()
    assert (then["stage"], then["source"]) == ("agency_verification", "archive")
    now = (await report.get("auditor")).json()
    assert (now["stage"], now["outcome"], now["source"]) == ("closed", "resolved", "record")
    assert (await report.track()).json()["outcome"] == "resolved"


async def test_an_object_that_was_changed_is_never_told_as_the_history(forgotten: Forgotten) -> None:
    forgotten.object.write_bytes(forgotten.object.read_bytes()[:-1] + b"\1")
    answer = await forgotten.report.get("auditor", "/history")
    assert (answer.status_code, answer.json()["code"]) == (500, "archive_broken")
    assert (await forgotten.report.get("auditor", "/timeline")).json()["source"] == "record"


async def test_a_store_that_is_away_is_told(forgotten: Forgotten, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_store: Store, _name: str) -> bytes:
        raise StoreAway("nobody answers")

    monkeypatch.setattr(Store, "get", away)
    answer = await forgotten.report.get("auditor", "/history")
    assert (answer.status_code, answer.json()["code"]) == (503, "archive_unavailable")
    assert answer.headers["Retry-After"]
    assert (await forgotten.report.get("auditor", "/timeline")).json()["source"] == "record"


async def test_a_history_that_nobody_has_any_more_is_told(people: People, services: Services) -> None:
    report = await _finished(people, services)
    await forget(services.client, report.number)
    answer = await report.get("auditor", "/history")
    assert (answer.status_code, answer.json()["code"]) == (404, "history_gone")
    assert (await report.get("auditor", "/timeline")).json()["source"] == "record"


@pytest.mark.parametrize("number", ["..%2F..%2Fetc%2Fpasswd", "....", "8KD2%00", "%2e%2e"])
async def test_no_number_leads_out_of_the_archive(http: AsyncClient, people: People, number: str) -> None:
    answer = await http.get(f"/v1/reports/{number}/history", headers=await people.headers("auditor"))
    assert answer.status_code == 404


async def test_reports_that_wait_too_long_for_their_object_raise_an_alarm(
    http: AsyncClient, services: Services
) -> None:
    before = (await http.get("/readyz")).json()["alarms"]
    late = """insert into archive_gaps (report, since, reason)
              select report, now() - interval '2 hours', reason
              from (values ('T0', 'record_differs'), ('T1', null)) as late(report, reason)"""
    await rows(services.pool, late)
    told = (await http.get("/readyz")).json()["alarms"]
    assert [alarm for alarm in told if alarm not in before] == [
        {
            "code": "archive_gaps",
            "message": "2 finished reports have waited for more than an hour to be sealed in the archive",
            "reports": 2,
            "reasons": {"record_differs": 1, "not_tried": 1},
        }
    ]
    await rows(services.pool, "delete from archive_gaps where report in ('T0', 'T1')")


async def test_a_ledger_that_does_not_verify_raises_an_alarm(http: AsyncClient, services: Services) -> None:
    before = (await http.get("/readyz")).json()["alarms"]
    await by_force(services.pool, "insert into ledger_keys values (99, 'x', '{}')")
    answer = await http.get("/readyz")
    await by_force(services.pool, "delete from ledger_keys where position = 99")
    told = [alarm for alarm in answer.json()["alarms"] if alarm not in before]
    assert [alarm["code"] for alarm in told] == ["ledger_refused"]
    assert (await http.get("/readyz")).json()["alarms"] == before
