"""Officers, units and agencies come and go: open tasks don't stay behind with nobody."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from temporalio.client import Client

import worker
from activities.vacancies import VacanciesActivity
from api.services import Services
from records.database import pool_of, rows
from records.directory import accounts, vacancies
from records.directory.load import load_directory
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from runtime.singleton_workflows import VACANCIES, ensure_running
from tests.api.conftest import PASSWORD
from tests.api.people import REASON, TEXT, People, Report
from tests.api.stuck import stuck
from tests.logged import logged

HEADER = "type,agency,unit,username,name,role,region,approval,email,active\n"
UNIT_OFFICER = "penghubung.kemenkes.layanan"
NEW = """agency,kota,,,Pemerintah Kota,,ID-JB,,,
unit,kota,dinkes,,Dinas Kesehatan,,,,,
account,kota,,admin.kota,Admin Kota,agency_admin,,,,
account,kota,,admin.kota.dua,Admin Kota Dua,agency_admin,,,,
account,kota,,pimpinan.kota,Pimpinan Kota,supervisor,,,,
account,kota,dinkes,asep,Asep,liaison_officer,,,,
agency,kosong,,,Tanpa Admin,,ID-JB,,,
agency,setuju,,,Tanpa Pimpinan,,ID-JB,ya,,
account,setuju,,admin.setuju,Admin Setuju,agency_admin,,,,
unit,kota,sepi,,Unit Tanpa Pejabat,,,,,
"""

SUPERVISED = """agency,awas,,,Dengan Persetujuan,,ID-JB,ya,,
account,awas,,admin.awas,Admin Awas,agency_admin,,,,
account,awas,,pimpinan.awas,Pimpinan Awas,supervisor,,,,
"""


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A queue with a worker that looks for vacancies too."""
    await prepare_database(settings)
    name = f"vacancies-{secrets.token_hex(4)}"
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        finder = VacanciesActivity(settings.database_url, pool, temporal_client)
        async with worker.build(temporal_client, pool, keys, vacancies=finder, task_queue=name):
            standing = await ensure_running(temporal_client, VACANCIES, task_queue=name)
            yield name
            await standing.terminate("the tests are over")


@pytest.fixture(scope="module", autouse=True)
async def towns(services: Services) -> None:
    """A town with two admins, an agency without any, and one that wants approval without a supervisor."""
    await loaded(services, NEW)
    for line in NEW.splitlines():
        if line.startswith("account"):
            await accounts.change_password(services.pool, line.split(",")[3], PASSWORD)
    await services.directory.refresh()


async def loaded(services: Services, lines: str) -> None:
    await load_directory(services.pool, HEADER + lines)
    await services.directory.refresh()


@asynccontextmanager
async def disabled(services: Services, *usernames: str) -> AsyncIterator[None]:
    for name in usernames:
        await accounts.disable_account(services.pool, name)
    await services.directory.refresh()
    try:
        yield
    finally:
        for name in usernames:
            await accounts.enable_account(services.pool, name)
        await services.directory.refresh()


async def at_unit(people: People, agency: str = "kemenkes", unit: str = "layanan", **form: Any) -> Report:
    report = await people.submit(**form)
    assert (await report.forward(agency=agency)).status_code == 200
    disposed = await report.decide(f"admin.{agency}", "dispose", unit=unit)
    assert disposed.status_code == 200, disposed.text
    return report


async def found_in(report: Report, many: int = 1) -> dict[str, Any]:
    """The last fact that a vacancy was found, once there are so many. A busy API may answer 503: then
    it is asked again, as by any client."""
    async with asyncio.timeout(20):
        while True:
            answer = await report.get("auditor", "/facts")
            assert answer.status_code in (200, 503), answer.text
            facts: list[dict[str, Any]] = answer.json().get("items", [])
            told = [each for each in facts if each["kind"] == "vacancy_found" and "task" in each["data"]]
            if len(told) >= many:
                assert len(told) == many
                return told[-1]
            await asyncio.sleep(0.1)


async def mine(people: People, who: str, **params: str) -> dict[str, dict[str, Any]]:
    answer = await people.get(who, "/v1/tasks", limit=200, **params)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["items"]}


async def alarms(people: People) -> list[dict[str, Any]]:
    told = (await people.http.get("/readyz")).json()["alarms"]
    return [each for each in told if each["code"] == "vacancies"]


async def test_when_a_units_only_officer_is_disabled_it_is_told_at_once_once_and_everywhere(
    people: People, services: Services
) -> None:
    report = await at_unit(people)
    async with disabled(services, UNIT_OFFICER):
        told = (await found_in(report))["data"]
        assert (told["task"], told["because"], told["unit"]) == (report.task, "nobody_in_office", "layanan")
        state = (await report.get("pimpinan.kemenkes")).json()
        assert state["task"]["vacancy"] == "nobody_in_office"
        team = await mine(people, "pimpinan.kemenkes", scope="team")
        assert team[str(report.task)]["vacancy"] == "nobody_in_office"
        listed = (await people.get("pimpinan.kemenkes", "/v1/reports")).json()["items"]
        assert {each["tracking_number"]: each["task"]["vacancy"] for each in listed if each["task"]}[
            report.number
        ] == "nobody_in_office"
        (alarm,) = await alarms(people)
        office = {"role": "liaison_officer", "agency": "kemenkes", "unit": "layanan"}
        assert office.items() <= alarm["offices"][0].items()
        letters = "select recipient from messages where report = %s and template = 'vacancy_found'"
        recipients = {row["recipient"] for row in await rows(services.pool, letters, [report.number])}
        names = {account.username for id_ in recipients if (account := services.directory.account(id_))}
        assert names == {"pimpinan.kemenkes", "pusat"}
        for _ in range(3):
            await vacancies.refresh_vacancies(services.pool)
        assert len(await vacancies.untold_vacancies(services.pool, 10)) == 0
        await found_in(report)
    async with asyncio.timeout(20):
        while await alarms(people):
            await asyncio.sleep(0.1)
    async with disabled(services, UNIT_OFFICER):
        await found_in(report, many=2)


async def test_a_report_that_does_not_answer_keeps_no_other_from_hearing(
    people: People, services: Services, temporal_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.vacancies.PATIENCE", 1.0)
    mute, heard = await at_unit(people), await at_unit(people)
    await stuck(temporal_client, mute)
    with logged() as log:
        async with disabled(services, UNIT_OFFICER):
            await found_in(heard)
            async with asyncio.timeout(20):
                while not log.of("vacancy not told"):
                    await asyncio.sleep(0.1)
    (line, *_) = log.of("vacancy not told")
    assert (line["report"], line["cause"]) == (mute.number, "no_answer")
    tried = await rows(
        services.pool, "select attempts, error from vacancies where report = %s", [mute.number]
    )
    assert tried[0]["attempts"] >= 1
    described = await temporal_client.get_workflow_handle(VACANCIES).describe()
    (shift,) = described.raw_description.pending_activities
    assert shift.attempt == 1
    await temporal_client.get_workflow_handle(mute.number).terminate()  # or it holds up the tests that follow


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("unit,kota,dinkes,,Dinas Kesehatan,,,,,no\n", "unit_inactive"),
        ("agency,kota,,,Pemerintah Kota,,ID-JB,,,no\n", "agency_inactive"),
    ],
)
async def test_a_unit_or_agency_deactivated_by_a_load_is_told_and_may_be_recalled(
    people: People, services: Services, line: str, because: str
) -> None:
    report = await at_unit(people, "kota", "dinkes")
    early = await report.decide("pusat", "recall", reason=REASON)
    assert (early.status_code, early.json()["code"]) == (422, "holder_in_office")
    await loaded(services, line)
    try:
        assert (await found_in(report))["data"]["because"] == because
        recalled = await report.decide("pusat", "recall", reason=REASON)
        assert recalled.status_code == 200, recalled.text
        state = recalled.json()
        assert (state["stage"], state["hops"]) == ("central_verification", 0)
        assert (await report.facts())[-1]["data"]["vacancy"] == because
        assert (await report.forward()).status_code == 200
    finally:
        await loaded(services, line.replace(",no\n", ",yes\n"))


async def test_disabling_over_http_answers_which_open_tasks_lose_their_last_person(
    people: People, services: Services
) -> None:
    report = await at_unit(people, confidential=True)
    headers = await people.headers("pusat")
    url = f"/v1/accounts/{UNIT_OFFICER}/disable"
    try:
        disabled = await people.http.post(url, headers=headers)
        told = disabled.json()
        assert disabled.status_code == 200, disabled.text
        assert told["tasks"] == len(told["vacated"])
        assert {each["id"]: each["vacancy"] for each in told["vacated"]}[report.task] == "nobody_in_office"
        noted = "select 1 as noted from accesses where act = 'read_confidential' and %s = any(reports)"
        assert await rows(services.pool, noted, [report.number]), "a confidential report was named"
        assert (await people.http.post(url, headers=headers)).status_code == 204
    finally:
        await accounts.enable_account(services.pool, UNIT_OFFICER)
        await services.directory.refresh()


async def test_an_answer_that_waits_for_a_supervisor_who_is_gone_may_be_recalled(
    people: People, services: Services
) -> None:
    await loaded(services, SUPERVISED)
    for name in ("admin.awas", "pimpinan.awas"):
        await accounts.change_password(services.pool, name, PASSWORD)
    await services.directory.refresh()
    report = await people.submit()
    assert (await report.forward(agency="awas")).status_code == 200
    drafted = await report.decide("admin.awas", "respond", text=TEXT, final=True)
    assert drafted.json()["stage"] == "approval", drafted.text
    async with disabled(services, "pimpinan.awas"):
        told = (await found_in(report))["data"]
        assert (told["role"], told["because"]) == ("supervisor", "nobody_in_office")
        recalled = await report.decide("pusat", "recall", reason=REASON)
        assert (recalled.status_code, recalled.json()["stage"]) == (200, "central_verification")


async def test_a_task_that_comes_back_to_an_office_that_was_left_meanwhile_is_told_too(
    people: People, services: Services
) -> None:
    report = await at_unit(people)
    asked = await report.decide(UNIT_OFFICER, "ask_reporter", question=TEXT)
    assert asked.status_code == 200, asked.text
    async with disabled(services, UNIT_OFFICER):
        assert not [each for each in await report.facts() if each["kind"] == "vacancy_found"]
        assert (await report.reply("complete", text=TEXT)).status_code == 200
        assert (await found_in(report))["data"]["unit"] == "layanan"


async def test_a_task_of_an_officer_who_was_disabled_is_their_colleagues(
    people: People, services: Services
) -> None:
    report = await people.submit()
    await report.forward(agency="kota")
    given = await report.decide("pimpinan.kota", "reassign", to="admin.kota.dua")
    assert given.status_code == 200, given.text
    assert report.task not in await mine(people, "admin.kota")
    kept = await report.decide("admin.kota", "dispose", unit="dinkes")
    assert (kept.status_code, kept.json()["code"]) == (403, "not_allowed")
    async with disabled(services, "admin.kota.dua"):
        assert (await mine(people, "admin.kota"))[str(report.task)]["officer_gone"] is True
        stood = await report.decide("admin.kota", "dispose", "key-of-their-own", unit="dinkes")
        assert stood.status_code == 200, stood.text
        fact = (await report.facts())[-1]
        assert fact["kind"] == "disposed"
        assert fact["data"]["instead_of"] == given.json()["task"]["officer"]


async def test_an_officer_who_moved_to_another_agency_takes_no_task_along(
    people: People, services: Services
) -> None:
    report = await people.submit()
    await report.forward(agency="kota")
    await report.decide("pimpinan.kota", "reassign", to="admin.kota.dua")
    task = str(report.task)
    await loaded(services, "account,kemenkes,,admin.kota.dua,Admin Kota Dua,agency_admin,,,,\n")
    try:
        assert task in await mine(people, "admin.kota")
        assert task not in await mine(people, "admin.kota.dua")
        remark = await report.reply("remark", text=TEXT)
        assert remark.status_code == 200
        letters = "select recipient from messages where report = %s and template = 'remarked'"
        recipients = [row["recipient"] for row in await rows(services.pool, letters, [report.number])]
        assert [services.directory.account(each).username for each in recipients] == ["admin.kota"]  # type: ignore[union-attr]  # they are there
        report.task = task
        later = await report.http.post(
            f"{report.url}/decisions",
            json={"task": task, "decision": {"kind": "respond", "text": TEXT, "final": True}},
            headers=await people.headers("admin.kota") | {"Prefer": "respond-async"},
        )
        assert later.status_code == 202, later.text
        async with asyncio.timeout(10):
            while (await report.facts())[-1]["kind"] != "responded":
                await asyncio.sleep(0.1)
        assert "instead_of" in (await report.facts())[-1]["data"]
    finally:
        await loaded(services, "account,kota,,admin.kota.dua,Admin Kota Dua,agency_admin,,,,\n")


@pytest.mark.parametrize(("agency", "role"), [("kosong", "agency_admin"), ("setuju", "supervisor")])
async def test_a_report_is_not_forwarded_to_where_nobody_could_handle_it(
    people: People, agency: str, role: str
) -> None:
    report = await people.submit()
    refused = await report.forward(agency=agency)
    assert (refused.status_code, refused.json()["code"]) == (422, "nobody_in_office")
    assert (refused.json()["role"], refused.json()["agency"]) == (role, agency)


async def test_a_report_is_not_disposed_or_reassigned_to_a_unit_without_officers(people: People) -> None:
    report = await people.submit()
    await report.forward(agency="kota")
    refused = await report.decide("admin.kota", "dispose", unit="sepi")
    assert (refused.status_code, refused.json()["code"]) == (422, "nobody_in_office")
    await report.decide("admin.kota", "dispose", unit="dinkes")
    refused = await report.decide("pimpinan.kota", "reassign", to="sepi")
    assert (refused.status_code, refused.json()["code"]) == (422, "nobody_in_office")


async def test_supervisors_and_an_agencys_admin_see_the_teams_worklist_and_nobody_else(
    people: People,
) -> None:
    unit, admins = await at_unit(people), await people.submit()
    await admins.forward()
    centre = await people.submit()
    team = await mine(people, "pimpinan.kemenkes", scope="team")
    assert {str(unit.task), str(admins.task)} <= team.keys()
    assert {each["agency"] for each in team.values()} == {"kemenkes"}
    async with asyncio.timeout(10):
        while str(centre.task) not in await mine(people, "pimpinan.pusat", scope="team"):
            await asyncio.sleep(0.1)  # what was submitted just now reaches the lists in a moment
    assert str(unit.task) not in await mine(people, "pimpinan.pemprov-aceh", scope="team")
    assert {str(unit.task), str(admins.task)} <= (await mine(people, "admin.kemenkes", scope="team")).keys()
    for who in ("pusat", "auditor"):
        refused = await people.get(who, "/v1/tasks", scope="team")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_auditors_see_what_an_agency_and_unit_were_called_then(
    people: People, services: Services
) -> None:
    report = await at_unit(people, "kota", "dinkes")
    await loaded(services, "agency,kota,,,Kota Baru,,ID-JB,,,\nunit,kota,dinkes,,Dinkes Baru,,,,,\n")
    state = (await report.get("auditor", source="live")).json()
    assert (state["agency_name"], state["agency_name_then"]) == ("Kota Baru", "Pemerintah Kota")
    assert (state["unit_name"], state["unit_name_then"]) == ("Dinkes Baru", "Dinas Kesehatan")
    forwarded = next(each for each in await report.facts() if each["kind"] == "forwarded")
    assert forwarded["data"]["profile"]["name"] == "Pemerintah Kota"
    then = (await report.get("auditor", at="3")).json()
    assert then["unit_name_then"] == "Dinas Kesehatan"
    assert "vacancy" not in then["task"], "who is in office now says nothing of then"
