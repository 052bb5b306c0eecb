"""`tuntas audit replay`, as an operator calls it: many reports, chosen, shared, killed and gone on with."""

import asyncio
import fcntl
import json
import os
import signal
import subprocess
from asyncio import to_thread  # the worker has to go on meanwhile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from api.services import Services
from evidence.accesses.access_log import OPERATOR
from records.database import rows
from runtime.settings import Settings
from tests import alone
from tests.api import conftest as api
from tests.api.people import TEXT, People, Report
from tests.commands.conftest import Tuntas, command, told
from tests.evidence.archive.forgetting import forget

task_queue = api.task_queue
"""With a worker at work."""
temporal_client, engine = alone.temporal_client, alone.engine
REPORTS = 24


@pytest.fixture(scope="module")
async def reports(people: People) -> list[Report]:
    """Open reports, every third one at an agency in Aceh."""
    made = [await people.submit() for _ in range(REPORTS)]
    for nth, report in enumerate(made):
        await report.forward(agency="pemprov-aceh" if nth % 3 == 0 else "kemenkes")
    await made[1].decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await made[1].reply("confirm", rating=5)
    return made


@pytest.fixture
def owner(services: Services) -> Iterator["psycopg.Connection[Any]"]:
    """Whoever owns the database, and minds no trigger; what they did is undone."""
    with psycopg.connect(services.settings.database_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def of(answer: "subprocess.CompletedProcess[str]") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The verdicts told as JSON, and the summary."""
    *verdicts, summary = [json.loads(line) for line in answer.stdout.splitlines()]
    return verdicts, summary["summary"]


async def test_all_reports_are_replayed_and_summed_up(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str]
) -> None:
    answer = await to_thread(tuntas, "audit", "replay", "--processes", "2", **engine)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.endswith(f": {REPORTS} identical\n")
    assert f"{REPORTS}/{REPORTS}" in answer.stderr, "the bar, on standard error"


async def test_machines_are_told_each_verdict_in_a_line(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str], services: Services
) -> None:
    before = await rows(services.pool, "select coalesce(max(index), 0) as index from accesses")
    answer = await to_thread(tuntas, "audit", "replay", "--json", **engine)
    assert answer.returncode == 0, answer.stderr
    verdicts, summary = of(answer)
    assert {each["report"] for each in verdicts} == {report.number for report in reports}
    assert {each["verdict"] for each in verdicts} == {"identical"}
    assert (summary["reports"], summary["verdicts"]) == (REPORTS, {"identical": REPORTS})
    noted = await rows(services.pool, "select * from accesses where index > %s", [before[0]["index"]])
    assert {(each["act"], each["actor"]["id"]) for each in noted} == {("audit_replay", OPERATOR.id)}
    assert sorted(number for each in noted for number in each["reports"]) == sorted(
        report.number for report in reports
    )


async def test_reports_are_chosen_by_agency_day_and_number(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str]
) -> None:
    at_aceh = {report.number for report in reports[::3]}
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    for options, wanted in (
        (["--agency", "pemprov-aceh"], at_aceh),
        (["--agency", "pemprov-aceh", "--from", str(today), "--to", str(today)], at_aceh),
        (["--from", str(today + timedelta(days=1))], set()),
        (["--to", str(today - timedelta(days=1))], set()),
        ([reports[0].number, reports[1].number], {reports[0].number, reports[1].number}),
    ):
        answer = await to_thread(tuntas, "audit", "replay", "--json", *options, **engine)
        assert answer.returncode == 0, answer.stderr
        assert {each["report"] for each in of(answer)[0]} == wanted


async def test_what_differs_is_told_and_the_exit_code_says_so(
    tuntas: Tuntas,
    reports: list[Report],
    engine: dict[str, str],
    services: Services,
    owner: "psycopg.Connection[Any]",
) -> None:
    changed, other = reports[2], reports[3]
    kept = owner.execute("select data from recorded_facts where report = %s", [changed.number]).fetchall()
    change = 'update recorded_facts set data = data || \'{"agency": "x"}\' where report = %s and number = 2'
    owner.execute(change, [changed.number])
    try:
        numbers = (changed.number, other.number)
        told = await to_thread(tuntas, "audit", "replay", *numbers, **engine)
        machine = await to_thread(tuntas, "audit", "replay", "--json", *numbers, **engine)
    finally:
        restore = "update recorded_facts set data = %s where report = %s and number = 2"
        owner.execute(restore, [json.dumps(kept[1][0]), changed.number])
    assert told.returncode == machine.returncode == 1
    line = f"{changed.number} record_differs (fact 2, field data): the fact has another data"
    assert line in told.stdout.splitlines()
    assert told.stdout.endswith(": 1 identical, 1 record_differs\n")
    assert of(machine)[1]["verdicts"] == {"identical": 1, "record_differs": 1}


ODD = "X" * 2000
"""What the engine takes for no number of a report."""


async def test_what_is_odd_about_one_report_holds_up_no_audit_of_all(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str], owner: "psycopg.Connection[Any]"
) -> None:
    torn = reports[4].number
    leaf = """insert into ledger_leaves (index, report, number, digest, recorded_at)
              select coalesce(max(index), 0) + 1, %s, 2, 'none', now() from ledger_leaves"""
    owner.execute(leaf, [torn])
    copy = """insert into reports select (jsonb_populate_record(r, jsonb_build_object('report', %s::text))).*
              from reports as r where report = %s"""
    owner.execute(copy, [ODD, torn])
    try:
        answer = await to_thread(tuntas, "audit", "replay", "--json", **engine)
    finally:
        owner.execute("delete from ledger_leaves where digest = 'none'")
        owner.execute("delete from reports where report = %s", [ODD])
    assert answer.returncode == 1, answer.stderr
    verdicts, summary = of(answer)
    others = {each["report"]: each["verdict"] for each in verdicts if each["verdict"] != "identical"}
    assert others == {torn: "ledger_differs", ODD: "history_broken"}
    assert summary["reports"] == REPORTS + 1


ROOM = 420
"""Bytes for three verdicts as JSON, and not for four."""


def narrow() -> tuple[int, int]:
    """A pipe that takes three verdicts: whoever tells the next one waits for ever."""
    reading, writing = os.pipe()
    size = fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.write(writing, b" " * (size - ROOM))
    return reading, writing


async def test_killed_again_and_again_it_goes_on_where_it_stood(
    settings: Settings,
    tuntas: Tuntas,
    reports: list[Report],
    engine: dict[str, str],
    tmp_path: Path,
) -> None:
    journal = tmp_path / "audit.jsonl"
    environment = {**os.environ, **settings.environment(), **engine}
    call = command("audit", "replay", "--json", "--processes", "1", "--resume", str(journal))
    for judged in (4, 8, 12, 16):
        reading, writing = narrow()
        running = await asyncio.create_subprocess_exec(
            *call, env=environment, stdout=writing, stderr=subprocess.DEVNULL
        )
        while running.returncode is None and _judged(journal) < judged:
            await asyncio.sleep(0.01)
        running.kill()
        assert await running.wait() == -signal.SIGKILL, "it was on its way"
        os.close(reading)
        os.close(writing)
        assert _judged(journal) == judged
    answer = await to_thread(tuntas, *call[4:], **engine)
    assert answer.returncode == 0, answer.stderr
    verdicts, summary = of(answer)
    assert (len(verdicts), summary["verdicts"]) == (REPORTS - 16, {"identical": REPORTS})
    found = Counter(json.loads(line).get("report") for line in journal.read_text().splitlines()[1:])
    assert found == Counter({report.number: 1 for report in reports})


def _judged(journal: Path) -> int:
    return max(journal.read_bytes().count(b"\n") - 1, 0) if journal.exists() else 0


async def test_a_journal_of_another_selection_is_refused(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str], tmp_path: Path
) -> None:
    journal = tmp_path / "audit.jsonl"
    first = await to_thread(tuntas, "audit", "replay", reports[0].number, "--resume", str(journal), **engine)
    assert first.returncode == 0, first.stderr
    second = await to_thread(tuntas, "audit", "replay", "--resume", str(journal), **engine)
    assert (second.returncode, second.stdout) == (64, "")
    assert "is of another selection of reports" in second.stderr
    nowhere = tmp_path / "nowhere" / "audit.jsonl"
    third = await to_thread(tuntas, "audit", "replay", "--resume", str(nowhere), **engine)
    assert told(third) == (69, f"tuntas: {nowhere} can't be opened: No such file or directory\n")


async def test_a_report_whose_history_is_gone_is_told(
    tuntas: Tuntas, people: People, services: Services, engine: dict[str, str]
) -> None:
    report = await (await people.submit()).recorded()
    await forget(services.client, report.number)
    answer = await to_thread(tuntas, "audit", "replay", report.number, **engine)
    assert answer.returncode == 1
    assert f"{report.number} history_broken (as a whole)" in answer.stdout


async def test_however_a_number_is_typed_it_is_the_same_report(
    tuntas: Tuntas, reports: list[Report], engine: dict[str, str]
) -> None:
    number = reports[0].number
    typed = number.replace("-", "").lower()
    answer = await to_thread(tuntas, "audit", "replay", "--json", typed, number, **engine)
    assert answer.returncode == 0, answer.stderr
    assert [each["report"] for each in of(answer)[0]] == [number]


async def test_a_report_that_only_the_engine_knows_is_replayed(
    tuntas: Tuntas, people: People, engine: dict[str, str], owner: "psycopg.Connection[Any]"
) -> None:
    report = await people.submit()
    await report.forward()
    await report.recorded()
    for table in ("reports", "recorded_facts"):
        owner.execute("delete from TABLE where report = %s".replace("TABLE", table), [report.number])
    answer = await to_thread(tuntas, "audit", "replay", report.number, **engine)
    assert answer.returncode == 1
    assert answer.stdout.startswith(f"{report.number} record_differs (fact 1): the fact is missing\n")
