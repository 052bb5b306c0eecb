"""The documentation's page as somebody sees it: in a browser, which has no connection to anywhere."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page

from api.main import create_app
from runtime.ports import free_port
from runtime.settings import Settings
from tests.api import browser
from tests.api.browser import Seen

WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API over HTTP with nothing behind it: the page and the document need neither record nor engine."""
    settings = Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    port = free_port()
    config = uvicorn.Config(create_app(settings), port=port, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module", params=WIDTHS)
def shown(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[tuple[Page, Seen]]:
    """The page once it has shown its subjects, on a telephone and on a desk."""
    page = chromium.new_page(viewport={"width": request.param, "height": 900})
    seen = Seen()
    seen.of(page)
    page.goto(f"{address}/docs")
    page.wait_for_selector(".opblock-tag", timeout=20_000)
    yield page, seen
    page.close()


def test_the_page_shows_every_operation_of_the_document(shown: tuple[Page, Seen], address: str) -> None:
    page, _ = shown
    document = page.request.get(f"{address}/openapi.json").json()
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    found: set[tuple[str, str | None]] = set()
    for subject in page.locator(".opblock-tag").all():
        subject.click()
        page.locator(".opblock").first.wait_for()
        found |= {(_method_of(block), _path_of(block)) for block in page.locator(".opblock").all()}
        subject.click()
        page.locator(".opblock").first.wait_for(state="detached")
    assert found == told
    assert page.locator(".errors-wrapper").count() == 0


def _method_of(block: Locator) -> str:
    return block.locator(".opblock-summary-method").inner_text()


def _path_of(block: Locator) -> str | None:
    return block.locator("[data-path]").first.get_attribute("data-path")


def test_the_page_is_no_wider_than_the_screen(shown: tuple[Page, Seen]) -> None:
    page, _ = shown
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_operation_shows_its_answers_with_examples(shown: tuple[Page, Seen]) -> None:
    page, _ = shown
    page.locator("#operations-tag-Tasks").click()
    tasks = page.locator(".opblock", has=page.locator('[data-path="/v1/tasks"]'))
    tasks.locator(".opblock-summary").click()
    answered = tasks.locator("tr.response[data-code='200']")
    example = answered.locator(".highlight-code")
    example.wait_for()
    assert "8KD2-TJZP-XGEP-D-2" in example.inner_text()
    width = example.bounding_box()
    viewport = page.viewport_size
    assert width is not None
    assert viewport is not None
    assert width["width"] > viewport["width"] / 2
    assert not tasks.get_by_text("No links").first.is_visible()
    tasks.locator(".opblock-summary").click()


def test_a_request_can_be_tried_out_on_the_page(shown: tuple[Page, Seen]) -> None:
    page, _ = shown
    page.locator("#operations-tag-Operating").click()
    health = page.locator(".opblock", has=page.locator('[data-path="/healthz"]'))
    health.locator(".opblock-summary").click()
    health.get_by_role("button", name="Try it out").click()
    health.get_by_role("button", name="Execute").click()
    answered = health.locator(".live-responses-table .response").first
    assert "200" in answered.inner_text()
    assert '"status": "ok"' in answered.inner_text()


def test_the_page_asks_nobody_but_this_server_for_anything(shown: tuple[Page, Seen], address: str) -> None:
    _, seen = shown
    assert f"{address}/openapi.json" in seen.requests
    assert seen.elsewhere(address) == []


def test_the_browser_complains_of_nothing_on_the_page(shown: tuple[Page, Seen]) -> None:
    _, seen = shown
    assert seen.complaints == []


def test_the_page_runs_nothing_that_is_written_into_it(address: str) -> None:
    policy = httpx.get(f"{address}/docs").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    elsewhere = httpx.get(f"{address}/openapi.json").headers["Content-Security-Policy"]
    assert elsewhere == "default-src 'none'; frame-ancestors 'none'"
