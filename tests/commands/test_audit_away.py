"""`tuntas audit replay` where something can't be looked at now, one report or all of them, or where
nobody reads what is told."""

import asyncio
import json
import os
import signal
import subprocess
from asyncio import to_thread  # the worker has to go on meanwhile
from pathlib import Path

import pytest

from api.services import Services
from evidence.replay.bulk_audit import TOO_MANY
from runtime.settings import Settings
from tests import alone
from tests.api import conftest as api
from tests.api import replays
from tests.api.people import People, Report
from tests.api.replays import Owner, sealed
from tests.commands.conftest import Tuntas, command, told
from tests.commands.test_audit import of

task_queue = api.task_queue
"""With a worker at work."""
temporal_client, engine = alone.temporal_client, alone.engine
finished, owner = replays.finished, replays.owner
SEAL = """
insert into archived (report, object, sha256, bytes, facts, digest)
select report, 'reports/' || left(report, 2) || '/' || report || '.zip', '', 0, 0, '' from reports
on conflict do nothing"""


@pytest.fixture(scope="module")
async def reports(people: People) -> list[Report]:
    """More open reports than may be away in a row."""
    return [await people.submit() for _ in range(TOO_MANY + 1)]


async def test_one_report_that_can_not_be_looked_at_is_told_and_tried_again_later(
    services: Services,
    tuntas: Tuntas,
    engine: dict[str, str],
    reports: list[Report],
    finished: Report,
    tmp_path: Path,
) -> None:
    folder = (await sealed(services, finished)).parent
    aside = folder.rename(tmp_path / "aside")
    folder.write_text("in its place")
    call = ("audit", "replay", "--json", "--resume", str(tmp_path / "audit.jsonl"))
    first = await to_thread(tuntas, *call, **engine)
    assert first.returncode == 69, first.stderr
    found, summary = of(first)
    (away,) = [each for each in found if "verdict" not in each]
    assert away["report"] == finished.number
    assert away["not_judged"].startswith("the archive can't be reached: ")
    assert summary["verdicts"] == {"identical": len(reports)}
    assert (summary["reports"], summary["not_judged"]) == (len(reports) + 1, 1)
    assert f"{len(found)}/{len(found)}" in first.stderr, "the bar"
    text = await to_thread(tuntas, "audit", "replay", finished.number, **engine)
    assert text.stdout.startswith(f"{finished.number} not judged: the archive can't be reached: ")
    assert text.stdout.endswith(": 0 identical, 1 not judged\n")
    folder.unlink()
    aside.rename(folder)
    second = await to_thread(tuntas, *call, **engine)
    assert second.returncode == 0, second.stderr
    assert [each["report"] for each in of(second)[0]] == [finished.number]
    lines = (tmp_path / "audit.jsonl").read_text().splitlines()[1:]
    assert sorted(json.loads(line)["report"] for line in lines) == sorted(
        report.number for report in [*reports, finished]
    )


async def test_an_audit_ends_where_too_many_in_a_row_can_not_be_looked_at(
    tuntas: Tuntas, engine: dict[str, str], reports: list[Report], owner: Owner, tmp_path: Path
) -> None:
    owner.execute(SEAL)
    (tmp_path / "file").write_text("no folder")
    away = {"TUNTAS_ARCHIVE_URL": str(tmp_path / "file" / "archive")}
    answer = await to_thread(tuntas, "audit", "replay", **engine | away)
    owner.execute("delete from archived where digest = ''")
    code, said = told(answer)
    assert code == 69
    assert "tuntas: the archive can't be reached: " in said
    assert said.count(" not judged: ") >= TOO_MANY
    assert " reports in " not in said


async def test_it_ends_without_a_word_where_nobody_reads_any_more(
    settings: Settings, engine: dict[str, str], reports: list[Report]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    running = await asyncio.create_subprocess_exec(
        *command("audit", "replay", "--json"),
        env={**os.environ, **settings.environment(), **engine},
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    _, said = await running.communicate()
    assert running.returncode == -signal.SIGPIPE
    assert b"tuntas:" not in said
    assert b"Traceback" not in said


async def test_verdicts_of_another_code_are_told_and_counted(
    started_tuntas: Tuntas, engine: dict[str, str], reports: list[Report], tmp_path: Path
) -> None:
    journal = tmp_path / "audit.jsonl"
    call = ("audit", "replay", reports[0].number, reports[1].number, "--resume", str(journal))
    assert (await to_thread(started_tuntas, *call, **engine, TUNTAS_COMMIT="old")).returncode == 0
    again = await to_thread(started_tuntas, *call, **engine, TUNTAS_COMMIT="new")
    assert again.returncode == 0
    assert f"{journal} holds verdicts of another code: " in again.stderr
    assert "(old)" in again.stderr
    assert again.stdout.endswith(": 2 identical\n")
