"""No route shows what people wrote, or where a confidential report stands, without its reader being noted."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response

import api
from api.services import Services
from evidence.accesses.check import check_accesses
from tests.api.bulks import NUDGE, carried_out
from tests.api.looks import Noted
from tests.api.people import FORWARD, People, Report
from tests.api.planted import traces
from tests.api.questions import Question, add_template, ask, questions

STAFF = (
    "pusat", "pimpinan.pusat", "auditor", "operator",
    "admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan",
)  # fmt: skip
EVERYBODY = (*STAFF, "reporter", "nobody")


@dataclass(frozen=True)
class Look:
    """What somebody was answered, and who was entered for it as having looked at which report."""

    who: str
    report: Report
    question: Question
    response: Response
    entered: set[tuple[str, str]]


@pytest.fixture(scope="module")
async def planted(people: People) -> list[Report]:
    """Reports full of text, each with a mark of its own: an open one, a confidential and an anonymous one."""
    made = []
    for at, kind in enumerate(({}, {"confidential": True}, {"anonymous": True})):
        marked = {"title": f"Judul penanda{at} jalan", "text": f"Saya penanda{at} melihat lampu jalan padam."}
        reporter = {"name": f"Zulfikar penanda{at}", "email": f"penanda{at}@contoh.invalid"}
        place = {"region": "ID-AC", "address": f"Gang penanda{at} 7"}
        report = await people.submit(**marked, reporter=reporter, location=place, **kind)
        await report.decide("pusat", **FORWARD | marked)
        await report.decide("admin.kemenkes", "dispose", unit="layanan", note=f"Mohon penanda{at} segera.")
        answer = f"Sudah dilihat penanda{at} di tempat."
        answered = await report.decide("penghubung.kemenkes.layanan", "respond", text=answer, final=False)
        assert answered.status_code == 200, answered.text
        headers = await people.headers("penghubung.kemenkes.layanan")
        draft = {"fields": {"text": "Nanti."}}
        kept = await people.http.put(f"{report.url}/drafts/respond", json=draft, headers=headers)
        assert kept.status_code == 200, kept.text
        made.append(report)
    await add_template(people)
    return made


@pytest.fixture(scope="module")
async def bulk(people: People, planted: list[Report]) -> str:
    """The id of a bulk decision of the agency's supervisor on all of them."""
    tasks = [(await each.recorded()).task or "" for each in planted]
    told, _items = await carried_out(people, "pimpinan.kemenkes", tasks, NUDGE)
    assert told["stands"] == len(planted)
    return str(told["id"])


@pytest.fixture(scope="module")
async def looks(
    app: FastAPI, people: People, services: Services, planted: list[Report], bulk: str
) -> list[Look]:
    """Everybody's answers to every question about each report; what names no report is asked once."""
    noted = Noted(services)
    await noted.begin()
    found = []
    for report in planted:
        for question in questions(app, report, bulk):
            if report is planted[0] or "{tn}" in question.route:
                for who in question.askers(EVERYBODY):
                    response = await ask(people, who, report, question)
                    found.append(Look(who, report, question, response, await entered(noted)))
    assert (await check_accesses(services.pool)).broken is None
    return found


async def entered(noted: Noted) -> set[tuple[str, str]]:
    """Who is entered as having looked at which report, since it was last asked."""
    return {(actor, number) for actor, _, numbers in await noted.acts() for number in numbers}


def test_whoever_is_shown_a_text_is_noted_with_that_report(
    app: FastAPI, planted: list[Report], looks: list[Look]
) -> None:
    marks = {report.number: f"penanda{at}" for at, report in enumerate(planted)}
    answered: set[str] = set()
    told: set[str] = set()
    for look in looks:
        shown = {number for number, mark in marks.items() if mark in look.response.text}
        own = {look.report.number} if look.who == "reporter" else set()
        assert {(look.who, number) for number in shown - own} <= look.entered, (look.who, look.question)
        assert not traces(look.response.content) or shown, look.question
        answered |= {look.question.route} if look.response.status_code == 200 else set()
        told |= {look.question.route} if shown - own else set()
    every = {route for route in app.openapi()["paths"] if "get" in app.openapi()["paths"][route]}
    assert {route for route in every if "{tn}" in route} <= answered  # else nothing was tried there
    assert told >= {"/v1/reports", "/v1/reports/{tn}", "/v1/reports/{tn}/facts", "/v1/tasks"}


def test_whoever_is_shown_anything_of_a_confidential_report_is_noted(
    planted: list[Report], looks: list[Look]
) -> None:
    confidential = planted[1]
    shown = 0
    for look in looks:
        route = look.question.route
        is_asked_for = route.startswith("/v1/bulks/") or ("{tn}" in route and look.report is confidential)
        answered = look.response.status_code == 200 and confidential.number in look.response.text
        is_shown = (is_asked_for and answered) or '"confidential":true' in look.response.text
        if look.who in STAFF and is_shown:
            assert (look.who, confidential.number) in look.entered, (look.who, look.question)
            shown += 1
    assert shown


HANDED_OUT = {"requests/access.py", "reports/handle_decision.py", "reports/submission.py"}
"""Which parts of the API get at the key store: one opens, noting it; the others only seal."""


def test_nothing_in_the_api_opens_anything_past_a_reading() -> None:
    (room,) = (Path(each) for each in api.__path__)
    found = set()
    for file in room.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "keys" and is_house(node.value):
                found.add(str(file.relative_to(room)))
    assert found == HANDED_OUT


def is_house(value: ast.expr) -> bool:
    return (value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")) == "services"
