"""A report that can't be re-timed holds up neither others nor any later decree, is told, and tried again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio.client import Client

from api.services import Services
from records import acts_on_reports
from records.database import rows
from runtime.settings import Settings
from tests.api.decreeing import carried_out, clocks, enact, moved, off, retiming_worker, working_day_before
from tests.api.people import People, Report
from tests.api.stuck import stuck
from tests.commands.conftest import command
from tests.evidence.ledger.scene import by_force
from tests.logged import logged


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker with little patience."""
    async with retiming_worker(settings, temporal_client, rest=0, patience=2, wait=0.5) as name:
        yield name


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again soon."""
    monkeypatch.setattr(acts_on_reports, "LONGEST_PAUSE", 2)


async def forwarded(people: People) -> Report:
    report = await people.submit()
    await report.forward(agency="kemenkes")
    return report


async def day_off(people: People, services: Services, report: Report, number: str) -> dict[str, Any]:
    """Enacts a decree on a working day that the report's settlement counts; returns its re-timing."""
    due_on = (await clocks(report))["settlement"]["due_on"]
    answer = await enact(people, off(number, working_day_before(services, due_on)))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = (await people.http.get(f"/v1/decrees/{number}")).json()["retiming"]
    return told


async def failing(people: People, id_: int) -> dict[str, Any]:
    """The re-timing once all that is left of it fails."""
    async with asyncio.timeout(30):
        while True:
            told: dict[str, Any] = (await people.get("auditor", f"/v1/retimings/{id_}")).json()
            if 0 < told["failing"] == told["total"] - told["reached"]:
                return told
            await asyncio.sleep(0.1)


async def test_a_later_decree_is_carried_out_while_one_report_does_not_answer(
    people: People, services: Services, temporal_client: Client, settings: Settings
) -> None:
    others = [await forwarded(people) for _ in range(3)]
    one = await forwarded(people)
    await stuck(temporal_client, one)
    with logged() as log:
        first = await day_off(people, services, others[0], "SKB 41/2026")
        told = await failing(people, first["id"])
    assert (told["state"], told["failing"], told["reached"]) == ("running", 1, told["total"] - 1)
    (logged_once, *_) = log.of("a report is not re-timed yet")
    assert (logged_once["report"], logged_once["reason"]) == (one.number, "no_answer")

    second = await day_off(people, services, others[0], "SKB 42/2026")
    await failing(people, second["id"])
    for report in others:
        decrees = {fact["decrees"][0]["number"] for fact in await moved(report)}
        assert decrees == {"SKB 41/2026", "SKB 42/2026"}
    listed = (await people.get("auditor", f"/v1/retimings/{second['id']}/reports")).json()["items"]
    (left,) = [each for each in listed if each["reached_at"] is None]
    assert (left["tracking_number"], left["reason"]) == (one.number, "no_answer")
    assert left["attempts"] >= 1

    assert "retiming_stuck" not in await alarms(people)
    await rows(
        services.pool, "update retimed set since = now() - interval '11 minutes' where reason is not null"
    )
    assert "retiming_stuck" in await alarms(people)
    watched = await asyncio.create_subprocess_exec(
        *command("decree", "watch", str(first["id"])),
        env=settings.environment() | {"PATH": "/usr/bin"},
        stdout=-1,
        stderr=-1,
    )
    output, complaint = await watched.communicate()
    assert (watched.returncode, "1 can't be reached for now" in output.decode()) == (4, True), complaint

    await temporal_client.get_workflow_handle(one.number).terminate()
    for number in ("SKB 41/2026", "SKB 42/2026"):
        async with asyncio.timeout(30):
            told = (await carried_out(people, number))["retiming"]
        assert (told["state"], told["failing"]) == ("finished", 0)
    assert "retiming_stuck" not in await alarms(people)


async def alarms(people: People) -> set[str]:
    return {each["code"] for each in (await people.http.get("/readyz")).json()["alarms"]}


async def test_a_report_that_answers_with_an_error_is_left_to_later(
    people: People, services: Services, temporal_client: Client, task_queue: str
) -> None:
    other, one = await forwarded(people), await forwarded(people)
    await temporal_client.get_workflow_handle(one.number).terminate()
    # Of a workflow that is no report: it knows no `retime`.
    await temporal_client.start_workflow(
        "courier", id=one.number, task_queue=task_queue, args=[{"shifts": 1, "shift": {"seconds": 1}}]
    )
    retiming = await day_off(people, services, other, "SKB 43/2026")
    await failing(people, retiming["id"])
    assert len(await moved(other)) > 0
    found = await rows(services.pool, "select reason from retimed where report = %s", [one.number])
    assert "refused" in {each["reason"] for each in found}
    await temporal_client.get_workflow_handle(one.number).terminate()
    await carried_out(people, "SKB 43/2026")


async def test_a_timetable_that_can_not_be_read_holds_up_nobody(people: People, services: Services) -> None:
    other, one = await forwarded(people), await forwarded(people)
    spoil = """update reports set timetable = '{"versions": {}}' where report = %s"""
    await by_force(services.pool, (spoil, [one.number]))
    with logged() as log:
        await day_off(people, services, other, "SKB 44/2026")
        async with asyncio.timeout(30):
            await carried_out(people, "SKB 44/2026")
    assert one.number in {each["report"] for each in log.of("a report's deadlines can't be foreseen")}
    for report in (other, one):
        assert {fact["decrees"][0]["number"] for fact in await moved(report)} == {"SKB 44/2026"}


async def test_a_re_timing_that_fails_as_a_whole_is_put_off_and_the_next_one_carried_out(
    people: People, services: Services
) -> None:
    report = await forwarded(people)
    with logged() as log:
        await by_force(
            services.pool,
            """insert into retimings (act, versions) values ('renewed', '{"ID": 9999}')""",
        )
        await day_off(people, services, report, "SKB 45/2026")
        async with asyncio.timeout(30):
            await carried_out(people, "SKB 45/2026")
    assert log.of("a re-timing is put off")[0]["attempts"] == 1
    assert len(await moved(report)) > 0
    await rows(
        services.pool, "update retimings set since = now() - interval '11 minutes' where reason is not null"
    )
    assert "retiming_stuck" in await alarms(people)
