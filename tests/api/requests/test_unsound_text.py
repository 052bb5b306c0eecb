"""NUL and half characters in every place of every operation that takes text, as the document lists them: each
is refused and named, and nothing is answered 5xx."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx import Response

from api.services import Services
from tests.api.authority_sample import brought, settled
from tests.api.people import People, Report
from tests.api.succeeding import rename_one
from tests.api.text_places import FORM, Place, places

PROBLEM = "application/problem+json"
SITUATIONS = (
    "new",
    "at the agency",
    "at the unit",
    "in approval",
    "answered by the unit",
    "asked by the centre",
    "declined",
    "merged",
    "archived",
)
WHO = (
    "pusat",
    "auditor",
    "pimpinan.pusat",
    "admin.kemenkes",
    "pimpinan.kemenkes",
    "penghubung.kemenkes.layanan",
    "pimpinan.kemensos",
)
DECREE = {"number": "SK 1/2026", "title": "Hari jadi", "issued_on": "2026-01-05", "region": "ID-AC"}
DAYS = {"non_working": [{"date": "2026-06-03", "name": "Hari jadi"}]}
VALUES = {
    "code": "ID",
    "name": "settlement",
    "number": DECREE["number"],
    "id": "1",
    "size": "1",
    "kind": "correct",
    "audit": "0" * 32,
    "bulk": "0" * 32,
    "unit": "hukum",
    "scope": "mine",
    "month": "2026-10",
    "version": "1",
    "file": "nation.csv",
    "agency": "kemenkes",
    "year": "2026",
}
IN_JSON = ("a\0b", "a\ud800b")
IN_URLS = ("a%00b", "%ED%A0%80")
IN_HEADERS = (b"a\0b", b"\xed\xa0\x80")
IN_REASONS = (b"alasan%00yang%20panjang", b"alasan%ED%A0%80yang%20panjang")
Text = str | bytes
OTHERWISE: Mapping[tuple[str, str], int] = {
    ("/v1/reports/{tn}/decisions", "task"): 403,  # who may is judged by the task
    ("/v1/decrees", "region"): 422,  # unknown_region
    ("/v1/decrees", "agency"): 422,  # unknown_agency
    **{("/v1/token", name): 401 for name in ("unheard_of", "username", "password", "scope")},
}
"""Statuses of fields that are refused without being named."""


@dataclass
class Asking:
    """Asks as whoever may, about a report of which it may be asked."""

    people: People
    reports: list[Report]
    able: dict[str, tuple[str, Report]] = field(default_factory=dict)

    async def about(self, place: Place, text: Text) -> Response:
        """The answer to the first who is told neither 401 nor 403, nor that there is no such report; else the
        last."""
        if place.name == "Authorization":
            return await self._send(place, text, WHO[0], self.reports[0])
        if place.name == "Report-Pin":  # of a report of its own: wrong PINs are counted
            return await self._send(place, text, "", await self.people.submit())
        response = None
        for who, report in self._ways(place):
            response = await self._send(place, text, who, report)
            hidden = response.status_code == 404 and "{tn}" in place.path and place.name != "tn"
            if response.status_code not in {401, 403} and not hidden:
                self.able[place.operation] = who, report
                break
        assert response is not None
        return response

    def _ways(self, place: Place) -> list[tuple[str, Report]]:
        reports = self.reports if "{tn}" in place.path and place.name != "tn" else self.reports[:1]
        by_pin = place.path.endswith(("/track", "/replies", "/token"))
        every = [(who, report) for who in (("",) if by_pin else WHO) for report in reports]
        able = self.able.get(place.operation)
        if able is None:
            return every
        return [able] if place.name == "task" else [able, *every]

    async def _send(self, place: Place, text: Text, who: str, report: Report) -> Response:
        sent = dict(await self.people.headers(who)) if who else {"Report-Pin": report.pin}
        headers = [(name.encode(), value.encode()) for name, value in sent.items() if name != place.name]
        values = {**VALUES, "tn": report.number, "username": "nobody.at.all"}
        query, body = urlencode(place.query), place.body
        match place.where, text:
            case "path", str():
                values[place.name] = text
            case "query", str():
                rest = {name: value for name, value in place.query.items() if name != place.name}
                query = f"{urlencode(rest)}&{place.name}={text}"
            case "header", bytes():
                headers.append((place.name.encode(), text))
            case "body", str():
                body = place.filled(text)
        written = ""
        if place.media_type == FORM:
            written = urlencode(body, safe="%")
        elif body is not None:
            written = json.dumps(_with_task(body, place, report))
        path = place.path.format_map(values)
        headers.append((b"Content-Type", place.media_type.encode()))
        return await self.people.http.request(
            place.method.upper(), f"{path}?{query}", headers=headers, content=written.encode()
        )


def _with_task(body: Any, place: Place, report: Report) -> Any:
    """The body with the report's open task, where that is not what is asked about."""
    return body | {"task": report.task} if "task" in body and place.name != "task" else body


@pytest.fixture(scope="module")
async def asking(people: People, services: Services) -> Asking:
    await settled(services)
    other = await people.submit()
    body = DECREE | DAYS
    decreed = await people.http.post("/v1/decrees", json=body, headers=await people.headers("pusat"))
    assert decreed.status_code == 201, decreed.text
    await rename_one(people)
    return Asking(people, [await brought(people, each, other) for each in SITUATIONS])


def texts(place: Place) -> tuple[Text, ...]:
    if place.where == "header":
        return IN_HEADERS + (IN_REASONS if place.name == "Access-Reason" else ())
    return IN_JSON if place.where == "body" and place.media_type != FORM else IN_URLS


def named(response: Response) -> set[str]:
    """The fields that the answer finds fault with."""
    told = response.json() if response.content else {}
    return {each["field"] for each in told.get("errors", [])}


async def answers(asking: Asking, app: FastAPI, where: str) -> list[tuple[Place, Text, Response]]:
    """What each place of that kind is answered; nothing is 5xx, and whatever is refused is a problem."""
    found = []
    for place in places(app.openapi()):
        for text in texts(place) if place.where == where else ():
            response = await asking.about(place, text)
            assert response.status_code < 500, (place.id, text, response.text)
            is_problem = response.headers.get("Content-Type") == PROBLEM
            assert is_problem or response.status_code in {200, 204}, (place.id, text, response.text)
            found.append((place, text, response))
    return found


async def test_in_a_path_it_names_nothing_that_there_is(asking: Asking, app: FastAPI) -> None:
    for place, text, response in await answers(asking, app, "path"):
        pin = place.path.endswith(("/track", "/replies"))
        told = {401} if pin else {404, 422}
        assert response.status_code in told, (place.id, text, response.text)


async def test_in_a_query_it_is_refused_and_named_or_finds_nothing(asking: Asking, app: FastAPI) -> None:
    for place, text, response in await answers(asking, app, "query"):
        if response.status_code == 200:
            told = response.json()
            found = told["items"] if "items" in told else [*told["facts"], *told["heads"]]
            assert (text, found) == (IN_URLS[1], []), (place.id, response.text)
        elif place.name != "report" and "{audit}" not in place.path:  # of which there is none: 404
            fields = {field.removesuffix(".0") for field in named(response)}  # of a list: which of its values
            assert (response.status_code, fields) == (422, {place.name}), (place.id, text)


async def test_in_a_header_it_is_refused_wherever_the_header_is_read(asking: Asking, app: FastAPI) -> None:
    reasons = 0
    for place, text, response in await answers(asking, app, "header"):
        match place.name:
            case "Idempotency-Key":
                assert named(response) == {"Idempotency-Key"}, (place.id, text, response.text)
            case "Access-Reason":  # read where there is something to note
                reasons += named(response) == {"Access-Reason"}
            case _:
                assert response.status_code == 401, (place.id, text, response.text)
    assert reasons > 20


async def test_in_a_body_it_is_refused_and_the_field_is_named(asking: Asking, app: FastAPI) -> None:
    for place, text, response in await answers(asking, app, "body"):
        within = {place.name, place.name.removesuffix(".kind"), f"decision.{place.name}"}
        is_named = response.status_code == 422 and within & named(response)
        told = (place.id, text, response.text)
        assert is_named or response.status_code == OTHERWISE.get((place.path, place.name)), told
