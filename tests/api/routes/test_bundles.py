"""Bundles and exports as auditors fetch them, from the running system."""

import asyncio
import contextlib
import io
import json
import re
import time
import zipfile
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from psycopg.types.json import Jsonb

from api.services import Services
from evidence import strict_zip as strict
from evidence.archive.gaps import Gap
from evidence.archive.report_archiver import ReportArchiver
from evidence.bundle import make_bundle, trusted_keys
from evidence.bundle.contents import Heads, Manifest
from evidence.bundle.verification import Verification, verify_bundle
from evidence.ledger import tree
from evidence.ledger.keys import Keys
from records.database import rows
from runtime import release
from runtime.subprocess_pool import SubprocessPool
from tests.api.looks import Noted
from tests.api.people import FORWARD, TEXT, People, Report
from tests.api.planted import PLANTED, traces, written
from tests.evidence.archive.forgetting import forget
from tests.evidence.bundle.test_exports import VALID

WHY = "Pemeriksaan berkala triwulan."
SEALED = re.compile(rb'"sealed": ?"')


async def fetched(report: Report, who: str = "auditor", **headers: str) -> Response:
    """The answer to somebody who asks for the bundle."""
    sent = await report.people.headers(who) | ({"Access-Reason": WHY} | headers)
    return await report.http.get(f"{report.url}/bundle", headers=sent)


async def bundle_of(report: Report) -> dict[str, bytes]:
    response = await fetched(report)
    assert response.status_code == 200, response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        return {name: file.read(name) for name in file.namelist()}


async def verified(services: Services, content: bytes, keys: bytes | None = None) -> Verification:
    """What an auditor is told at home."""
    return await services.subprocesses.run(
        verify_bundle, content, trusted_keys.parse_trusted_keys(keys) if keys else None
    )


@pytest.fixture(scope="module")
async def confirmed(people: People) -> Report:
    """A report full of marks that went straight to its end."""
    report = await people.submit(**PLANTED)
    marked = {name: PLANTED[name] for name in ("title", "text")}
    await report.decide("pusat", **FORWARD | marked)
    await report.decide("admin.kemenkes", "dispose", unit="layanan", **written("dispose"))
    noted = await report.decide("penghubung.kemenkes.layanan", "note", **written("note"))
    assert noted.status_code == 200, noted.text
    await report.decide("penghubung.kemenkes.layanan", "respond", final=True, **written("respond"))
    assert (await report.reply("confirm", rating=5, **written("confirm"))).status_code == 200
    return report


@pytest.fixture(scope="module")
async def still_open(people: People) -> Report:
    """A report that an agency works on."""
    report = await people.submit()
    await report.forward()
    return report


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the ledger take facts as soon as they are recorded."""
    monkeypatch.setattr(tree, "SETTLED", timedelta())


async def test_a_bundle_is_verified_at_home_by_the_published_keys(
    services: Services, http: AsyncClient, confirmed: Report
) -> None:
    response = await fetched(confirmed)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{confirmed.number}.zip"'
    keys = (await http.get("/v1/heads/keys")).content
    found = await verified(services, response.content, keys)
    assert (list(found.found), found.warnings, found.trust, found.exit_code) == ([], [], "trusted", 0)
    assert found.report == confirmed.number


async def test_who_asks_too_early_for_a_bundle_may_ask_again_soon(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_bundle, "PATIENCE", 1)
    response = await fetched(await people.submit())
    assert (response.status_code, response.json()["code"]) == (503, "not_logged_yet")
    assert response.headers["Retry-After"]


@pytest.mark.usefixtures("at_once")
async def test_a_report_that_is_open_is_bundled_as_it_is_so_far(
    services: Services, still_open: Report
) -> None:
    first = await fetched(still_open)
    assert (await verified(services, first.content)).exit_code == 0
    await still_open.decide("admin.kemenkes", "dispose", unit="layanan")
    later = await fetched(still_open)
    assert (await verified(services, later.content)).exit_code == 0
    facts = [
        json.loads(zipfile.ZipFile(io.BytesIO(each.content)).read("facts.json")) for each in (first, later)
    ]
    assert [len(each) for each in facts] == [2, 3]
    assert facts[1][:2] == facts[0]


@pytest.mark.usefixtures("at_once")
async def test_a_bundle_says_what_it_is_of_and_what_made_it(http: AsyncClient, confirmed: Report) -> None:
    members = await bundle_of(confirmed)
    manifest = Manifest.read(members["manifest.json"])
    assert manifest.report == confirmed.number
    assert (manifest.code.version, manifest.code.commit) == (release.VERSION, release.COMMIT)
    assert set(manifest.members) == set(members) - {"manifest.json", "manifest.sig"}
    heads = Heads.read(members["heads.json"])
    assert heads.keys == Keys.read((await http.get("/v1/heads/keys")).content)
    published = (await http.get(f"/v1/heads/{heads.heads[-1].size}")).json()
    assert published == heads.heads[-1].wire()


async def test_nothing_that_anybody_wrote_leaves_in_a_bundle_not_even_sealed(confirmed: Report) -> None:
    members = await bundle_of(confirmed)
    plain = {name: zlib.decompress(each) if name.endswith(".z") else each for name, each in members.items()}
    assert traces(*plain.values()) == []
    for name, content in plain.items():
        assert not SEALED.search(content), name
    people = [b"Ratna", b"Cut Nurhaliza", b"pusat@", b"Dinas Pelayanan"]
    assert [each for each in people for content in plain.values() if each in content] == []


@pytest.mark.usefixtures("at_once")
async def test_a_bundle_is_made_of_the_archive_once_the_engine_has_forgotten(
    services: Services, people: People
) -> None:
    report = await people.submit()
    await report.decide("pusat", **FORWARD)
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await report.reply("confirm", rating=4)
    await services.client.get_workflow_handle(report.number).result()
    await sealed(services, report.number)
    await forget(services.client, report.number)
    response = await fetched(report)
    assert response.status_code == 200, response.text
    assert (await verified(services, response.content)).exit_code == 0


async def sealed(services: Services, number: str) -> None:
    """Waits until the report's gap in the archive is filled, here and now."""
    found = await rows(services.pool, "select asked from archive_gaps where report = %s", [number])
    gap = Gap(number, found[0]["asked"] if found else 1)
    assert (
        await ReportArchiver(services.client, services.pool, services.store, services.subprocesses).fill(gap)
        is None
    )


def for_ever(*_: Any) -> None:
    """As what follows a history that comes to no end."""
    time.sleep(3600)


@pytest.mark.usefixtures("at_once")
async def test_no_bundle_is_made_of_a_history_that_comes_to_no_end(
    app: FastAPI, services: Services, still_open: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(SubprocessPool(patience=5)) as subprocesses, monkeypatch.context() as patch:
        patch.setitem(app.state._state, "services", replace(services, subprocesses=subprocesses))
        patch.setattr(make_bundle, "_facts", for_ever)
        response = await fetched(still_open)
    assert (response.status_code, response.json()["code"]) == (409, "history_unfollowable")
    assert (await fetched(still_open)).status_code == 200


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("pusat", 403, "not_allowed"),
        ("pimpinan.pusat", 403, "not_allowed"),
        ("admin.kemenkes", 403, "not_allowed"),
        ("admin.pemprov-aceh", 404, "not_found"),
    ],
)
async def test_only_auditors_take_bundles_along(
    still_open: Report, noted: Noted, who: str, status: int, code: str
) -> None:
    response = await fetched(still_open, who)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await noted.later() == []


@pytest.mark.usefixtures("at_once")
async def test_whoever_takes_a_bundle_along_says_why_and_is_noted(still_open: Report, noted: Noted) -> None:
    for reason in ("", "singkat"):
        response = await fetched(still_open, **{"Access-Reason": reason})
        assert (response.status_code, response.json()["code"]) == (422, "malformed")
        assert response.json()["errors"][0]["field"] == "Access-Reason"
    headers = await still_open.people.headers("auditor")
    assert (await still_open.http.get(f"{still_open.url}/bundle", headers=headers)).status_code == 422
    assert await noted.later() == []
    assert (await fetched(still_open)).status_code == 200
    (entry,) = await noted.later()
    assert (entry.act, entry.reports, entry.reason) == ("audit_bundle", [still_open.number], WHY)


@pytest.mark.usefixtures("at_once")
async def test_no_bundle_is_signed_of_a_record_that_says_otherwise(
    services: Services, people: People
) -> None:
    report = await people.submit()
    await report.forward()
    await rows(services.pool, "update reports set category = 'energi' where report = %s", [report.number])
    response = await fetched(report)
    assert (response.status_code, response.json()["code"]) == (409, "not_provable")
    assert response.json()["found"] == [{"where": "record.json", "what": "differs: " + different(report)}]


@pytest.mark.usefixtures("at_once")
async def test_a_bundle_that_would_be_too_large_is_not_made(
    services: Services, still_open: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        services.subprocesses, "run", asyncio.to_thread
    )  # in this process, which has other limits
    monkeypatch.setattr(strict, "SIZE", 1_000)
    response = await fetched(still_open)
    assert (response.status_code, response.json()["code"]) == (409, "bundle_too_large")
    assert "of which 1000 are allowed" in response.json()["detail"]


def different(report: Report) -> str:
    return f"{report.number} row different (category)"


@pytest.mark.parametrize("who", ["auditor", "pusat", "pimpinan.pusat"])
async def test_exports_are_to_the_byte_as_in_the_bundle(confirmed: Report, who: str) -> None:
    members = await bundle_of(confirmed)
    for name in ("ocel", "prov"):
        response = await confirmed.get(who, "/export", format=name)
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"] == "application/json"
        assert response.content == members[f"{name}.json"]


async def test_facts_that_were_tampered_with_are_not_exported(services: Services, people: People) -> None:
    report = await people.submit()
    await report.forward()
    async with services.pool.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        change = "update recorded_facts set data = data || %s where report = %s and number = 2"
        await connection.execute(change, [Jsonb({"agency": "pemprov-aceh"}), report.number])
    answer = await report.get("auditor", "/export", format="ocel")
    assert (answer.status_code, answer.json()["code"]) == (500, "record_broken")


async def test_an_export_of_a_report_that_is_open_is_an_event_log(still_open: Report, noted: Noted) -> None:
    log: Any = (await still_open.get("auditor", "/export", format="ocel")).json()
    assert isinstance(VALID, jsonschema_rs.Draft7Validator)
    assert VALID.is_valid(log)
    assert [event["type"] for event in log["events"]][:2] == ["submitted", "forwarded"]
    assert [(entry.act, entry.reports) for entry in await noted.later()] == [("export", [still_open.number])]


@pytest.mark.parametrize(
    ("who", "params", "status", "code"),
    [
        ("admin.kemenkes", {"format": "ocel"}, 403, "not_allowed"),
        ("admin.pemprov-aceh", {"format": "ocel"}, 404, "not_found"),
        ("auditor", {"format": "xes"}, 422, "malformed"),
        ("auditor", {}, 422, "malformed"),
    ],
)
async def test_exports_that_are_not_given(
    still_open: Report, who: str, params: dict[str, str], status: int, code: str
) -> None:
    response = await still_open.get(who, "/export", **params)
    assert (response.status_code, response.json()["code"]) == (status, code)
