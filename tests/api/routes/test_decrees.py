"""Decrees over HTTP: who may, what is refused, what they make of calendars and of deadlines."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from temporalio.client import Client

from api.services import Services
from records.database import rows
from runtime.settings import Settings
from tests.api.decreeing import (
    REASON,
    carried_out,
    clocks,
    enact,
    moved,
    off,
    retiming_worker,
    withdraw,
    working_day_before,
)
from tests.api.looks import Noted
from tests.api.people import People


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that re-times without rests."""
    async with retiming_worker(settings, temporal_client, rest=0) as name:
        yield name


async def test_a_decree_is_previewed_moves_what_was_foreseen_and_moves_it_back_when_withdrawn(
    people: People, services: Services
) -> None:
    report, other = await people.submit(), await people.submit()
    await report.forward(agency="kemenkes")
    before = await clocks(report)
    decree = off("SKB 12/2026, 3/2026", working_day_before(services, before["settlement"]["due_on"]))

    foreseen = (await enact(people, decree, preview=True)).json()
    items = {item["tracking_number"]: item for item in foreseen["items"]}
    assert set(items) == {report.number}
    (move,) = items[report.number]["moves"]
    assert (move["clock"], move["old_due_on"]) == ("settlement", before["settlement"]["due_on"])
    assert foreseen["totals"]["clocks"] == foreseen["totals"]["reports"] == 1
    assert foreseen["totals"]["agencies"][0]["agency"] == "kemenkes"
    assert await clocks(report) == before
    assert (await people.http.get(f"/v1/decrees/{decree['number']}")).status_code == 404

    entered = await enact(people, decree)
    assert entered.status_code == 201, entered.text
    told = await carried_out(people, decree["number"])
    assert {name: told["retiming"][name] for name in ("total", "reached", "moved")} == {
        "total": 1,
        "reached": 1,
        "moved": 1,
    }
    after = await clocks(report)
    assert after["settlement"]["due_at"] == move["new_due_at"] > before["settlement"]["due_at"]
    assert after["response"] == before["response"]
    (fact,) = await moved(report)
    assert fact["decrees"] == [{"number": decree["number"], "act": "enacted"}]
    assert (fact["old_due_on"], fact["new_due_on"]) == (move["old_due_on"], move["new_due_on"])
    assert await moved(other) == []
    listed = (await people.get("auditor", f"/v1/retimings/{told['retiming']['id']}/reports")).json()
    assert [item["tracking_number"] for item in listed["items"]] == [report.number]

    foreseen = (await withdraw(people, decree["number"], preview=True)).json()
    assert [item["tracking_number"] for item in foreseen["items"]] == [report.number]
    assert (await withdraw(people, decree["number"])).json()["stands"] is False
    await carried_out(people, decree["number"])
    assert await clocks(report) == before
    assert (await moved(report))[-1]["decrees"] == [{"number": decree["number"], "act": "withdrawn"}]


async def test_a_regions_decree_touches_only_reports_now_at_that_regions_agencies(
    people: People, services: Services
) -> None:
    aceh, ministry, papua = [await people.submit() for _ in range(3)]
    for report, agency in ((aceh, "pemprov-aceh"), (ministry, "kemenkes"), (papua, "pemkab-jayapura")):
        await report.forward(agency=agency)
    due_on = (await clocks(aceh))["settlement"]["due_on"]
    decree = off("Kepgub 7/2026", working_day_before(services, due_on, "ID-AC"), region="ID-AC")
    assert (await enact(people, decree)).status_code == 201
    await carried_out(people, "Kepgub 7/2026")
    assert len(await moved(aceh)) == 1
    assert await moved(ministry) == await moved(papua) == []
    await withdraw(people, "Kepgub 7/2026")
    await carried_out(people, "Kepgub 7/2026")


async def test_an_agency_with_six_days_a_week_counts_its_saturdays_and_nobody_else_does(
    people: People, services: Services
) -> None:
    jayapura, aceh = await people.submit(), await people.submit()
    await jayapura.forward(agency="pemkab-jayapura")
    await aceh.forward(agency="pemprov-aceh")
    before = (await clocks(jayapura))["settlement"]
    decree = off("SK Bupati 3/2026", region="ID-PA", agency="pemkab-jayapura")
    decree["six_day_week"] = {"since": "2026-01-05"}
    assert (await enact(people, decree)).status_code == 201
    await carried_out(people, decree["number"])
    after = (await clocks(jayapura))["settlement"]
    assert after["due_on"] < before["due_on"]
    assert await moved(aceh) == []
    calendar = await people.http.get("/v1/calendars/pemkab-jayapura/days?from=2026-11-28&to=2026-11-29")
    assert [(day["working"], day["decree"]) for day in calendar.json()["days"]] == [
        (True, decree["number"]),
        (False, None),
    ]
    region = await people.http.get("/v1/calendars/ID-PA/days?from=2026-11-28&to=2026-11-29")
    assert [day["working"] for day in region.json()["days"]] == [False, False]
    fresh = await people.submit()
    await fresh.forward(agency="pemkab-jayapura")
    assert (await clocks(fresh))["settlement"]["due_on"] == after["due_on"]
    assert await moved(fresh) == []


async def test_the_same_decree_again_is_answered_alike_and_another_of_its_number_refused(
    people: People,
) -> None:
    decree = off("SKB 1/2026", "2027-11-03", "2027-11-02")
    first = await enact(people, decree)
    again = await enact(people, decree | {"non_working": decree["non_working"][::-1]})
    assert (first.status_code, again.status_code) == (201, 200)
    other = await enact(people, decree | {"title": "Lain"})
    assert (other.status_code, other.json()["code"]) == (409, "decree_conflict")
    await withdraw(people, "SKB 1/2026")
    again = await withdraw(people, "SKB 1/2026")
    assert (again.status_code, again.json()["withdrawn_for"]) == (200, REASON)
    gone = await enact(people, decree)
    assert (gone.status_code, gone.json()["code"]) == (409, "decree_conflict")


async def test_a_decree_that_supersedes_another_takes_its_place_until_it_is_withdrawn(people: People) -> None:
    def days() -> Any:
        return people.http.get("/v1/calendars/ID/days?from=2027-10-04&to=2027-10-05")

    await enact(people, off("A/2026", "2027-10-04"))
    second = off("B/2026", "2027-10-05", supersedes="A/2026")
    assert (await enact(people, second)).json()["stands"]
    assert [day["decree"] for day in (await days()).json()["days"]] == [None, "B/2026"]
    first = (await people.http.get("/v1/decrees/A/2026")).json()
    assert (first["stands"], first["superseded_by"]) == (False, "B/2026")
    for refused in (
        await withdraw(people, "A/2026"),
        await enact(people, off("C/2026", "2027-10-06", supersedes="A/2026")),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "decree_superseded")
    await withdraw(people, "B/2026")
    assert [day["decree"] for day in (await days()).json()["days"]] == ["A/2026", None]


BAD = [
    (off("X/1", "2027-02-30"), "malformed"),
    (off("X/1", "2027-10-04") | {"issued_on": 1790000000}, "malformed"),
    (off("X/1", "2027-10-04") | {"colour": "red"}, "malformed"),
    (off(" ", "2027-10-04"), "malformed"),
    (off("X\u202e/1", "2027-10-04"), "malformed"),
    (off("X/1", "2027-10-04", region="ID-XX"), "unknown_region"),
    (off("X/1", "2027-10-04", issued_on="2199-01-01"), "decree_in_future"),
    (off("X/1", "2027-10-04", "2027-10-04"), "decree_day_twice"),
    (off("X/1", "2027-10-04", working=[{"date": "2027-10-04", "name": "a"}]), "decree_day_in_both_lists"),
    (off("X/1", agency="pemprov-aceh", region="ID-BA"), "unknown_agency"),
    (off("X/1", settles=2028, region="ID-AC"), "year_settled_by_region"),
    (off("X/1", six_day_week={"since": "2027-02-01", "until": "2027-01-01"}), "week_ends_before_it_begins"),
    (off("X/1", supersedes="nobody"), "unknown_decree"),
]


@pytest.mark.parametrize(("decree", "code"), BAD, ids=[code for _, code in BAD])
async def test_what_can_be_no_decree_is_refused_by_name_and_changes_nothing(
    people: People, services: Services, decree: dict[str, Any], code: str
) -> None:
    count = "select (select count(*) from decrees) as decrees, (select count(*) from calendars) as calendars"
    before = await rows(services.pool, count)
    for preview in (False, True):
        refused = await enact(people, decree, preview=preview)
        assert refused.status_code in (404, 422)
        assert refused.json()["code"] == code
    assert await rows(services.pool, count) == before


@pytest.mark.parametrize("who", ["pimpinan.pusat", "auditor", "admin.kemenkes"])
async def test_decrees_are_the_national_admins_to_enter(people: People, who: str) -> None:
    assert (await enact(people, {"nonsense": 1}, who)).status_code == 403
    headers = await people.headers(who)
    url = "/v1/decrees/A/2026/withdraw"
    assert (await people.http.post(url, json={"reason": REASON}, headers=headers)).status_code == 403
    assert (await people.http.post("/v1/retimings/1/cancel", headers=headers)).status_code == 403
    assert (await people.http.post("/v1/decrees", json={})).status_code == 401


async def test_decrees_are_listed_page_by_page_and_every_version_of_a_calendar_is_kept(
    people: People, http: AsyncClient
) -> None:
    await enact(people, off("L/2026", "2027-09-01", region="ID-BA"))
    await withdraw(people, "L/2026")
    numbers, after = [], None
    while True:
        params = {"limit": 3} | ({"after": after} if after else {})
        page = (await http.get("/v1/decrees", params=params)).json()
        numbers += [item["number"] for item in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(numbers) == len(set(numbers)) >= 9
    bali = (await http.get("/v1/decrees?region=ID-BA")).json()["items"]
    assert [item["number"] for item in bali] == ["L/2026"]

    kept = (await http.get("/v1/calendars/ID-BA/versions")).json()["items"]
    assert [(each["act"], each["decree"]) for each in kept[:2]] == [
        ("withdrawn", "L/2026"),
        ("enacted", "L/2026"),
    ]
    for version, working in ((kept[0]["version"], True), (kept[1]["version"], False)):
        url = f"/v1/calendars/ID-BA/days?from=2027-09-01&to=2027-09-01&version={version}"
        (day,) = (await http.get(url)).json()["days"]
        assert (day["working"], day["name"]) == (working, None if working else "Libur L/2026")
    missing = await http.get("/v1/calendars/ID-BA/due?start=2027-09-01&days=1&version=999")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_version")
    feed = await http.get(f"/v1/calendars/ID-BA/feed.ics?version={kept[1]['version']}")
    assert feed.headers["content-type"].startswith("text/calendar")
    assert "20270901" in feed.text
    assert "20270901" not in (await http.get("/v1/calendars/ID-BA/feed.ics")).text


async def test_a_calendar_file_is_read_into_the_lists_of_a_decree(people: People, http: AsyncClient) -> None:
    headers = await people.headers("pusat")
    file = (await http.get("/v1/calendars/ID-AC/feed.ics")).content
    found = (await http.post("/v1/decrees/read", content=file, headers=headers)).json()
    assert {"date": "2026-12-25", "name": "Kelahiran Yesus Kristus (Natal)"} in found["non_working"]
    refused = await http.post("/v1/decrees/read", content=b"<html>", headers=headers)
    assert refused.status_code == 422
    assert refused.json()["code"].startswith("ical_")


async def test_calendars_that_run_out_are_told_of(http: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def codes(alarms: list[dict[str, Any]]) -> list[tuple[str, int | None]]:
        return [(alarm["code"], alarm["year"]) for alarm in alarms]

    assert (await http.get("/readyz")).json()["alarms"] == []
    monkeypatch.setattr("records.decrees.stored_calendars.today", lambda: date(2029, 11, 24))
    told = (await http.get("/readyz")).json()["alarms"]
    assert codes(told) == [("calendar_ends", None), ("year_not_settled", 2030), ("year_not_settled", 2029)]
    assert "ID-AC" in told[0]["calendars"]


async def test_a_day_off_against_a_saturday_moves_no_deadline_and_still_explains_itself(
    people: People, services: Services
) -> None:
    report = await people.submit()
    await report.forward(agency="pemprov-aceh")
    before = await clocks(report)
    off_day = working_day_before(services, before["settlement"]["due_on"], "ID-AC")
    saturday = date.fromisoformat(off_day)
    while saturday.isoweekday() != 6 or saturday.isoformat() > before["settlement"]["due_on"]:
        saturday += timedelta(days=1 if saturday.isoweekday() != 6 else -7)
    decree = off("Kepgub 9/2026", off_day, region="ID-AC")
    decree["working"] = [{"date": saturday.isoformat(), "name": "Hari kerja pengganti"}]
    assert (await enact(people, decree, preview=True)).json()["items"] == []
    await enact(people, decree)
    told = (await carried_out(people, "Kepgub 9/2026"))["retiming"]
    assert told["reached"] == told["total"] >= 1
    assert told["moved"] == 0
    assert await moved(report) == []
    assert (await clocks(report))["settlement"] == before["settlement"]
    days = (await report.get("auditor", "/clocks/settlement/explanation")).json()["days"]
    by_date = {day["date"]: (day["counts"], day["decree"]) for day in days}
    assert by_date[off_day] == (False, "Kepgub 9/2026")
    assert by_date[saturday.isoformat()] == (True, "Kepgub 9/2026")


async def test_whoever_sees_where_confidential_reports_stand_among_others_is_noted(
    people: People, services: Services, noted: Noted
) -> None:
    open_, report = await people.submit(), await people.submit(confidential=True)
    for each in (open_, report):
        await each.forward(agency="kemenkes")
    decree = off("SKB 31/2026", working_day_before(services, (await clocks(report))["settlement"]["due_on"]))
    await noted.later()
    listed = {item["tracking_number"] for item in (await enact(people, decree, preview=True)).json()["items"]}
    assert {open_.number, report.number} <= listed
    assert await noted.acts() == [("pusat", "read_confidential", [report.number])]
    entered = (await enact(people, decree)).json()
    await carried_out(people, decree["number"])
    await noted.later()
    answer = await people.get("pimpinan.pusat", f"/v1/retimings/{entered['retiming']['id']}/reports")
    assert report.number in {item["tracking_number"] for item in answer.json()["items"]}
    assert await noted.acts() == [("pimpinan.pusat", "read_confidential", [report.number])]
    await withdraw(people, decree["number"])
    await carried_out(people, decree["number"])
