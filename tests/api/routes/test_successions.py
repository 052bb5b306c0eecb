"""Acts that rename, merge and abolish over HTTP: who may, what is refused, and what becomes of reports."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio.client import Client

from api.services import Services
from records.directory.load import load_directory
from runtime.settings import Settings
from tests import alone
from tests.api.looks import Noted
from tests.api.people import People, Report
from tests.api.succeeding import AGENCIES, MERGER, enact, finished, preview, succession_worker

temporal_client = alone.temporal_client  # whose workflow of acts is on the queue of this file


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that moves reports without rests."""
    async with succession_worker(settings, temporal_client) as name:
        yield name


@pytest.fixture(autouse=True, scope="module")
async def agencies(services: Services) -> None:
    await load_directory(services.pool, AGENCIES)
    await services.directory.refresh()


@pytest.fixture(scope="module")
async def reports(people: People, agencies: None) -> list[Report]:
    """Two that the agency `lama` holds."""
    made = [await people.submit(), await people.submit(confidential=True)]
    for each in made:
        assert (await each.forward(agency="lama")).status_code == 200
    return [await each.recorded() for each in made]


async def test_an_act_is_previewed_entered_once_and_followed_to_its_end(
    people: People, reports: list[Report], noted: Noted
) -> None:
    foreseen = (await preview(people, MERGER)).json()
    assert foreseen["open"] == 2
    assert foreseen["held"] == [{"unit": None, "stage": "agency_verification", "reports": 2}]
    assert {each["username"] for each in foreseen["accounts"]} == {"admin.lama", "petugas.lama"}
    assert (foreseen["zone_before"], foreseen["zone_after"]) == ("Asia/Jayapura", "Asia/Jakarta")
    assert foreseen["clocks"]
    assert foreseen["moves"] == [], "an operator reads no report"
    by_centre = (await preview(people, MERGER, "pusat")).json()
    numbers = {each.number for each in reports}
    assert {each["tracking_number"] for each in by_centre["moves"]} == numbers
    assert by_centre["digest"] == foreseen["digest"]

    entered = await enact(people, MERGER, expected=foreseen["digest"])
    assert entered.status_code == 201, entered.text
    act = entered.json()
    assert entered.headers["Location"] == f"/v1/successions/{act['id']}"
    done = await finished(people, act["id"])
    assert (done["total"], done["transferred"], done["reasons"]) == (2, 2, {})
    for each in reports:
        state = (await each.get("auditor", source="live")).json()
        assert (state["agency"], state["stage"]) == ("baru", "agency_verification")
        assert [fact["kind"] for fact in await each.facts()].count("transferred") == 1

    again = await enact(people, MERGER, expected="0" * 64)
    assert (again.status_code, again.json()["id"]) == (200, act["id"])
    other = await enact(people, MERGER | {"units": {}})
    assert (other.status_code, other.json()["code"]) == (409, "succession_known")
    await noted.later()
    await require_told_to_whom_it_concerns(people, act["id"], numbers)
    looked = {(who, number) for who, _act, of in await noted.acts() for number in of}
    assert looked == {("auditor", reports[1].number)}, "of confidential reports that is noted"


async def require_told_to_whom_it_concerns(people: People, id_: int, numbers: set[str]) -> None:
    """Numbers go to whoever reads all reports; the act also to operators and both agencies."""
    path = f"/v1/successions/{id_}"
    listed = (await people.get("auditor", f"{path}/reports", outcome="transferred")).json()["items"]
    assert {each["tracking_number"] for each in listed} == numbers
    assert (await people.get("auditor", f"{path}/reports", outcome="failing")).json()["items"] == []
    first = (await people.get("auditor", f"{path}/reports", limit=1)).json()
    rest = (await people.get("auditor", f"{path}/reports", limit=1, after=first["next"])).json()
    assert [each["tracking_number"] for each in first["items"] + rest["items"]] == sorted(numbers)
    assert (await people.get("operator", f"{path}/reports")).status_code == 403
    for who in ("operator", "pimpinan.pusat", "auditor"):
        items = (await people.get(who, "/v1/successions")).json()["items"]
        assert [each["number"] for each in items] == [MERGER["number"]], who
    for who in ("admin.kemenkes", "penghubung.pemprov-aceh.umum"):
        assert (await people.get(who, "/v1/successions")).json()["items"] == []
        missing = await people.get(who, path)
        assert (missing.status_code, missing.json()["code"]) == (404, "unknown_succession")


async def test_a_renaming_moves_no_report_and_the_old_name_still_finds_it(people: People) -> None:
    report = await people.submit()
    assert (await report.forward(agency="ganti")).status_code == 200
    await report.recorded()
    renaming = {
        "kind": "rename",
        "number": "PERDA 2/2026",
        "effective_on": "2026-01-05",
        "agency": "ganti",
        "name": "Dinas Bernama Baru",
    }
    foreseen = (await preview(people, renaming)).json()
    assert (foreseen["open"], foreseen["name_now"]) == (1, "Dinas Bernama Lama")
    assert foreseen["accounts"] == foreseen["clocks"] == foreseen["vacant"] == []
    act = (await enact(people, renaming)).json()
    assert (act["kind"], act["state"], act["total"]) == ("rename", "finished", 0)
    assert (act["old_name"], act["name"]) == ("Dinas Bernama Lama", "Dinas Bernama Baru")
    found = (await people.http.get("/v1/agencies", params={"q": "bernama lama"})).json()["items"]
    assert [(each["name"], each["former_names"]) for each in found] == [
        ("Dinas Bernama Baru", ["Dinas Bernama Lama"])
    ]
    state = (await report.get("pusat")).json()
    assert (state["agency_name"], state["agency_name_then"]) == ("Dinas Bernama Baru", "Dinas Bernama Lama")
    same = await enact(people, renaming | {"number": "PERDA 3/2026"})
    assert (same.status_code, same.json()["code"]) == (422, "succession_same_name")


async def test_what_changed_since_the_preview_keeps_it_from_being_done(
    people: People, services: Services
) -> None:
    act = {"kind": "abolish", "number": "PERDA 4/2026", "effective_on": "2026-01-05", "agency": "ganti"}
    seen = (await preview(people, act)).json()["digest"]
    await load_directory(services.pool, "type,agency,unit,name\nunit,ganti,tiga,Bidang Tiga\n")
    late = await enact(people, act, expected=seen)
    assert (late.status_code, late.json()["code"]) == (409, "succession_changed")
    assert (await people.get("operator", "/v1/agencies", q="ganti")).json()["items"][0]["active"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "rename"}, "name"),
        ({"into": None}, "into"),
        ({"kind": "abolish"}, "into"),
        ({"kind": "abolish", "into": None}, "units"),
        ({"unit": "satu"}, "units"),
        ({"name": "Baru"}, "name"),
        ({"number": "dua\nbaris"}, "number"),
        ({"effective_on": "kemarin"}, "effective_on"),
        ({"units": {"SATU": "satu"}}, "units.SATU.?"),
    ],
)
async def test_what_an_act_can_not_say_is_named(people: People, changed: dict[str, Any], field: str) -> None:
    refused = await preview(people, MERGER | {"number": "X/1"} | changed)
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"agency": "tiada"}, "unknown_agency"),
        ({"into": "tiada"}, "unknown_agency"),
        ({"agency": "baru"}, "succession_same"),
        ({"units": {"satu": "tiada"}}, "unknown_unit"),
        ({"effective_on": "2999-01-01"}, "succession_ahead"),
    ],
)
async def test_an_act_that_can_not_be_is_refused(people: People, changed: dict[str, Any], code: str) -> None:
    refused = await preview(people, MERGER | {"number": "X/1"} | changed)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.parametrize("who", ["auditor", "pimpinan.pusat", "admin.kemenkes", "penghubung.kemenkes.umum"])
async def test_others_enter_none(people: People, who: str) -> None:
    for answer in (await preview(people, MERGER, who), await enact(people, MERGER, who, "0" * 64)):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
