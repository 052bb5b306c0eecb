"""Why a clock is due when it is, over HTTP: for staff, for reporters, and from the facts alone."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from temporalio.client import Client

from api.services import Services
from calendars import Snapshot
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.people import REASON, TEXT, People, Report
from tests.procedure.recount import recounted
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.enums import ClockName
from workflows.procedure.model.facts import Fact, digest_of, first_previous
from workflows.procedure.time.explanation import explain_clock


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    """Reports that go on in a new run after every 20 events or so."""
    return settings.model_copy(update={"continue_as_new_events": 20})


def path(name: str) -> str:
    return f"/clocks/{name}/explanation"


async def explained(report: Report, name: str, who: str = "auditor", **params: Any) -> dict[str, Any]:
    response = await report.get(who, path(name), **params)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    assert recounted(told) == (told["due_at"], told["due_on"])
    return told


async def explained_to_the_reporter(report: Report, name: str, pin: str | None = None) -> Response:
    headers = {"Report-Pin": pin or report.pin}
    return await report.http.get(f"{report.url}{path(name)}", headers=headers)


@pytest.fixture(scope="module")
async def extended(people: People) -> Report:
    """A report at its unit, which asked its reporter once and took two days more."""
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await report.decide("penghubung.kemenkes.layanan", "ask_reporter", question=TEXT)
    await report.reply("complete", text=TEXT)
    report.task = (await report.get("pusat")).json()["task"]["id"]
    who = "penghubung.kemenkes.layanan"
    response = await report.decide(who, "extend", clock="response", days=2, reason=REASON)
    assert response.status_code == 200, response.text
    return report


async def test_every_clock_of_a_report_is_explained_to_its_own_due_day(extended: Report) -> None:
    state = (await extended.get("auditor")).json()
    assert len(state["clocks"]) == 5
    for clock in state["clocks"]:
        told = await explained(extended, clock["name"], instance=clock["instance"])
        assert told["clock"] == clock
        assert (told["due_at"], told["due_on"]) == (clock["due_at"], clock["due_on"])
        assert (told["tracking_number"], told["facts"]) == (extended.number, state["facts"])
        counted = [day for day in told["days"] if day["counts"]]
        assert len(counted) == told["budget"] + told["extension"]
        assert all(set(day["text"]) == {"id", "en"} for day in told["days"])


async def test_staff_are_told_who_extended_and_reporters_in_what_role(extended: Report) -> None:
    (extension,) = (await explained(extended, "response", "pusat"))["extensions"]
    assert extension["actor"]["role"] == "liaison_officer"
    assert (extension["actor_name"], extension["agency_name"]) == (
        "Siti Rahmawati",
        "Kementerian Kesehatan",
    )
    assert "pejabat penghubung Kementerian Kesehatan" in extension["text"]["id"]
    assert "the liaison officer of Kementerian Kesehatan" in extension["text"]["en"]
    response = await explained_to_the_reporter(extended, "response")
    assert response.status_code == 200, response.text
    (own,) = response.json()["extensions"]
    assert own["actor"] == {"role": "liaison_officer", "agency": "kemenkes"}
    assert "actor_name" not in own
    assert own["text"] == extension["text"]
    assert extension["actor_name"] not in response.text
    assert extension["actor"]["id"] not in response.text


async def test_one_language_is_told_alone_where_it_is_asked_for(extended: Report) -> None:
    told = await explained(extended, "response", lang="en")
    texts = [told["summary"], *(each["text"] for each in (*told["days"], *told["extensions"]))]
    assert all(set(text) == {"en"} for text in texts)
    assert told["summary"]["en"].startswith("The time for the first response is 5 working days, extended")


async def test_the_pause_is_told_with_the_fact_that_began_it(extended: Report) -> None:
    told = await explained(extended, "response")
    (pause,) = told["pauses"]
    facts = {fact["number"]: fact["kind"] for fact in await extended.facts()}
    assert [facts[each["fact"]] for each in pause["causes"]] == ["reporter_asked"]
    assert facts[pause["ended_by"]] == "completed_by_reporter"


async def test_who_may_not_read_the_report_is_told_404_and_who_is_nobody_401(
    extended: Report, people: People
) -> None:
    foreign = await extended.get("admin.pemprov-aceh", path("response"))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    nobody = await people.http.get(f"{extended.url}{path('response')}")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")
    wrong = await explained_to_the_reporter(extended, "response", pin="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_pin")
    other = await people.submit()
    foreign_pin = await explained_to_the_reporter(extended, "response", pin=other.pin)
    assert foreign_pin.status_code == 401


@pytest.mark.parametrize(
    ("name", "params", "status", "code"),
    [
        ("nonsense", {}, 422, "malformed"),
        ("response", {"instance": 0}, 422, "malformed"),
        ("response", {"lang": "fr"}, 422, "malformed"),
        ("response", {"instance": 2}, 404, "no_such_clock"),
        ("reopening", {}, 404, "no_such_clock"),
    ],
)
async def test_a_clock_that_there_is_not_is_said_so(
    extended: Report, name: str, params: dict[str, Any], status: int, code: str
) -> None:
    response = await extended.get("auditor", path(name), **params)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_an_agency_that_declined_is_explained_the_clocks_as_it_left_them(people: People) -> None:
    report = await people.submit()
    await report.forward(agency="pemkab-jayapura")
    declined = await report.decide("admin.pemkab-jayapura", "decline", reason=REASON)
    assert declined.status_code == 200, declined.text
    await report.forward(agency="kemenkes", **{"class": "information"})
    left = await explained(report, "settlement", "admin.pemkab-jayapura")
    state = (await report.get("admin.pemkab-jayapura")).json()
    assert left["clock"] == next(each for each in state["clocks"] if each["name"] == "settlement")
    assert (left["facts"], left["moves"], left["zone"]) == (3, [], "Asia/Jayapura")
    now = await explained(report, "settlement")
    assert [move["cause"] for move in now["moves"]] == ["moved", "class"]
    assert (now["zone"], now["budget"]) == ("Asia/Jakarta", 5)
    assert {day["agency_name"] for day in now["days"]} == {"Kementerian Kesehatan"}


async def test_the_facts_as_they_were_digested_explain_the_same_offline(extended: Report) -> None:
    sealed = await extended.facts(form="sealed")
    steps = list(fold_steps(map(Fact.of_wire, sealed)))
    for clock in steps[-1][0].clocks:
        told = await explained(extended, clock.name.value, instance=clock.instance)
        offline = explain_clock(steps, ClockName(clock.name), clock.instance).wire()
        assert [day["date"] for day in offline["days"]] == [day["date"] for day in told["days"]]
        assert {name: offline[name] for name in ("clock", "due_at", "pauses", "counted_as_of")} == {
            name: _plain(told[name]) for name in ("clock", "due_at", "pauses", "counted_as_of")
        }


def _plain(told: Any) -> Any:
    """Without the texts, which are not part of the facts."""
    if isinstance(told, list):
        return [{name: value for name, value in each.items() if name != "text"} for each in told]
    return told


def working_day_before(calendar: Snapshot, due_on: str) -> date:
    day = date.fromisoformat(due_on) - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


async def moved(report: Report) -> dict[str, Any]:
    """The fact that a new calendar moved a clock, once the report has heard of it."""
    while True:
        for fact in await report.facts():
            if fact["kind"] == "deadline_moved":
                return fact
        await asyncio.sleep(0.05)


async def test_a_decree_is_named_by_number_where_it_moved_a_clock_and_on_its_day(
    people: People, services: Services
) -> None:
    report = await people.submit()
    await report.forward(agency="pemprov-aceh")
    before = await explained(report, "settlement")
    day = working_day_before(services.directory.calendar("ID-AC"), before["due_on"])
    named = {"date": day.isoformat(), "name": "Hari jadi provinsi"}
    decree = {"number": "Kepgub 42/2026", "title": "Hari libur daerah", "issued_on": "2026-01-05"}
    decree |= {"region": "ID-AC", "non_working": [named], "working": []}  # type: ignore[dict-item]
    headers = await people.headers("pusat")
    entered = await people.http.post("/v1/decrees", json=decree, headers=headers)
    assert entered.status_code == 201, entered.text
    await report.decide("pimpinan.pemprov-aceh", "nudge", note=REASON)
    fact = await moved(report)
    told = await explained(report, "settlement")
    (move,) = told["moves"]
    assert (move["fact"], move["cause"]) == (fact["number"], "calendar")
    assert move["decrees"] == [{"number": "Kepgub 42/2026", "act": "enacted"}]
    assert "Kepgub 42/2026 ditetapkan" in move["text"]["id"]
    assert (move["old_due_on"], told["due_on"]) == (before["due_on"], move["new_due_on"])
    off = next(each for each in told["days"] if each["date"] == day.isoformat())
    assert (off["counts"], off["why"], off["name"]) == (False, "decree", "Hari jadi provinsi")
    assert off["text"]["en"].endswith("Hari jadi provinsi (Kepgub 42/2026), not counted")


async def test_a_report_over_several_runs_that_stands_still_is_explained_from_all_its_facts(
    people: People,
) -> None:
    report = await people.submit()
    for _ in range(8):
        await report.decide("pimpinan.pusat", "nudge", note=REASON)
    await report.decide("pusat", "ask_reporter", question=TEXT)
    events = (await report.get("auditor", "/history")).json()["events"]
    assert len({event["runId"] for event in events}) > 1
    response = await explained_to_the_reporter(report, "verification")
    told = response.json()
    assert recounted(told) == (told["due_at"], told["due_on"])
    assert (told["clock"]["paused"], told["standing_still"]["causes"][0]["fact"]) == (True, 10)
    assert "menunggu kelengkapan dari pelapor" in told["summary"]["id"]
    assert (await explained(report, "completion"))["unit"] == "calendar_days"


async def test_what_the_engine_has_forgotten_is_explained_by_the_record(
    people: People,
    app: FastAPI,
    services: Services,
    temporal_server: EmbeddedTemporal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    assert (await report.reply("confirm", rating=5)).status_code == 200
    before = await explained(report, "settlement")
    converter = services.client.data_converter
    elsewhere = await Client.connect(temporal_server.address, namespace="default", data_converter=converter)
    monkeypatch.setitem(app.state._state, "services", replace(services, client=elsewhere))
    assert await explained(report, "settlement") == before
    assert before["clock"]["stopped_at"] is not None


def made_anew(report: str, facts: list[Fact]) -> list[Fact]:
    """The facts with digests that fit, as somebody makes them who knows how."""
    previous, made = first_previous(report), []
    for fact in facts:
        made.append(replace(fact, previous=previous, digest=""))
        made[-1] = replace(made[-1], digest=digest_of(made[-1].wire()))
        previous = made[-1].digest
    return made


@pytest.mark.parametrize(
    ("there", "status", "code"),
    [
        (lambda _: [], 503, "record_unavailable"),
        (lambda facts: facts, 500, "record_broken"),
        (lambda facts: facts[1:], 500, "record_broken"),
        (lambda facts: made_anew(facts[0].actor.id, facts), 500, "does_not_add_up"),
    ],
)
async def test_what_the_record_does_not_have_or_no_procedure_wrote_is_not_explained_away(
    extended: Report,
    monkeypatch: pytest.MonkeyPatch,
    there: Callable[[list[Fact]], list[Fact]],
    status: int,
    code: str,
) -> None:
    wires = await extended.facts(form="sealed")
    for wire in wires:
        if wire["kind"] == "extended":
            wire["data"] |= {"new_due_at": "2027-06-01T17:00:00.000000Z", "new_due_on": "2027-06-01"}

    async def instead(*_: Any) -> list[Fact]:
        return there([Fact.of_wire(wire) for wire in wires])

    monkeypatch.setattr("api.reports.submit_decision.all_facts", instead)
    response = await extended.get("auditor", path("response"))
    assert (response.status_code, response.json()["code"]) == (status, code)
