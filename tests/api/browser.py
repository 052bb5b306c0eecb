"""Chromium, as tests drive it: the system's own, with nowhere to go but this machine."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def _find_chromium() -> str:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium found: run `apt-get install -y chromium`", pytrace=False)
    return path


@asynccontextmanager
async def chromium_in_loop() -> AsyncIterator[AsyncBrowser]:
    """The browser for tests that share their event loop with the application that it asks."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=_find_chromium(), args=list(FLAGS), headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; where there is none, the test fails with one line that says how to install it."""
    path = _find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), headless=True)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Seen:
    """What a page asked for, and what the browser complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def of(self, page: Page) -> None:
        """Listens to the page from now on."""

        def asked(request: Request) -> None:
            self.requests.append(request.url)

        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(message.text)

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def elsewhere(self, address: str) -> list[str]:
        """The requests that went to another place than `address`; what is inline went nowhere."""
        return [url for url in self.requests if not url.startswith((address, "data:", "blob:"))]
