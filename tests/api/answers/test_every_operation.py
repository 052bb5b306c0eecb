"""Every operation of the document, asked by every role with whatever it may be sent and much that it may not:
nothing is answered 5xx, and every answer has the schema that is declared for it.

`TUNTAS_FUZZ_EXAMPLES=300 .venv/bin/pytest -n 0 tests/api/answers/test_every_operation.py` asks
more, by hand."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.errors import InvalidSchema

from api.services import Services
from records.open_data.stored_sets import add_set
from tests.api.declared import Declared, declared_by
from tests.api.people import People, Report
from tests.api.served import served
from tests.api.succeeding import rename_one

EXAMPLES = int(os.environ.get("TUNTAS_FUZZ_EXAMPLES", "6"))
"""How many times each operation is asked by each role."""
SLOW = ("/bundle", "/replay", "/history", "/timeline")
"""What carries a whole history out or gathers it is asked less often."""
ROLES = (
    "nobody",
    "reporter",
    "pusat",
    "pimpinan.pusat",
    "auditor",
    "operator",
    "admin.kemenkes",
    "pimpinan.kemenkes",
    "penghubung.kemenkes.layanan",
)
ANY_TWO = ("nobody", "pusat")
"""Who asks what answers everybody alike."""
DECREE: dict[str, Any] = {
    "number": "SK 1/2026",
    "title": "Hari jadi",
    "issued_on": "2026-01-05",
    "region": "ID-AC",
    "non_working": [{"date": "2026-06-03", "name": "Hari jadi"}],
}


@pytest.fixture(scope="module")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The API over HTTP: what asks it runs in a thread, while this loop serves."""
    async with served(app) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass(frozen=True)
class Known:
    """What there is, by the names of path parameters, so that not everything is answered 404."""

    headers: Mapping[str, Mapping[str, str]]
    values: Mapping[str, list[Any]]


@pytest.fixture(scope="module")
async def known(people: People, services: Services) -> Known:
    """Reports in several stages, a decree with its re-timing, an act, a bulk decision, an audit, a set of
    open data, and everybody signed in."""
    reports = [await people.submit(anonymous=bool(n % 2)) for n in range(4)]
    for report in reports[1:]:
        await report.forward()
    await reports[2].decide("admin.kemenkes", "dispose", unit="layanan")
    await reports[3].decide("admin.kemenkes", "decline", reason="bukan wewenang kami di sini")
    entered = await people.http.post("/v1/decrees", json=DECREE, headers=await people.headers("pusat"))
    assert entered.status_code == 201, entered.text
    await rename_one(people)
    archive = {"kind": "archive", "reason": "unclear", "note": "tidak menyebut tempat kejadian"}
    body = {"tasks": [reports[0].task], "decision": archive}
    bulk = await people.http.post("/v1/bulks", json=body, headers=await people.headers("pusat"))
    assert bulk.status_code == 202, bulk.text
    asked = {"reason": "Pemeriksaan triwulan III", "sample": 1}
    audit = await people.http.post("/v1/audits", json=asked, headers=await people.headers("auditor"))
    assert audit.status_code == 202, audit.text
    files = {"province.csv": "month,code\r\n", "datapackage.json": "{}\n"}
    await add_set(services.pool, date(2025, 10, 1), 1, reason=None, seed=b"", rounded={}, files=files)
    headers: dict[str, Mapping[str, str]] = {
        who: await people.headers(who) for who in ROLES if who not in {"nobody", "reporter"}
    }
    pin: Report = reports[2]
    return Known(
        {**headers, "nobody": {}, "reporter": {"Report-Pin": pin.pin}},
        {
            "tn": [pin.number, pin.number, *(each.number for each in reports)],
            "code": ["ID", "ID-AC", "kemenkes"],
            "name": ["verification", "settlement", "response"],
            "number": [DECREE["number"]],
            "id": [1],
            "size": [1],
            "username": ["nobody.at.all"],
            "kind": ["respond", "forward"],
            "audit": [audit.json()["id"]],
            "bulk": [bulk.json()["id"]],
            "unit": ["layanan"],
            "scope": ["mine"],
            "month": ["2025-10"],
            "version": [1],
            "file": [*files],
            "agency": ["kemenkes"],
            "year": [2025, 2026],
        },
    )


def sendings(operation: APIOperation[Any, Any, Any, Any], known: Known) -> st.SearchStrategy[Case[Any]]:
    """Requests as the document allows them, of what there is and of anything, and as it does not."""
    names = [each.name for each in operation.path_parameters]
    drawn = st.fixed_dictionaries({name: st.sampled_from(known.values[name]) for name in names})
    real = drawn.flatmap(lambda values: operation.as_strategy(path_parameters=values))
    strategies = [real, operation.as_strategy()] if names else [operation.as_strategy()]
    with suppress(InvalidSchema):
        strategies.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return st.one_of(strategies)


def depends_on_who_asks(case: Case[Any]) -> bool:
    """Whether the operation takes a word of who asks: a token or a PIN."""
    operation = case.operation.definition.raw
    takes_pin = any(each.get("name") == "Report-Pin" for each in operation.get("parameters", ()))
    return takes_pin or bool(operation.get("security"))


def ask(case: Case[Any], address: str, headers: Mapping[str, str], declared: Declared) -> None:
    """Sends the request. Raises where the answer is 5xx, or not as declared."""
    response = case.call(base_url=address, headers=dict(headers), timeout=60)
    may_be_away = response.status_code == 503 and response.json()["code"] in {"not_logged_yet", "too_often"}
    if not may_be_away:
        case.validate_response(response, checks=[not_a_server_error])
    sent = response.request
    answered = httpx.Response(
        response.status_code,
        headers={name: values[0] for name, values in response.headers.items() if name != "content-encoding"},
        content=response.content,
        request=httpx.Request(str(sent.method), str(sent.url)),
    )
    faults = declared.faults(answered)
    assert not faults, (sent.method, sent.url, response.status_code, faults[:5])


@pytest.fixture(scope="module")
def cases(app: FastAPI, known: Known) -> list[Case[Any]]:
    """What every role sends: the same for each, drawn once, since to draw takes as long as to ask."""
    declared = declared_by(app)
    found: list[Case[Any]] = []
    asked = 0
    for each in schemathesis.openapi.from_dict(declared.document).get_all_operations():
        assert isinstance(each, Ok), each
        drawn = draw_cases(each.ok(), known)
        asked += bool(drawn)
        found += drawn
    assert asked == len(list(declared.operations()))
    return found


def draw_cases(operation: APIOperation[Any, Any, Any, Any], known: Known) -> list[Case[Any]]:
    """Requests for one operation."""
    found: list[Case[Any]] = []

    @settings(
        max_examples=max(1, EXAMPLES // 3) if operation.path.endswith(SLOW) else EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=sendings(operation, known))
    def drawing(case: Case[Any]) -> None:
        found.append(case)

    drawing()
    return found


@pytest.mark.timeout(max(120, 30 * EXAMPLES))
@pytest.mark.parametrize("who", ROLES)
async def test_nothing_that_a_role_may_send_is_answered_5xx_or_otherwise_than_declared(
    address: str, known: Known, app: FastAPI, cases: list[Case[Any]], who: str
) -> None:
    def ask_all() -> None:
        for case in cases:
            if who in ANY_TWO or depends_on_who_asks(case):
                ask(case, address, known.headers[who], declared_by(app))

    await asyncio.to_thread(ask_all)
