"""Yearly forms on pages: filled in without a script, told what is wrong, and nothing typed is lost."""

import pytest
from fastapi import FastAPI

from api.services import Services
from api.yearly_forms.rights import find_today
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor

NONE = {f"{part}.has": "no" for part in ("team_decree", "action_plan", "procedure", "survey")}


@pytest.fixture
def path(services: Services) -> str:
    """That of a form whose closing day has not come, whatever the day is."""
    return f"/formulir-tahunan/kemenkes/{find_today(services).year}"


async def enter(app: FastAPI, who: str) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    return visitor


async def test_an_admin_fills_in_the_form_and_its_history_says_what_changed(app: FastAPI, path: str) -> None:
    admin = await enter(app, "admin.kemenkes")
    years = await admin.open("/formulir-tahunan")
    assert years.url.path == "/formulir-tahunan/kemenkes"
    assert f'href="{path}"' in years.text
    await admin.open(path)
    assert "Belum diisi" in admin.text
    year = path[-4:]
    survey = {
        "survey.has": "yes",
        "survey.scale": "4",
        "survey.value": "3,42",
        "survey.respondents": "412",
        "survey.ended_on": f"{year}-01-01",
        "survey.method": "interview",
        "survey.url": "",
    }
    await admin.send(path, NONE | survey | {"trained": "6", "survey.value": "tiga"})
    assert admin.page.status_code == 422
    assert 'value="tiga"' in admin.page.text
    assert 'id="survey.value-error"' in admin.page.text
    await admin.send(path, NONE | survey | {"trained": "6"})
    assert "Ini versi 1" in admin.text
    assert 'value="3,42"' in admin.page.text
    before = admin.hidden
    await admin.send(path, NONE | {"trained": "7"})
    assert "Ini versi 2" in admin.text
    assert "Anggota tim yang dilatih : 6 → 7" in admin.text
    await admin.send(path, NONE | before | {"trained": "9"})
    assert admin.page.status_code == 409
    assert 'value="9"' in admin.page.text
    assert "Versi 2 sudah disimpan sementara itu" in admin.text
    await admin.send(path, NONE | {"trained": "9"})
    assert "Ini versi 3" in admin.text


async def test_each_part_has_to_be_answered(app: FastAPI, path: str) -> None:
    admin = await enter(app, "admin.pemprov-aceh")
    path = path.replace("kemenkes", "pemprov-aceh")
    await admin.open(path)
    decree = {"team_decree.has": "yes", "team_decree.url": "javascript:alert(1)", "trained": "0"}
    await admin.send(path, decree)
    assert admin.page.status_code == 422
    for name in ("team_decree.number", "team_decree.url", "action_plan.has", "survey.has"):
        assert f'href="#{name}"' in admin.page.text, name
    assert '<a class="link-text" href="javascript' not in admin.page.text


async def test_others_read_it_and_strangers_find_nothing(app: FastAPI, path: str) -> None:
    for who in ("penghubung.kemenkes.layanan", "auditor"):
        reader = await enter(app, who)
        await reader.open(path)
        assert reader.page.status_code == 200
        assert "Simpan" not in reader.text
    stranger = await enter(app, "admin.pemprov-aceh")
    await stranger.open(path)
    assert stranger.page.status_code == 404
    await stranger.send(path, NONE | {"trained": "1", "version": "3"})
    assert stranger.page.status_code in {403, 404}


async def test_the_centre_sees_who_has_filed_and_who_has_not(app: FastAPI, path: str) -> None:
    centre = await enter(app, "pusat")
    await centre.open(f"/formulir-tahunan?year={path[-4:]}")
    assert f'href="{path}"' in centre.page.text
    assert "Pemerintah Kabupaten Jayapura" in centre.text
    await centre.open(f"/formulir-tahunan?year={path[-4:]}&state=missing")
    assert f'href="{path}"' not in centre.page.text
    await centre.open("/formulir-tahunan?year=2014&state=filed")
    assert "Tidak ada instansi dalam keadaan ini" in centre.text
    file = await centre.open(f"/formulir-tahunan/berkas?year={path[-4:]}")
    assert file.text.startswith("agency,agency_name,year")
