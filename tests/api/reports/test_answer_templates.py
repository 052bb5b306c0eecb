"""Answer templates by JSON: whose they are, what is filled in, and their versions."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response

from api.services import Services
from records.database import rows
from tests.api.looks import Noted
from tests.api.people import FORWARD, People, Report

ADMIN, UNIT, OTHER_UNIT = "admin.kemenkes", "penghubung.kemenkes.layanan", "penghubung.kemenkes.umum"
URL = "/v1/answer-templates"


async def add(people: People, who: str, **fields: Any) -> Response:
    body = {"name": "Selesai", "text": "Yth. {nama_pelapor}, laporan {nomor} selesai.", **fields}
    return await people.http.post(URL, json=body, headers=await people.headers(who))


async def change(people: People, who: str, id_: int, version: int, **fields: Any) -> Response:
    body = {"name": "Selesai", "text": "Sudah selesai.", "version": version, **fields}
    return await people.http.put(f"{URL}/{id_}", json=body, headers=await people.headers(who))


async def names(people: People, who: str, url: str = URL) -> set[str]:
    answer = await people.get(who, url)
    assert answer.status_code == 200, answer.text
    return {each["name"] for each in answer.json()["items"]}


@pytest.fixture(scope="module")
async def reports(people: People) -> dict[str, Report]:
    """A plain and an anonymous report at the unit, about energy."""
    made = {}
    for kind in ("plain", "anonymous"):
        report = await people.submit(
            category="energi",
            anonymous=kind == "anonymous",
            reporter={"name": "Siti {nomor}", "phone": "081234567890"},
        )
        await report.decide("pusat", **FORWARD | {"category": "energi"})
        await report.decide(ADMIN, "dispose", unit="layanan")
        made[kind] = await report.recorded()
    return made


async def test_each_sees_their_own_their_units_and_their_agencys(people: People) -> None:
    assert (await add(people, UNIT, name="Pribadi")).status_code == 201
    assert (await add(people, ADMIN, name="Instansi", owner="agency")).status_code == 201
    assert (await add(people, ADMIN, name="Layanan", owner="unit", unit="layanan")).status_code == 201
    assert (await add(people, "pusat", name="Pusat", owner="agency")).status_code == 201
    assert await names(people, UNIT) == {"Pribadi", "Instansi", "Layanan"}
    assert await names(people, OTHER_UNIT) == {"Instansi"}
    assert await names(people, "pimpinan.kemenkes") == {"Instansi"}
    assert await names(people, ADMIN) == {"Instansi", "Layanan"}
    assert await names(people, "admin.pemprov-aceh") == set()
    assert await names(people, "pimpinan.pusat") == {"Pusat"}
    assert (await people.get("auditor", URL)).status_code == 403


@pytest.mark.parametrize(
    ("who", "fields", "status"),
    [
        (UNIT, {"owner": "agency"}, 403),
        (UNIT, {"owner": "unit", "unit": "layanan"}, 403),
        ("pimpinan.kemenkes", {"owner": "agency"}, 403),
        (ADMIN, {"owner": "unit"}, 422),
        (ADMIN, {"owner": "unit", "unit": "entah"}, 422),
        (ADMIN, {"unit": "layanan"}, 422),
        ("pusat", {"owner": "unit", "unit": "layanan"}, 422),
        (UNIT, {"category": "entah"}, 422),
        (UNIT, {"name": ""}, 422),
        (UNIT, {"text": "x" * 5001}, 422),
    ],
)
async def test_what_is_not_ones_to_write_or_makes_no_sense_is_refused(
    people: People, who: str, fields: dict[str, Any], status: int
) -> None:
    assert (await add(people, who, **fields)).status_code == status


async def test_an_unknown_variable_is_named(people: People) -> None:
    refused = await add(people, UNIT, text="Laporan {nomer} dari {nama_pelapor}")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error == {"field": "text", "message": "has no variable {nomer}"}
    told = (await people.get(UNIT, URL)).json()["variables"]
    assert {"nomor", "nama_pelapor", "tenggat"} <= {each["name"] for each in told}


async def test_variables_are_filled_in_as_far_as_the_reader_may_see(
    people: People, reports: dict[str, Report], noted: Noted
) -> None:
    text = "{nama_pelapor} | {nomor} | {instansi} | {unit} | {kategori} | {petugas} | {tenggat} | {hari_ini}"
    id_ = (await add(people, UNIT, name="Semua", text=text)).json()["id"]
    await noted.later()
    told = {kind: await report.get(UNIT, f"/answer-templates/{id_}") for kind, report in reports.items()}
    filled = {kind: each.json()["text"].split(" | ") for kind, each in told.items()}
    assert filled["plain"][0] == "Siti {nomor}", "what is filled in is not looked through again"
    assert filled["anonymous"][0] == "Bapak/Ibu"
    assert filled["plain"][1] == reports["plain"].number
    assert filled["plain"][2:5] == [
        "Kementerian Kesehatan",
        "Direktorat Pelayanan Kesehatan",
        "Listrik dan energi",
    ]
    assert "{" not in "".join(filled["plain"][5:])
    assert ", " in filled["plain"][6], "a day in words"
    assert [name for name, *_ in await noted.acts()], "reading the reporter's name is noted"
    hidden = await reports["plain"].get("admin.pemprov-aceh", f"/answer-templates/{id_}")
    assert hidden.status_code == 404
    foreign = await reports["plain"].get(ADMIN, f"/answer-templates/{id_}")
    assert foreign.json()["code"] == "no_such_template"


async def test_a_report_is_offered_those_of_its_category(people: People, reports: dict[str, Report]) -> None:
    for name, category in (("Energi", "energi"), ("Sehat", "kesehatan")):
        await add(people, OTHER_UNIT, name=name, category=category)
        await add(people, ADMIN, name=name, category=category)
    found = await names(people, ADMIN, f"{reports['plain'].url}/answer-templates")
    assert "Energi" in found
    assert "Sehat" not in found


async def test_an_edit_makes_a_version_and_old_ones_stay_readable(people: People) -> None:
    first = (await add(people, ADMIN, name="Berubah", owner="agency", text="Satu")).json()
    second = await change(people, ADMIN, first["id"], 1, name="Berubah", text="Dua")
    assert (second.status_code, second.json()["version"]) == (200, 2)
    late = await change(people, ADMIN, first["id"], 1, text="Terlambat")
    assert (late.status_code, late.json()["code"]) == (409, "template_changed")
    assert (await change(people, UNIT, first["id"], 2, text="Bukan")).status_code == 403
    gone = await people.http.delete(f"{URL}/{first['id']}", headers=await people.headers(ADMIN))
    assert gone.status_code == 204
    assert "Berubah" not in await names(people, UNIT)
    versions = (await people.get(UNIT, f"{URL}/{first['id']}/versions")).json()["items"]
    assert [(each["version"], each["text"]) for each in versions] == [(2, "Dua"), (1, "Satu")]
    assert all(each["written_by_name"] and each["retired"] for each in versions)
    assert (await people.get("admin.pemprov-aceh", f"{URL}/{first['id']}/versions")).status_code == 404
    assert (await change(people, ADMIN, first["id"], 2)).status_code == 403, "retired"


async def test_there_are_as_many_as_may_be_and_no_more(
    people: People, services: Services, app: FastAPI
) -> None:
    who = "pimpinan.pemprov-aceh"
    assert (await add(people, who)).status_code == 201
    many = """insert into answer_templates (account)
        select account from answer_templates, generate_series(1, 299) where account = (
            select id from accounts where username = %s)"""
    await rows(services.pool, many, [who])
    full = await add(people, who)
    assert (full.status_code, full.json()["code"], full.json()["most"]) == (409, "too_many_templates", 300)
