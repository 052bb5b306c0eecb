"""How the installation runs, as operators and the national admin are told it."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from psycopg import OperationalError
from temporalio.service import RPCError, RPCStatusCode

from api.operation import readiness
from api.operation.guide import read_guide
from api.operation.sign_of_life import PROCESS, say_goodbye
from api.services import Services
from evidence.archive import gaps
from records import api_processes
from records.database import rows
from records.reports import record_gaps
from records.reports.queries import operation
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People
from texts.operation import ALARMS, CHECKS

ROOT = Path(__file__).parents[3]
OTHERS = ("pimpinan.pusat", "auditor", "admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan")


async def test_operators_and_the_national_admin_are_told_how_it_runs(people: People) -> None:
    await (await people.submit()).recorded()
    for who in ("operator", "pusat"):
        told = (await people.get(who, "/v1/operation")).json()
        assert told["ready"] is True
        assert told["unknown"] == []
        assert len(told["workers"]) == 1
        assert told["outbox"]["failing"] == 0
        assert told["late_timers"] == []
        assert {each["name"] for each in told["background"]} >= {"directory", "bulk decisions"}


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_is_told(app: FastAPI, people: People, who: str) -> None:
    assert (await people.get(who, "/v1/operation")).status_code == 403
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    assert "/operasi" not in visitor.page.text
    for path in ("/operasi", "/operasi/panduan"):
        assert (await visitor.open(path)).status_code == 403


async def test_an_operator_reads_no_report(app: FastAPI, people: People) -> None:
    report = await (await people.submit()).recorded()
    assert (await report.get("operator")).status_code == 404
    assert (await people.get("operator", "/v1/reports")).json()["items"] == []
    assert (await people.get("operator", "/v1/tasks")).json()["items"] == []
    for path in ("messages", "accesses", "answer-templates", "team"):
        assert (await people.get("operator", f"/v1/{path}")).status_code == 403, path
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    assert visitor.page.url.path == "/operasi"
    assert (await visitor.open(f"/laporan/{report.number}")).status_code == 404


async def test_letters_and_timers_that_are_late_come_first_and_name_their_section(
    app: FastAPI, people: People, services: Services
) -> None:
    report = await (await people.submit()).recorded()
    for statement in (
        "update messages set leaves_at = now() + interval '1 h', send_at = now() - interval '1 h', "
        "error = 'smtp_451', attempts = 3, sent_at = null, given_up_at = null "
        "where report = %s",
        "update reports set next_due_at = now() - interval '1 h', timetable = jsonb_set(timetable, "
        "'{clocks,0,due_at}', to_jsonb('2026-01-05T17:00:00.000000Z'::text)) "
        "where report = %s",
    ):
        await rows(services.pool, statement, [report.number])
    told = (await people.get("operator", "/v1/operation")).json()
    found = {each["code"]: each for each in told["alarms"]}
    assert {"letters_late", "timers_late"} <= found.keys()
    assert told["outbox"]["errors"][0]["error"] == "smtp_451"
    assert told["late_timers"] == [
        {"clock": "verification", "timers": 1, "oldest": "2026-01-05T17:00:00.000000Z"}
    ]
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    page = visitor.page.text
    assert page.index("Ada surat yang seharusnya sudah terkirim") < page.index('id="processes"')
    assert f'href="{found["letters_late"]["guide"]}"' in page
    assert report.number not in page


@pytest.mark.parametrize("clock", ["completion", "reply", "reopening"])
async def test_clocks_that_close_or_finish_a_report_may_be_late_too(
    people: People, services: Services, clock: str
) -> None:
    report = await (await people.submit()).recorded()
    change = """
        update reports set next_due_at = null, stage = 'closed', timetable = jsonb_set(
            timetable, '{clocks,0}',
            timetable->'clocks'->0 || jsonb_build_object('name', %s::text, 'due_at', %s::text)
        ) where report = %s"""
    for due, late in (("2099-01-05T17:00:00.000000Z", []), ("2026-01-06T17:00:00.000000Z", [1])):
        await rows(services.pool, change, [clock, due, report.number])
        told = (await people.get("operator", "/v1/operation")).json()["late_timers"]
        assert [each["timers"] for each in told if each["clock"] == clock] == late
    overdue = "update reports set next_due_at = now() - interval '1 day', stage = 'merged' where report = %s"
    await rows(services.pool, overdue, [report.number])
    told = (await people.get("operator", "/v1/operation")).json()["late_timers"]
    assert [each["timers"] for each in told if each["clock"] == clock] == [1], "found twice, counted once"


async def test_every_api_process_is_shown_until_it_is_gone_for_an_hour(
    app: FastAPI, people: People, services: Services
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    pool = services.pool
    await api_processes.note_alive(pool, PROCESS, "1.0", None, 30.0, [])
    await api_processes.note_alive(pool, "77@lain", "0.9", "abc123", 30.0, ["directory"])
    assert "Hilang" not in (await visitor.open("/operasi")).text
    for seen, is_gone in (("2 minutes", True), ("2 hours", None)):
        ago = "update api_processes set seen_at = now() - %s::interval where late <> '[]'"
        await rows(pool, ago, [seen])
        await api_processes.note_alive(pool, PROCESS, "1.0", None, 30.0, [])
        told = (await people.get("operator", "/v1/operation")).json()["api_processes"]
        others = {each["process"]: each for each in told}
        assert others[PROCESS]["gone"] is False
        assert (others.get("77@lain") or {}).get("gone") is is_gone
        if is_gone:
            assert others["77@lain"]["late"] == ["directory"]
        page = (await visitor.open("/operasi")).text
        assert ("77@lain" in page, "Hilang" in page) == (bool(is_gone), bool(is_gone))


async def test_a_process_that_ends_as_it_should_is_shown_no_more(services: Services) -> None:
    await api_processes.note_alive(services.pool, PROCESS, "1.0", None, 30.0, [])
    await say_goodbye(services.pool)
    assert PROCESS not in [each.process for each in await api_processes.list_processes(services.pool)]


async def test_the_page_draws_while_servers_are_away_and_says_what_it_cannot_know(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise OperationalError("away")

    async def unreachable(*_: object, **__: object) -> None:
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")

    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    for module in (gaps, record_gaps, operation, readiness):
        monkeypatch.setattr(module, "rows", lost)
    monkeypatch.setattr(readiness, "list_pollers", unreachable)
    monkeypatch.setattr("api.operation.status.list_pollers", unreachable)
    page = await visitor.open("/operasi")
    assert page.status_code == 200
    assert "Belum siap" in page.text
    assert page.text.count("Tidak diketahui: yang mengetahuinya tidak menjawab.") == 3
    assert "can&#39;t be reached (OperationalError)" in page.text
    assert "Temporal answers unavailable" in page.text


async def test_the_guide_is_the_file_and_every_link_in_it_leads_somewhere(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    page = (await visitor.open("/operasi/panduan")).text
    text = (ROOT / "docs" / "operators.md").read_text("utf-8")
    told = [each for each in read_guide().sections if f"# {each}\n" in text]
    assert told == list(read_guide().sections)
    assert re.findall(r'<h\d id="([\w-]+)"', page.split("</article>")[0]) == [*read_guide().sections.values()]
    anchors = set(re.findall(r'href="#([\w-]+)"', page)) - {"content"}
    assert anchors <= set(re.findall(r'id="([\w-]+)"', page))
    assert ".md" not in "".join(re.findall(r'href="([^"]+)"', page))


def test_each_section_named_is_one_of_the_guide() -> None:
    named = {told.section for told in (*CHECKS.values(), *ALARMS.values())}
    assert named <= set(read_guide().sections)


def test_every_alarm_that_is_raised_has_its_words() -> None:
    rooms = ("api", "calendars", "evidence", "records", "runtime")
    source = "".join(file.read_text("utf-8") for room in rooms for file in (ROOT / room).rglob("*.py"))
    raised = set(re.findall(r'{"code": "(\w+)"', source))
    raised |= set(re.findall(r'waiting_alarm\("(\w+)"', source))
    raised |= set(re.findall(r'Alarm\("(\w+)"', source))
    assert {"archive_gaps", "retiming_stuck", "calendar_ends"} <= raised
    assert raised - set(ALARMS) == set()
