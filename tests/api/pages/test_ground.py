"""What every page has: its language, its headers, its assets, and errors that a person can read."""

import re

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from api.answers.problems import Problem
from api.pages.assets import ASSETS, asset_path

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9"}
PAGES = ("/", "/gaya")


@pytest.fixture(scope="module")
async def browser(app: FastAPI) -> AsyncClient:
    """A client that asks as browsers do."""
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", headers=HTML)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_trusts_nothing_but_its_own_server(browser: AsyncClient, path: str) -> None:
    page = await browser.get(path)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.findall(r'(?:src|href)="https?://', page.text)
    assert "<style" not in page.text
    assert not re.search(r"\son[a-z]+=|\sstyle=", page.text)


async def test_assets_are_kept_for_ever_under_the_hash_of_their_content(browser: AsyncClient) -> None:
    page = await browser.get("/")
    for name in ASSETS:
        is_elsewhere = name != "tuntas.css" and name != "tuntas.js"
        assert (asset_path(name) in page.text) is not is_elsewhere, "it has nothing of others, nor of staff"
        served = await browser.get(asset_path(name))
        assert "immutable" in served.headers["Cache-Control"]
        assert served.headers["Content-Type"].startswith(("text/css", "text/javascript"))
    for wrong in ("/assets/tuntas.css", "/assets/..%2frendering.py", "/assets/tuntas.000000000000.css"):
        assert (await browser.get(wrong)).status_code == 404


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("", "id"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.3, id;q=0.7", "id"),
        ("fr, de;q=0.5", "id"),
        ("en;q=x", "en"),
    ],
)
async def test_a_page_is_in_the_language_that_the_browser_prefers(
    browser: AsyncClient, preferred: str, language: str
) -> None:
    page = await browser.get("/", headers={"Accept-Language": preferred})
    assert f'<html lang="{language}">' in page.text


async def test_a_chosen_language_stays_chosen(app: FastAPI) -> None:
    client = AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", headers=HTML)
    assert 'lang="en"' in (await client.get("/?lang=en")).text
    assert '<html lang="en">' in (await client.get("/", headers={"Accept-Language": "id"})).text
    assert '<html lang="id">' in (await client.get("/?lang=id")).text
    assert '<html lang="id">' in (await client.get("/?lang=xx")).text


async def test_an_error_is_a_page_for_people_and_a_problem_for_programs(browser: AsyncClient) -> None:
    page = await browser.get("/tidak-ada")
    assert page.status_code == 404
    assert "Halaman ini tidak ada" in page.text
    assert "no_such_page" in page.text
    for headers, path in (({"Accept": "*/*"}, "/tidak-ada"), (HTML, "/v1/nowhere")):
        problem = await browser.get(path, headers=headers)
        assert problem.headers["Content-Type"] == "application/problem+json"


async def test_the_reason_in_an_error_is_escaped(app: FastAPI) -> None:
    hostile = "<script>alert(1)</script>"

    @app.get("/test-hostile", include_in_schema=False)
    async def fail() -> None:
        raise Problem(422, "code_of_nothing", hostile)

    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", headers=HTML) as client:
        page = await client.get("/test-hostile")
    assert page.status_code == 422
    assert hostile not in page.text
    assert "&lt;script&gt;" in page.text


async def test_components_are_shown_in_dev_only(browser: AsyncClient, app: FastAPI) -> None:
    assert (await browser.get("/gaya")).status_code == 200
    services = app.state.services
    object.__setattr__(services.settings, "dev", False)
    try:
        assert (await browser.get("/gaya")).status_code == 404
    finally:
        object.__setattr__(services.settings, "dev", True)
