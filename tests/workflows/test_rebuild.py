"""The record made anew from the histories: what drifted is told, and repaired, and nobody is told again."""

import asyncio
import contextlib
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import worker
from evidence.archive.gaps import Gap
from evidence.archive.names import object_name
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.report_histories import Runs, read_runs
from evidence.archive.store import Store
from evidence.rebuild import from_histories
from evidence.rebuild.from_histories import EVERY_REPORT, Outcome, Rebuild
from evidence.replay.record_diff import Difference
from records.database import Pool, rows
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from runtime.search_attributes import register_all
from runtime.subprocess_pool import SubprocessPool
from runtime.temporal_server import EmbeddedTemporal
from tests.commands.forked import run_forked
from tests.evidence.archive.forgetting import forget
from tests.histories.waiting import headless
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport, Reports
from workflows.procedure.rules.intake import reporter_of

QUEUE = "tests-rebuild"
TABLES = (
    "recorded_facts",
    "superseded",
    "reports",
    "tasks",
    "lapses",
    "declines",
    "report_texts",
    "messages",
)
HOW_IT_CAME = ["id", "facts", "leaves_at", "superseded_at"]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
async def client(temporal_server: EmbeddedTemporal) -> Client:
    """A client of a namespace of this module's own: here a rebuild means every report there is."""
    client = await Client.connect(
        temporal_server.address, namespace="rebuild", data_converter=pydantic_data_converter
    )
    await register_all(client)
    return client


@pytest.fixture(scope="module")
async def made(pool: Pool, keys: KeyStore, client: Client) -> list[OneReport]:
    """Reports of several kinds, at rest: straight, over several runs, declined and held, lapsed, answered."""
    directory = Directory(pool)
    await directory.refresh()
    async with worker.build(client, pool, keys, task_queue=QUEUE):
        reports = Reports(client, keys, directory, QUEUE)
        straight, several, declined, lapsed, answered = [
            await reports.submit(policy=policy, continue_after=after)
            for policy, after in (
                ("default", None),
                ("default", 20),
                ("default", None),
                ("drill", None),
                ("default", None),
            )
        ]
        await straight.straight()
        await straight.handle.result()
        await declined.decide(PUSAT, f"{declined.number}-1", "forward", **FORWARD)
        await declined.decide(ADMIN, f"{declined.number}-2", "note", text="Bukan kami.")
        await declined.decide(ADMIN, f"{declined.number}-2", "decline", reason=LONG)
        subprocesses = {**FORWARD, "agency": "pemkab-jayapura"}
        await declined.decide(PUSAT, f"{declined.number}-3", "forward", **subprocesses)
        await several.decide(PUSAT, f"{several.number}-1", "forward", **FORWARD)
        for sequence in range(2, 8, 2):
            await several.decide(ADMIN, f"{several.number}-{sequence}", "dispose", unit="layanan")
            await several.decide(OFFICER, f"{several.number}-{sequence + 1}", "return_to_agency", reason=LONG)
        await answered.decide(PUSAT, f"{answered.number}-1", "forward", **FORWARD)
        await answered.decide(ADMIN, f"{answered.number}-2", "respond", text=LONG, final=True)
        await answered.decide(reporter_of(answered.number), f"{answered.number}-3", "reply", text=LONG)
        while (await lapsed.live())["highest_level"] < 3:
            await asyncio.sleep(0.2)
        await lapsed.decide(PUSAT, f"{lapsed.number}-1", "archive", reason="unclear", note=LONG)
        await lapsed.handle.result()
    made = [straight, several, declined, lapsed, answered]
    async with asyncio.timeout(20):  # the engine's list of workflows follows later
        while (await client.count_workflows(EVERY_REPORT)).count < len(made):
            await asyncio.sleep(0.2)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where finished reports are sealed."""
    return tmp_path / "archive"


@pytest.fixture(scope="module")
def lanes() -> Iterator[list[SubprocessPool]]:
    """Two processes."""
    with contextlib.closing(SubprocessPool()) as one, contextlib.closing(SubprocessPool()) as other:
        yield [one, other]


@pytest.fixture
def rebuilt(client: Client, pool: Pool, keys: KeyStore, folder: Path, lanes: list[SubprocessPool]) -> Any:
    """Calls a rebuild."""

    async def call(**how: Any) -> Outcome:
        return await Rebuild(client, pool, keys, Store(str(folder)), **{"lanes": lanes, **how}).run()

    return call


async def contents(pool: Pool) -> dict[str, list[dict[str, Any]]]:
    """Everything the record holds, but for what says how and when it came there."""
    kept = {}
    for table in TABLES:
        found = await rows(pool, f"select to_jsonb(t) - %s::text[] as row from {table} as t", [HOW_IT_CAME])  # noqa: S608
        kept[table] = sorted((each["row"] for each in found), key=repr)
    return kept


async def spoil(pool: Pool, statement: str, *values: Any) -> None:
    """Changes even what is append-only, as only the database's owner can."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(statement, values)


async def test_what_was_recorded_is_what_the_histories_make(made: list[OneReport], rebuilt: Any) -> None:
    outcome = await rebuilt(check=True)
    assert outcome.found == []
    assert (outcome.reports, outcome.past_retention) == (len(made), 0)
    assert outcome.facts > 30


async def test_what_drifted_is_told_then_repaired_and_nothing_else_changes(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    straight, several, declined, lapsed, answered = (report.number for report in made)
    before = await contents(pool)
    await rows(pool, "update reports set stage = 'merged', hops = 7 where report = %s", [straight])
    await rows(pool, "delete from tasks where id = %s", [f"{several}-2"])
    await rows(pool, "update tasks set due_at = due_at + interval '1 hour' where id = %s", [f"{declined}-4"])
    await rows(pool, "delete from declines where report = %s", [declined])
    await rows(pool, "update lapses set fact = 99 where report = %s", [lapsed])
    await rows(pool, "delete from report_texts where report = %s", [answered])
    spoilt = await contents(pool)
    expected = {
        Difference(straight, "row", "", "different", ("stage", "hops")),
        Difference(several, "task", f"{several}-2", "missing"),
        Difference(declined, "task", f"{declined}-4", "different", ("due_at",)),
        Difference(declined, "decline", "kemenkes", "missing"),
        Difference(lapsed, "lapse", "3", "missing"),
        Difference(lapsed, "lapse", "99", "extra"),
        Difference(answered, "text", "", "missing"),
    }

    checked = await rebuilt(check=True)
    assert set(checked.found) == set(checked.left) == expected
    assert await contents(pool) == spoilt
    repaired = await rebuilt()
    assert set(repaired.found) == expected
    assert (repaired.left, repaired.repaired, repaired.untold) == ([], 5, 0)
    assert await contents(pool) == before


async def test_other_facts_than_the_history_has_give_way(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    number = made[4].number
    facts = "select number, digest from facts where report = %s order by number"
    before = await rows(pool, facts, [number])
    await spoil(
        pool,
        "update recorded_facts set digest = 'x', kind = 'nudged' where report = %s and number = 2",
        number,
    )
    outcome = await rebuilt(only=[number])
    assert outcome.found == [Difference(number, "fact", "2", "different", ("kind", "digest"))]
    assert outcome.left == []
    assert await rows(pool, facts, [number]) == before
    named = await rows(pool, "select number, digest from superseded where report = %s", [number])
    assert [tuple(each.values()) for each in named] == [(2, "x")]
    await spoil(pool, "delete from superseded where report = %s", number)
    await spoil(pool, "delete from recorded_facts where report = %s and digest = 'x'", number)


async def test_messages_of_lost_facts_are_made_only_from_the_instant_named(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    number = made[2].number
    messages = "select fact, recipient, template from messages where report = %s order by fact, recipient"
    before = await rows(pool, messages, [number])
    lost = [each for each in before if each["fact"] >= 3]
    assert lost

    async def lose() -> None:
        await spoil(pool, "delete from recorded_facts where report = %s and number >= 3", number)
        await rows(pool, "delete from messages where report = %s and fact >= 3", [number])

    await lose()
    silent = await rebuilt(only=[number])
    assert silent.left == []
    assert silent.untold > 0
    assert await rows(pool, messages, [number]) == [each for each in before if each not in lost]
    await lose()
    too_late = await rebuilt(only=[number], tell_since=datetime.now(UTC) + timedelta(hours=1))
    assert too_late.untold == silent.untold
    await lose()
    told = await rebuilt(only=[number], tell_since=LONG_AGO)
    assert told.untold == 0
    assert await rows(pool, messages, [number]) == before


async def test_a_record_that_is_ahead_of_its_history_is_told_and_left_alone(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    """As when the engine lost its last moments; which of the two is right no program can know."""
    number = made[0].number
    more = """insert into recorded_facts
              select report, number + 1, at, recorded_at, 'remarked', actor, data, digest, 'y'
              from recorded_facts where report = %s order by number desc limit 1"""
    await rows(pool, more, [number])
    ahead = [Difference(number, "fact", "7", "extra")]
    outcome = await rebuilt(only=[number])
    assert outcome.found == outcome.left == ahead
    await spoil(pool, "delete from recorded_facts where report = %s and digest = 'y'", number)


async def test_a_report_without_a_history_is_told_while_it_is_not_finished(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    copy = """insert into reports select (jsonb_populate_record(r, jsonb_build_object(
                  'report', %s::text, 'sealed_at', %s::timestamptz))).* from reports as r where report = %s"""
    await rows(pool, copy, ["GONE", None, made[0].number])
    await rows(pool, copy, ["FINISHED", LONG_AGO, made[0].number])
    outcome = await rebuilt(check=True)
    assert outcome.found == [Difference("GONE", "history", "", "missing")]
    assert outcome.past_retention == 1
    await rows(pool, "delete from reports where report in ('GONE', 'FINISHED')")


async def test_a_record_that_was_lost_as_a_whole_is_made_anew_by_several_processes(
    made: list[OneReport], rebuilt: Any, pool: Pool
) -> None:
    before = await contents(pool)
    await spoil(pool, f"truncate {', '.join(TABLES)}")
    seen = []
    outcome = await rebuilt(on_report=lambda: seen.append(1))
    assert outcome.left == []
    assert outcome.repaired == len(seen) == len(made)
    after = await contents(pool)
    assert after.pop("messages") == []
    assert outcome.untold > 0
    assert after.pop("superseded") == []
    assert after == {name: before[name] for name in after}
    assert (await rebuilt(check=True)).found == []


async def test_a_history_that_comes_to_no_end_is_told_and_the_others_are_compared(
    made: list[OneReport], rebuilt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = made[1].number

    async def found(client: Client, store: Store, pool: Pool, report: str) -> Runs:
        told = await read_runs(client, store, pool, report)
        return replace(told, histories=headless(told.histories)) if report == waiting else told

    monkeypatch.setattr(from_histories, "read_runs", found)
    with contextlib.closing(SubprocessPool(patience=15)) as one:
        outcome = await rebuilt(check=True, lanes=[one])
    assert outcome.reports == len(made)
    assert [(each.report, each.what, each.how) for each in outcome.found] == [
        (waiting, "history", "unreplayable")
    ]


async def test_the_command_says_what_differs_and_fails_while_anything_does(
    made: list[OneReport], temporal_server: EmbeddedTemporal, postgres: str, pool: Pool, tmp_path: Path
) -> None:
    number = made[1].number
    environment = {
        **os.environ,
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_DATABASE_URL": postgres,
        "TUNTAS_MASTER_KEY": b64encode(bytes(32)).decode(),
        "TEMPORAL_ADDRESS": temporal_server.address,
        "TEMPORAL_NAMESPACE": "rebuild",
    }

    async def called(*arguments: str) -> tuple[int, str]:
        answer = await asyncio.to_thread(run_forked, ("rebuild", *arguments), "", environment, tmp_path)
        return answer.returncode, answer.stdout or answer.stderr

    await rows(pool, "update reports set stage = 'merged' where report = %s", [number])
    code, text = await called("--check", "--json")
    told = json.loads(text)
    assert (code, told["reports"], told["repaired"]) == (1, len(made), 0)
    assert told["found"] == told["left"]
    assert [(each["report"], each["how"], each["fields"]) for each in told["found"]] == [
        (number, "different", ["stage"])
    ]
    code, text = await called(number)
    assert code == 0
    assert f"{number} row different (stage)" in text
    assert "1 difference found, 1 report repaired, 0 differences left" in text
    assert (await called("--check"))[0] == 0


async def test_finished_reports_that_the_engine_has_forgotten_are_compared_from_the_archive(
    made: list[OneReport], rebuilt: Any, client: Client, pool: Pool, folder: Path
) -> None:
    number = made[0].number
    with contextlib.closing(SubprocessPool()) as subprocesses:
        assert (
            await ReportArchiver(client, pool, Store(str(folder)), subprocesses).fill(Gap(number, 1)) is None
        )
    await forget(client, number)
    await rows(pool, "update reports set stage = 'merged' where report = %s", [number])
    different = [Difference(number, "row", "", "different", ("stage",))]
    async with asyncio.timeout(20):  # the engine's list of workflows follows later
        while (recent := await rebuilt(check=True, recent=True)).reports == len(made):
            await asyncio.sleep(0.2)
    assert (recent.found, recent.past_retention) == ([], 1)
    checked = await rebuilt(check=True)
    assert (checked.found, checked.past_retention, checked.reports) == (different, 0, len(made))
    repaired = await rebuilt()
    assert (repaired.found, repaired.left, repaired.repaired) == (different, [], 1)
    (folder / object_name(number)).write_bytes(b"changed")
    broken = await rebuilt(check=True)
    assert [(each.report, each.what, each.how) for each in broken.found] == [(number, "archive", "different")]
