"""Sessions of pages: who they speak for, how they begin, and everything that ends them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.requests import cookies, identity
from api.services import Services
from fields.tracking_numbers import derive_pin
from records.database import pool_of, rows
from records.directory import accounts
from records.directory.in_memory import Directory
from tests.api.conftest import PASSWORD
from tests.api.people import People
from tests.api.signed_in_browser import CHROME, SITE, Browser, make_pages
from tests.logged import logged

OFFICER = "penghubung.kemenkes.layanan"
ENDED = (401, "not_signed_in")


@pytest.fixture(scope="module")
def pages(services: Services) -> FastAPI:
    return make_pages(services)


@pytest.fixture(autouse=True)
async def clean(services: Services) -> AsyncIterator[None]:
    """Each test with counts of its own; afterwards the officer is as before."""
    await rows(services.pool, "delete from limit_windows")
    await rows(services.pool, "delete from known_sources")
    yield
    await rows(
        services.pool,
        "update accounts set disabled_at = null, unit = 'layanan' where username = %s",
        [OFFICER],
    )
    await accounts.change_password(services.pool, OFFICER, PASSWORD)
    await services.directory.refresh()


@pytest.fixture
def browse(pages: FastAPI) -> Callable[..., Browser]:
    """Makes another browser."""

    def make(**kind: str) -> Browser:
        return Browser(pages, **kind)

    return make


async def signed_in(browser: Browser, username: str = OFFICER, password: str = PASSWORD) -> Browser:
    answer = await browser.sign_in(username, password)
    assert answer.status_code == 200, answer.text
    return browser


@pytest.mark.parametrize("who", ["pusat", "pimpinan.kemenkes", "auditor", "admin.pemprov-aceh", OFFICER])
async def test_a_session_speaks_for_the_same_person_as_the_token(
    services: Services, people: People, browse: Callable[..., Browser], who: str
) -> None:
    browser = await signed_in(browse(), who)
    told = (await browser.client.get("/who")).json()
    bearer = (await people.headers(who))["Authorization"].removeprefix("Bearer ")
    actor, account = identity.authenticate_token(services, bearer)
    assert told["actor"] == asdict(actor)
    assert told["account"]["id"] == account.id
    assert told["account"]["username"] == who


async def test_the_cookie_is_for_https_only_and_for_no_script(browse: Callable[..., Browser]) -> None:
    browser = browse()
    answer = await browser.sign_in(OFFICER, PASSWORD)
    (sent,) = answer.headers.get_list("Set-Cookie")
    name, *attributes = sent.split("; ")
    assert name == f"__Host-tuntas={browser.value}"
    assert len(browser.value or "") == 43
    assert {each.lower() for each in attributes} == {"httponly", "path=/", "samesite=lax", "secure"}


async def test_over_plain_http_on_this_machine_the_cookie_is_plain_and_the_log_says_so_once(
    browse: Callable[..., Browser],
) -> None:
    cookies._say_that_cookies_are_plain.cache_clear()
    with logged() as log:
        browser = await signed_in(browse(site="http://127.0.0.1:8000"))
        assert (await browser.code())[0] == 200
        told = log.of("pages are served over plain http: session cookies are sent without Secure")
    assert [each["level"] for each in told] == ["warning"]
    assert [each.name for each in browser.client.cookies.jar if not each.secure] == ["tuntas-form", "tuntas"]


async def test_over_plain_http_elsewhere_no_browser_keeps_the_cookie(browse: Callable[..., Browser]) -> None:
    browser = browse(site="http://lapor.example.id")
    answer = await browser.client.get("/form")
    assert "__Host-tuntas-form=" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]


async def test_where_pages_have_an_https_address_no_cookie_is_plain(services: Services) -> None:
    settings = services.settings.model_copy(update={"pages_url": SITE})
    browser = Browser(make_pages(replace(services, settings=settings)), site="http://127.0.0.1:8000")
    assert "__Host-" in (await browser.client.get("/form")).headers["Set-Cookie"]


async def test_signing_in_makes_a_new_session_whatever_the_browser_held(
    browse: Callable[..., Browser],
) -> None:
    """Session fixation: what somebody else has put there, or has seen before, opens nothing."""
    browser = browse()
    planted = "x" * 43
    browser.client.cookies.set("__Host-tuntas", planted, domain="lapor.example.id", path="/")
    assert await browser.code() == ENDED
    first = (await signed_in(browser)).value
    assert first != planted
    second = (await signed_in(browser)).value
    assert second != first
    for old in (planted, first):
        thief = browse()
        thief.client.cookies.set("__Host-tuntas", old or "", domain="lapor.example.id", path="/")
        assert await thief.code() == ENDED


async def test_a_wrong_password_starts_nothing_and_is_counted_with_those_of_the_api(
    http: AsyncClient, browse: Callable[..., Browser], services: Services
) -> None:
    browser = browse()
    most = services.settings.failed_sign_ins_per_minute
    for attempt in range(most):
        if attempt % 2:
            answer = await http.post("/v1/token", data={"username": OFFICER, "password": "salah-salah"})
        else:
            answer = await browser.sign_in(OFFICER, "salah-salah")
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")
    assert browser.value is None
    refused = await browser.sign_in(OFFICER, PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_often")
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["nobody", "x\0y", " "])
async def test_an_unknown_name_is_told_like_a_wrong_password(
    browse: Callable[..., Browser], name: str
) -> None:
    answer = await browse().sign_in(name, PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")


async def test_it_ends_without_use_and_pages_that_ask_by_themselves_are_no_use(
    services: Services, browse: Callable[..., Browser]
) -> None:
    browser = await signed_in(browse())
    await rows(services.pool, "update sessions set used_at = now() - interval '29 minutes'")
    assert (await browser.client.get("/events")).json() == {"there": True}
    await rows(services.pool, "update sessions set used_at = used_at - interval '2 minutes'")
    assert (await browser.client.get("/events")).json() == {"there": False}
    assert await browser.code() == ENDED


async def test_changing_the_password_over_the_api_ends_every_session(
    http: AsyncClient, people: People, browse: Callable[..., Browser]
) -> None:
    one, two = await signed_in(browse()), await signed_in(browse())
    body = {"current": PASSWORD, "new": "kata-sandi-baru"}
    token = await http.post("/v1/token", data={"username": OFFICER, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    assert (await http.post("/v1/password", json=body, headers=headers)).status_code == 204
    assert [await one.code(), await two.code()] == [ENDED, ENDED]


async def test_changing_it_in_a_session_ends_the_others_and_goes_on_in_a_new_one(
    http: AsyncClient, browse: Callable[..., Browser]
) -> None:
    one, two = await signed_in(browse()), await signed_in(browse())
    before = one.value
    wrong = await one.send("/password", old="salah-salah", new="kata-sandi-baru")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    short = await one.send("/password", old=PASSWORD, new="short")
    assert (short.status_code, short.json()["code"]) == (422, "password_too_short")
    assert (await one.send("/password", old=PASSWORD, new="kata-sandi-baru")).status_code == 200
    assert one.value != before
    assert (await one.code())[0] == 200
    assert await two.code() == ENDED
    old = await http.post("/v1/token", data={"username": OFFICER, "password": PASSWORD})
    assert old.json()["code"] == "wrong_password"


@pytest.mark.parametrize("act", ["disable", "move"])
async def test_disabling_and_moving_end_it_for_ever(
    people: People, services: Services, browse: Callable[..., Browser], act: str
) -> None:
    browser = await signed_in(browse())
    if act == "disable":
        headers = await people.headers("pusat")
        for each in ("disable", "enable"):
            assert (
                await people.http.post(f"/v1/accounts/{OFFICER}/{each}", headers=headers)
            ).status_code < 300
            assert await browser.code() == ENDED
    else:
        for unit in ("umum", "layanan"):
            await rows(services.pool, "update accounts set unit = %s where username = %s", [unit, OFFICER])
            assert await browser.code() == ENDED
    assert (await (await signed_in(browser)).code())[0] == 200


async def test_a_one_time_password_opens_nothing_but_its_change_whichever_process_is_asked(
    services: Services, browse: Callable[..., Browser]
) -> None:
    await accounts.change_password(services.pool, OFFICER, "dibuat-orang-lain", one_time=True)
    await services.directory.refresh()
    browser = await signed_in(browse(), password="dibuat-orang-lain")
    assert await browser.code() == (403, "password_change_required")
    assert (await browser.client.get("/password")).json() == {"must": True}
    elsewhere = Directory(services.pool)
    await elsewhere.refresh()
    same = await browser.send("/password", old="dibuat-orang-lain", new="dibuat-orang-lain")
    assert same.json()["code"] == "password_unchanged"
    assert (
        await browser.send("/password", old="dibuat-orang-lain", new="kata-sandi-baru")
    ).status_code == 200
    assert (await browser.code())[0] == 200
    # Another process, which has not heard of it yet, must not ask for the change again.
    other = Browser(make_pages(replace(services, directory=elsewhere)))
    other.client.cookies = browser.client.cookies
    assert (await other.code())[0] == 200


async def test_one_lists_ones_sessions_and_ends_them(browse: Callable[..., Browser]) -> None:
    phone, desk, other = browse(), browse(agent=CHROME), browse()
    await signed_in(phone)
    await signed_in(desk)
    await signed_in(other, "auditor")
    listed = (await desk.client.get("/sessions")).json()
    assert [(each["browser"], each["current"]) for each in listed[:2]] == [
        ("Chrome, Windows", True),
        ("Firefox, Android", False),
    ]
    mine, theirs = listed[1]["id"], (await other.client.get("/sessions")).json()[0]["id"]
    assert (await desk.send(f"/sessions/{theirs}/end")).json() == {"ended": False}
    assert (await other.code())[0] == 200
    assert (await desk.send(f"/sessions/{mine}/end")).json() == {"ended": True}
    assert await phone.code() == ENDED
    assert (await desk.code())[0] == 200


async def test_after_signing_out_neither_the_cookie_nor_a_form_from_before_does_anything(
    services: Services, browse: Callable[..., Browser]
) -> None:
    browser = await signed_in(browse())
    value, token = browser.value or "", await browser.token()
    assert (await browser.send("/write", token)).json() == {"written": True}
    assert (await browser.send("/sign-out")).status_code == 200
    assert browser.value is None
    assert await browser.code() == ENDED
    browser.client.cookies.set("__Host-tuntas", value, domain="lapor.example.id", path="/")
    replayed = await browser.send("/write", token)
    assert (replayed.status_code, replayed.json()["code"]) == ENDED
    again = await browser.send("/sign-out", token)
    assert (again.status_code, again.json()["code"]) == (403, "form_token_wrong")
    await signed_in(browser)
    replayed = await browser.send("/write", token)
    assert (replayed.status_code, replayed.json()["code"]) == (403, "form_token_wrong")


async def test_a_write_needs_a_token_of_its_own_session_and_a_page_of_ours(
    browse: Callable[..., Browser],
) -> None:
    browser, other = await signed_in(browse()), await signed_in(browse(), "auditor")
    token, theirs = await browser.token(), await other.token()
    ours = {"Sec-Fetch-Site": "same-origin"}

    async def code(headers: dict[str, str], **fields: str) -> str | None:
        answer = await browser.client.post("/write", data=fields, headers=headers)
        return None if answer.status_code == 200 else answer.json()["code"]

    assert await code(ours, form_token=token) is None
    assert await code({"Origin": SITE}, form_token=token) is None
    assert await code({"Referer": f"{SITE}/form"}, form_token=token) is None
    assert await code({**ours, "Form-Token": token}) is None
    assert await code(ours) == "form_token_missing"
    assert await code(ours, form_token=theirs) == "form_token_wrong"
    for foreign in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://jahat.example"},
        {"Origin": "null"},
        {"Referer": "https://jahat.example/"},
        {},
    ):
        assert await code(foreign, form_token=token) == "cross_site"


async def test_signing_in_needs_a_form_of_the_same_browser(browse: Callable[..., Browser]) -> None:
    """Otherwise another site could sign somebody in to an account of its own."""
    browser, other = browse(), browse()
    token = await other.token()
    fields = {"username": OFFICER, "password": PASSWORD, "form_token": token}
    ours = {"Sec-Fetch-Site": "same-origin"}
    without_cookie = await browser.client.post("/sign-in", data=fields, headers=ours)
    assert (without_cookie.status_code, without_cookie.json()["code"]) == (403, "form_expired")
    await browser.token()
    answer = await browser.client.post("/sign-in", data=fields, headers=ours)
    assert (answer.status_code, answer.json()["code"]) == (403, "form_token_wrong")
    assert browser.value is None


async def test_two_tabs_of_a_browser_that_is_not_signed_in_can_both_be_sent(
    browse: Callable[..., Browser],
) -> None:
    browser = browse()
    first, second = await browser.token(), await browser.token()
    for token in (second, first):
        answer = await browser.send("/sign-in", token, username="nobody", password="salah-salah")
        assert answer.json()["code"] == "wrong_password"


async def test_a_reporter_opens_one_report_by_number_and_pin(
    people: People, browse: Callable[..., Browser]
) -> None:
    report, other = await people.submit(), await people.submit()
    browser = browse()
    wrong = await browser.send("/open", number=report.number, pin=other.pin)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_pin")
    last = "0" if report.number[-1] != "0" else "1"
    mistyped = await browser.send("/open", number=report.number[:-1] + last, pin=report.pin)
    assert (mistyped.status_code, mistyped.json()["code"]) == (422, "tracking_number_check")
    opened = await browser.send("/open", number=report.number.lower().replace("-", ""), pin=report.pin)
    assert opened.status_code == 200
    told = (await browser.client.get(f"/laporan/{report.number}")).json()
    assert told["actor"]["role"] == "reporter"
    assert told["actor"]["id"] == report.number
    assert await browser.code(f"/laporan/{other.number}") == ENDED
    assert await browser.code() == ENDED
    assert [each["current"] for each in (await browser.client.get("/sessions")).json()] == [True]


async def test_an_officers_session_opens_no_report_as_its_reporter(
    people: People, browse: Callable[..., Browser]
) -> None:
    report = await people.submit()
    browser = await signed_in(browse())
    assert await browser.code(f"/laporan/{report.number}") == ENDED


async def test_wrong_pins_are_counted_with_those_of_the_api(
    people: People, services: Services, browse: Callable[..., Browser]
) -> None:
    report = await people.submit()
    browser = browse()
    wrong = f"{(int(report.pin) + 1) % 10**6:06}"
    for attempt in range(services.settings.wrong_pins):
        if attempt % 2:
            answer = await report.http.get(f"{report.url}/track", headers={"Report-Pin": wrong})
        else:
            answer = await browser.send("/open", number=report.number, pin=wrong)
        assert answer.json()["code"] == "wrong_pin"
    refused = await browser.send("/open", number=report.number, pin=report.pin)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_often")


async def test_a_reporters_session_ends_when_the_pin_becomes_another(
    people: People, services: Services, browse: Callable[..., Browser]
) -> None:
    report = await people.submit()
    browser = browse()
    await browser.send("/open", number=report.number, pin=report.pin)
    assert (await browser.code(f"/laporan/{report.number}"))[0] == 200
    settings = services.settings.model_copy(update={"intake_secret": b"another secret, so other PINs...."})
    later = Browser(make_pages(replace(services, settings=settings)))
    later.client.cookies = browser.client.cookies
    assert await later.code(f"/laporan/{report.number}") == ENDED


async def test_without_the_record_a_page_is_told_to_try_again_not_to_sign_in(
    services: Services, browse: Callable[..., Browser], tmp_path: Path
) -> None:
    browser = await signed_in(browse())
    async with pool_of(f"postgresql:///nobody?host={tmp_path}", patience=0.2) as away:
        other = Browser(make_pages(replace(services, pool=away)))
        other.client.cookies = browser.client.cookies
        assert await other.code() == (503, "record_unavailable")
    assert (await browser.code())[0] == 200


async def test_ended_sessions_are_deleted_in_the_background(
    services: Services, browse: Callable[..., Browser]
) -> None:
    await signed_in(browse())
    await rows(services.pool, "update sessions set ends_at = now()")
    browser = await signed_in(browse())
    await services.background["ended sessions"].turn()
    assert len(await rows(services.pool, "select 1 from sessions")) == 1
    assert (await browser.code())[0] == 200


async def test_a_reporters_sessions_end_when_a_new_pin_is_used(
    http: AsyncClient, people: People, services: Services, browse: Callable[..., Browser]
) -> None:
    report = await people.submit(reporter={"name": "Warga", "email": "hilang.pin@contoh.invalid"})
    await report.recorded()
    page = f"/laporan/{report.number}"
    old, new = browse(), browse()
    await old.send("/open", number=report.number, pin=report.pin)
    await http.post("/v1/pins", json={"email": "hilang.pin@contoh.invalid"})
    assert (await old.code(page))[0] == 200, "a stranger may have asked"
    await new.send(
        "/open", number=report.number, pin=derive_pin(services.settings.intake_secret, report.number, 2)
    )
    assert (await new.code(page))[0] == 200
    assert await old.code(page) == ENDED
