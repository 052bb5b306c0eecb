"""Across the runs of one report's workflow: once stays once, and the history is one."""

import asyncio
import secrets
from collections import Counter

import pytest

from runtime.settings import Settings
from tests.api.people import FORM, REASON, People, Report


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    """Reports that go on in a new run after every 20 events or so."""
    return settings.model_copy(update={"continue_as_new_events": 20})


async def test_decisions_stand_once_across_runs(people: People) -> None:
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    receipt = await people.http.post("/v1/reports", json=FORM, headers=headers)
    told = receipt.json()
    report = Report(people.http, people, told["tracking_number"], told["pin"], told["task"]["id"])
    task = report.task
    keys = [secrets.token_hex(4) for _ in range(30)]
    sent = (report.decide("pimpinan.pusat", "nudge", key, task=task, note=REASON) for key in keys * 2)
    answers = await asyncio.gather(*sent)
    assert Counter(answer.status_code for answer in answers) == {200: 60}
    assert [one.text for one in answers[:30]] == [other.text for other in answers[30:]]
    again = await report.decide("pimpinan.pusat", "nudge", keys[0], task=task, note=REASON)
    assert again.text == answers[0].text
    assert Counter(fact["kind"] for fact in await report.facts()) == {"submitted": 1, "nudged": 30}
    events = (await report.get("auditor", "/history")).json()["events"]
    assert len({event["runId"] for event in events}) > 1
    repeated = await people.http.post("/v1/reports", json=FORM, headers=headers)
    assert (repeated.status_code, repeated.text) == (201, receipt.text)
    other = await people.http.post("/v1/reports", json=FORM | {"title": "Lain"}, headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"
