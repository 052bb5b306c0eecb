"""What is kept beside a report's history, as a replay takes it in: the archive's object, the ledger's leaves,
calendars."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from temporalio.client import WorkflowHistory

from api.services import Services
from calendars import NATIONAL
from evidence.archive.names import object_name
from evidence.archive.object_format import pack_object as object_of
from evidence.archive.object_format import unpack_object
from evidence.archive.snapshots import snapshot_report
from evidence.embedded_data import calendars_in
from evidence.replay.collect_evidence import EvidenceCollector
from tests.api import replays
from tests.api.decreeing import enact, off, working_day_before
from tests.api.people import People, Report
from tests.api.replays import sealed, verdict

finished, owner = replays.finished, replays.owner
Owner = psycopg.Connection[Any]

LEAF = """
insert into ledger_leaves (index, report, number, digest, recorded_at)
select coalesce(max(index), 0) + 1, %(report)s, 2, %(digest)s, now() from ledger_leaves"""
SUPERSEDE = "insert into superseded (report, number, digest) values (%(report)s, 2, %(digest)s)"
ARCHIVE = """
insert into archived as a (report, object, sha256, bytes, facts, digest)
values (%(report)s, %(object)s, %(sha256)s, %(bytes)s, %(facts)s, %(digest)s)
on conflict (report) do update set sha256 = excluded.sha256, bytes = excluded.bytes"""
OTHER = "0" * 64


@pytest.mark.parametrize("digest", [OTHER, "no digest at all", ""])
async def test_a_leaf_of_another_fact_is_told(finished: Report, owner: Owner, digest: str) -> None:
    values = {"report": finished.number, "digest": digest}
    owner.execute(LEAF, values)
    try:
        told = await verdict(finished)
        assert (told["verdict"], told["first"]["fact"]) == ("ledger_differs", 2)
        owner.execute(SUPERSEDE, values)
        assert (await verdict(finished))["verdict"] == "identical", "one of a task that was discarded"
    finally:
        owner.execute("delete from ledger_leaves where digest = %(digest)s", values)
        owner.execute("delete from superseded where digest = %(digest)s", values)


async def test_an_object_of_another_history_is_told_though_its_row_says_so_too(
    services: Services, finished: Report, owner: Owner
) -> None:
    """The same facts, timers and requests: only the engine's own history tells."""
    file = await sealed(services, finished)
    one = unpack_object(file.read_bytes(), finished.number)
    one.histories[0].events[-2].workflow_task_started_event_attributes.identity = "another worker"
    assert (await verdict(finished))["verdict"] == "identical"
    put(owner, file, finished, one.histories, one.facts)
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", "history")
    assert [each["message"] for each in told["all"]] == ["this is not as it was when the report was sealed"]
    assert told["first"]["event"] == len(one.histories[0].events) - 1


async def test_an_object_of_other_facts_is_told(services: Services, finished: Report, owner: Owner) -> None:
    file = await sealed(services, finished)
    one = unpack_object(file.read_bytes(), finished.number)
    data = {**one.facts[1]["data"], "agency": "pemprov-aceh"}
    put(owner, file, finished, one.histories, [one.facts[0], {**one.facts[1], "data": data}, *one.facts[2:]])
    told = await verdict(finished)
    assert [(each["kind"], each["fact"], each["field"]) for each in told["all"]] == [
        ("facts_differ", 2, "data"),
        ("chain_broken", 2, "digest"),
    ]


async def test_a_report_that_is_sealed_is_over(services: Services, people: People, owner: Owner) -> None:
    """An open report's object agrees with all that there is; only that there is one can't be."""
    report = await people.submit()
    await report.forward()
    assert (await verdict(report))["verdict"] == "identical"
    one = await snapshot_report(
        services.client, services.pool, services.store, report.number, services.subprocesses
    )
    file = Path(services.settings.archive_url) / object_name(report.number)
    put(owner, file, report, one.histories, one.facts)
    told = await verdict(report)
    assert [(each["kind"], each["message"]) for each in told["all"]] == [
        ("history_broken", "the report is over, and its history ends before that")
    ]


async def test_what_can_not_be_taken_in_is_told(services: Services, finished: Report, owner: Owner) -> None:
    await sealed(services, finished)
    owner.execute("update archived set checked_at = 'infinity' where report = %s", [finished.number])
    told = await verdict(finished)
    assert (told["verdict"], told["source"], told["events"]) == ("history_broken", None, 0)
    assert told["first"]["message"].startswith("what is kept of it can't be taken in: ")


async def test_a_calendar_that_was_made_meanwhile_is_looked_for_too(
    services: Services, people: People
) -> None:
    """One gathering serves many reports; decrees are entered while it does."""
    gathering = EvidenceCollector(services.client, services.store, services.pool)
    before = await people.submit()
    await before.forward()
    assert set(await calendars_of(gathering, before)) == await carried(before)
    day = working_day_before(services, "2026-12-31")
    assert (await enact(people, off("SKB 77/2026", day))).status_code == 201
    await services.directory.refresh()
    after = await people.submit()
    await after.forward()
    assert await carried(after) == {(NATIONAL, 1 + max(version for _, version in await carried(before)))}
    assert set(await calendars_of(gathering, after)) == await carried(after)
    assert (await verdict(after))["verdict"] == "identical"


async def calendars_of(gathering: EvidenceCollector, report: Report) -> dict[tuple[str, int], Any]:
    """The stored calendars that are gathered for the report."""
    return dict((await gathering.evidence(report.number)).calendars or {})


async def carried(report: Report) -> set[tuple[str, int]]:
    """The calendars that its facts carry."""
    facts = await report.facts()
    return {(each["region"], each["version"]) for fact in facts for each in calendars_in(fact)}


def put(
    owner: Owner, file: Path, report: Report, histories: Sequence[WorkflowHistory], facts: Sequence[Any]
) -> None:
    """Puts an object of these histories and facts into the archive, with a row that says so."""
    code = {"version": "0", "commit": None}
    content = object_of(report.number, histories, facts, datetime.now(UTC), code)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    values = {
        "report": report.number,
        "object": object_name(report.number),
        "sha256": sha256(content).hexdigest(),
        "bytes": len(content),
        "facts": len(facts),
        "digest": facts[-1]["digest"],
    }
    owner.execute(ARCHIVE, values)
