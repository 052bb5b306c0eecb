"""Who one is, as a program or a page is told after signing in."""

import pytest
from httpx import AsyncClient

from api.services import Services
from records.database import rows
from records.directory import accounts
from tests.api.conftest import PASSWORD
from tests.api.people import People

OFFICER = "penghubung.pemkab-jayapura.layanan"


@pytest.mark.parametrize(
    ("who", "office"),
    [
        (
            OFFICER,
            {
                "name": "Maria Felle",
                "role": "liaison_officer",
                "agency": "pemkab-jayapura",
                "agency_name": "Pemerintah Kabupaten Jayapura",
                "unit": "layanan",
                "unit_name": "Dinas Pelayanan Terpadu",
                "region": "ID-PA",
                "zone": "Asia/Jayapura",
            },
        ),
        (
            "pusat",
            {
                "name": "Ratna Kusumawardani",
                "role": "national_admin",
                "agency": None,
                "agency_name": None,
                "unit": None,
                "unit_name": None,
                "region": "ID",
                "zone": "Asia/Jakarta",
            },
        ),
    ],
)
async def test_staff_are_told_their_account_and_office(
    people: People, who: str, office: dict[str, str | None]
) -> None:
    answer = await people.get(who, "/v1/me")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert told.pop("id").startswith("a")
    assert told == office | {
        "username": who,
        "email": f"{who}@contoh.invalid",
        "must_change_password": False,
    }


async def test_nobody_is_told_to_sign_in(http: AsyncClient) -> None:
    answer = await http.get("/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_with_a_one_time_password_one_is_told_to_change_it(
    http: AsyncClient, services: Services
) -> None:
    await accounts.change_password(services.pool, OFFICER, "dibuat-orang-lain", one_time=True)
    await services.directory.refresh()
    signed_in = await http.post("/v1/token", data={"username": OFFICER, "password": "dibuat-orang-lain"})
    headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    assert (await http.get("/v1/tasks", headers=headers)).json()["code"] == "password_change_required"
    told = (await http.get("/v1/me", headers=headers)).json()
    assert (told["username"], told["must_change_password"]) == (OFFICER, True)
    await accounts.change_password(services.pool, OFFICER, PASSWORD)
    await services.directory.refresh()


async def test_an_agency_that_was_moved_is_told_as_it_is_now(people: People, services: Services) -> None:
    await rows(services.pool, "update agencies set region = 'ID-BA' where code = 'kemenkes'")
    await services.directory.refresh()
    told = (await people.get("admin.kemenkes", "/v1/me")).json()
    assert (told["region"], told["zone"]) == ("ID-BA", "Asia/Makassar")
    await rows(services.pool, "update agencies set region = 'ID' where code = 'kemenkes'")
    await services.directory.refresh()
