"""Auditors read who looked at what and verify it; reporters are told who looked at their report."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.api.looks import WHY, Noted, theirs
from tests.api.people import People


async def test_reporters_are_told_when_and_in_what_role_but_neither_who_nor_why(people: People) -> None:
    report = await people.submit()
    await report.forward()
    headers = await people.headers("admin.kemenkes") | {"Access-Reason": quote(WHY)}
    await people.http.get(report.url, headers=headers)
    await report.get("auditor", "/history")
    audited, read = await theirs(report)
    assert {**audited, "at": ""} == {
        "at": "",
        "act": "audit_history",
        "role": "auditor",
        "agency": None,
        "agency_name": None,
    }
    assert {**read, "at": ""} == {
        "at": "",
        "act": "read_personal",
        "role": "agency_admin",
        "agency": "kemenkes",
        "agency_name": "Kementerian Kesehatan",
    }
    assert read["at"] < audited["at"]
    assert await theirs(report, limit=1) == [audited]
    wrong = await report.http.get(f"{report.url}/accesses", headers={"Report-Pin": "000000"})
    assert wrong.status_code == 401


async def test_the_ledger_is_for_auditors_and_the_centres_supervisor(people: People, noted: Noted) -> None:
    report = await people.submit()
    await report.forward()
    for who, ledger, of_report in (
        ("auditor", 200, 200),
        ("pimpinan.pusat", 200, 200),
        ("pusat", 403, 403),
        ("admin.kemenkes", 403, 403),
        ("pimpinan.kemenkes", 403, 403),
        ("penghubung.kemenkes.umum", 403, 404),
    ):
        assert (await people.get(who, "/v1/accesses")).status_code == ledger, who
        assert (await report.get(who, "/accesses")).status_code == of_report, who
    assert (await people.http.get("/v1/accesses")).status_code == 401
    assert (await people.http.get(f"{report.url}/accesses")).status_code == 401
    assert (await people.get("auditor", "/v1/reports/0000-0000-0000-0/accesses")).status_code == 404
    assert await noted.acts() == [
        (who, "read_accesses", of) for who in ("auditor", "pimpinan.pusat") for of in ([], [report.number])
    ]


async def test_reasons_are_for_auditors(people: People) -> None:
    report = await people.submit()
    headers = await people.headers("pusat") | {"Access-Reason": quote(WHY)}
    await people.http.get(report.url, headers=headers)
    read = (await report.get("auditor", "/accesses")).json()["items"][0]
    assert (read["reason"], read["withheld"], read["actor_name"]) == (WHY, [], "Ratna Kusumawardani")
    watched = (await report.get("pimpinan.pusat", "/accesses")).json()["items"][1]
    assert (watched["index"], watched["reason"], watched["withheld"]) == (read["index"], None, ["reason"])


async def test_auditors_verify_the_chain_as_the_guide_says(people: People) -> None:
    report = await people.submit(confidential=True)
    for who in ("pusat", "auditor"):
        await report.get(who)
    items: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = (await people.get("auditor", "/v1/accesses", limit=7, **after)).json()
        items += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    guide = (Path(__file__).parents[3] / "docs" / "integrators.md").read_text(encoding="utf-8")
    program = guide.split("## Who looked at what")[1].split("```python\n")[1].split("```")[0]
    assert f"{items[0]['index']}:{items[0]['digest']}" in await said(program, items)
    items[1]["reason"] = "lain"
    assert f"entry {items[1]['index']} was changed" in await said(program, items)
    assert f"entry {items[1]['index']} is missing" in await said(program, [items[0], *items[2:]])


async def said(program: str, items: list[dict[str, Any]]) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )
    output, _ = await process.communicate(json.dumps({"items": items}).encode())
    return output.decode()


async def test_entries_are_found_by_report_actor_act_and_day(people: People) -> None:
    report, other = await people.submit(), await people.submit()
    await report.get("pusat")
    await report.get("pimpinan.pusat", "/timeline")
    await other.get("pusat")

    async def found(**which: str) -> list[tuple[str, list[str]]]:
        response = await people.get("auditor", "/v1/accesses", **which)
        assert response.status_code == 200, response.text
        return [(each["act"], each["reports"]) for each in response.json()["items"]]

    looks = [("timeline", [report.number]), ("read_personal", [report.number])]
    assert await found(report=report.number.lower().replace("-", "")) == looks
    assert (await found(report=report.number, act="timeline"))[0] == looks[0]
    listed = (await people.get("auditor", "/v1/accesses", report=report.number, act="timeline")).json()
    by = listed["items"][0]["actor"]["id"]
    assert await found(actor=by, report=report.number) == looks[:1]
    assert await found(actor=report.number) == []
    assert await found(report=report.number, to="2020-01-01") == []
    assert await found(report=report.number, **{"from": "2199-01-01"}) == []
    assert looks[1] in await found(report=report.number, **{"from": "2020-01-01", "to": "2199-12-31"})
    for bad in ({"act": "nothing"}, {"from": "kemarin"}, {"limit": "0"}, {"after": "x"}):
        assert (await people.get("auditor", "/v1/accesses", **bad)).status_code == 422
