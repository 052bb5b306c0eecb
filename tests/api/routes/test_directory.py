"""The directory over HTTP: who may change what, previews, one-time passwords, files, history."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from api.services import Services
from records.database import rows
from records.directory.accounts import authenticate
from records.directory.load import load_directory
from tests.api.people import People

OFFICER = "penghubung.kemenkes.umum"
HELD = {"name": "Agus Setiawan", "role": "liaison_officer", "agency": "kemenkes", "unit": "umum"}


@pytest.fixture(autouse=True)
async def restored(services: Services) -> AsyncIterator[None]:
    """Afterwards the officer is as the demo has them."""
    yield
    text = f"type,username,name,role,agency,unit,active\naccount,{OFFICER},{','.join(HELD.values())},ya\n"
    await load_directory(services.pool, text)
    await services.directory.refresh()


async def put(people: People, who: str, path: str, body: dict[str, Any], **query: Any) -> Response:
    url = f"/v1/directory/{path}"
    return await people.http.put(url, json=body, params=query, headers=await people.headers(who))


@pytest.mark.parametrize(
    "who", ["auditor", "pimpinan.pusat", "pimpinan.kemenkes", "penghubung.kemenkes.umum"]
)
async def test_others_see_and_change_nothing(people: People, who: str) -> None:
    for path in ("accounts", f"accounts/{OFFICER}", "changes", "file"):
        assert (await people.get(who, f"/v1/directory/{path}")).status_code == 403, path
    assert (await put(people, who, f"accounts/{OFFICER}", HELD)).status_code == 403


async def test_accounts_are_found_by_words_agency_role_and_state_page_by_page(people: People) -> None:
    first = (await people.get("operator", "/v1/directory/accounts", limit=10)).json()
    rest = (await people.get("operator", "/v1/directory/accounts", limit=10, after=first["next"])).json()
    names = [each["username"] for each in first["items"] + rest["items"]]
    assert names == sorted(set(names))
    assert len(names) == 16
    query = {"q": "AGUS umum", "agency": "kemenkes", "role": "liaison_officer", "active": True}
    found = (await people.get("operator", "/v1/directory/accounts", **query)).json()["items"]
    assert [each["username"] for each in found] == [OFFICER]
    own = (await people.get("admin.kemenkes", "/v1/directory/accounts")).json()["items"]
    assert {each["agency"] for each in own} == {"kemenkes"}
    assert {each["username"] for each in own if each["may_change"]} == {
        "penghubung.kemenkes.layanan", OFFICER,
    }  # fmt: skip


# By who changes: the account, what it becomes, and the status.
CHANGES: list[tuple[str, str, dict[str, Any], int]] = [
    ("operator", OFFICER, {}, 200),
    ("pusat", OFFICER, {}, 200),
    ("admin.kemenkes", OFFICER, {}, 200),
    ("admin.kemenkes", "baru.kemenkes", {}, 200),
    ("admin.kemenkes", OFFICER, {"agency": "pemprov-aceh"}, 403),
    ("admin.kemenkes", OFFICER, {"role": "agency_admin", "unit": None}, 403),
    ("admin.kemenkes", "pimpinan.kemenkes", {}, 403),
    ("admin.kemenkes", "admin.kemenkes", {"role": "agency_admin", "unit": None}, 403),
    ("admin.kemenkes", "penghubung.pemprov-aceh.umum", {}, 409),
    ("admin.kemenkes", "pusat", {}, 409),
    ("operator", "pusat", {"role": "national_admin", "agency": None, "unit": None}, 403),
    ("operator", "baru.pusat", {"role": "auditor", "agency": None, "unit": None}, 403),
    ("operator", OFFICER, {"role": "supervisor", "agency": None, "unit": None}, 403),
    ("operator", "operator", {"role": "operator", "agency": None, "unit": None}, 403),
    ("operator", "operator", {}, 403),
    ("pusat", "pusat", {"role": "national_admin", "agency": None, "unit": None}, 200),
    ("pusat", "pusat", {"role": "auditor", "agency": None, "unit": None}, 403),
    ("pusat", "pusat", {"role": "national_admin", "agency": None, "unit": None, "active": False}, 403),
    ("pusat", "baru.pusat", {"role": "operator", "agency": None, "unit": None}, 200),
    ("pusat", OFFICER, {"unit": "tidak-ada"}, 422),
    ("pusat", OFFICER, {"unit": None}, 422),
    ("pusat", OFFICER, {"name": ""}, 422),
    ("pusat", OFFICER, {"email": "tanpa-alamat"}, 422),
    ("pusat", OFFICER, {"role": "system"}, 422),
    ("pusat", OFFICER, {"keeps_email": False}, 422),
]


@pytest.mark.parametrize(("who", "username", "change", "status"), CHANGES)
async def test_who_may_change_which_account(
    people: People, services: Services, who: str, username: str, change: dict[str, Any], status: int
) -> None:
    told = await put(people, who, f"accounts/{username}", HELD | change, preview=True)
    assert told.status_code == status, told.text
    before = (await rows(services.pool, "select count(*) as n from directory_changes"))[0]["n"]
    if status != 200:
        assert (await put(people, who, f"accounts/{username}", HELD | change)).status_code == status
    after = (await rows(services.pool, "select count(*) as n from directory_changes"))[0]["n"]
    assert before == after, "neither a preview nor a refusal changes anything"


@pytest.mark.parametrize("who", ["admin.kemenkes", "pusat", "operator"])
async def test_agencies_and_units_are_kept_by_keepers_of_the_whole(people: People, who: str) -> None:
    may = 403 if who == "admin.kemenkes" else 200
    agency = {"name": "Kementerian Kesehatan", "region": "ID", "approval": False}
    assert (await put(people, who, "agencies/kemenkes", agency, preview=True)).status_code == may
    unit = {"name": "Biro Hukum"}
    assert (await put(people, who, "agencies/kemenkes/units/hukum", unit, preview=True)).status_code == may
    assert (await people.get(who, "/v1/directory/file")).status_code == may
    wrong = await put(people, "pusat", "agencies/kemenkes", agency | {"region": "ID-XX"})
    assert wrong.status_code == 422


async def test_who_leaves_is_previewed_with_the_tasks_they_hold_and_done_as_previewed(people: People) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="umum")
    await report.recorded()
    leaves = HELD | {"active": False}
    told = (await put(people, "pusat", f"accounts/{OFFICER}", leaves, preview=True)).json()
    assert told["lines"][0]["fields"] == [{"column": "active", "before": True, "after": False}]
    office = {"owner_role": "liaison_officer", "agency": "kemenkes", "unit": "umum", "tasks": 1}
    assert told["vacated"] == [office]
    assert [each["tracking_number"] for each in told["vacated_tasks"]] == [report.number]
    by_operator = (await put(people, "operator", f"accounts/{OFFICER}", leaves, preview=True)).json()
    assert (by_operator["vacated"], by_operator["vacated_tasks"]) == ([office], [])
    await report.decide("penghubung.kemenkes.umum", "return_to_agency", reason="bukan untuk unit kami")
    await report.recorded()
    late = await put(people, "pusat", f"accounts/{OFFICER}", leaves, expected=told["digest"])
    assert (late.status_code, late.json()["code"]) == (409, "directory_changed")
    anew = (await put(people, "pusat", f"accounts/{OFFICER}", leaves, preview=True)).json()
    done = await put(people, "pusat", f"accounts/{OFFICER}", leaves, expected=anew["digest"])
    assert done.status_code == 200
    assert (await people.get(OFFICER, "/v1/me")).status_code == 401


async def test_tasks_that_name_who_leaves_go_to_the_colleagues(people: People) -> None:
    second = {"name": "Lestari Dua", "role": "agency_admin", "agency": "kemenkes"}
    assert (await put(people, "pusat", "accounts/admin.kemenkes.dua", second)).status_code == 200
    report = await people.submit()
    await report.forward()
    given = await report.decide("pimpinan.kemenkes", "reassign", to="admin.kemenkes.dua")
    assert given.status_code == 200, given.text
    await report.recorded()
    leaves = second | {"active": False}
    told = (await put(people, "pusat", "accounts/admin.kemenkes.dua", leaves, preview=True)).json()
    assert told["vacated"] == []
    office = {"owner_role": "agency_admin", "agency": "kemenkes", "unit": None, "tasks": 1}
    assert told["released"] == [office]
    assert [each["tracking_number"] for each in told["released_tasks"]] == [report.number]


async def test_a_one_time_password_is_told_once_and_opens_nothing_but_its_change(
    people: People, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    def url(name: str) -> str:
        return f"/v1/directory/accounts/{name}/one-time-password"

    for who, name, status in (
        ("operator", "pusat", 403),
        ("operator", "operator", 403),
        ("pusat", "pusat", 403),
        ("admin.kemenkes", "pimpinan.kemenkes", 403),
        ("admin.kemenkes", "admin.pemprov-aceh", 404),
        ("pusat", "siapa", 404),
    ):
        refused = await people.http.post(url(name), headers=await people.headers(who))
        assert refused.status_code == status, (who, name)
    given = await people.http.post(url(OFFICER), headers=await people.headers("admin.kemenkes"))
    assert given.headers["Cache-Control"] == "no-store"
    password = given.json()["password"]
    account = await authenticate(services.pool, OFFICER, password)
    assert account is not None
    assert account.must_change_password
    changes = await people.get("operator", "/v1/directory/changes", kind="account", code=OFFICER)
    newest = changes.json()["items"][0]
    assert (newest["author_name"], newest["changes"]) == ("Dewi Lestari", {"password": [None, "one_time"]})
    assert password not in changes.text + caplog.text
    found = await rows(services.pool, "select to_jsonb(c)::text as told from directory_changes as c")
    assert not any("argon2" in each["told"] or password in each["told"] for each in found)


async def test_history_names_who_changed_what_and_agencies_see_their_own(people: People) -> None:
    await put(people, "pusat", f"accounts/{OFFICER}", HELD | {"name": "Agus S.", "email": None})
    newest = (await people.get("admin.kemenkes", "/v1/directory/changes")).json()["items"][0]
    assert newest["author_name"] == "Ratna Kusumawardani"
    assert newest["changes"] == {
        "name": ["Agus Setiawan", "Agus S."],
        "email": [f"{OFFICER}@contoh.invalid", None],
    }
    others = (await people.get("admin.pemprov-aceh", "/v1/directory/changes", limit=200)).json()["items"]
    assert {each["agency"] for each in others} == {"pemprov-aceh"}
    assert (await people.get("admin.pemprov-aceh", "/v1/directory/changes", agency="kemenkes")).json() == {
        "items": [],
        "next": None,
    }


async def test_a_file_comes_down_loads_again_and_is_refused_line_by_line(people: People) -> None:
    down = await people.get("operator", "/v1/directory/file")
    assert down.text.startswith("type,agency,unit,username,name,role,region,approval,email,active\r\n")
    headers = await people.headers("pusat")

    async def load(text: str, who: dict[str, str] = headers, **query: Any) -> Response:
        return await people.http.post("/v1/directory/file", content=text.encode(), params=query, headers=who)

    again = (await load(down.text, preview=True)).json()
    assert {each["done"] for each in again["lines"]} == {"unchanged"}
    more = down.text + "unit,kemenkes,hukum,,Biro Hukum,,,,,ya\r\nunit,hilang,x,,X,,,,,\r\n"
    refused = (await load(more, preview=True)).json()
    assert refused["code"] == "directory_refused"
    assert [each["field"] for each in refused["errors"]] == [f"line {len(more.splitlines())}"]
    by_operator = await load(down.text, await people.headers("operator"), preview=True)
    assert by_operator.status_code == 422, "it has accounts of the centre"
    good = "type,agency,unit,name\nunit,kemenkes,hukum,Biro Hukum\n"
    told = (await load(good, await people.headers("operator"), preview=True)).json()
    done = await load(good, await people.headers("operator"), expected=told["digest"])
    assert [each["done"] for each in done.json()["lines"]] == ["added"]
    twice = await load(good, await people.headers("operator"), expected=told["digest"])
    assert twice.status_code == 409, "by now it would change nothing"
