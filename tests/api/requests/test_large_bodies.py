"""Ten megabytes are refused at every door, quickly, announced or not."""

import time
from collections.abc import AsyncIterator

from fastapi import FastAPI
from httpx import Response

from tests.api.people import People, Report

TEN_MEGABYTES = b"x" * 10_000_000
PATIENCE = 2.0
"""Seconds; on an idle machine it takes some thousandths."""
READ_NO_BODY = {
    "/v1/accounts/{username}/disable": "unknown_account",
    "/v1/accounts/{username}/enable": "unknown_account",
    "/v1/audits/{audit}/resume": "no_such_audit",
    "/v1/audits/{audit}/stop": "no_such_audit",
    "/v1/bulks/{bulk}/repeat": "no_such_bulk",
    "/v1/bulks/{bulk}/stop": "no_such_bulk",
    "/v1/directory/accounts/{username}/one-time-password": "unknown_account",
    "/v1/retimings/{id}/cancel": "unknown_retiming",
    "/v1/retimings/{id}/resume": "unknown_retiming",
}
"""What they answer, of the nobody and nothing that is asked for here."""
CARRIED_OUT = {"/v1/reports/{tn}/replay"}
"""What reads no body either, and does what it is asked for whatever comes along."""


async def streamed() -> AsyncIterator[bytes]:
    for at in range(0, len(TEN_MEGABYTES), 65536):
        yield TEN_MEGABYTES[at : at + 65536]


def posts(app: FastAPI) -> list[str]:
    """Every route that takes a POST."""
    paths = app.openapi()["paths"].items()
    return [path for path, methods in paths if "post" in methods]


async def sent(report: Report, path: str, content: bytes | AsyncIterator[bytes]) -> Response:
    form = {
        "Content-Type": "application/x-www-form-urlencoded" if path == "/v1/token" else "application/json"
    }
    headers = await report.people.headers("pusat") | {"Report-Pin": report.pin} | form
    url = path.format(
        tn=report.number, username="nobody", number="X/1", id=999, bulk="0" * 32, audit="0" * 32
    )
    begun = time.monotonic()
    response = await report.http.post(url, content=content, headers=headers)
    assert time.monotonic() - begun < PATIENCE, path
    assert response.headers["Content-Type"] == "application/problem+json"
    return response


async def test_every_post_refuses_ten_megabytes(app: FastAPI, people: People) -> None:
    report = await people.submit()
    paths = posts(app)
    assert len(paths) >= 8
    assert set(paths) >= set(READ_NO_BODY)
    for path in paths:
        announced = await sent(report, path, TEN_MEGABYTES)
        assert (announced.status_code, announced.json()["code"]) == (413, "body_too_large"), path
        if path in CARRIED_OUT:
            continue
        unannounced = await sent(report, path, streamed())
        if path in READ_NO_BODY:
            assert unannounced.json()["code"] == READ_NO_BODY[path]
        else:
            assert (unannounced.status_code, unannounced.json()["code"]) == (413, "body_too_large"), path
    assert len(await report.facts()) == 1
