"""A bundle is verified in the browser, by a script that asks no server for anything."""

import json

import pytest
from playwright.async_api import Page

from evidence.bundle.contents import Manifest
from tests.api.pages.in_browser import Visit
from tests.evidence.bundle.built import KEY, STRANGER, bundle, members_of, of_golden, rotated
from tests.evidence.bundle.forgeries import FORGERIES
from tests.evidence.bundle.forgeries.making import SEVERAL, STRAIGHT
from tests.histories.golden import load

PAGE = "/periksa/bundel"
CHECKS = ("zip", "manifest", "signature", "members", "chain", "inclusion", "heads", "covers", "trust")
FOUND_HERE = frozenset(CHECKS) - {"trust"}
"""The checks of the command that the script makes, too."""
VERDICT = "[data-verdict]:not([hidden])"
STATES = """all => Object.fromEntries(all.map((each) => [
    each.dataset.check, each.className.replace("verify__", "")
]))"""


async def choose(page: Page, content: bytes, keys: bytes | None = None) -> dict[str, str]:
    """What the page says of each check."""
    if keys is not None:
        await page.locator("#kept-keys").set_input_files(
            {"name": "keys.json", "mimeType": "application/json", "buffer": keys}
        )
    await page.locator("#bundle").set_input_files(
        {"name": "bundle.zip", "mimeType": "application/zip", "buffer": content}
    )
    await page.locator("[data-verified]").wait_for()
    states: dict[str, str] = await page.locator("[data-check]").evaluate_all(STATES)
    return states


async def test_a_good_bundle_is_verified_and_nothing_is_asked_of_anybody(visit: Visit) -> None:
    page = await visit("auditor", PAGE)
    await page.locator("#bundle").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    keys = json.dumps(json.loads(members_of(bundle(STRAIGHT))["heads.json"])["keys"]).encode()
    whole = dict.fromkeys(CHECKS, "good")
    assert await choose(page, bundle(STRAIGHT)) == whole | {"trust": "unknown"}
    assert "cocok dengan dirinya sendiri" in await page.locator(VERDICT).inner_text()
    for content in (bundle(STRAIGHT), bundle(SEVERAL)):
        assert await choose(page, content, keys) == whole
        assert "kunci yang Anda simpan" in await page.locator(VERDICT).inner_text()
    told = Manifest.read(members_of(bundle(SEVERAL))["manifest.json"])
    assert await page.locator("[data-told=key]").inner_text() == told.key == KEY.fingerprint
    assert await page.locator("[data-told=report]").inner_text() == told.report
    assert await choose(page, rotated(STRAIGHT)) == whole, "a key vouches for the one that replaced it"
    stranger = of_golden(load(STRAIGHT)[0], (STRANGER,))
    assert await choose(page, stranger) == whole | {"trust": "bad"}
    assert "tidak ditandatangani kunci yang Anda simpan" in await page.locator(VERDICT).inner_text()
    assert asked == []


async def test_the_page_may_send_nothing(visit: Visit) -> None:
    page = await visit("auditor", PAGE)
    sent = "fetch('/healthz').then(() => 'sent', () => 'refused')"
    assert await page.evaluate(sent) == "refused"


async def test_every_forgery_that_the_script_can_see_is_seen_by_it(visit: Visit) -> None:
    page = await visit("auditor", PAGE)
    await page.locator("#bundle").wait_for()
    visible = [each for each in FORGERIES if each.check in FOUND_HERE]
    assert len(visible) > 30
    missed = []
    for forgery in visible:
        states = await choose(page, forgery.make())
        if "bad" not in [states[name] for name in FOUND_HERE]:
            missed.append((forgery.name, states))
    assert missed == []
    assert "Berkas ini diubah" in await page.locator(VERDICT).inner_text()


@pytest.mark.parametrize("content", [b"", b"no zip at all", bytes(1000)])
async def test_what_is_no_bundle_is_told(visit: Visit, content: bytes) -> None:
    page = await visit("auditor", PAGE)
    await page.locator("#bundle").wait_for()
    states = await choose(page, content)
    assert "bad" in states.values()
    assert "Berkas ini diubah" in await page.locator(VERDICT).inner_text()


async def test_without_a_script_the_command_is_shown(visit: Visit) -> None:
    page = await visit("auditor", PAGE, script=False)
    text = await page.locator("main").inner_text()
    assert "Tanpa skrip hanya perintah yang dapat memeriksa" in text
    assert "tuntas audit verify" in text
    assert not await page.locator("#bundle").is_visible()
