"""Saved views by JSON: whose they are, what they find, and what they may not keep."""

from typing import Any

import pytest
from httpx import Response

from api.services import Services
from records.database import rows
from tests.api.people import FORWARD, People

UNIT = "penghubung.kemenkes.layanan"


async def save(people: People, who: str, **fields: Any) -> Response:
    body = {"of": "reports", "name": "Energi", "query": "category=energi", "pinned": True, **fields}
    return await people.http.post("/v1/views", json=body, headers=await people.headers(who))


async def views(people: People, who: str) -> dict[str, dict[str, Any]]:
    answer = await people.get(who, "/v1/views")
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["items"]}


async def change(people: People, who: str, id_: int, **fields: Any) -> Response:
    body = {"name": "Energi", "query": "category=energi", "pinned": True, "position": 0, **fields}
    return await people.http.put(f"/v1/views/{id_}", json=body, headers=await people.headers(who))


async def test_ones_own_views_are_ones_own_and_a_units_the_units(people: People) -> None:
    report = await people.submit(category="energi")
    await report.decide("pusat", **FORWARD | {"category": "energi"})
    await report.recorded()
    own = await save(people, "admin.kemenkes", query="category=energi&category=lingkungan")
    assert own.status_code == 201, own.text
    assert (own.json()["count"], own.json()["shared"]) == (1, False)
    shared = await save(people, UNIT, name="Unit", of="tasks", query="overdue=true", shared=True)
    assert shared.status_code == 201, shared.text
    assert set(await views(people, "admin.kemenkes")) == {"Energi"}
    assert set(await views(people, "pimpinan.kemenkes")) == set()
    assert set(await views(people, UNIT)) == {"Unit"}
    assert set(await views(people, "penghubung.kemenkes.umum")) == set()
    assert set(await views(people, "pusat")) == set()
    for who in ("pimpinan.kemenkes", "penghubung.kemenkes.umum", "pusat"):
        for id_ in (own.json()["id"], shared.json()["id"]):
            assert (await change(people, who, id_)).json()["code"] == "no_such_view"
            url, headers = f"/v1/views/{id_}", await people.headers(who)
            assert (await people.http.delete(url, headers=headers)).status_code == 404
    unpinned = await change(
        people, UNIT, shared.json()["id"], name="Lain", query="", pinned=False, position=3
    )
    told = unpinned.json()
    assert (told["name"], told["query"], told["pinned"], told["count"]) == ("Lain", "", False, None)
    gone = await people.http.delete(f"/v1/views/{told['id']}", headers=await people.headers(UNIT))
    assert gone.status_code == 204
    assert await views(people, UNIT) == {}


async def test_the_same_again_is_one_view_and_another_name_is_needed_for_another(people: People) -> None:
    first, again = [await save(people, "pusat", name="Sama") for _ in range(2)]
    assert first.json()["id"] == again.json()["id"]
    other = await save(people, "pusat", name="Sama", query="category=kesehatan")
    assert (other.status_code, other.json()["code"]) == (409, "view_name_taken")
    assert (await save(people, "pusat", name="Sama", of="tasks")).status_code == 201
    assert (await save(people, "pusat", name="Sama", shared=True)).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "stage=dahulu"},
        {"query": "warna=biru"},
        {"query": "category=hilang"},
        {"query": "agency=entah"},
        {"query": "q=Siti+Rahasia"},
        {"query": "text=Siti"},
        {"of": "tasks", "query": "officer=a_0000000000000000"},
        {"name": ""},
        {"name": "x" * 61},
        {"of": "drafts"},
    ],
)
async def test_what_makes_no_sense_or_may_name_people_is_not_kept(
    people: People, fields: dict[str, Any]
) -> None:
    refused = await save(people, "pusat", **fields)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert "Siti" not in refused.text


async def test_an_auditor_keeps_views_for_themselves_only(people: People) -> None:
    assert (await save(people, "auditor")).status_code == 201
    refused = await save(people, "auditor", name="Semua", shared=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    tasks = (await save(people, "auditor", name="Tim", of="tasks", query="scope=team")).json()
    assert tasks["count"] is None, "there is no team of theirs to count"


async def test_a_view_whose_filter_is_gone_says_so_and_goes_on(people: People, services: Services) -> None:
    who = "pimpinan.pemprov-aceh"
    made = (await save(people, who, query="category=energi")).json()
    old = "category=hilang&category=energi&stage=dahulu&warna=biru"
    await rows(services.pool, "update saved_views set query = %s where id = %s", [old, made["id"]])
    told = (await views(people, who))["Energi"]
    assert told["count"] == 0
    assert {(each["filter"], each["value"]) for each in told["faults"]} == {
        ("category", "hilang"),
        ("stage", "dahulu"),
        ("warna", "biru"),
    }
    renamed = await change(people, who, made["id"], name="Tetap", query=old)
    assert renamed.json()["name"] == "Tetap", "it can be renamed as it is"


async def test_there_are_as_many_as_may_be_and_no_more(people: People, services: Services) -> None:
    who = "pimpinan.pemkab-jayapura"
    for n in range(8):
        assert (await save(people, who, name=f"Nomor {n}")).status_code == 201
    ninth = await save(people, who, name="Nomor 9")
    assert (ninth.status_code, ninth.json()["code"], ninth.json()["most"]) == (409, "too_many_views", 8)
    assert (await save(people, who, name="Nomor 9", pinned=False)).status_code == 201
    many = """insert into saved_views (account, of, name, query, pinned, created_by)
        select account, of, 'x' || n, query, false, account from saved_views, generate_series(1, 41) as n
        where name = 'Nomor 9'"""
    await rows(services.pool, many)
    full = await save(people, who, name="Nomor 51", pinned=False)
    assert (full.status_code, full.json()["code"], full.json()["most"]) == (409, "too_many_views", 50)
