"""A decree entered from the command line moves the deadlines of open reports, a worker being at work."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from api.services import Services
from runtime.settings import Settings
from tests.api.decreeing import REASON, clocks, off, retiming_worker, working_day_before
from tests.api.people import People
from tests.commands.conftest import Tuntas

NUMBER = "SKB 12/2026, 3/2026"


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that re-times without rests."""
    async with retiming_worker(settings, temporal_client, rest=0) as name:
        yield name


async def test_it_is_previewed_watched_and_taken_back(
    people: People, services: Services, tuntas: Tuntas
) -> None:
    async def called(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        return await asyncio.to_thread(tuntas, "decree", *arguments, typed=typed)

    reports = [await people.submit() for _ in range(3)]
    numbers = {report.number for report in reports[:2]}
    for report in reports[:2]:
        await report.forward(agency="kemenkes")
    before = await clocks(reports[0])
    due_on = before["settlement"]["due_on"]
    decree = json.dumps(off(NUMBER, working_day_before(services, due_on)))

    foreseen = await called("enact", "-", "--preview", typed=decree)
    first, totals, *lines = foreseen.stdout.splitlines()
    assert first.endswith("calendars would change; 2 clocks of 2 open reports would move")
    assert totals.split() == ["kemenkes", "2", "reports", "2", "clocks"]
    assert {tuple(line.split()[:4]) for line in lines} == {
        (number, "kemenkes", "settlement", due_on) for number in numbers
    }
    machine = await called("enact", "-", "--preview", "--json", typed=decree)
    *items, last = map(json.loads, machine.stdout.splitlines())
    assert {item["tracking_number"] for item in items} == numbers
    assert (last["totals"]["reports"], last["totals"]["clocks"]) == (2, 2)
    assert await clocks(reports[0]) == before

    watched = await called("enact", "-", "--watch", typed=decree)
    assert watched.returncode == 0
    assert watched.stdout.startswith(f"{NUMBER}: in force\n")
    ended = watched.stdout.splitlines(keepends=True)[-1]
    assert ended.endswith(" reached, 2 moved\n")
    assert re.search(r"finished .*\b(\d+)/\1 ", watched.stderr)
    assert [(await clocks(each))["settlement"]["due_on"] for each in reports[:2]] == [
        line.split(" → ")[1] for line in lines
    ]
    assert (await called("watch")).stdout == ended
    id_ = ended.split()[1]
    refused = await called("cancel", id_)
    assert (refused.returncode, refused.stderr) == (1, f"tuntas: re-timing {id_} has finished\n")

    back = await called("withdraw", NUMBER, "--reason", REASON, "--preview")
    assert "2 clocks of 2 open reports would move" in back.stdout
    back = await called("withdraw", NUMBER, "--reason", REASON, "--watch", "--json")
    told, ended_again = map(json.loads, back.stdout.splitlines())
    assert (told["stands"], ended_again["state"], ended_again["moved"]) == (False, "finished", 2)
    assert await clocks(reports[0]) == before
