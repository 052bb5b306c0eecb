"""Where answers come from, and that what is told can be checked."""

import secrets
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from api.services import Services
from runtime.temporal_server import EmbeddedTemporal
from tests.api.people import FORM, REASON, TEXT, People, Report
from workflows.procedure.model.facts import digest_of, first_previous


async def test_a_state_says_where_it_comes_from(people: People) -> None:
    report = await people.submit()
    assert (await report.get("pusat")).json()["source"] == "live"
    recorded = (await report.get("pusat", source="record")).json()
    assert (recorded["source"], recorded["facts"], recorded["text"]) == ("record", 1, FORM["text"])


async def test_anyone_who_reads_can_compute_the_digests_anew(people: People) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan", note=REASON)
    sealed = await report.facts("admin.kemenkes", form="sealed")
    previous = first_previous(report.number)
    for fact in sealed:
        assert fact["previous"] == previous
        assert fact["digest"] == digest_of(fact)
        previous = fact["digest"]
    opened = await report.facts("admin.kemenkes")
    assert [fact["digest"] for fact in opened] == [fact["digest"] for fact in sealed]
    assert opened[0]["data"]["policy"] == sealed[0]["data"]["policy"]
    assert opened[2]["data"]["note"] == REASON
    assert opened[2]["actor_name"] == "Dewi Lestari"


async def test_facts_come_in_pages(people: People) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    numbers: list[int] = []
    cursor: str | None = None
    while True:
        page = (await report.get("pusat", "/facts", limit=2, **({"after": cursor} if cursor else {}))).json()
        numbers += [fact["number"] for fact in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert numbers == [1, 2, 3]
    wrong = await report.get("pusat", "/facts", after="nonsense")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "malformed")


async def test_a_correction_is_shown_beside_the_original(people: People) -> None:
    report = await people.submit()
    corrected = "Sudah tiga minggu lampu jalan di depan sekolah padam."
    await report.decide("pusat", "correct", text=corrected, reason=REASON)
    told = (await report.get("auditor")).json()
    assert (told["text"], told["original_text"]) == (corrected, FORM["text"])
    assert (told["title"], "original_title" in told) == (FORM["title"], False)


async def test_a_draft_is_shown_to_whoever_approves_and_not_to_the_reporter(people: People) -> None:
    report = await people.submit()
    await report.forward()
    for _ in range(2):
        await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
        disputed = await report.reply("dispute", reason=REASON)
        assert disputed.status_code == 200, disputed.text
        report.task = (await report.get("pusat")).json()["task"]["id"]
    draft = "Jawaban ketiga yang masih menunggu persetujuan."
    drafted = await report.decide("admin.kemenkes", "respond", text=draft, final=True)
    assert drafted.json()["stage"] == "approval"
    assert (await report.get("pimpinan.kemenkes")).json()["draft"] == draft
    assert draft not in (await report.track()).text
    await report.decide("pimpinan.kemenkes", "approve")
    assert (await report.track()).json()["answers"][-1]["text"] == draft
    third = await report.reply("dispute", reason=REASON)
    assert (third.status_code, third.json()["code"], third.json()["referral"]) == (
        422,
        "dispute_limit",
        "ombudsman",
    )


async def finished(people: People, headers: dict[str, str]) -> Report:
    told = (await people.http.post("/v1/reports", json=FORM, headers=headers)).json()
    report = Report(people.http, people, told["tracking_number"], told["pin"], told["task"]["id"])
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    assert (await report.reply("confirm", key="end", rating=5)).status_code == 200
    return report


@pytest.fixture
async def forgetful(services: Services, temporal_server: EmbeddedTemporal) -> Services:
    """The same installation with an engine that knows none of its reports, as after their retention."""
    client = await Client.connect(
        temporal_server.address, namespace="default", data_converter=services.client.data_converter
    )
    return replace(services, client=client)


async def test_a_report_whose_history_is_gone_is_read_and_judged_by_the_record(
    people: People, app: FastAPI, forgetful: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    report = await finished(people, headers)
    before: dict[str, Any] = (await report.get("pusat", source="live")).json()
    monkeypatch.setitem(app.state._state, "services", forgetful)
    after = await report.get("pusat")
    assert after.json() == before | {"source": "record"}
    assert (await report.get("pusat", source="live")).status_code == 503
    gone = await report.get("auditor", "/history")
    assert (gone.status_code, gone.json()["code"]) == (404, "history_gone")
    again = await report.reply("confirm", key="end", rating=5)
    assert (again.status_code, again.json()["stage"]) == (200, "closed")
    refused = await report.decide("admin.kemenkes", "decline", task=f"{report.number}-2", reason=REASON)
    assert (refused.status_code, refused.json()["kind"]) == (409, "respond")
    foreign = await report.decide("admin.pemprov-aceh", "decline", task=f"{report.number}-2", reason="x")
    assert foreign.status_code == 404
    late = await people.http.post(
        f"{report.url}/decisions",
        json={"task": f"{report.number}-2", "decision": {"kind": "decline", "reason": REASON}},
        headers=await people.headers("admin.kemenkes") | {"Prefer": "respond-async"},
    )
    assert late.status_code == 409
    opened = await people.http.post(
        f"{report.url}/identity", json={"reason": REASON}, headers=await people.headers("pusat")
    )
    assert (opened.status_code, opened.json()["code"]) == (422, "not_anonymous")


async def test_what_the_record_would_allow_does_not_stand_once_the_workflow_is_gone(
    people: People, services: Services
) -> None:
    report = await people.submit(anonymous=True)
    await report.forward()
    await services.client.get_workflow_handle(report.number).terminate()
    late = await report.decide("admin.kemenkes", "dispose", unit="layanan")
    assert (late.status_code, late.json()["code"]) == (409, "report_sealed")
    assert len(await report.facts()) == 2


async def test_reads_of_a_report_that_never_was_are_404(people: People) -> None:
    for path in ("", "/facts", "/history"):
        response = await people.get("auditor", f"/v1/reports/0000-0000-0000-0{path}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
