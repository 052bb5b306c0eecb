"""A decree entered from the command line moves the deadlines of open reports, a worker being at work."""

import asyncio
import json
import secrets
import subprocess
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio.client import Client

import worker
from activities.retime import Retimer
from records.database import pool_of
from records.key_store import KeyStore
from records.keys import LocalWrapper
from runtime.settings import Settings
from runtime.standing import RETIME, ensure
from tests.api.people import People, Report
from tests.commands.conftest import Tuntas

NUMBER = "SKB 12/2026, 3/2026"
REASON = "Dicabut karena salah tanggal"


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, prepared: None, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that re-times too, without rests."""
    name = f"commands-{secrets.token_hex(4)}"
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        retimer = Retimer(settings.database_url, pool, temporal_client, rest=0)
        async with worker.build(temporal_client, pool, keys, retimer=retimer, task_queue=name):
            standing = await ensure(temporal_client, RETIME, task_queue=name)
            yield name
            await standing.terminate("the tests are over")


async def settlement(report: Report) -> dict[str, Any]:
    state = (await report.get("auditor", source="live")).json()
    (clock,) = [each for each in state["clocks"] if each["name"] == "settlement"]
    return dict(clock)


async def test_it_is_previewed_watched_and_taken_back(people: People, tuntas: Tuntas) -> None:
    async def called(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        return await asyncio.to_thread(tuntas, "decree", *arguments, typed=typed)

    reports = [await people.submit() for _ in range(3)]
    for report in reports[:2]:
        await report.forward(agency="kemenkes")
    before = await settlement(reports[0])
    day = await last_working_day_before(people, before["due_on"])
    decree = {
        "number": NUMBER,
        "title": "Cuti bersama tambahan",
        "issued_on": "2026-01-05",
        "region": "ID",
        "non_working": [{"date": day, "name": "Cuti bersama"}],
    }
    foreseen = await called("enact", "-", "--preview", typed=json.dumps(decree))
    assert foreseen.returncode == 0
    lines = foreseen.stdout.splitlines()
    assert lines[0].endswith("calendars would change; 2 clocks of 2 open reports would move")
    assert lines[1].split() == ["kemenkes", "2", "reports", "2", "clocks"]
    found = {tuple(line.split()[:4]) for line in lines[2:]}
    assert found == {(each.number, "kemenkes", "settlement", before["due_on"]) for each in reports[:2]}
    later = lines[2].split(" → ")[1]
    machine = await called("enact", "-", "--preview", "--json", typed=json.dumps(decree))
    *items, last = map(json.loads, machine.stdout.splitlines())
    assert {item["tracking_number"] for item in items} == {each.number for each in reports[:2]}
    assert (last["totals"]["reports"], last["totals"]["clocks"]) == (2, 2)
    assert await settlement(reports[0]) == before

    watched = await called("enact", "-", "--watch", typed=json.dumps(decree))
    assert watched.returncode == 0
    assert watched.stdout.splitlines()[0] == f"{NUMBER}: in force"
    assert watched.stdout.splitlines()[-1].endswith("finished, 2 of 2 reports reached, 2 moved")
    assert "finished" in watched.stderr
    assert "2/2" in watched.stderr
    assert [(await settlement(each))["due_on"] for each in reports[:2]] == [later, later]
    assert (await called("watch")).stdout == watched.stdout.splitlines(keepends=True)[-1]
    (wire,) = map(json.loads, (await called("show", NUMBER, "--json")).stdout.splitlines())
    finished = str(wire["retiming"]["id"])
    for act in ("cancel", "resume"):
        refused = await called(act, finished)
        assert (refused.returncode, refused.stderr) == (1, f"tuntas: re-timing {finished} has finished\n")

    back = await called("withdraw", NUMBER, "--reason", REASON, "--preview")
    assert "2 clocks of 2 open reports would move" in back.stdout
    back = await called("withdraw", NUMBER, "--reason", REASON, "--watch", "--json")
    withdrawn, ended = map(json.loads, back.stdout.splitlines())
    assert (withdrawn["stands"], ended["state"], ended["moved"]) == (False, "finished", 2)
    assert await settlement(reports[0]) == before


async def last_working_day_before(people: People, due_on: str) -> str:
    """One that every clock due then counts, or starts on."""
    last = date.fromisoformat(due_on) - timedelta(days=1)
    url = f"/v1/calendars/ID/days?from={last - timedelta(days=20)}&to={last}"
    days = (await people.http.get(url)).json()["days"]
    return str([day["date"] for day in days if day["working"]][-1])
