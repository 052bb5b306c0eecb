"""Calendar feeds: made, read by calendar programs, revoked, and saying nothing that anybody wrote."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from icalendar import Calendar

from api.services import Services
from records.database import rows
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report
from tests.api.planted import PLANTED, traces

OFFICER, SUPERVISOR = "penghubung.kemenkes.layanan", "pimpinan.kemenkes"


@pytest.fixture(scope="module")
async def report(people: People) -> Report:
    """A report with marks in every text, which waits for a unit."""
    made = await people.submit(**PLANTED)
    await made.forward()
    await made.decide("admin.kemenkes", "dispose", unit="layanan")
    return await made.recorded()


@pytest.fixture
async def put_back(services: Services) -> AsyncIterator[None]:
    yield
    await rows(services.pool, "update accounts set disabled_at = null")
    await services.directory.refresh()


async def make(people: People, who: str, scope: str = "mine", **params: str) -> str:
    """The path of a new address."""
    made = await people.http.put(
        f"/v1/me/calendar-feeds/{scope}", params=params, headers=await people.headers(who)
    )
    assert made.status_code == 200, made.text
    return urlsplit(str(made.json()["address"])).path


async def read(browser: AsyncClient, path: str, **headers: str) -> Response:
    return await browser.get(path, headers=headers)


def events(response: Response) -> dict[str, Any]:
    """By UID, each event of the feed."""
    assert response.status_code == 200, response.text
    calendar = Calendar.from_ical(response.content)
    return {str(each["UID"]): each for each in calendar.walk("VEVENT")}


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A calendar program: it signs in nowhere."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def test_a_feed_has_ones_due_days_and_nothing_that_anybody_wrote(
    people: People, browser: AsyncClient, report: Report
) -> None:
    told = await read(browser, await make(people, OFFICER))
    assert told.headers["content-type"] == "text/calendar; charset=utf-8"
    assert told.headers["cache-control"].startswith("private")
    state = (await report.get(OFFICER)).json()
    due_on = min(each["due_on"] for each in state["clocks"] if each["stopped_at"] is None)
    event = events(told)[f"{report.task}@tuntas"]
    assert event.decoded("DTSTART") == date.fromisoformat(due_on)
    assert event.decoded("DTEND") == date.fromisoformat(due_on) + timedelta(days=1)
    assert str(event["SUMMARY"]) == f"{report.number}: tenggat tanggapan pertama"
    assert "Tahap: tindak lanjut" in str(event["DESCRIPTION"])
    assert str(event["URL"]).endswith(f"/laporan/{report.number}")
    assert traces(told.content, event.to_ical()) == []
    assert max(len(line) for line in told.content.split(b"\r\n")) <= 75
    english = events(await read(browser, await make(people, OFFICER, language="en")))
    assert "due" in str(english[f"{report.task}@tuntas"]["SUMMARY"])


async def test_an_unchanged_feed_is_304_and_a_moved_deadline_moves_the_same_event(
    people: People, browser: AsyncClient, services: Services
) -> None:
    other = await people.submit()
    await other.forward()
    await other.decide("admin.kemenkes", "dispose", unit="layanan")
    await other.recorded()
    path = await make(people, OFFICER)
    first = await read(browser, path)
    again = await read(browser, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    before = events(first)[f"{other.task}@tuntas"]
    extended = await other.decide(
        OFFICER, "extend", clock="response", days=2, reason="menunggu data lapangan"
    )
    assert extended.status_code == 200, extended.text
    await other.recorded()
    moved = await read(browser, path, **{"If-None-Match": first.headers["etag"]})
    after = events(moved)[f"{other.task}@tuntas"]
    assert after.decoded("DTSTART") > before.decoded("DTSTART")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    await other.decide(OFFICER, "respond", text="Sudah kami tangani di lapangan hari ini.", final=True)
    await other.recorded()
    assert f"{other.task}@tuntas" not in events(await read(browser, path))


async def test_the_team_s_feed_is_for_who_leads_it(
    people: People, browser: AsyncClient, report: Report
) -> None:
    found = events(await read(browser, await make(people, SUPERVISOR, "team")))
    assert f"{report.task}@tuntas" in found
    assert f"{report.task}@tuntas" not in events(await read(browser, await make(people, SUPERVISOR)))
    for who, scope in ((OFFICER, "team"), ("auditor", "mine"), ("operator", "mine")):
        refused = await people.http.put(f"/v1/me/calendar-feeds/{scope}", headers=await people.headers(who))
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_a_former_and_a_revoked_address_are_unknown(people: People, browser: AsyncClient) -> None:
    former = await make(people, OFFICER)
    path = await make(people, OFFICER)
    assert (await read(browser, former)).status_code == 404
    assert (await read(browser, path)).status_code == 200
    headers = await people.headers(OFFICER)
    listed = (await people.http.get("/v1/me/calendar-feeds", headers=headers)).json()["items"]
    assert [each["scope"] for each in listed] == ["mine"]
    assert path not in str(listed)
    for _ in range(2):
        ended = await people.http.delete("/v1/me/calendar-feeds/mine", headers=headers)
        assert ended.status_code == 204
    assert (await read(browser, path)).status_code == 404
    assert (await people.http.get("/v1/me/calendar-feeds", headers=headers)).json()["items"] == []


@pytest.mark.usefixtures("put_back")
async def test_a_feed_ends_with_its_account_and_the_record_knows_no_address(
    people: People, browser: AsyncClient, services: Services
) -> None:
    path = await make(people, "penghubung.kemenkes.umum")
    secret = path.removeprefix("/kalender/").removesuffix(".ics")
    kept = await rows(services.pool, "select * from calendar_feeds")
    assert len(secret) > 40
    assert secret not in str(kept)
    disable = "update accounts set disabled_at = %s where username = 'penghubung.kemenkes.umum'"
    await rows(services.pool, disable, [datetime.now(UTC)])
    await services.directory.refresh()
    assert (await read(browser, path)).status_code == 404
    await rows(services.pool, disable, [None])
    await services.directory.refresh()
    assert (await read(browser, path)).status_code == 404, "being enabled again brings no address back"


async def test_reads_are_limited_per_address(
    browser: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await read(browser, "/kalender/tidak-ada.ics")).status_code == 404
    monkeypatch.setattr(services.limits.feeds, "most", 1)
    refused = await read(browser, "/kalender/tidak-ada.ics")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


async def test_the_page_shows_an_address_once_and_revokes_it(app: FastAPI, browser: AsyncClient) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR, PASSWORD)
    await visitor.open("/akun?lang=id")
    assert "Tugas tim saya" in visitor.text
    made = await visitor.send("/akun/kalender", scope="team")
    assert made.status_code == 200
    address = made.text.split("<code>")[1].split("</code>")[0]
    path = urlsplit(address).path
    assert (await read(browser, path)).status_code == 200
    assert path not in (await visitor.open("/akun")).text
    await visitor.send("/akun/kalender/cabut", scope="team")
    assert "Alamat itu sudah dicabut" in visitor.text
    assert (await read(browser, path)).status_code == 404
    assert (await visitor.send("/akun/kalender", scope="lain")).status_code == 422
