"""The directory on pages: what changes is shown first, then saved as it was shown."""

import re

import pytest
from fastapi import FastAPI

from api.services import Services
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People

OFFICER = "penghubung.pemprov-aceh.umum"
ENTRY = f"/direktori/entri?jenis=account&kode={OFFICER}"
VALUES = {
    "name": "Cut Meutia Sari",
    "role": "liaison_officer",
    "agency": "pemprov-aceh",
    "unit": "umum",
    "email": f"{OFFICER}@contoh.invalid",
    "active": "yes",
}


@pytest.fixture(scope="module")
async def operator(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("operator", PASSWORD)
    return visitor


async def test_accounts_are_found_and_each_leads_to_its_page(operator: Visitor) -> None:
    await operator.open("/direktori?q=meutia&peran=liaison_officer&keadaan=aktif")
    assert "Cut Meutia Sari" in operator.text
    assert "Dewi Lestari" not in operator.text
    assert f"kode={OFFICER}" in operator.page.text
    assert "Tidak ada akun seperti itu" in (await operator.open("/direktori?q=zzz")).text
    await operator.open("/direktori/instansi?q=layanan+aceh")
    assert "Dinas Pelayanan Terpadu" in operator.text
    assert "Kementerian Kesehatan" not in operator.text


async def test_a_change_is_shown_with_its_consequences_then_saved_as_shown(
    operator: Visitor, people: People, services: Services
) -> None:
    report = await people.submit()
    await report.forward(agency="pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "dispose", unit="umum")
    await report.recorded()
    leaves = {name: value for name, value in VALUES.items() if name != "active"}
    await operator.open(ENTRY)
    await operator.send(ENTRY, leaves, step="preview")
    assert "aktif: ya → tidak" in operator.text
    assert "Tugas terbuka tanpa petugas" in operator.text
    assert report.number not in operator.page.text, "operators read no report"
    assert not services.directory.account_named(OFFICER).disabled  # type: ignore[union-attr]  # it is there
    previewed = operator.page
    await report.decide(OFFICER, "return_to_agency", reason="bukan untuk unit kami")
    await report.recorded()
    operator.page = previewed
    await operator.send(ENTRY, leaves, step="save")
    assert "berubah sejak tinjauan" in operator.text
    assert not services.directory.account_named(OFFICER).disabled  # type: ignore[union-attr]  # it is there
    await operator.send(ENTRY, leaves, step="save")
    assert "Sudah disimpan" in operator.text
    assert services.directory.account_named(OFFICER).disabled  # type: ignore[union-attr]  # it is there
    assert "Wayan Sudarma" in operator.text.split("Riwayat")[-1]
    await operator.send(ENTRY, VALUES, step="preview")
    await operator.send(ENTRY, VALUES, step="save")
    assert not services.directory.account_named(OFFICER).disabled  # type: ignore[union-attr]  # it is there


async def test_new_entries_are_added_and_a_code_is_used_once(operator: Visitor, services: Services) -> None:
    for address, values in (
        ("/direktori/entri?jenis=agency", {"code": "pemkot-solo", "name": "Kota Solo", "region": "ID-JT"}),
        ("/direktori/entri?jenis=unit&instansi=pemkot-solo", {"code": "dinkes", "name": "Dinas Kesehatan"}),
        (
            "/direktori/entri?jenis=account",
            {"code": "budi.solo", "name": "Budi", "role": "liaison_officer", "agency": "pemkot-solo",
             "unit": "dinkes"},
        ),
    ):  # fmt: skip
        await operator.open(address)
        await operator.send(address, values, active="yes", step="preview")
        assert "Akan ditambahkan" in operator.text
        await operator.send(address, values, active="yes", step="save")
        assert "Sudah disimpan" in operator.text
        await operator.open(address)
        again = await operator.send(address, values, active="yes", step="preview")
        assert again.status_code == 422
        assert '<a href="#code">' in again.text
    assert services.directory.account_named("budi.solo") is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "tanpa-alamat"}, "email"),
        ({"unit": ""}, "agency"),
        ({"unit": "tidak-ada"}, "unit"),
        ({"agency": ""}, "agency"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    operator: Visitor, wrong: dict[str, str], field: str
) -> None:
    await operator.open(ENTRY)
    await operator.send(ENTRY, VALUES | wrong, step="preview")
    assert operator.page.status_code == 422
    assert f'<a href="#{field}">' in operator.page.text


async def test_a_one_time_password_is_shown_once_and_signs_in(
    app: FastAPI, operator: Visitor, services: Services
) -> None:
    await operator.open(ENTRY)
    given = await operator.send("/direktori/kata-sandi", username=OFFICER)
    assert given.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="once">([^<]+)<', given.text)
    assert found is not None
    assert found[1] not in (await operator.open(ENTRY)).text
    officer = Visitor(app)
    await officer.sign_in(OFFICER, found[1])
    assert (await officer.open("/tugas")).url.path == "/akun"
    assert services.directory.account_named(OFFICER).must_change_password  # type: ignore[union-attr]  # it is there


async def test_a_file_is_previewed_as_a_diff_and_loaded_as_shown(operator: Visitor) -> None:
    text = (
        "type,agency,unit,username,name,role,active\n"
        "unit,kemenkes,hukum,,Biro Hukum,,\n"
        "account,kemenkes,umum,penghubung.kemenkes.umum,Agus S.,liaison_officer,\n"
        "account,kemenkes,layanan,penghubung.kemenkes.layanan,Siti Rahmawati,liaison_officer,tidak\n"
    )
    await operator.open("/direktori/berkas")
    refused = await operator.send("/direktori/berkas", text=text + "unit,hilang,x,,X,,\n", step="preview")
    assert refused.status_code == 422
    assert "Baris 5" in operator.text
    assert "Instansi hilang tidak ada." in operator.text
    await operator.send("/direktori/berkas", text=text, step="preview")
    assert "1 ditambah, 1 diubah, 1 dinonaktifkan, 0 tetap" in operator.text
    assert "nama: Agus Setiawan → Agus S." in operator.text
    await operator.send("/direktori/berkas", text=text, step="load")
    assert "Sudah dimuat" in operator.text
    await operator.open("/direktori?q=hukum")
    down = await operator.open("/direktori/berkas/unduh")
    assert "unit,kemenkes,hukum,,Biro Hukum,,,,,ya" in down.text


async def test_an_agencys_admin_keeps_the_officers_and_nobody_else(app: FastAPI, services: Services) -> None:
    admin = Visitor(app)
    await admin.sign_in("admin.pemprov-aceh", PASSWORD)
    await admin.open("/direktori")
    assert "Kementerian Kesehatan" not in admin.text
    await admin.open(ENTRY)
    await admin.send(ENTRY, VALUES | {"name": "Cut Meutia"}, step="preview")
    await admin.send(ENTRY, VALUES | {"name": "Cut Meutia"}, step="save")
    assert services.directory.account_named(OFFICER).name == "Cut Meutia"  # type: ignore[union-attr]  # it is there
    raised = await admin.send(ENTRY, VALUES | {"role": "agency_admin", "unit": ""}, step="save")
    assert raised.status_code == 403
    supervisor = "/direktori/entri?jenis=account&kode=pimpinan.pemprov-aceh"
    assert "bukan wewenang Anda" in (await admin.open(supervisor)).text
    assert (await admin.open("/direktori/entri?jenis=account&kode=admin.kemenkes")).status_code == 404
    assert (await admin.open("/direktori/entri?jenis=agency&kode=kemenkes")).status_code == 404
    assert (await admin.open("/direktori/berkas")).status_code == 403
    auditor = Visitor(app)
    await auditor.sign_in("auditor", PASSWORD)
    for path in (
        "/direktori",
        "/direktori/instansi",
        ENTRY,
        "/direktori/perubahan",
        "/direktori/berkas/unduh",
    ):
        assert (await auditor.open(path)).status_code == 403, path
