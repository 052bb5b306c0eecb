"""No route shows what people wrote, or where a confidential report stands, without its reader being noted."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response

import api
from tests.api.bulks import NUDGE, carried_out
from tests.api.looks import WHY, Noted
from tests.api.people import FORWARD, People, Report
from tests.api.planted import traces

STAFF = (
    "pusat", "pimpinan.pusat", "auditor",
    "admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan",
)  # fmt: skip
LEAVES = {"code": "ID", "name": "verification", "kind": "respond"}
"""What stands for itself in a path; anything else is a number."""
ASKED = {
    "start": "2026-01-05",
    "days": "5",
    "from": "2026-01-01",
    "to": "2026-12-31",
    "at": "2",
    "q": "penanda",
    "limit": "200",
}
"""Queries that show more, or without which a route shows nothing."""


@dataclass(frozen=True)
class Question:
    """One GET request, by its route."""

    route: str
    path: str
    params: dict[str, str]


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
    return made


@pytest.fixture(scope="module")
async def bulk(people: People, planted: list[Report]) -> str:
    """The id of a bulk decision of the agency's supervisor on all of them."""
    tasks = [(await each.recorded()).task or "" for each in planted]
    told, _items = await carried_out(people, "pimpinan.kemenkes", tasks, NUDGE)
    assert told["stands"] == len(planted)
    return str(told["id"])


def questions(app: FastAPI, report: Report, bulk: str = "1") -> Iterator[Question]:
    """Every GET route, plainly and with each query that it takes."""
    leaves = LEAVES | {"bulk": bulk}
    for route, methods in app.openapi()["paths"].items():
        if "get" not in methods:
            continue
        parameters = methods["get"].get("parameters", [])
        names = [each["name"] for each in parameters if each["in"] == "path"]
        fill = {name: report.number if name == "tn" else leaves.get(name, "1") for name in names}
        queries = [each for each in parameters if each["in"] == "query"]
        needed = {each["name"]: asked(each)[0] for each in queries if each["required"]}
        yield Question(route, route.format(**fill), needed)
        for each in queries:
            for value in asked(each):
                yield Question(route, route.format(**fill), needed | {each["name"]: value})


def asked(parameter: dict[str, Any]) -> list[str]:
    """What to ask of a query: each word that it takes, or what shows the most."""
    schema = parameter["schema"]
    words = [word for each in (schema, *schema.get("anyOf", ())) for word in each.get("enum", ())]
    return words or [ASKED.get(parameter["name"], "1")]


async def noticed(noted: Noted) -> set[tuple[str, str]]:
    """Who is entered as having looked at which report, since it was last asked."""
    return {(actor, number) for actor, _, numbers in await noted.acts() for number in numbers}


async def test_whoever_is_shown_a_text_is_noted_with_that_report(
    app: FastAPI, people: People, noted: Noted, planted: list[Report], bulk: str
) -> None:
    marks = {report.number: f"penanda{at}" for at, report in enumerate(planted)}
    answered: set[str] = set()
    told: set[str] = set()
    for report in planted:
        for question in questions(app, report, bulk):
            if report is not planted[0] and "{tn}" not in question.route:
                continue
            for who in (*STAFF, "reporter", "nobody"):
                response = await ask(people, who, report, question)
                shown = {number for number, mark in marks.items() if mark in response.text}
                own = {report.number} if who == "reporter" else set()
                looked = {(who, number) for number in shown - own}
                assert looked <= await noticed(noted), (who, question)
                assert not traces(response.content) or shown, question
                answered |= {question.route} if response.status_code == 200 else set()
                told |= {question.route} if shown - own else set()
    every = {route for route in app.openapi()["paths"] if "get" in app.openapi()["paths"][route]}
    assert {route for route in every if "{tn}" in route} <= answered  # else nothing was tried there
    assert told >= {"/v1/reports", "/v1/reports/{tn}", "/v1/reports/{tn}/facts", "/v1/tasks"}


async def ask(people: People, who: str, report: Report, question: Question) -> Response:
    headers = {"Access-Reason": "Uji coba " + WHY[:7]}
    if who == "reporter":
        headers |= {"Report-Pin": report.pin}
    elif who != "nobody":
        headers |= await people.headers(who)
    return await people.http.get(question.path, params=question.params, headers=headers)


async def test_whoever_is_shown_anything_of_a_confidential_report_is_noted(
    app: FastAPI, people: People, noted: Noted, planted: list[Report], bulk: str
) -> None:
    report = planted[1]
    for question in questions(app, report, bulk):
        for who in STAFF:
            response = await ask(people, who, report, question)
            is_named = "{tn}" in question.route or question.route.startswith("/v1/bulks/")
            names_it = response.status_code == 200 and is_named and report.number in response.text
            is_noted = (who, report.number) in await noticed(noted)
            assert is_noted or not (names_it or '"confidential":true' in response.text), (who, question)


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
