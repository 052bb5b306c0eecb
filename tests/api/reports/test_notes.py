"""Internal notes over HTTP: the leak matrix, erasure, and what is offered and answered."""

import asyncio
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx import Response

from api.services import Services
from records.database import rows
from tests.api.people import REASON, TEXT, People, Report
from tests.api.questions import Question, add_template, ask, questions

HEALTH = ("admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan")
PROVINCE = ("admin.pemprov-aceh", "pimpinan.pemprov-aceh", "penghubung.pemprov-aceh.umum")
CENTRE = ("pusat", "pimpinan.pusat", "auditor")
OTHERS = (
    "penghubung.kemenkes.umum",
    "penghubung.pemprov-aceh.layanan",
    "admin.pemkab-jayapura",
    "pimpinan.pemkab-jayapura",
    "penghubung.pemkab-jayapura.layanan",
    "reporter",
    "nobody",
)
"""Other units of both agencies, a third agency, the reporter, and who says nothing of themselves."""
AT_HEALTH = ("catatankemenkes", "catatanlayanan", "pesanpusat", "pesanpimpinan")
AT_PROVINCE = ("catatanaceh", "catatanumum", "catatanmenunggu")
AT_CENTRE = ("catatanpusat", "catatankembali")
MARKS = (*AT_CENTRE, *AT_HEALTH, *AT_PROVINCE)
READ: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(CENTRE, frozenset(MARKS)),
    **dict.fromkeys(HEALTH, frozenset(AT_HEALTH)),
    **dict.fromkeys(PROVINCE, frozenset(AT_PROVINCE)),
    **dict.fromkeys(OTHERS, frozenset[str]()),
}
"""The marks of the notes that each of them reads."""
TEXTS_WITHIN = {"/v1/reports/{tn}", "/v1/reports/{tn}/facts"}
"""The routes that show a note's text at all."""


@dataclass(frozen=True)
class Noted:
    """A report with notes by everybody who had it, and one that was merged into it."""

    report: Report
    follower: Report


async def note(report: Report, who: str, mark: str) -> None:
    response = await report.decide(who, "note", text=f"Perhatian: {mark}.")
    assert response.status_code == 200, response.text


async def pass_on(people: People, *, anonymous: bool) -> Noted:
    """A report noted at the centre, declined by one agency, and answered by the next."""
    report = await people.submit(anonymous=anonymous)
    follower = await people.submit()
    await note(report, "pusat", "catatanpusat")
    await report.forward()
    await note(report, "admin.kemenkes", "catatankemenkes")
    await note(report, "pusat", "pesanpusat")
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await note(report, "penghubung.kemenkes.layanan", "catatanlayanan")
    await note(report, "pimpinan.pusat", "pesanpimpinan")
    await report.decide("penghubung.kemenkes.layanan", "return_to_agency", reason=REASON)
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await note(report, "pimpinan.pusat", "catatankembali")
    merged = await follower.decide("pusat", "merge", into=report.number, acknowledged=True)
    assert merged.status_code == 200, merged.text
    await report.forward(agency="pemprov-aceh")
    await note(report, "admin.pemprov-aceh", "catatanaceh")
    await report.decide("admin.pemprov-aceh", "dispose", unit="umum")
    await note(report, "penghubung.pemprov-aceh.umum", "catatanumum")
    await report.decide("penghubung.pemprov-aceh.umum", "respond", text=TEXT, final=True)
    await note(report, "pimpinan.pemprov-aceh", "catatanmenunggu")
    return Noted(await report.recorded(), follower)


@pytest.fixture(scope="module")
async def both(people: People) -> list[Noted]:
    """Two such reports: of somebody who is known, and an anonymous one."""
    await add_template(people)
    return [await pass_on(people, anonymous=anonymous) for anonymous in (False, True)]


@pytest.fixture(scope="module", params=[0, 1], ids=["known", "anonymous"])
def passed_on(both: list[Noted], request: pytest.FixtureRequest) -> Noted:
    """Each of them."""
    noted: Noted = both[request.param]
    return noted


def found_in(response: Response) -> set[str]:
    """The marks in an answer, also in the files of a bundle."""
    parts = [response.content]
    if response.headers.get("Content-Type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(response.content)) as file:
            parts = [file.read(name) for name in file.namelist()]
    return {mark for mark in MARKS for part in parts if mark.encode() in part}


ONES_OWN = {"/v1/reports/{tn}/drafts/{kind}"}
"""What somebody has typed and nobody else is shown: `test_drafts.py`."""


def every_question(app: FastAPI, both: list[Noted]) -> Iterator[tuple[Report, Question]]:
    """Every GET route with every query, once if it names no report; and searches for a word of all notes."""
    for noted in both:
        for question in questions(app, noted.report):
            if noted is both[0] or "{tn}" in question.route:
                yield noted.report, question
    for route in ("/v1/reports", "/v1/tasks"):
        yield both[0].report, Question(route, route, {"q": "Perhatian"})


async def test_no_route_shows_a_note_to_anybody_else(app: FastAPI, people: People, both: list[Noted]) -> None:
    shown = dict.fromkeys(READ, frozenset[str]())
    answered: set[str] = set()
    routes: set[str] = set()
    for report, question in every_question(app, both):
        for who in question.askers(list(READ)):
            response = await ask(people, who, report, question)
            found = found_in(response)
            assert found <= READ[who], (who, question)
            shown[who] |= found
            routes |= {question.route} if found else set()
            answered |= {question.route} if response.status_code == 200 else set()
    assert shown == READ, "whoever may read a note does"
    assert routes == TEXTS_WITHIN
    paths = app.openapi()["paths"]
    of_reports = {each for each in paths if "get" in paths[each] and "{tn}" in each}
    assert of_reports - ONES_OWN <= answered, "else untried"


async def test_the_reader_of_a_report_is_told_just_the_notes_that_are_theirs(passed_on: Noted) -> None:
    for who, reads in READ.items():
        if who in OTHERS:
            continue
        told = (await passed_on.report.get(who)).json()["notes"]
        assert {each["text"] for each in told} == {f"Perhatian: {mark}." for mark in reads}
        facts = await passed_on.report.facts(who)
        noted = {fact["number"]: fact for fact in facts if fact["kind"] == "noted"}
        own = {each["number"] for each in told}
        assert own <= noted.keys()
        for number, fact in noted.items():
            assert fact["withheld"] == ([] if number in own else ["text"])


async def test_the_reporters_of_a_report_and_of_its_follower_are_told_nothing(
    people: People, passed_on: Noted
) -> None:
    for report in (passed_on.report, passed_on.follower):
        view = await report.track()
        assert view.status_code == 200
        assert not found_in(view)
        assert "noted" not in view.text
        for preview in ("true", "false"):
            headers = {"Report-Pin": report.pin}
            body = {"decision": {"kind": "remark", "text": TEXT}}
            url = f"{report.url}/replies"
            replied = await people.http.post(url, json=body, headers=headers, params={"preview": preview})
            assert replied.status_code == 200, replied.text
            assert not found_in(replied)
            assert "noted" not in replied.text
    refused = await passed_on.report.reply("note", text="Saya pelapornya.")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_no_letter_is_about_a_note_and_no_table_has_its_words(
    services: Services, passed_on: Noted
) -> None:
    numbers = [each["number"] for each in await passed_on.report.facts() if each["kind"] == "noted"]
    assert len(numbers) == len(MARKS)
    query = "select fact, template from messages where report = %s"
    letters = await rows(services.pool, query, [passed_on.report.number])
    assert letters
    assert not [each for each in letters if each["fact"] in numbers or "note" in each["template"]]
    tables = "select table_name as name from information_schema.tables where table_schema = 'public'"
    for table in [row["name"] for row in await rows(services.pool, tables)]:
        # The table's name comes from the database itself.
        kept = await rows(services.pool, f"select t::text as line from {table} as t")  # noqa: S608
        assert not [mark for mark in MARKS for row in kept if mark in row["line"]], table


async def test_who_declined_and_who_has_it_not_write_no_note(passed_on: Noted) -> None:
    for who, status in (
        ("admin.kemenkes", 403),
        ("auditor", 403),
        ("penghubung.kemenkes.umum", 404),
        ("penghubung.pemprov-aceh.layanan", 404),
        ("admin.pemkab-jayapura", 404),
    ):
        refused = await passed_on.report.decide(who, "note", text="x")
        assert refused.status_code == status, who


async def test_a_note_leaves_the_task_and_every_clock_as_they_are(people: People) -> None:
    report = await people.submit()
    await report.forward()
    before = (await report.get("pusat")).json()
    noted = await report.decide("pimpinan.kemenkes", "note", text="Sudah saya telepon.")
    after = (await report.get("pusat")).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"facts", "digest", "notes"}
    assert (noted.json()["task"]["id"], noted.json()["facts"]) == (report.task, before["facts"] + 1)
    (told,) = after["notes"]
    assert (told["agency"], told["actor"]["role"], told["actor_name"]) == (
        "kemenkes",
        "supervisor",
        "Hendra Gunawan",
    )


async def test_a_note_is_offered_with_its_bounds_and_previewed(people: People) -> None:
    report = await people.submit()
    offered = (await report.get("pusat", "/decisions")).json()["decisions"]
    (told,) = [each for each in offered if each["kind"] == "note"]
    assert told["label"] == {"id": "Tulis catatan internal", "en": "Write an internal note"}
    (field,) = told["fields"]
    assert (field["name"], field["input"], field["least"], field["most"]) == ("text", "text", 1, 10_000)
    body = {"task": report.task, "decision": {"kind": "note", "text": "x" * 10_000}}
    headers = await people.headers("pusat")
    url = f"{report.url}/decisions"
    foreseen = await people.http.post(url, json=body, headers=headers, params={"preview": "true"})
    assert (foreseen.json()["recipients"], foreseen.json()["task_ends"]) == ([], False)
    assert (await people.http.post(url, json=body, headers=headers)).status_code == 200
    body["decision"] = {"kind": "note", "text": "x" * 10_001}
    refused = await people.http.post(url, json=body, headers=headers)
    assert [each["field"] for each in refused.json()["errors"]] == ["decision.text"]


async def test_two_notes_and_an_answer_at_once_all_count(people: People) -> None:
    report = await people.submit()
    await report.forward()
    task = report.task
    answers = await asyncio.gather(
        report.decide("admin.kemenkes", "note", task=task, text="Satu."),
        report.decide("pimpinan.kemenkes", "note", task=task, text="Dua."),
        report.decide("admin.kemenkes", "respond", task=task, text=TEXT, final=False),
    )
    assert [each.status_code for each in answers] == [200] * 3
    told = (await (await report.recorded()).get("admin.kemenkes")).json()
    assert ({each["text"] for each in told["notes"]}, len(told["answers"])) == ({"Satu.", "Dua."}, 1)


async def test_a_note_is_erased_with_its_report(people: People, services: Services) -> None:
    report = await people.submit()
    await note(report, "pusat", "catatanpusat")
    assert found_in(await (await report.recorded()).get("pusat")) == {"catatanpusat"}
    await services.keys.destroy(report.number)
    told = await report.get("pusat")
    assert [each["text"] for each in told.json()["notes"]] == [None]
    (fact,) = [each for each in await report.facts("pusat") if each["kind"] == "noted"]
    assert (fact["data"]["text"], fact["erased"]) == (None, ["text"])
    refused = await report.decide("pusat", "note", text="Catatan lagi.")
    assert (refused.status_code, refused.json()["code"]) == (410, "erased")
