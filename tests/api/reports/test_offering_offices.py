"""What is offered where officers come and go: only places with somebody in office are there to choose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.services import Services
from records.directory import accounts
from records.directory.load import load_directory
from tests.api.conftest import PASSWORD
from tests.api.offers import filled_in, offered, send
from tests.api.people import REASON, People, Report

LINES = """type,agency,unit,username,name,role,region,approval,email,active
agency,kota,,,Pemerintah Kota,,ID-JB,,,
unit,kota,dinkes,,Dinas Kesehatan,,,,,
unit,kota,sepi,,Unit Tanpa Pejabat,,,,,
account,kota,,admin.kota,Admin Kota,agency_admin,,,,
account,kota,,admin.kota.dua,Admin Kota Dua,agency_admin,,,,
account,kota,,pimpinan.kota,Pimpinan Kota,supervisor,,,,
account,kota,dinkes,asep,Asep,liaison_officer,,,,
agency,kosong,,,Tanpa Admin,,ID-JB,,,
agency,setuju,,,Tanpa Pimpinan,,ID-JB,ya,,
account,setuju,,admin.setuju,Admin Setuju,agency_admin,,,,
"""
STAFF = ("admin.kota", "admin.kota.dua", "pimpinan.kota", "asep")


@pytest.fixture(scope="module", autouse=True)
async def town(services: Services) -> None:
    await load_directory(services.pool, LINES)
    for name in STAFF:
        await accounts.change_password(services.pool, name, PASSWORD)
    await services.directory.refresh()


@asynccontextmanager
async def disabled(services: Services, username: str) -> AsyncIterator[None]:
    await accounts.disable_account(services.pool, username)
    await services.directory.refresh()
    yield
    await accounts.enable_account(services.pool, username)
    await services.directory.refresh()


async def decision(report: Report, who: str, kind: str) -> dict[str, Any] | None:
    told = await offered(report, who)
    return next((each for each in told["decisions"] if each["kind"] == kind), None)


def choices(decision: dict[str, Any] | None, field: str) -> set[str]:
    assert decision is not None
    return {
        choice["value"] for each in decision["fields"] if each["name"] == field for choice in each["choices"]
    }


async def at_town(people: People) -> Report:
    report = await people.submit()
    assert (await report.forward(agency="kota")).status_code == 200
    return report


async def test_a_report_goes_where_somebody_can_handle_it(people: People) -> None:
    report = await people.submit()
    agencies = choices(await decision(report, "pusat", "forward"), "agency")
    assert {"kota", "kemenkes"} <= agencies
    assert not {"kosong", "setuju"} & agencies
    report = await at_town(people)
    assert choices(await decision(report, "admin.kota", "dispose"), "unit") == {"dinkes"}


async def test_where_there_is_no_unit_to_choose_disposing_is_not_offered(
    people: People, services: Services
) -> None:
    report = await at_town(people)
    async with disabled(services, "asep"):
        told = await offered(report, "admin.kota")
        assert "dispose" not in [each["kind"] for each in told["decisions"]]
        withheld = next(each for each in told["unavailable"] if each["kind"] == "dispose")
        assert withheld["code"] == "nobody_in_office"
        body = {"task": report.task, "decision": {"kind": "dispose", "unit": "dinkes"}}
        foreseen = await send(report, "admin.kota", body, preview=True)
        assert (foreseen.status_code, foreseen.json()["code"]) == (422, "nobody_in_office")


async def test_a_task_goes_to_another_officer_and_falls_to_the_others_once_that_one_is_gone(
    people: People, services: Services
) -> None:
    report = await at_town(people)
    reassign = await decision(report, "pimpinan.kota", "reassign")
    assert choices(reassign, "to") == {"admin.kota", "admin.kota.dua"}
    assert reassign is not None
    done = await send(report, "pimpinan.kota", filled_in(reassign, to="admin.kota.dua"), preview=False)
    report.task = done.json()["task"]["id"]
    assert choices(await decision(report, "pimpinan.kota", "reassign"), "to") == {"admin.kota"}
    assert [each["kind"] for each in (await offered(report, "admin.kota"))["decisions"]] == ["note"]
    body = {"task": report.task, "decision": {"kind": "dispose", "unit": "dinkes"}}
    assert (await send(report, "admin.kota", body, preview=True)).json()["code"] == "not_allowed"
    async with disabled(services, "admin.kota.dua"):
        assert choices(await decision(report, "admin.kota", "dispose"), "unit") == {"dinkes"}
        foreseen = await send(report, "admin.kota", body, preview=True)
        assert (foreseen.status_code, foreseen.json()["after"]["stage"]) == (200, "follow_up")


async def test_recalling_is_offered_while_nobody_is_in_office(people: People, services: Services) -> None:
    report = await at_town(people)
    assert (await report.decide("admin.kota", "dispose", unit="dinkes")).status_code == 200
    assert await decision(report, "pusat", "recall") is None
    async with disabled(services, "asep"):
        recall = await decision(report, "pusat", "recall")
        assert recall is not None
        body = filled_in(recall, reason=REASON)
        foreseen = (await send(report, "pusat", body, preview=True)).json()
        assert foreseen["after"]["stage"] == "central_verification"
