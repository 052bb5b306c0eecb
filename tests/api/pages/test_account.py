"""Signing in and out on pages, one's password and sessions."""

import pytest
from fastapi import FastAPI

from api.services import Services
from records.directory import accounts
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor


async def test_who_is_not_signed_in_signs_in_and_is_where_they_wanted_to_be(app: FastAPI) -> None:
    visitor = Visitor(app)
    page = await visitor.open("/laporan?overdue=true")
    assert page.url.path == "/masuk"
    await visitor.send("/masuk", username="pusat", password=PASSWORD)
    assert str(visitor.page.url).endswith("/laporan?overdue=true")
    assert "Ratna" in visitor.text


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"],
)
async def test_signing_in_leads_to_no_other_server(app: FastAPI, target: str) -> None:
    visitor = Visitor(app)
    await visitor.open("/masuk")
    page = await visitor.send("/masuk", follow=False, username="pusat", password=PASSWORD, next=target)
    assert page.headers["Location"] == "/tugas"


async def test_a_wrong_password_is_told_and_the_name_stays(app: FastAPI) -> None:
    visitor = Visitor(app)
    page = await visitor.sign_in("admin.kemenkes", "wrong-password")
    assert page.status_code == 401
    assert "Nama dan kata sandi tidak cocok" in visitor.text
    assert 'value="admin.kemenkes"' in page.text
    assert "wrong-password" not in page.text
    assert "WWW-Authenticate" not in page.headers


async def test_after_signing_out_nothing_is_open_and_an_old_form_is_refused(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    old = visitor.hidden["form_token"]
    assert (await visitor.send("/keluar", follow=False)).status_code == 303
    assert (await visitor.open("/tugas")).url.path == "/masuk"
    page = await visitor.send("/masuk", username="pusat", password=PASSWORD, form_token=old)
    assert page.status_code == 403
    assert page.url.path == "/masuk"


async def test_a_write_from_another_site_changes_nothing(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}):
        page = await visitor.client.post("/keluar", data=visitor.hidden, headers=headers)
        assert page.status_code == 403
    assert (await visitor.open("/tugas")).url.path == "/tugas"


async def test_one_sees_ones_sessions_and_ends_another(app: FastAPI) -> None:
    here, there = Visitor(app), Visitor(app)
    for each in (here, there):
        await each.sign_in("pimpinan.kemenkes", PASSWORD)
    page = await here.open("/akun")
    assert "sesi ini" in here.text
    ends = [part.split('"')[0] for part in page.text.split('action="/akun/sesi/')[1:]]
    for end in ends:
        await here.send(f"/akun/sesi/{end}")
    assert "Sesi itu sudah diakhiri" in here.text
    assert (await there.open("/tugas")).url.path == "/masuk"
    assert (await here.open("/tugas")).url.path == "/tugas"


async def test_a_one_time_password_has_to_be_changed_before_anything_else(
    app: FastAPI, services: Services
) -> None:
    once = accounts.one_time_password()
    await accounts.change_password(services.pool, "admin.pemkab-jayapura", once, one_time=True)
    await services.directory.refresh()
    visitor = Visitor(app)
    await visitor.sign_in("admin.pemkab-jayapura", once)
    assert visitor.page.url.path == "/akun"
    assert "kata sandi sekali pakai" in visitor.text
    page = await visitor.send("/akun/kata-sandi", current=once, new="pendek")
    assert page.status_code == 422
    assert "terlalu pendek" in visitor.text
    await visitor.send("/akun/kata-sandi", current=once, new=PASSWORD)
    assert "Kata sandi Anda sudah diganti" in visitor.text
    assert (await visitor.open("/tugas")).status_code == 200


async def test_a_password_is_never_sent_back_into_a_page(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open("/akun")
    visitor.client.cookies.delete("tuntas")
    page = await visitor.send("/akun/kata-sandi", current="my-secret-password", new="another-secret-password")
    assert page.url.path == "/masuk"
    assert "secret" not in page.text
