"""Signing in, and what ends a token."""

import asyncio
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from api.services import Services
from records.database import rows
from records.directory import accounts
from tests.api.conftest import PASSWORD
from tests.api.people import People


async def token(http: AsyncClient, username: str, password: str = PASSWORD) -> Response:
    return await http.post("/v1/token", data={"username": username, "password": password})


@pytest.fixture(autouse=True)
async def uncounted(services: Services) -> None:
    """Each test with its own count of failed sign-ins."""
    await rows(services.pool, "delete from limit_windows")
    await rows(services.pool, "delete from known_sources")


async def test_a_wrong_name_and_a_wrong_password_are_told_alike(http: AsyncClient) -> None:
    one = await token(http, "pusat", "wrong")
    other = await token(http, "nobody\0", "wrong")
    assert one.json() == other.json()
    assert (one.status_code, one.json()["code"]) == (401, "wrong_password")


async def test_failed_sign_ins_are_counted_per_address(http: AsyncClient) -> None:
    answers = [await token(http, "nobody", "wrong") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert (await token(http, "pusat")).status_code == 429


async def test_failed_sign_ins_are_counted_per_account_wherever_they_come_from(
    app: FastAPI, http: AsyncClient
) -> None:
    async def from_address(at: int, username: str, password: str) -> int:
        transport = ASGITransport(app, client=(f"198.51.100.{at}", 1))
        async with AsyncClient(transport=transport, base_url="http://tuntas.invalid") as there:
            return (await token(there, username, password)).status_code

    assert (await token(http, "auditor")).status_code == 200
    codes = [await from_address(at, "auditor", "wrong") for at in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert await from_address(50, "auditor", PASSWORD) == 429
    assert (await token(http, "auditor")).status_code == 200  # from where they signed in before
    assert await from_address(50, "pusat", PASSWORD) == 200


async def test_thirty_right_sign_ins_at_once_are_all_let_in(http: AsyncClient) -> None:
    answers = await asyncio.gather(*(token(http, "pusat") for _ in range(30)))
    assert {each.status_code for each in answers} == {200}


async def test_a_malformed_sign_in_names_the_field_only(http: AsyncClient) -> None:
    response = await http.post("/v1/token", data={"username": "Rahasia"})
    assert response.json()["errors"] == [{"field": "password", "message": "is missing"}]
    assert "Rahasia" not in response.text


@pytest.mark.parametrize("sent", [None, "Bearer", "Bearer x.y.z", "Basic cHVzYXQ6eA=="])
async def test_what_is_no_token_signs_nobody_in(http: AsyncClient, sent: str | None) -> None:
    headers = {"Authorization": sent} if sent else {}
    response = await http.get("/v1/tasks", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("changed", [{"exp": 1}, {"role": "auditor"}, {"sub": "a_nobody"}, {"agency": "x"}])
async def test_a_token_must_be_fresh_and_say_what_the_account_is(
    http: AsyncClient, services: Services, changed: dict[str, object]
) -> None:
    key = services.settings.signing_key
    good = (await token(http, "pusat")).json()["access_token"]
    claims = jwt.decode(good, key, algorithms=["HS256"])
    assert datetime.fromtimestamp(claims["exp"], UTC) - datetime.now(UTC) > timedelta(hours=7.9)
    for made, status in ((claims, 200), (claims | changed, 401)):
        headers = {"Authorization": f"Bearer {jwt.encode(made, key, 'HS256')}"}
        assert (await http.get("/v1/tasks", headers=headers)).status_code == status
    forged = jwt.encode(claims, b"another key of thirty-two bytes!", "HS256")
    headers = {"Authorization": f"Bearer {forged}"}
    assert (await http.get("/v1/tasks", headers=headers)).status_code == 401


async def test_a_new_password_ends_the_old_tokens(http: AsyncClient) -> None:
    who = "penghubung.kemenkes.umum"
    headers = {"Authorization": f"Bearer {(await token(http, who)).json()['access_token']}"}

    async def change(current: str, new: str) -> Response:
        return await http.post("/v1/password", json={"current": current, "new": new}, headers=headers)

    assert (await change("wrong", "a-new-password")).json()["code"] == "wrong_password"
    assert (await change(PASSWORD, "short")).json()["code"] == "password_too_short"
    assert (await change(PASSWORD, "q" * 1001)).json()["code"] == "password_too_long"
    assert (await http.post("/v1/password", json={}, headers=headers)).json()["code"] == "malformed"
    assert (await change(PASSWORD, "a-new-password")).status_code == 204
    assert (await http.get("/v1/tasks", headers=headers)).json()["code"] == "token_void"
    assert (await token(http, who)).status_code == 401
    assert (await token(http, who, "a-new-password")).status_code == 200


async def test_the_national_admin_disables_accounts_and_enables_them(
    people: People, services: Services
) -> None:
    who = "admin.pemkab-jayapura"
    admin = await people.headers("pusat")
    assert (await people.get(who, "/v1/tasks")).status_code == 200
    refused = await people.http.post(f"/v1/accounts/{who}/disable", headers=await people.headers(who))
    assert refused.status_code == 403
    assert (await people.http.post(f"/v1/accounts/{who}/disable", headers=admin)).status_code == 204
    assert (await people.get(who, "/v1/tasks")).status_code == 401
    assert (await token(people.http, who)).status_code == 401
    assert (await people.http.post(f"/v1/accounts/{who}/enable", headers=admin)).status_code == 204
    assert (await token(people.http, who)).status_code == 200
    unknown = await people.http.post("/v1/accounts/nobody/disable", headers=admin)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_account")


async def test_an_account_disabled_elsewhere_is_out_once_the_directory_is_read_anew(
    people: People, services: Services
) -> None:
    who = "pimpinan.pemkab-jayapura"
    assert (await people.get(who, "/v1/tasks")).status_code == 200
    await accounts.disable_account(services.pool, who)
    await services.directory.refresh()
    assert (await people.get(who, "/v1/tasks")).status_code == 401
    await accounts.enable_account(services.pool, who)
    await services.directory.refresh()
