"""Audits of many reports as programs begin, watch, stop and resume them, and finding what is in hand."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from api.audits import carrying_out
from api.services import Services
from evidence.replay.findings import Finding, Verdict
from tests import alone
from tests.api.looks import Noted
from tests.api.people import People, Report

temporal_client = alone.temporal_client  # an audit takes what the engine has, whoever's it is
WHY = "Pemeriksaan triwulan III"
OTHERS = ("admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan", "operator")
WATCHERS = ("auditor", "pusat", "pimpinan.pusat")
CHANGED = Finding("record_differs", "fact_changed", fact=2, field="data", values=(("fields", ("data",)),))


class Judge:
    """Judges as it is told, without an engine: `held` keeps it from beginning."""

    def __init__(self) -> None:
        self.held = asyncio.Event()
        self.different: set[str] = set()

    async def judge(self, _services: Services, report: str) -> Verdict:
        await self.held.wait()
        return Verdict.of(report, "history", 2, 9, [CHANGED] if report in self.different else [])


@pytest.fixture
async def judge(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Judge]:
    made = Judge()
    monkeypatch.setattr(carrying_out, "judge_report", made.judge)
    yield made
    made.held.set()


@pytest.fixture(scope="module")
async def reports(people: People) -> list[Report]:
    """Three reports, by number; one is confidential."""
    made = [await (await people.submit(confidential=not n)).recorded() for n in range(3)]
    return sorted(made, key=lambda each: each.number)


async def confidential(reports: list[Report]) -> str:
    """The number of the only one that is."""
    (found,) = [each.number for each in reports if (await each.get("auditor")).json()["confidential"]]
    return found


async def begin(people: People, who: str = "auditor", key: str | None = None, **body: Any) -> Response:
    headers = {**await people.headers(who), **({"Idempotency-Key": key} if key else {})}
    return await people.http.post("/v1/audits", json={"reason": WHY, **body}, headers=headers)


async def send(people: People, who: str, path: str) -> Response:
    return await people.http.post(path, headers=await people.headers(who))


async def ended(people: People, path: str) -> dict[str, Any]:
    """What is told of the audit in the end."""
    async with asyncio.timeout(60):
        while True:
            told: dict[str, Any] = (await people.get("auditor", path)).json()
            if told["state"] not in {"listing", "running"}:
                return told
            await asyncio.sleep(0.1)


async def test_an_audit_is_begun_once_and_counts_as_it_goes(
    people: People, reports: list[Report], judge: Judge
) -> None:
    judge.different = {reports[1].number}
    first = await begin(people, key="sekali")
    again = await begin(people, key="sekali")
    path = first.headers["Location"]
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["Location"] == path
    other = await begin(people, key="sekali", sample=1)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await people.get("auditor", path)).json()["replayed"] == 0
    judge.held.set()
    told = await ended(people, path)
    assert (told["state"], told["reason"], told["begun_by_name"]) == ("finished", WHY, "Sri Wahyuningsih")
    counts = {
        name: told[name] for name in ("total", "waiting", "replayed", "identical", "different", "failed")
    }
    assert counts == {
        "total": 3, "waiting": 0, "replayed": 3, "identical": 2, "different": 1, "failed": 0,
    }  # fmt: skip
    assert told["differing"] == {"record_differs": 1}
    assert (told["may_stop"], told["may_resume"]) == (False, False)


async def test_results_are_paged_and_differences_told_in_both_languages(
    people: People, reports: list[Report], judge: Judge, noted: Noted
) -> None:
    judge.different = {reports[1].number}
    judge.held.set()
    path = (await begin(people)).headers["Location"]
    await ended(people, path)
    await noted.begin()
    one = (await people.get("auditor", f"{path}/reports", limit=2)).json()
    two = (await people.get("auditor", f"{path}/reports", limit=2, after=one["next"])).json()
    items = one["items"] + two["items"]
    assert [each["report"] for each in items] == [each.number for each in reports]
    assert two["next"] is None
    looked = [act for act in await noted.acts() if act[0] == "auditor"]
    assert looked == [("auditor", "read_confidential", [await confidential(reports)])]
    only = (await people.get("auditor", f"{path}/reports", differing="true")).json()["items"]
    assert [each["report"] for each in only] == [reports[1].number]
    assert only[0]["first"] == {
        "kind": "record_differs",
        "code": "fact_changed",
        "message": "the fact has another data",
        "text": {"id": "data pada fakta ini berbeda", "en": "the fact has another data"},
        "run": None, "event": None, "fact": 2, "field": "data",
    }  # fmt: skip
    wrong = await people.get("auditor", f"{path}/reports", differing="true", after=one["next"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_cursor")


async def test_only_its_author_and_auditors_stop_an_audit_and_each_act_is_noted(
    people: People, reports: list[Report], judge: Judge, noted: Noted
) -> None:
    await noted.begin()
    of_auditor = (await begin(people)).headers["Location"]
    of_admin = (await begin(people, "pusat")).headers["Location"]
    for who in ("pusat", "pimpinan.pusat"):
        for act in ("stop", "resume"):
            refused = await send(people, who, f"{of_auditor}/{act}")
            assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
        assert (await people.get(who, of_auditor)).json()["may_stop"] is False
    assert (await people.get("pusat", of_admin)).json()["may_stop"] is True
    for who, path in (("auditor", of_admin), ("auditor", of_auditor)):
        stopped = [await send(people, who, f"{path}/stop") for _ in "12"]
        assert [each.json()["state"] for each in stopped] == ["stopped", "stopped"]
    resumed = await send(people, "pusat", f"{of_admin}/resume")
    assert resumed.json()["state"] in {"listing", "running"}
    judge.held.set()
    await ended(people, of_admin)
    acts = [(noted._name(each), each.act, each.reason) for each in await noted.later()]
    ids = [path.rpartition("/")[2] for path in (of_auditor, of_admin)]
    assert [each for each in acts if each[1] in {"audit_begin", "audit_stop", "audit_resume"}] == [
        ("auditor", "audit_begin", f"audit {ids[0]}: {WHY}"),
        ("pusat", "audit_begin", f"audit {ids[1]}: {WHY}"),
        ("auditor", "audit_stop", f"audit {ids[1]}"),
        ("auditor", "audit_stop", f"audit {ids[0]}"),
        ("pusat", "audit_resume", f"audit {ids[1]}"),
    ]


async def test_no_more_than_three_are_under_way(people: People, reports: list[Report], judge: Judge) -> None:
    paths = [(await begin(people, "pimpinan.pusat")).headers["Location"] for _ in "123"]
    refused = await begin(people, "pimpinan.pusat")
    assert (refused.status_code, refused.json()["code"], refused.json()["most"]) == (
        409,
        "too_many_audits",
        3,
    )
    await send(people, "pimpinan.pusat", f"{paths[0]}/stop")
    paths.append((await begin(people, "pimpinan.pusat")).headers["Location"])
    judge.held.set()
    for path in paths:
        await ended(people, path)


async def test_all_who_watch_see_audits_and_only_auditors_and_authors_their_reasons(
    people: People, reports: list[Report], judge: Judge
) -> None:
    judge.held.set()
    path = (await begin(people, sample=1)).headers["Location"]
    await ended(people, path)
    for who in WATCHERS:
        told = (await people.get(who, path)).json()
        listed = (await people.get(who, "/v1/audits", limit=1)).json()["items"]
        assert listed == [told]
        withheld = [] if who == "auditor" else ["reason"]
        assert (told["reason"], told["withheld"]) == (None if withheld else WHY, withheld)
        unknown = await people.get(who, "/v1/audits/tidak-ada-sama-sekali")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_audit")


@pytest.mark.parametrize("who", OTHERS)
async def test_others_have_no_audits(people: People, reports: list[Report], who: str) -> None:
    asked = ("/v1/audits", "/v1/audits/0123456789ab", "/v1/audits/0123456789ab/reports", "/v1/find")
    for path in asked:
        assert (await people.get(who, path, q="8KD2")).status_code == 403, path
    assert (await begin(people, who)).status_code == 403
    assert (await send(people, who, "/v1/audits/0123456789ab/stop")).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": "karena"}, "reason"),
        ({"agency": "tidak-ada"}, "agency"),
        ({"submitted_from": "kemarin"}, "submitted_from"),
        ({"submitted_from": "2026-02-02", "submitted_to": "2026-01-01"}, "submitted_to"),
        ({"sample": 0}, "sample"),
        ({"reports": ["8KD2-TJZP-XGEP-D"]}, "reports"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_begins(
    people: People, reports: list[Report], body: dict[str, Any], field: str
) -> None:
    before = (await people.get("auditor", "/v1/audits", limit=200)).json()["items"]
    refused = await begin(people, **body)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert [each["field"] for each in refused.json()["errors"]] == [field]
    assert (await people.get("auditor", "/v1/audits", limit=200)).json()["items"] == before


async def test_what_is_in_hand_is_found(people: People, reports: list[Report], noted: Noted) -> None:
    for report in reports:
        (fact,) = await report.facts()
        await noted.begin()
        found = (await people.get("auditor", "/v1/find", q=fact["digest"][:12])).json()
        assert [(each["report"], each["number"]) for each in found["facts"]] == [(report.number, 1)]
        assert found["facts"][0]["kind"] == "submitted"
        looked = {act for _, act, of in await noted.acts() if report.number in of}
        is_confidential = (await report.get("auditor")).json()["confidential"]
        assert looked == ({"read_confidential"} if is_confidential else set())
        found = (await people.get("auditor", "/v1/find", q=f"{report.number}/1")).json()
        assert (found["report"], found["understood"]["fact"]) == (report.number, 1)
    nothing = await people.get("auditor", "/v1/find", q="tidak ada")
    assert nothing.status_code == 200
    assert (nothing.json()["report"], nothing.json()["facts"], nothing.json()["heads"]) == (None, [], [])
    assert (await people.get("auditor", "/v1/find")).status_code == 422
