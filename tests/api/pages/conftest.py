"""Browsers, as pages are asked by them: without a script, and Chromium."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from playwright.async_api import Browser, Page

from tests.api.browser import chromium_in_loop
from tests.api.pages.in_browser import PATIENCE, Numbers, Visit, Visits, submit_samples
from tests.api.pages.well_made import PHONE
from tests.api.people import People
from tests.api.served import served

ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="module")
async def browser(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that asks as browsers do, and keeps cookies."""
    headers = {"Accept": "text/html", "Origin": ADDRESS}
    async with AsyncClient(
        transport=ASGITransport(app), base_url=ADDRESS, headers=headers, timeout=60
    ) as client:
        yield client


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium, for all tests of this process: to start it takes as long as ten pages do."""
    async with chromium_in_loop() as found:
        yield found


@pytest.fixture(scope="module")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where Chromium finds the application."""
    async with served(app) as port:
        yield f"{ADDRESS}:{port}"


@pytest.fixture(scope="module")
def visits(chromium: Browser, address: str) -> Visits:
    """Who is signed in at Chromium, for all tests of a file."""
    return Visits(chromium, address)


@pytest.fixture
async def visit(visits: Visits) -> AsyncIterator[Visit]:
    """Opens a page of its own for somebody who is signed in, until the test ends; each signs in once."""
    yield visits.open_page
    await visits.close_pages()


@pytest.fixture(scope="module")
async def numbers(people: People) -> Numbers:
    """Reports that staff have at hand."""
    return await submit_samples(people)


@pytest.fixture
async def page(chromium: Browser, address: str) -> AsyncIterator[Page]:
    """A page on a telephone, with the script."""
    context = await chromium.new_context(base_url=address, viewport=PHONE, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    yield await context.new_page()
    await context.close()
