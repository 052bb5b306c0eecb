"""Replays of many reports from a page: begun, watched, stopped, gone on with, and what they find."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI

from api.answers.problems import unavailable
from api.audits import carrying_out
from api.audits.replays import judge_report
from api.services import Services
from evidence.replay.findings import Verdict
from records.advisory_locks import AdvisoryLock, try_session_lock
from records.notifications import open_listener
from tests import alone
from tests.api import replays
from tests.api.conftest import PASSWORD
from tests.api.looks import Noted
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

owner = replays.owner
temporal_client = alone.temporal_client  # an audit takes what the engine has, whoever's it is
WHY = "Pemeriksaan triwulan III"


@pytest.fixture(scope="module")
async def reports(people: People) -> list[Report]:
    """Some reports, one of them at an agency."""
    made = [await people.submit() for _ in range(4)]
    await made[0].forward()
    return [await each.recorded() for each in made]


@pytest.fixture(scope="module")
async def auditor(app: FastAPI, reports: list[Report]) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("auditor", PASSWORD)
    return visitor


async def begin(visitor: Visitor, **typed: str) -> str:
    """The address of an audit that is begun."""
    await visitor.open("/periksa/ulang")
    page = await visitor.send("/periksa/ulang", {"reason": WHY, **typed})
    assert page.status_code == 200, visitor.text
    return page.url.path


async def ended(visitor: Visitor, path: str) -> str:
    """What the audit's page says in the end."""
    return await said(visitor, path, lambda: "data-progress" not in visitor.page.text)


async def said(visitor: Visitor, path: str, until: Callable[[], bool]) -> str:
    async with asyncio.timeout(60):
        while True:
            await visitor.open(path)
            if until():
                return visitor.text
            await asyncio.sleep(0.2)


async def test_many_reports_are_replayed_and_each_is_noted_with_the_reason(
    auditor: Visitor, reports: list[Report], noted: Noted
) -> None:
    path = await begin(auditor)
    assert f"Semua {len(reports)} laporan sama" in await ended(auditor, path)
    entries = [each for each in await noted.later() if each.act == "audit_replay"]
    assert {number for each in entries for number in each.reports} == {each.number for each in reports}
    assert {each.reason for each in entries} == {WHY}
    lines = [json.loads(line) for line in (await auditor.open(f"{path}/hasil")).text.splitlines()]
    assert lines[0]["selection"] == {"only": [], "agency": None, "from": None, "to": None}
    assert {each["report"]: each["verdict"] for each in lines[1:]} == {
        each.number: "identical" for each in reports
    }
    await auditor.open("/periksa/ulang")
    assert "semua sama" in auditor.text
    assert WHY in auditor.text


async def test_a_difference_is_told_first(
    auditor: Visitor, reports: list[Report], owner: "psycopg.Connection[Any]"
) -> None:
    change = "update reports set agency = %s where report = %s"
    owner.execute(change, ["pemprov-aceh", reports[0].number])
    try:
        text = await ended(auditor, await begin(auditor))
    finally:
        owner.execute(change, ["kemenkes", reports[0].number])
    assert "1 laporan tidak sama dengan yang dihasilkan riwayatnya" in text
    table = text.split("Yang berbeda, dan yang tidak dapat dinilai")[1]
    assert reports[0].number in table
    assert "catatan berbeda" in table
    assert reports[1].number not in table


async def test_an_agency_and_days_choose_reports(auditor: Visitor, reports: list[Report]) -> None:
    path = await begin(auditor, agency="kemenkes")
    await ended(auditor, path)
    lines = (await auditor.open(f"{path}/hasil")).text.splitlines()
    assert [json.loads(each)["report"] for each in lines[1:]] == [reports[0].number]
    text = await ended(auditor, await begin(auditor, to="2020-01-01"))
    assert "Tidak ada laporan yang terpilih" in text


async def test_a_sample_is_drawn_by_lot_and_can_be_drawn_again(
    auditor: Visitor, reports: list[Report], services: Services
) -> None:
    path = await begin(auditor, sample="2")
    await ended(auditor, path)
    lines = (await auditor.open(f"{path}/hasil")).text.splitlines()
    id_ = path.rpartition("/")[2]
    drawn = sorted((each.number for each in reports), key=lambda each: carrying_out._lot(id_, each))[:2]
    assert {json.loads(each)["report"] for each in lines[1:]} == set(drawn)


async def test_what_ended_is_gone_on_with_where_it_was(
    auditor: Visitor, reports: list[Report], services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    is_away = True

    async def judge_some(services: Services, report: str) -> Verdict:
        if len(set(judged)) >= 2 and is_away:
            raise unavailable("not_judged", "The report can't be replayed now.")
        judged.append(report)
        return await judge_report(services, report)

    monkeypatch.setattr(carrying_out, "judge_report", judge_some)
    monkeypatch.setattr(carrying_out, "TOGETHER", 1)
    path = await begin(auditor)
    await said(auditor, path, lambda: "2 dari 4" in auditor.text and "not_judged" in auditor.text)
    await auditor.send(f"{path}/hentikan")
    assert "Dihentikan sebelum selesai" in auditor.text
    assert "2 laporan tidak diputar ulang" in auditor.text
    is_away = False
    await auditor.send(f"{path}/lanjutkan")
    assert "Semua 4 laporan sama" in await ended(auditor, path)
    assert sorted(judged) == sorted(each.number for each in reports), "none is replayed twice"


async def test_while_another_process_has_the_lock_this_one_waits(
    auditor: Visitor, reports: list[Report], services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.exclusive_work.TURN", 0.1)  # its lock is free for a moment after each turn
    async with open_listener(services.settings.database_url) as other:
        async with asyncio.timeout(60):
            while not await try_session_lock(other, AdvisoryLock.AUDITS):
                await asyncio.sleep(0.05)
        path = await begin(auditor)
        await asyncio.sleep(0.5)
        await auditor.open(path)
        assert "Laporan sedang didaftar: sejauh ini 0" in auditor.text
        progress = await auditor.open(f"{path}/kemajuan")
        assert 'data-waiting="1"' in progress.text
    assert "Semua 4 laporan sama" in await ended(auditor, path)


async def test_who_lost_the_account_has_nothing_replayed_any_more(
    auditor: Visitor, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying_out, "find_author", lambda *_: None)
    text = await ended(auditor, await begin(auditor))
    assert "Akun yang memulainya dinonaktifkan" in text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": "karena"}, "Sebutkan alasannya"),
        ({"agency": "tidak-ada"}, "Tidak ada instansi seperti itu"),
        ({"from": "kemarin"}, "Ini bukan tanggal"),
        ({"from": "2026-02-02", "to": "2026-01-01"}, "mendahului yang pertama"),
        ({"sample": "0"}, "Ketik angka 1 sampai"),
        ({"sample": "banyak"}, "Ketik angka 1 sampai"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_begins(
    auditor: Visitor, typed: dict[str, str], told: str
) -> None:
    await auditor.open("/periksa/ulang")
    before = len(re.findall('href="/periksa/ulang/', auditor.page.text))
    page = await auditor.send("/periksa/ulang", {"reason": WHY, **typed})
    assert page.status_code == 422
    assert told in auditor.text
    assert len(re.findall('href="/periksa/ulang/', auditor.page.text)) == before


async def test_one_form_sent_twice_begins_one_audit(auditor: Visitor, reports: list[Report]) -> None:
    await auditor.open("/periksa/ulang")
    hidden = auditor.hidden
    first = await auditor.send("/periksa/ulang", hidden, reason=WHY)
    again = await auditor.send("/periksa/ulang", hidden, reason=WHY)
    assert first.url == again.url
    await ended(auditor, first.url.path)


async def test_only_those_who_read_all_reports_see_audits(
    app: FastAPI, auditor: Visitor, reports: list[Report]
) -> None:
    path = await begin(auditor, sample="1")
    await ended(auditor, path)
    officer, admin = Visitor(app), Visitor(app)
    await officer.sign_in("admin.kemenkes", PASSWORD)
    await admin.sign_in("pusat", PASSWORD)
    for page in ("/periksa/ulang", path, f"{path}/hasil"):
        assert (await officer.open(page)).status_code == 403
        assert (await admin.open(page)).status_code == 200
        assert WHY not in admin.page.text, "reasons are for auditors, as in the access ledger"
    assert (await officer.open(f"{path}/kemajuan")).status_code == 404
    for unknown in ("tidak-ada-sama-sekali", "x", "%00"):
        assert (await admin.open(f"/periksa/ulang/{unknown}")).status_code == 404
