"""The ledger over HTTP: heads for everybody, and a receipt for whoever reads the report."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from api.services import Services
from evidence.ledger import log, tree
from evidence.ledger.heads import Consistency, Head, Receipt, verify_chain
from evidence.ledger.keys import Keys, Signer
from records.database import rows
from tests.api.looks import Noted
from tests.api.people import FORWARD, REASON, People, Report


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are logged at once."""
    monkeypatch.setattr(tree, "SETTLED", timedelta())


async def keys(http: AsyncClient) -> Keys:
    return Keys.read((await http.get("/v1/heads/keys")).content)


async def receipt(report: Report, who: str | None = None) -> Receipt:
    """The receipt, verified as whoever gets it would; without `who` the reporter's."""
    headers = await report.people.headers(who) if who else {"Report-Pin": report.pin}
    answer = await report.http.get(f"{report.url}/receipt", headers=headers)
    assert answer.status_code == 200, answer.text
    made = Receipt.read(answer.content)
    made.verify(await keys(report.http))
    return made


async def test_before_the_first_head_there_is_none(http: AsyncClient) -> None:
    assert (await http.get("/v1/heads")).json() == {"items": [], "next": None}
    for path in ("latest", "keys", "7", "consistency?first=0&second=0"):
        answer = await http.get(f"/v1/heads/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_head"), path


async def test_a_reporter_can_prove_what_was_on_record_of_the_report(
    people: People, http: AsyncClient
) -> None:
    report = await people.submit()
    await report.forward()
    made = await receipt(report)
    facts = await report.facts()
    assert [(each.leaf.number, each.leaf.digest) for each in made.facts] == [
        (fact["number"], fact["digest"]) for fact in facts
    ]
    assert made.pending == []
    assert Head.read((await http.get("/v1/heads/latest")).content) == made.head


async def test_a_receipt_holds_nothing_but_numbers_digests_proofs_and_the_head(people: People) -> None:
    report = await people.submit(confidential=True)
    answer = await report.http.get(f"{report.url}/receipt", headers={"Report-Pin": report.pin})
    told = answer.json()
    assert told.keys() == {"report", "head", "facts", "pending"}
    assert all(each.keys() == {"leaf", "index", "size", "path"} for each in told["facts"])
    assert all(each["leaf"].keys() == {"report", "number", "digest"} for each in told["facts"])
    assert told["head"].keys() == {
        "log", "size", "root", "at", "day", "key", "previous", "signature"
    }  # fmt: skip
    assert {each["leaf"]["report"] for each in told["facts"]} == {report.number}


async def test_what_is_not_logged_yet_is_pending(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "SETTLED", timedelta(hours=1))
    made = await receipt(await people.submit())
    assert (made.facts, [leaf.number for leaf in made.pending]) == ([], [1])


async def test_who_reads_the_report_reads_its_receipt_and_nobody_else(
    people: People, http: AsyncClient, noted: Noted
) -> None:
    report = await people.submit(confidential=True)
    await report.forward()
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await report.decide("pusat", **FORWARD | {"agency": "pemprov-aceh"})
    everything = [each["number"] for each in await report.facts()]
    await noted.later()
    for who, until in (
        ("auditor", None),
        ("pusat", None),
        ("admin.pemprov-aceh", None),
        ("admin.kemenkes", 3),
    ):
        made = await receipt(report, who)
        assert [each.leaf.number for each in made.facts] == everything[:until], who
        assert [entry.reports for entry in await noted.later()] == [[report.number]], who
    for answer in (
        await people.get("admin.pemkab-jayapura", f"{report.url}/receipt"),
        await people.get("penghubung.kemenkes.umum", f"{report.url}/receipt"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    wrong = await http.get(f"{report.url}/receipt", headers={"Report-Pin": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_pin")
    assert (await http.get(f"{report.url}/receipt")).status_code == 401


async def test_heads_chain_and_each_log_is_proved_to_begin_with_the_one_before(
    people: People, http: AsyncClient
) -> None:
    for _ in "123":
        await receipt(await people.submit())
    first = (await http.get("/v1/heads?limit=2")).json()
    rest = (await http.get(f"/v1/heads?limit=200&after={first['next']}")).json()
    heads = [Head.model_validate(each) for each in [*first["items"], *rest["items"]]][::-1]
    assert (len(first["items"]), rest["next"]) == (2, None)
    verify_chain(heads, await keys(http))
    for earlier, later in pairwise(heads):
        sizes = {"first": earlier.size, "second": later.size}
        answer = await http.get("/v1/heads/consistency", params=sizes)
        Consistency.read(answer.content).verify(earlier, later)
    for head in heads:
        answer = await http.get(f"/v1/heads/{head.size}")
        assert Head.read(answer.content) == head
        assert answer.headers["content-type"] == "application/json"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("consistency?first=2&second=1", 422, "malformed"),
        ("consistency?first=-1&second=1", 422, "malformed"),
        ("consistency?first=0&second=99999", 404, "beyond_log"),
        ("consistency?first=0", 422, "malformed"),
        ("99999", 404, "no_such_head"),
        ("-1", 422, "malformed"),
        ("9007199254740993", 422, "malformed"),
        ("zero", 422, "malformed"),
    ],
)
async def test_what_no_head_is_or_no_log_proves_is_refused(
    people: People, http: AsyncClient, path: str, status: int, code: str
) -> None:
    await receipt(await people.submit())
    answer = await http.get(f"/v1/heads/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_facts_that_no_head_covers_yet_are_proved_by_none(
    people: People, http: AsyncClient, services: Services
) -> None:
    made = await receipt(await people.submit())
    await people.submit()
    while not await tree.append_due_facts(services.pool):
        await asyncio.sleep(0.05)
    answer = await http.get(f"/v1/heads/consistency?first=1&second={made.head.size + 1}")
    assert (answer.status_code, answer.json()["size"]) == (404, made.head.size)


async def test_the_integrators_guide_verifies_a_receipt_and_finds_a_change(people: People) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "integrators.md").read_text(encoding="utf-8")
    program = guide.split("## The ledger")[1].split("```python\n")[1].split("```")[0]
    report = await people.submit()
    await report.forward()
    made = (await receipt(report)).wire()
    assert f"{len(made['facts'])} facts in the log" in await said(program, made)
    made["facts"][1]["leaf"]["digest"] = made["facts"][0]["leaf"]["digest"]
    assert "fact 2 is not in the log" in await said(program, made)


async def said(program: str, told: dict[str, Any]) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )
    output, _ = await process.communicate(json.dumps(told).encode())
    return output.decode()


async def test_a_process_with_a_retired_key_signs_nothing_more(people: People, services: Services) -> None:
    report = await people.submit()
    await receipt(report)
    new = Signer(b"n" * 32)
    await log.rotate_key(services.pool, Signer(services.settings.ledger_key), new, now=datetime.now(UTC))
    assert (await receipt(report)).facts
    await report.forward()
    answer = await report.http.get(f"{report.url}/receipt", headers={"Report-Pin": report.pin})
    assert (answer.status_code, answer.json()["code"]) == (503, "ledger_key_retired")
    headers = await people.headers("auditor") | {"Access-Reason": "Pemeriksaan triwulan"}
    bundle = await report.http.get(f"{report.url}/bundle", headers=headers)
    assert (bundle.status_code, bundle.json()["code"]) == (503, "ledger_key_retired"), "whole, and not signed"
    alarms = (await report.http.get("/readyz")).json()["alarms"]
    assert "ledger_key_retired" in {alarm["code"] for alarm in alarms}
    await log.sign_head(services.pool, new, now=datetime.now(UTC))
    assert len((await receipt(report)).facts) > 1


async def test_a_ledger_that_contradicts_itself_is_not_told_as_if_it_did_not(
    people: People, services: Services
) -> None:
    report = await people.submit()
    async with services.pool.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("delete from ledger_tiles")
    answer = await report.http.get(f"{report.url}/receipt", headers={"Report-Pin": report.pin})
    assert (answer.status_code, answer.json()["code"]) == (500, "ledger_broken")
    assert await rows(services.pool, "select 1 from ledger_due")
