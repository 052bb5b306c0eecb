"""Every GET route of the API's document, asked with every query that it takes, by whoever."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from httpx import Response

from tests.api.looks import WHY
from tests.api.people import People, Report

LEAVES = {
    "code": "ID",
    "name": "verification",
    "kind": "respond",
    "agency": "kemenkes",
    "year": "2026",
}
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


TEMPLATE = {"name": "Semua", "text": "Yth. {nama_pelapor}, laporan {nomor} selesai.", "owner": "agency"}


async def add_template(people: People) -> None:
    """Adds the answer template that the questions ask for, the first: it names the reporter."""
    headers = await people.headers("admin.kemenkes")
    made = await people.http.post("/v1/answer-templates", json=TEMPLATE, headers=headers)
    assert (made.status_code, made.json()["id"]) == (201, 1), made.text


@dataclass(frozen=True)
class Question:
    """One GET request, by its route. `tells_all_the_same`: it takes no word of who asks."""

    route: str
    path: str
    params: dict[str, str]
    tells_all_the_same: bool = False

    def askers(self, people: Sequence[str]) -> Sequence[str]:
        """Whom of `people` to ask it as: two where the answer can't depend on who asks."""
        return (people[0], people[-1]) if self.tells_all_the_same else people


def questions(app: FastAPI, report: Report, bulk: str = "1") -> Iterator[Question]:
    """Every GET route, plainly and with each query that it takes."""
    leaves = LEAVES | {"bulk": bulk}
    for route, methods in app.openapi()["paths"].items():
        if "get" not in methods:
            continue
        parameters = methods["get"].get("parameters", [])
        pin = any(each["name"] == "Report-Pin" for each in parameters)
        open_to_all = "security" not in methods["get"] and not pin
        names = [each["name"] for each in parameters if each["in"] == "path"]
        fill = {name: report.number if name == "tn" else leaves.get(name, "1") for name in names}
        queries = [each for each in parameters if each["in"] == "query"]
        needed = {each["name"]: asked(each)[0] for each in queries if each["required"]}
        yield Question(route, route.format(**fill), needed, open_to_all)
        for each in queries:
            for value in asked(each):
                query = needed | {each["name"]: value}
                yield Question(route, route.format(**fill), query, open_to_all)


def asked(parameter: dict[str, Any]) -> list[str]:
    """What to ask of a query: each word that it takes, or what shows the most."""
    schema = parameter["schema"]
    words = [word for each in (schema, *schema.get("anyOf", ())) for word in each.get("enum", ())]
    return words or [ASKED.get(parameter["name"], "1")]


async def ask(people: People, who: str, report: Report, question: Question) -> Response:
    """The answer to `who`, one of the staff, `reporter` or `nobody`."""
    headers = {"Access-Reason": "Uji coba " + WHY[:7]}
    if who == "reporter":
        headers |= {"Report-Pin": report.pin}
    elif who != "nobody":
        headers |= await people.headers(who)
    return await people.http.get(question.path, params=question.params, headers=headers)
