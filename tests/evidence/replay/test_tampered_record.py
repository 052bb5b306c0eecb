"""The SQL record tampered with by whoever owns the database and minds no trigger: every column, every row."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from evidence.rebuild.from_histories import FEED, batch_of_runs
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.record import KEPT, read_record
from records.database import Pool, pool_of, rows
from records.migrations.apply import migrate
from tests.evidence.replay.scene import Court, evidence
from tests.histories.golden import Golden
from tests.histories.many import everything
from workflows.procedure.model.facts import digest_of

UNCOMPARED = {
    ("tasks", "facts"): "how far the record had come when the task was written: its own bookkeeping",
    ("declines", "submitted_at"): "a copy of the report's own, so that lists need no join",
}
"""What of the record an audit doesn't compare, and why."""
COLUMNS = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = 'public' and is_generated = 'NEVER'
  and table_name in ('recorded_facts', 'reports', 'tasks', 'lapses', 'declines')
order by table_name, ordinal_position"""
OTHERWISE = {
    "text": "coalesce(COLUMN, '') || 'x'",
    "integer": "coalesce(COLUMN, 0) + 1",
    "boolean": "not COLUMN",
    "timestamp with time zone": "coalesce(COLUMN, '2026-01-01') + interval '1 second'",
    "jsonb": """coalesce(COLUMN, '{}') || '{"more": 1}'""",
}
UPDATE = """
update TABLE set COLUMN = OTHER where ctid = (select max(ctid) from TABLE where report = %(report)s)"""
DELETE = "delete from TABLE where ctid = (select max(ctid) from TABLE where report = %(report)s)"
EACH = 2
"""Of so many golden reports one is on record."""
PER_COLUMN = 4
SAMPLE = 12

Tampered = Callable[..., Evidence]


def on_record() -> Sequence[Golden]:
    """The golden reports that are on record."""
    return everything()[::EACH]


@pytest.fixture(scope="module")
async def pool(postgres: str) -> AsyncIterator[Pool]:
    """A pool of a database in which they are on record."""
    migrate(postgres)
    async with pool_of(postgres) as opened:
        for golden in on_record():
            await rows(opened, FEED, {"batch": Jsonb(await batch_of_runs(golden.runs))})
        await rows(opened, "insert into report_texts (report, search) select report, '' from reports")
        yield opened


@pytest.fixture
def tampered(postgres: str, pool: Pool) -> Iterator[Tampered]:
    """Gives a report's evidence with the record as it is after some statements, which are undone then."""
    del pool  # it has filled the database
    with psycopg.connect(postgres, row_factory=dict_row) as connection:
        connection.execute("set session_replication_role = replica")

        def give(golden: Golden, *statements: str, **values: Any) -> Evidence:
            with connection.transaction(force_rollback=True):
                for statement in statements:
                    changed = connection.execute(statement, {"report": golden.number, **values})
                    assert changed.rowcount > 0, f"{statement} changes nothing of {golden.number}"
                (found,) = connection.execute(KEPT, {"report": golden.number})
                return evidence(golden, record={what: each or {} for what, each in found.items()})

        yield give


def sample(facts: int = 3) -> Sequence[Golden]:
    """Reports of so many facts or more."""
    return Random(6).sample([golden for golden in on_record() if len(golden.facts) >= facts], SAMPLE)


async def recorded_in(pool: Pool, table: str) -> list[Golden]:
    """The reports that have rows in a table."""
    there = {row["report"] for row in await rows(pool, "select report from TABLE".replace("TABLE", table))}
    return [golden for golden in on_record() if golden.number in there]


def told(verdicts: Sequence[Verdict]) -> set[tuple[str, int | None]]:
    """What each is about first, and which fact."""
    return {(each.verdict, each.first.fact if each.first else None) for each in verdicts}


def messages(verdicts: Sequence[Verdict]) -> set[str]:
    """What each says first."""
    return {each.first.message for each in verdicts if each.first}


async def test_a_record_that_nobody_touched_is_identical(court: Court, pool: Pool) -> None:
    cases = [evidence(golden, record=await read_record(pool, golden.number)) for golden in on_record()]
    verdicts = await court.judged(*cases)
    assert [each.first for each in verdicts if not each.is_identical] == []


async def test_every_column_of_every_table_is_compared(court: Court, pool: Pool, tampered: Tampered) -> None:
    columns = await rows(pool, COLUMNS)
    cases, paths = [], []
    for column in columns:
        table, name = column["table_name"], column["column_name"]
        if name == "report":
            continue  # whose it is: see below
        change = UPDATE.replace("TABLE", table).replace("OTHER", OTHERWISE[column["data_type"]])
        for golden in Random(7).sample(await recorded_in(pool, table), PER_COLUMN):
            cases.append(tampered(golden, change.replace("COLUMN", name)))
            paths.append((table, name))
    unseen = set()
    for path, verdict in zip(paths, await court.judged(*cases), strict=True):
        if verdict.is_identical:
            unseen.add(path)
        else:
            assert verdict.verdict in ("record_differs", "history_broken"), path
    assert unseen == set(UNCOMPARED)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("kind", "'nudged'"),
        ("at", "at + interval '1 microsecond'"),
        ("recorded_at", "recorded_at - interval '1 day'"),
        ("at", "'-infinity'"),
        ("recorded_at", "'infinity'"),
        ("recorded_at", "'4713-01-01 BC'"),
        ("recorded_at", "'200000-01-01'"),
        ("actor", """'{"id": "a_lain", "role": "national_admin"}'"""),
        ("data", """data || '{"note": "x"}'"""),
        ("previous", "repeat('0', 64)"),
        ("digest", "repeat('0', 64)"),
    ],
)
async def test_a_fact_that_was_changed_is_told_with_what_was(
    court: Court, tampered: Tampered, part: str, value: str
) -> None:
    change = "update recorded_facts set PART = VALUE where report = %(report)s and number = 2"
    change = change.replace("PART", part).replace("VALUE", value)
    verdicts = await court.judged(*(tampered(golden, change) for golden in sample()))
    assert told(verdicts) == {("record_differs", 2)}
    assert messages(verdicts) == {f"the fact has another {part}"}
    assert {each.first.field for each in verdicts if each.first} == {part}
    assert all("chain_broken" in {found.kind for found in each.all} for each in verdicts)


TRUTHS = (
    """update recorded_facts set data = jsonb_set(data, '{anonymous}',
       case data->'anonymous' when 'true' then '1' else '0' end::jsonb)
       where report = %(report)s and number = 1""",
    """update reports set state = jsonb_set(state, '{confidential}',
       case state->'confidential' when 'true' then '1' else '0' end::jsonb) where report = %(report)s""",
)


@pytest.mark.parametrize("change", TRUTHS)
async def test_a_truth_that_became_a_number_is_told(court: Court, tampered: Tampered, change: str) -> None:
    verdicts = await court.judged(*(tampered(golden, change) for golden in sample()))
    assert {each.verdict for each in verdicts} == {"record_differs"}


FORGE = """
update recorded_facts as f set data = forged.data, previous = forged.previous, digest = forged.digest
from jsonb_to_recordset(%(facts)s) as forged(number integer, data jsonb, previous text, digest text)
where f.report = %(report)s and f.number = forged.number"""


async def test_a_fact_that_was_changed_together_with_its_digest_and_all_after_it_is_told(
    court: Court, tampered: Tampered
) -> None:
    """A chain made anew is whole; only the history, or the ledger, tells."""
    cases = []
    for golden in sample():
        forged = [{**fact, "data": dict(fact["data"])} for fact in golden.facts]
        forged[1]["data"]["note"] = "x"
        for before, fact in pairwise(forged):
            fact["previous"] = before["digest"]
            fact["digest"] = digest_of(fact)
        cases.append(tampered(golden, FORGE, facts=Jsonb(forged)))
    verdicts = await court.judged(*cases)
    assert told(verdicts) == {("record_differs", 2)}
    assert all("chain_broken" not in {found.kind for found in each.all} for each in verdicts)


async def test_a_fact_that_was_deleted_is_missing(court: Court, tampered: Tampered) -> None:
    last = "delete from recorded_facts where report = %(report)s and number = %(number)s"
    cases = [tampered(golden, last, number=len(golden.facts)) for golden in sample()]
    cases += [tampered(golden, last, number=2) for golden in sample()]
    verdicts = await court.judged(*cases)
    assert {each.verdict for each in verdicts} == {"record_differs"}
    assert messages(verdicts) == {"the fact is missing"}


async def test_a_fact_named_as_discarded_is_missing(court: Court, tampered: Tampered) -> None:
    """What the record itself does where the engine discarded a task: insert-only, and no trigger minds it."""
    discard = """insert into superseded (report, number, digest)
                 select report, number, digest from facts where report = %(report)s and number = 2"""
    verdicts = await court.judged(*(tampered(golden, discard) for golden in sample()))
    assert told(verdicts) == {("record_differs", 2)}
    assert messages(verdicts) == {"the fact is missing"}


async def test_facts_in_one_anothers_place_are_told(court: Court, tampered: Tampered) -> None:
    swap = """update recorded_facts set number = 5 - number where report = %(report)s and number in (2, 3)"""
    verdicts = await court.judged(*(tampered(golden, swap) for golden in sample()))
    assert told(verdicts) == {("record_differs", 2)}
    assert messages(verdicts) == {"fact 3 stands here"}


INSERT = """
insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
select report, %(number)s, at, recorded_at, 'nudged', actor, data, previous, repeat('1', 64)
from recorded_facts where report = %(report)s and number = 2"""


async def test_a_fact_that_was_inserted_is_told(court: Court, tampered: Tampered) -> None:
    beside = await court.judged(*(tampered(golden, INSERT, number=2) for golden in sample()))
    assert told(beside) == {("record_differs", 2)}
    after = [(golden, len(golden.facts) + 1) for golden in sample()]
    verdicts = await court.judged(*(tampered(golden, INSERT, number=number) for golden, number in after))
    assert told(verdicts) <= {("record_differs", number) for _, number in after}
    assert messages(verdicts) == {"the history leads to no such fact"}


APPEND = """
insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
select report, number + 1, at, 'infinity', kind, actor, data, digest, repeat('1', 64)
from recorded_facts where report = %(report)s and number = %(last)s"""
GROWN = "update reports set facts = facts + 1 where report = %(report)s"


async def test_a_fact_added_at_no_instant_is_told_and_nothing_else_is_hidden_by_it(
    court: Court, tampered: Tampered
) -> None:
    cases = [tampered(golden, APPEND, GROWN, last=len(golden.facts)) for golden in sample()]
    for verdict, golden in zip(await court.judged(*cases), sample(), strict=True):
        assert [(each.kind, each.fact, each.message) for each in verdict.all] == [
            ("record_differs", len(golden.facts) + 1, "the history leads to no such fact"),
            ("record_differs", None, "the record's row differs"),
            ("chain_broken", len(golden.facts) + 1, "the chain of facts breaks here: its digest doesn't fit"),
        ]


async def test_facts_swapped_between_reports_are_told_for_another_reports(
    court: Court, tampered: Tampered
) -> None:
    swap = """update recorded_facts
              set report = case report when %(report)s then %(other)s else %(report)s end
              where report in (%(report)s, %(other)s) and number = 2"""
    goldens = sample()
    pairs = zip(goldens, [*goldens[1:], goldens[0]], strict=True)
    verdicts = await court.judged(*(tampered(golden, swap, other=other.number) for golden, other in pairs))
    assert told(verdicts) == {("record_differs", 2)}
    assert messages(verdicts) == {"a fact of another report stands here"}


async def test_whole_records_swapped_between_reports_are_told(court: Court, pool: Pool) -> None:
    goldens = sample()
    pairs: list[tuple[Golden, Mapping[str, Any]]] = [
        (golden, await read_record(pool, other.number))
        for golden, other in zip(goldens, [*goldens[1:], goldens[0]], strict=True)
    ]
    verdicts = await court.judged(*(evidence(golden, record=record) for golden, record in pairs))
    assert told(verdicts) == {("record_differs", 1)}


@pytest.mark.parametrize("table", ["reports", "tasks", "lapses", "declines", "report_texts"])
async def test_a_row_that_was_deleted_is_missing(
    court: Court, pool: Pool, tampered: Tampered, table: str
) -> None:
    goldens = (await recorded_in(pool, table))[:SAMPLE]
    delete = DELETE.replace("TABLE", table)
    verdicts = await court.judged(*(tampered(golden, delete) for golden in goldens))
    assert {each.verdict for each in verdicts} == {"record_differs"}
    assert all(each.endswith("is missing") for each in messages(verdicts))


async def test_an_empty_record_is_told(court: Court) -> None:
    nothing: dict[str, dict[str, Any]] = {
        what: {} for what in ("fact", "row", "task", "lapse", "decline", "text")
    }
    verdicts = await court.judged(*(evidence(golden, record=nothing) for golden in sample()))
    assert told(verdicts) == {("record_differs", 1)}


async def test_a_forged_record_with_a_forged_archive_is_still_told(court: Court, pool: Pool) -> None:
    """Both say the same, and the history doesn't."""
    cases = []
    for golden in sample():
        record = await read_record(pool, golden.number)
        facts = {key: each for key, each in record["fact"].items() if key != "2"}
        sealed = [fact for fact in golden.facts if fact["number"] != 2]
        cases.append(replace(evidence(golden, record={**record, "fact": facts}), sealed=sealed))
    assert told(await court.judged(*cases)) == {("facts_differ", 2)}
