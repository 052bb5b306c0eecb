"""Pages of lists: whose cursors are taken by what, and what is said where a list moves under its reader."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.people import People, Report

LISTS = (
    "/v1/reports",
    "/v1/tasks",
    "/v1/accesses",
    "/v1/messages",
    "/v1/decrees",
    "/v1/retimings",
    "/v1/heads",
    "/v1/calendars/ID/versions",
    "/v1/reports/{}/facts",
    "/v1/reports/{}/timeline",
    "/v1/reports/{}/accesses",
)


@pytest.fixture(scope="module")
async def three(people: People) -> list[Report]:
    """Three reports, with the centre."""
    return [await people.submit() for _ in range(3)]


async def cursor(people: People, who: str, path: str, **params: Any) -> str:
    response = await people.get(who, path, limit=1, **params)
    assert response.status_code == 200, response.text
    return str(response.json()["next"])


@pytest.mark.parametrize("path", LISTS)
async def test_a_cursor_of_another_list_is_told_so(three: list[Report], people: People, path: str) -> None:
    who = "pusat" if path == "/v1/tasks" else "auditor"
    others = {
        "reports": await cursor(people, "auditor", "/v1/reports"),
        "tasks": await cursor(people, "pusat", "/v1/tasks"),
        "messages": await cursor(people, "auditor", "/v1/messages"),
    }
    for name, other in others.items():
        if path == f"/v1/{name}":
            continue
        response = await people.get(who, path.format(three[0].number), after=other)
        assert (response.status_code, response.json()["code"]) == (422, "wrong_cursor"), response.text


async def test_a_cursor_of_other_filters_is_told_so(three: list[Report], people: People) -> None:
    taken: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("auditor", "/v1/reports", {}, {"stage": "central_verification"}),
        ("auditor", "/v1/reports", {"q": "lampu"}, {"q": "jalan"}),
        ("auditor", "/v1/messages", {}, {"report": three[0].number}),
        ("auditor", "/v1/accesses", {}, {"act": "read_accesses"}),
    ]
    for who, path, before, after in taken:
        made = await cursor(people, who, path, **before)
        assert (await people.get(who, path, **before, after=made)).status_code == 200
        response = await people.get(who, path, **after, after=made)
        assert (response.status_code, response.json()["code"]) == (422, "wrong_cursor"), path


async def test_a_cursor_of_another_readers_list_is_told_so(three: list[Report], people: People) -> None:
    for report in three[:2]:
        await report.forward(agency="kemenkes")
    made = await cursor(people, "admin.kemenkes", "/v1/tasks")
    assert (await people.get("admin.kemenkes", "/v1/tasks", after=made)).status_code == 200
    for who in ("admin.pemprov-aceh", "pusat"):
        response = await people.get(who, "/v1/tasks", after=made)
        assert (response.status_code, response.json()["code"]) == (422, "wrong_cursor")


def forged(cursor: str, part: Any) -> list[str]:
    """The cursor with each part of its key replaced by something odd."""
    tag, *key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    keys = [[*key[:at], part, *key[at + 1 :]] for at in range(len(key))]
    return [urlsafe_b64encode(json.dumps([tag, *each]).encode()).decode() for each in keys]


@pytest.mark.parametrize("part", ["\0", "\ud800", "ID\0", -1, 2**63, 2**70, 1.5, None, True, [], "9999"])
async def test_a_forged_cursor_is_malformed(three: list[Report], people: People, part: Any) -> None:
    where = [
        ("auditor", "/v1/reports"),
        ("pusat", "/v1/tasks"),
        ("auditor", "/v1/messages"),
        ("auditor", f"/v1/reports/{three[0].number}/accesses"),
        ("auditor", f"/v1/reports/{three[0].number}/facts"),
    ]
    for who, path in where:
        made = await cursor(people, who, path)
        for after in forged(made, part) if made != "None" else []:
            response = await people.get(who, path, after=after)
            assert response.status_code in {200, 422}, (path, after, response.text)
            if response.status_code == 200:  # text that might have been one
                assert part == "9999"
            else:
                assert response.json()["errors"][0]["field"] == "after"


async def test_a_task_that_moves_to_before_the_page_is_told(people: People, three: list[Report]) -> None:
    for _ in range(3):
        report = await people.submit()
        assert (await report.get("auditor")).status_code == 200  # by when it is on record
    first = (await people.get("pusat", "/v1/tasks", limit=1)).json()
    assert first["changed"] is False
    still = (await people.get("pusat", "/v1/tasks", limit=1, after=first["next"])).json()
    assert still["changed"] is False
    earlier = first["items"][0]["tracking_number"]
    moved = Report(people.http, people, earlier, "", first["items"][0]["id"])
    response = await moved.decide("pimpinan.pusat", "nudge", note="mohon segera diverifikasi")
    assert response.status_code == 200, response.text
    assert (await moved.get("auditor")).status_code == 200
    then = (await people.get("pusat", "/v1/tasks", limit=1, after=first["next"])).json()
    assert then["changed"] is True
    again = (await people.get("pusat", "/v1/tasks", limit=1, after=still["next"])).json()
    assert again["changed"] is True  # reckoned from the first page


@pytest.mark.parametrize("path", ["/docs/{}", "/{}"])
@pytest.mark.parametrize("nul", ["%00", "a%00b", "%ED%A0%80"])
async def test_a_nul_in_a_path_that_the_document_does_not_name_is_no_page(
    http: AsyncClient, path: str, nul: str
) -> None:
    assert (await http.get(path.format(nul))).status_code == 404


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/v1/figures", "from", "to"),
        ("/v1/accesses", "from", "to"),
        ("/v1/reports", "submitted_from", "submitted_to"),
        ("/v1/calendars/ID/days", "from", "to"),
    ],
)
async def test_days_that_end_before_they_begin_are_malformed(
    people: People, path: str, first: str, last: str
) -> None:
    response = await people.get("auditor", path, **{first: "2026-01-02", last: "2026-01-01"})
    assert (response.status_code, response.json()["code"]) == (422, "malformed")
    assert response.json()["errors"][0]["field"] == last
    same = await people.get("auditor", path, **{first: "2026-01-02", last: "2026-01-02"})
    assert same.status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/v1/calendars"]
)
async def test_head_answers_as_get_does_without_a_body(http: AsyncClient, path: str) -> None:
    told, asked = await http.head(path), await http.get(path)
    assert (told.status_code, told.content) == (asked.status_code, b"")
    assert told.headers["Content-Type"] == asked.headers["Content-Type"]
    assert (await http.head("/v1/reports")).status_code == 401
    assert (await http.head("/v1/token")).status_code == 405
