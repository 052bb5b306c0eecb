"""What somebody types into a decision's form is kept for them, and for nobody else."""

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.schemas.drafts import KINDS, LONGEST
from api.services import Services
from records.database import rows
from records.reports import drafts
from tests.api.authority_sample import ask, brought, fields, settled, username
from tests.api.colleagues import COLLEAGUE, OFFICER, add_colleague, submit_to_unit
from tests.api.looks import Noted
from tests.api.people import REASON, TEXT, People, Report
from tests.api.planted import STANDING, traces
from tests.api.questions import ask as ask_question
from tests.api.questions import questions
from tests.api.requests.test_every_look import STAFF

AUTHOR = OFFICER
TYPED: dict[str, Any] = {
    "text": "Penanda 'yang' belum selesai,\n\n ",
    "final": False,
    "evidence": ["satu", ""],
}


@pytest.fixture(scope="module", autouse=True)
async def colleague(services: Services) -> None:
    """A second officer of the author's unit, and whoever else the sample of the matrix needs."""
    await settled(services)
    await add_colleague(services)


async def save(report: Report, who: str, kind: str = "respond", **body: Any) -> Response:
    url, headers = f"{report.url}/drafts/{kind}", await report.people.headers(who)
    return await report.http.put(url, json={"fields": TYPED} | body, headers=headers)


async def discard(report: Report, who: str, kind: str = "respond") -> Response:
    headers = await report.people.headers(who)
    return await report.http.delete(f"{report.url}/drafts/{kind}", headers=headers)


async def drafts_of(people: People, who: str, report: Report) -> set[str]:
    """The kinds of the drafts that somebody has on the report."""
    items = (await people.get(who, "/v1/drafts")).json()["items"]
    return {each["kind"] for each in items if each["tracking_number"] == report.number}


async def test_what_was_typed_comes_back_as_it_was_until_it_is_thrown_away(people: People) -> None:
    report = await submit_to_unit(people)
    absent = await report.get(AUTHOR, "/drafts/respond")
    assert (absent.status_code, absent.json()["code"]) == (404, "no_such_draft")
    first = await save(report, AUTHOR, task=report.task)
    again = await save(report, AUTHOR, task=report.task)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    kept = await report.get(AUTHOR, "/drafts/respond")
    assert kept.headers["Cache-Control"] == "no-store"
    assert kept.json() == {**again.json(), "fields": TYPED}
    assert kept.json()["task"] == report.task
    (listed,) = (
        each
        for each in (await people.get(AUTHOR, "/v1/drafts")).json()["items"]
        if each["tracking_number"] == report.number
    )
    assert listed == again.json()
    changed = await save(report, AUTHOR, fields={"text": "lain", "outcome": None})
    assert changed.json()["saved_at"] > first.json()["saved_at"]
    assert (await report.get(AUTHOR, "/drafts/respond")).json()["fields"] == {"text": "lain", "outcome": None}
    for _ in range(2):
        assert (await discard(report, AUTHOR)).status_code == 204
    assert (await report.get(AUTHOR, "/drafts/respond")).status_code == 404
    assert await drafts_of(people, AUTHOR, report) == set()


async def test_a_draft_is_in_no_answer_to_anybody_but_its_author(
    app: FastAPI, people: People, services: Services
) -> None:
    report = await submit_to_unit(people)
    assert (await save(report, AUTHOR)).status_code == 200
    assert traces((await report.get(AUTHOR, "/drafts/respond")).content)
    shown = []
    for question in questions(app, report):
        for who in question.askers((*STAFF, COLLEAGUE, "reporter", "nobody")):
            if (who, question.route) != (AUTHOR, "/v1/reports/{tn}/drafts/{kind}"):
                response = await ask_question(people, who, report, question)
                shown += [(who, question)] if traces(response.content) else []
    assert shown == []
    for who in {*STAFF, COLLEAGUE} - {AUTHOR}:
        theirs = await report.get(who, "/drafts/respond")
        reads = who != "operator"  # who reads no report
        code = "no_such_draft" if reads else "not_found"
        assert (theirs.status_code, theirs.json()["code"]) == (404, code), who
        assert await drafts_of(people, who, report) == set()
        assert (await discard(report, who)).status_code == (204 if reads else 404)
    assert await drafts_of(people, AUTHOR, report) == {"respond"}
    kept = await rows(services.pool, "select to_jsonb(d) from drafts as d")
    assert not traces(str(kept))


async def test_two_officers_of_one_unit_have_a_draft_each(people: People) -> None:
    report = await submit_to_unit(people)
    await save(report, AUTHOR)
    await save(report, COLLEAGUE, fields={"text": "milik rekan"})
    assert (await report.get(AUTHOR, "/drafts/respond")).json()["fields"] == TYPED
    assert (await report.get(COLLEAGUE, "/drafts/respond")).json()["fields"] == {"text": "milik rekan"}
    answered = await report.decide(AUTHOR, "respond", text=TEXT, final=True)
    assert answered.status_code == 200
    await report.recorded()
    assert await drafts_of(people, AUTHOR, report) == set()
    assert await drafts_of(people, COLLEAGUE, report) == {"respond"}


def test_every_decision_of_staff_says_which_fact_ends_its_draft() -> None:
    assert set(KINDS) <= set(drafts.ENDED_BY)


@pytest.mark.parametrize("kind", sorted(set(KINDS) & set(STANDING)))
async def test_a_decision_that_stands_takes_its_authors_draft_of_that_kind_along(
    people: People, kind: str
) -> None:
    cell = STANDING[kind]
    other = await people.submit()
    report = await brought(people, cell.situation, other)
    who = username(cell.who, cell.situation)
    for each in (kind, "nudge", "recall"):
        assert (await save(report, who, each)).status_code == 200
    decided = await ask(report, cell.situation, cell.who, fields(kind, cell.situation, other, again=True))
    assert decided.status_code == 200, decided.text
    await report.recorded()
    assert await drafts_of(people, who, report) == {"nudge", "recall"} - {kind}


async def test_a_refused_decision_leaves_the_draft_and_one_that_nobody_waited_for_takes_it(
    people: People,
) -> None:
    report = await submit_to_unit(people)
    await save(report, AUTHOR)
    refused = await report.decide(AUTHOR, "respond", text="pendek", final=True)
    assert refused.status_code == 422
    assert await drafts_of(people, AUTHOR, report) == {"respond"}
    body = {"task": report.task, "decision": {"kind": "respond", "text": TEXT, "final": False}}
    headers = await people.headers(AUTHOR) | {"Prefer": "respond-async"}
    taken = await people.http.post(f"{report.url}/decisions", json=body, headers=headers)
    assert taken.status_code == 202
    async with asyncio.timeout(20):
        while await drafts_of(people, AUTHOR, report):
            await asyncio.sleep(0.05)


async def test_a_draft_that_arrives_after_its_decision_is_not_kept(people: People) -> None:
    report = await submit_to_unit(people)
    seen = len(await report.facts())
    assert (await save(report, AUTHOR, seen=seen)).status_code == 200
    await report.decide(AUTHOR, "respond", text=TEXT, final=False)
    await report.recorded()
    late = await save(report, AUTHOR, seen=seen)
    assert (late.status_code, late.json()["code"]) == (409, "task_not_open")
    assert await drafts_of(people, AUTHOR, report) == set()
    assert (await save(report, AUTHOR, "note", seen=seen)).status_code == 200
    assert (await save(report, COLLEAGUE, seen=seen)).status_code == 200
    assert (await save(report, AUTHOR, seen=seen + 1)).status_code == 200
    assert await drafts_of(people, AUTHOR, report) == {"respond", "note"}


async def test_whoever_may_no_longer_read_the_report_finds_the_draft_again_once_they_may(
    people: People,
) -> None:
    report = await submit_to_unit(people)
    await save(report, AUTHOR)
    returned = await report.decide(AUTHOR, "return_to_agency", reason=REASON)
    assert returned.status_code == 200
    await report.decide("admin.kemenkes", "dispose", unit="umum")
    await report.recorded()
    for response in (
        await report.get(AUTHOR, "/drafts/respond"),
        await save(report, AUTHOR),
        await save(report, AUTHOR, fields="malformed too"),
        await discard(report, AUTHOR),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    await report.decide("penghubung.kemenkes.umum", "return_to_agency", reason=REASON)
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    assert (await report.get(AUTHOR, "/drafts/respond")).json()["fields"] == TYPED


async def test_erasing_a_report_erases_its_drafts(people: People, services: Services) -> None:
    report, left = await submit_to_unit(people), await submit_to_unit(people)
    await save(report, AUTHOR)
    await save(left, AUTHOR)
    await services.keys.destroy(report.number)
    assert await rows(services.pool, "select kind from drafts where report = %s", [report.number]) == []
    assert (await report.get(AUTHOR, "/drafts/respond")).json()["code"] == "no_such_draft"
    refused = await save(report, AUTHOR)
    assert (refused.status_code, refused.json()["code"]) == (410, "erased")
    assert await drafts_of(people, AUTHOR, left) == {"respond"}


async def test_a_draft_that_is_not_saved_for_thirty_days_is_deleted(
    people: People, services: Services
) -> None:
    old, young = await submit_to_unit(people), await submit_to_unit(people)
    aged = "update drafts set saved_at = now() - make_interval(hours => %s) where report = %s"
    for report, hours in ((old, 30 * 24 + 1), (young, 30 * 24 - 1)):
        await save(report, AUTHOR)
        await rows(services.pool, aged, [hours, report.number])
    await drafts.delete_old_drafts(services.pool)
    assert await drafts_of(people, AUTHOR, old) == set()
    assert await drafts_of(people, AUTHOR, young) == {"respond"}


async def test_an_account_has_so_many_drafts_at_most_and_saves_those_that_it_has(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = "penghubung.kemenkes.umum"
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="umum")
    others = len((await people.get(who, "/v1/drafts")).json()["items"])
    monkeypatch.setattr(drafts, "MOST", others + 2)
    assert [(await save(report, who, kind)).status_code for kind in ("respond", "extend")] == [200, 200]
    refused = await save(report, who, "ask_reporter")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_drafts")
    assert refused.json()["most"] == others + 2
    assert (await save(report, who, "extend")).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fields": {"text": "x" * LONGEST}}, "fields"),
        ({"fields": {f"f{'a' * each}": "" for each in range(31)}}, "fields"),
        ({"fields": {"Text": "x"}}, "fields.Text"),
        ({"fields": {"text": {"penanda": "x"}}}, "fields.text"),
        ({"fields": {"text": 1.5}}, "fields.text"),
        ({"fields": {"text": "\ud800"}}, "fields.text"),
        ({"fields": {}, "task": "penanda"}, "task"),
        ({"fields": {}, "more": 1}, "more"),
        ({}, "fields"),
    ],
)
async def test_what_is_no_form_or_too_much_is_not_kept(
    people: People, http: AsyncClient, body: dict[str, Any], field: str
) -> None:
    report = await people.submit()
    headers = await people.headers("pusat")
    response = await http.put(f"{report.url}/drafts/correct", content=json.dumps(body), headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "malformed"), response.text
    assert [each["field"] for each in response.json()["errors"]] == [field]
    assert not traces(response.content)


async def test_only_decisions_of_staff_have_drafts(people: People) -> None:
    report = await people.submit()
    for kind in ("confirm", "x"):
        assert (await save(report, "pusat", kind)).json()["code"] == "malformed"
    headers = {"Report-Pin": report.pin}
    theirs = await people.http.get(f"{report.url}/drafts/respond", headers=headers)
    assert (theirs.status_code, theirs.json()["code"]) == (401, "not_signed_in")


async def test_opening_ones_own_words_is_not_noted_but_that_a_confidential_report_was_looked_at_is(
    people: People, noted: Noted
) -> None:
    open_one, confidential = await submit_to_unit(people), await submit_to_unit(people, confidential=True)
    await save(open_one, AUTHOR)
    await save(confidential, AUTHOR)
    await noted.begin()
    assert (await open_one.get(AUTHOR, "/drafts/respond")).status_code == 200
    assert await noted.acts() == []
    assert (await confidential.get(AUTHOR, "/drafts/respond")).status_code == 200
    assert await noted.acts() == [(AUTHOR, "read_confidential", [confidential.number])]
