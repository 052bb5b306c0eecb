"""Whoever signs in with a password that somebody else made: they change it, and can do nothing before."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.services import Services
from records.directory import accounts
from tests.api.people import People

NAME = "penghubung.kemenkes.layanan"
ONE_TIME = "dibuat-orang-lain"
CHOSEN = "dipilih-sendiri"
OPEN = {"/v1/password", "/v1/me"}


async def token(http: AsyncClient, password: str) -> Response:
    return await http.post("/v1/token", data={"username": NAME, "password": password})


def bearer(answer: Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture
async def one_time(services: Services) -> AsyncIterator[None]:
    """The officer's password was made by somebody else."""
    await accounts.change_password(services.pool, NAME, ONE_TIME, one_time=True)
    await services.directory.refresh()
    yield
    await accounts.change_password(services.pool, NAME, CHOSEN)
    await services.directory.refresh()


def signed_in_operations(app: FastAPI) -> list[tuple[str, str]]:
    """Every operation that asks who is signed in, but for the two that one needs before: what changes the
    password, and what says that it has to be changed."""
    found = [
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and operation.get("security") and path not in OPEN
    ]
    assert len(found) > 25
    return found


async def test_a_one_time_password_opens_nothing_of_what_the_document_offers(
    app: FastAPI, http: AsyncClient, one_time: None
) -> None:
    told = await token(http, ONE_TIME)
    assert told.json()["must_change_password"] is True
    for method, path in signed_in_operations(app):
        answer = await http.request(method, _filled(path), headers=bearer(told), json=_body(method))
        assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required"), (
            method,
            path,
        )


def _filled(path: str) -> str:
    """A path with something in its places."""
    return path.replace("{", "").replace("}", "")


def _body(method: str) -> dict[str, Any] | None:
    return {} if method in {"POST", "PUT", "PATCH"} else None


async def test_it_gives_way_to_another_password_only_and_then_everything_is_open(
    http: AsyncClient, people: People, one_time: None
) -> None:
    headers = bearer(await token(http, ONE_TIME))

    async def changed(current: str, new: str) -> tuple[int, str | None]:
        answer = await http.post("/v1/password", json={"current": current, "new": new}, headers=headers)
        return answer.status_code, answer.json()["code"] if answer.content else None

    assert await changed(ONE_TIME, ONE_TIME) == (422, "password_unchanged")
    assert await changed("something else", CHOSEN) == (422, "wrong_password")
    assert await changed(ONE_TIME, "short") == (422, "password_too_short")
    assert (await token(http, ONE_TIME)).json()["must_change_password"] is True
    assert await changed(ONE_TIME, CHOSEN) == (204, None)
    assert (await token(http, ONE_TIME)).status_code == 401
    told = await token(http, CHOSEN)
    assert told.json()["must_change_password"] is False
    assert (await http.get("/v1/tasks", headers=bearer(told))).status_code == 200
    assert (await http.get("/v1/tasks", headers=headers)).json()["code"] == "token_void"


async def test_a_token_from_before_does_not_go_on_beside_a_one_time_password(
    http: AsyncClient, services: Services
) -> None:
    await accounts.change_password(services.pool, NAME, CHOSEN)
    await services.directory.refresh()
    before = bearer(await token(http, CHOSEN))
    assert (await http.get("/v1/tasks", headers=before)).status_code == 200
    await accounts.change_password(services.pool, NAME, ONE_TIME, one_time=True)
    await services.directory.refresh()
    assert (await http.get("/v1/tasks", headers=before)).json()["code"] == "token_void"
    assert (
        await http.post("/v1/password", json={"current": ONE_TIME, "new": CHOSEN}, headers=before)
    ).json()["code"] == "token_void"
