"""Whatever is sent, the answer is a problem with a code, quickly, and nothing has changed."""

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.api.people import FORM, FORWARD, REASON, TEXT, People

ODD: list[Any] = [
    None, True, 0, -1, 2**63, 2**70, 1.5, 1e308, "", " ", "x", "x" * 20_001, "\0", "\u202e", "\ud800",
    "2026-13-01", "9999-12-31T23:59:59Z", "0001-01-01", [], {}, [[]], {"kind": "forward"},
]  # fmt: skip
GOOD = [
    FORWARD | {"title": "Judul baru", "text": TEXT},
    {"kind": "respond", "text": TEXT, "final": False, "outcome": "resolved", "evidence": ["surat 7"]},
    {"kind": "extend", "clock": "response", "days": 2, "reason": REASON},
    {"kind": "postpone", "reason": REASON, "until": "2026-12-01"},
    {"kind": "reassign", "to": "pusat"},
    {"kind": "merge", "into": "0000-0000-0000-0"},
    {"kind": "open_identity", "reason": REASON},
    {"kind": "complete", "text": TEXT, "files": ["foto"]},
    {"kind": "confirm", "rating": 3, "comment": "baik"},
]
SEED = 2026


def spoilt(good: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """`good` with something odd somewhere in it."""
    copy: dict[str, Any] = json.loads(json.dumps(good))
    place, name = copy, draw.choice(list(copy))
    while isinstance(place[name], dict) and place[name] and draw.random() < 0.7:
        place = place[name]
        name = draw.choice(list(place))
    if draw.random() < 0.2:
        name = draw.choice(["extra", "\0", "x" * 300, "class", "report_class"])
    place[name] = draw.choice(ODD)
    return copy


def bodies(good: list[dict[str, Any]], how_many: int) -> Iterator[bytes]:
    draw = random.Random(SEED)
    for _ in range(how_many):
        yield json.dumps(spoilt(draw.choice(good), draw)).encode()


async def test_no_decision_breaks_anything(people: People) -> None:
    report = await people.submit()
    staff = await people.headers("auditor")
    envelopes = [{"task": report.task, "decision": each} for each in GOOD]
    for body in bodies(envelopes, 150):
        response = await people.http.post(f"{report.url}/decisions", content=body, headers=staff)
        assert response.status_code in {403, 422}, (body, response.text)
        identity = await people.http.post(f"{report.url}/identity", content=body, headers=staff)
        assert identity.status_code == 403
    draw = [body for body in bodies(envelopes, 150) if b"withdraw" not in body]
    for body in draw:
        pin = {"Report-Pin": report.pin}
        response = await people.http.post(f"{report.url}/replies", content=body, headers=pin)
        assert response.status_code in {403, 422}, (body, response.text)
    assert len(await report.facts()) == 1


async def test_nobody_sends_values_in_that_are_sealed_already(people: People) -> None:
    report = await people.submit()
    sealed = {"sealed": "AAAA", "key": "k", "commitment": "0" * 64, "length": 50}
    response = await report.decide("pusat", "ask_reporter", question=sealed)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "decision.question")
    report.task = f"{report.number}-1"
    response = await report.reply("remark", text=TEXT, files=[sealed])
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "decision.files")


async def test_no_intake_breaks_anything(people: People) -> None:
    for body in bodies([FORM], 200):
        response = await people.http.post("/v1/reports", content=body)
        assert response.status_code in {201, 422}, (body, response.text)


async def test_no_query_breaks_a_list(people: People) -> None:
    names = (
        "stage",
        "agency",
        "unit",
        "class",
        "category",
        "overdue",
        "escalation_level",
        "due_before",
        "q",
        "after",
    )
    texts = [each for each in map(str, ODD) if "\ud800" not in each and len(each) < 1000]
    for name in names:
        for text in [*texts, "WyJ4IiwgIngiXQ", "!&|<->", "'; drop table reports; --"]:
            response = await people.get("auditor", "/v1/reports", **{name: text})
            assert response.status_code in {200, 422}, (name, text, response.text)
