"""A report as it was: at any fact, at any instant, and its whole timeline."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from api.reports import time_travel
from api.services import Services
from evidence.archive.report_histories import Runs, read_runs
from runtime.subprocess_pool import SubprocessPool
from tests.api.people import REASON, People, Report
from tests.histories.waiting import headless

NOW_ONLY = ("officer_gone", "vacancy")
"""What answers say of an open task beside its report: who is in office today, which no history knows."""


@pytest.fixture(scope="module")
async def travelled(people: People) -> Report:
    """A report that was declined, ruled on, disposed and answered."""
    report = await people.submit()
    await report.forward(agency="kemenkes")
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await report.forward(agency="pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "dispose", unit="layanan")
    return report


async def test_every_state_that_people_were_answered_with_can_be_seen_again(people: People) -> None:
    report = await people.submit()
    answered = [(await report.forward(agency="kemenkes")).json()]
    answered.append((await report.decide("admin.kemenkes", "dispose", unit="umum")).json())
    answered.append((await report.decide("pimpinan.kemenkes", "nudge", note=REASON)).json())
    for then in answered:
        again = (await report.get("auditor", at=str(then["facts"]))).json()
        assert again["source"] == "history"
        for now_only in NOW_ONLY:
            del then["task"][now_only]
        assert again | {"source": "live"} == again | then


async def test_the_timeline_tells_every_fact_with_the_state_after_it(travelled: Report) -> None:
    told = (await travelled.get("auditor", "/timeline")).json()
    facts = await travelled.facts()
    assert [(item["number"], item["kind"], item["digest"]) for item in told["items"]] == [
        (fact["number"], fact["kind"], fact["digest"]) for fact in facts
    ]
    for item in told["items"]:
        at = (await travelled.get("auditor", at=str(item["number"]))).json()
        assert {name: at[name] for name in item["state"] if name != "task"} == {
            name: value for name, value in item["state"].items() if name != "task"
        }
    pages = (await travelled.get("auditor", "/timeline", limit="2")).json()
    rest = (await travelled.get("auditor", "/timeline", limit="200", after=pages["next"])).json()
    assert pages["items"] + rest["items"] == told["items"]


async def test_an_instant_means_everything_that_counts_up_to_it(travelled: Report) -> None:
    facts = await travelled.facts()
    second, third = facts[1], facts[2]
    exactly = (await travelled.get("auditor", at=second["at"])).json()
    assert exactly["digest"] == second["digest"]
    before = datetime.fromisoformat(third["at"]) - timedelta(microseconds=1)
    assert (await travelled.get("auditor", at=before.isoformat())).json()["digest"] == second["digest"]
    early = datetime.fromisoformat(facts[0]["at"]) - timedelta(seconds=1)
    answer = await travelled.get("auditor", at=early.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (404, "not_yet")


async def test_an_agency_that_declined_travels_no_further_than_its_decline(travelled: Report) -> None:
    told = (await travelled.get("admin.kemenkes", "/timeline")).json()
    assert [item["kind"] for item in told["items"]] == ["submitted", "forwarded", "declined"]
    assert (await travelled.get("admin.kemenkes", at="3")).status_code == 200
    assert (await travelled.get("admin.kemenkes", at="4")).json()["code"] == "no_such_fact"
    assert (await travelled.get("admin.pemkab-jayapura", at="1")).json()["code"] == "not_found"


@pytest.mark.parametrize("at", ["yesterday", "2026-11-24", "2026-11-24T05:00:00", "-1", "1.5", "²"])
async def test_what_is_neither_a_fact_nor_an_instant_is_refused(travelled: Report, at: str) -> None:
    answer = await travelled.get("auditor", at=at)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "at")


async def test_a_fact_that_never_was_is_not_found(travelled: Report) -> None:
    for at in ("0", "999"):
        answer = await travelled.get("auditor", at=at)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_fact")


@pytest.fixture
def impatient(app: FastAPI, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives no history more than five seconds."""
    with closing(SubprocessPool(patience=5)) as subprocesses:
        monkeypatch.setitem(app.state._state, "services", replace(services, subprocesses=subprocesses))
        yield


@pytest.mark.usefixtures("impatient")
async def test_a_history_that_comes_to_no_end_leaves_the_record_and_everybody_else_travels_on(
    travelled: Report, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = await people.submit()
    before = (await travelled.get("auditor", "/timeline")).json()

    async def found(client: Any, store: Any, pool: Any, report: str) -> Runs:
        told = await read_runs(client, store, pool, report)
        return replace(told, histories=headless(told.histories)) if report == travelled.number else told

    monkeypatch.setattr(time_travel, "read_runs", found)
    timeline, once, other = await asyncio.gather(
        travelled.get("auditor", "/timeline"),
        travelled.get("auditor", at="2"),
        another.get("auditor", at="1"),
    )
    assert timeline.json()["items"] == before["items"]
    assert timeline.json()["source"] == once.json()["source"] == "record"
    assert other.json()["source"] == "history"
