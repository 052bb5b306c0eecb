"""Acts that rename, merge and abolish on pages: reviewed, confirmed by number, entered once, followed."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from api.services import Services
from records.directory.load import load_directory
from runtime.settings import Settings
from tests import alone
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report
from tests.api.succeeding import AGENCIES, finished, succession_worker

ACTS, NEW = "/direktori/penataan", "/direktori/penataan/baru"
MERGE = f"{NEW}?jenis=merge&instansi=lama"
VALUES = {"number": "PERDA 1/2026", "effective_on": "2026-01-05"}

temporal_client = alone.temporal_client  # whose workflow of acts is on the queue of this file


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that moves reports without rests."""
    async with succession_worker(settings, temporal_client) as name:
        yield name


@pytest.fixture(scope="module")
async def report(people: People, services: Services) -> Report:
    """At the admin of the agency `lama`."""
    await load_directory(services.pool, AGENCIES)
    await services.directory.refresh()
    made = await people.submit()
    assert (await made.forward(agency="lama")).status_code == 200
    return await made.recorded()


@pytest.fixture(scope="module")
async def operator(app: FastAPI, report: Report) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    return visitor


async def test_a_merger_is_mapped_reviewed_confirmed_by_its_number_and_entered_once(
    app: FastAPI, operator: Visitor, people: People, report: Report
) -> None:
    await operator.open("/direktori/entri?jenis=agency&kode=lama")
    assert "jenis=merge&amp;instansi=lama" in operator.page.text
    await operator.open(MERGE)
    await operator.send(MERGE, VALUES, into="baru", step="preview")
    assert "Unit mana di Dinas Baru yang menggantikan masing-masing?" in operator.text
    assert operator.page.text.count('<option value="satu" selected>') == 1, "units called alike are proposed"
    units = {"unit.satu": "satu", "unit.dua": ""}
    await operator.send(MERGE, VALUES | units, into="baru", step="preview")
    assert "1 laporan terbuka akan beralih" in operator.text
    assert "2 akun kehilangan kedudukannya" in operator.text
    assert report.number not in operator.page.text, "operators read no report"
    reviewed = operator.page
    wrong = await operator.send(MERGE, step="enact", confirmation="PERDA 2/2026")
    assert wrong.status_code == 422
    assert "Ketik nomornya persis seperti di atas." in operator.text
    assert (await people.get("operator", "/v1/successions")).json()["items"] == []
    addresses = []
    for _ in range(2):
        operator.page = reviewed
        addresses.append((await operator.send(MERGE, step="enact", confirmation="PERDA 1/2026")).url.path)
    (act,) = (await people.get("operator", "/v1/successions")).json()["items"]
    assert addresses == [f"{ACTS}/{act['id']}"] * 2
    assert act["units"] == {"satu": "satu", "dua": None}

    await finished(people, act["id"])
    await operator.open(addresses[0])
    assert "Dinas Lama digabung ke Dinas Baru." in operator.text
    assert "1 dari 1 laporan terjangkau, 1 dialihkan" in operator.text
    assert report.number not in operator.page.text
    part = await operator.open(f"{addresses[0]}/kemajuan")
    assert 'data-waiting="0"' in part.text
    await operator.open("/direktori/entri?jenis=agency&kode=lama")
    assert "Berakhir menurut PERDA 1/2026" in operator.text
    assert "jenis=merge" not in operator.page.text, "it has ended"
    centre = Visitor(app)
    await centre.sign_in("pusat", PASSWORD)
    for which, is_listed in (("", True), ("?hasil=transferred", True), ("?hasil=failing", False)):
        await centre.open(addresses[0] + which)
        assert (report.number in centre.page.text) is is_listed
    stranger = Visitor(app)
    await stranger.sign_in("admin.kemenkes", PASSWORD)
    assert "Belum ada instansi atau unit" in (await stranger.open(ACTS)).text
    assert (await stranger.open(addresses[0])).status_code == 404
    assert (await stranger.open(MERGE)).status_code == 403


async def test_a_renaming_keeps_the_old_name_where_it_was_used(
    app: FastAPI, operator: Visitor, people: People
) -> None:
    report = await people.submit()
    assert (await report.forward(agency="ganti")).status_code == 200
    await report.recorded()
    here = f"{NEW}?jenis=rename&instansi=ganti"
    await operator.open(here)
    await operator.send(here, VALUES, number="PERDA 2/2026", name="Dinas Bernama Baru", step="preview")
    assert "1 laporan terbuka tampil dengan nama baru" in operator.text
    await operator.send(here, step="enact", confirmation="PERDA 2/2026")
    assert "Dinas Bernama Lama berganti nama menjadi Dinas Bernama Baru." in operator.text
    await operator.open("/direktori/instansi?q=bernama+lama")
    assert "Dinas Bernama Baru" in operator.text
    await operator.open("/direktori/entri?jenis=agency&kode=ganti")
    assert "Dahulu: Dinas Bernama Lama sampai" in operator.text
    assert "PERDA 2/2026" in operator.text
    centre = Visitor(app)
    await centre.sign_in("pusat", PASSWORD)
    await centre.open(f"/laporan/{report.number}")
    assert "saat itu bernama Dinas Bernama Lama" in centre.text


@pytest.mark.parametrize(
    ("address", "wrong", "field"),
    [
        (f"{NEW}?jenis=abolish&instansi=ganti", {"number": ""}, "number"),
        (f"{NEW}?jenis=abolish&instansi=ganti", {"effective_on": "kemarin"}, "effective_on"),
        (f"{NEW}?jenis=abolish&instansi=ganti", {"effective_on": "2999-01-01"}, "effective_on"),
        (f"{NEW}?jenis=rename&instansi=ganti", {"name": ""}, "name"),
        (f"{NEW}?jenis=merge&instansi=ganti", {"into": ""}, "into"),
        (f"{NEW}?jenis=merge&instansi=ganti", {"into": "tiada"}, "into"),
        (f"{NEW}?jenis=merge&instansi=baru&unit=satu", {"into": "satu"}, "into"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    operator: Visitor, address: str, wrong: dict[str, str], field: str
) -> None:
    await operator.open(address)
    await operator.send(address, VALUES | {"number": "PERDA 9/2026"} | wrong, step="preview")
    assert operator.page.status_code == 422
    assert f'<a href="#{field}">' in operator.page.text


async def test_what_is_not_there_is_not_found(operator: Visitor) -> None:
    for path in ("?jenis=rename&instansi=tiada", "?jenis=rename&instansi=ganti&unit=tiada"):
        assert (await operator.open(NEW + path)).status_code == 404
    assert (await operator.open(f"{ACTS}/999")).status_code == 404
