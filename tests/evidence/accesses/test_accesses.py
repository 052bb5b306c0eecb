"""The access ledger: one chain without a gap or a fork, whoever writes at the same time and whoever dies."""

import asyncio
import signal
import sys
from collections.abc import Callable

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.accesses import access_log
from evidence.accesses.access_log import (
    FIRST_PREVIOUS,
    MOST_AT_ONCE,
    MOST_REPORTS,
    AccessAct,
    AccessLedger,
    AccessNotRecorded,
    Note,
)
from evidence.accesses.check import check_accesses
from evidence.accesses.listing import Filter
from evidence.accesses.listing import list_accesses as listed
from records.database import Pool, pool_of, rows
from tests.records.looks import AUDITOR, OFFICER, entries, three
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


async def test_an_entry_says_who_did_what_when_and_why(fresh: Pool) -> None:
    await three(fresh)
    first, second, third = await entries(fresh)
    assert (first.index, first.previous) == (1, FIRST_PREVIOUS)
    assert first.actor == {"role": "liaison_officer", "id": "o-1", "agency": "kemenkes", "unit": "layanan"}
    assert (first.act, first.reports, first.reason) == ("read_personal", ["A", "B"], None)
    assert (second.reason, second.previous) == ("Permintaan Ombudsman, surat 12/2026", first.digest)
    assert (third.reports, third.previous) == ([], second.digest)
    assert [each.digest for each in (first, second, third)] == [
        each.computed() for each in (first, second, third)
    ]
    assert first.at <= second.at <= third.at


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@settings(deadline=None)
@given(
    notes=st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3), st.none() | TEXTS), min_size=1, max_size=20)
)
async def test_whatever_is_said_has_the_digest_of_its_canonical_form(
    database: str, notes: list[tuple[str, list[str], str | None]]
) -> None:
    async with pool_of(database) as pool:
        before = (await check_accesses(pool)).entries
        await AccessLedger(pool).note(
            [Note(Actor(Role.AUDITOR, who), AccessAct.EXPORT, tuple(of), why) for who, of, why in notes]
        )
        checked = await check_accesses(pool)
        assert (checked.entries, checked.broken) == (before + len(notes), None)
        told = [(each.actor["id"], each.reports, each.reason) for each in (await entries(pool))[before:]]
        assert told == notes


async def test_what_no_database_can_hold_is_refused_alone(fresh: Pool) -> None:
    ledger = AccessLedger(fresh)
    other = asyncio.ensure_future(ledger.note([Note(AUDITOR, AccessAct.TIMELINE, ("A",))]))
    with pytest.raises(ValueError, match="NUL"):
        await ledger.note([Note(AUDITOR, AccessAct.TIMELINE, ("B",), "alasan \0 dengan NUL")])
    await other
    assert [each.reports for each in await entries(fresh)] == [["A"]]


async def test_more_reports_than_a_page_has_make_several_entries(fresh: Pool) -> None:
    numbers = [f"{number:06}" for number in range(2 * MOST_REPORTS + 1)]
    await access_log.note_access(fresh, AUDITOR, AccessAct.EXPORT, numbers, "laporan tahunan")
    found = await entries(fresh)
    assert [len(each.reports) for each in found] == [MOST_REPORTS, MOST_REPORTS, 1]
    assert [number for each in found for number in each.reports] == numbers
    assert {each.reason for each in found} == {"laporan tahunan"}


async def test_many_at_once_through_two_processes_make_one_chain(fresh: Pool, fresh_database: str) -> None:
    async with pool_of(fresh_database) as other:
        ledgers = (AccessLedger(fresh), AccessLedger(other))
        notes = [Note(OFFICER, AccessAct.READ_PERSONAL, (f"{number}",)) for number in range(2 * MOST_AT_ONCE)]
        await asyncio.gather(*(ledgers[at % 2].note([note, note]) for at, note in enumerate(notes)))
        await asyncio.gather(*(ledger.note([]) for ledger in ledgers))
    checked = await check_accesses(fresh)
    assert (checked.entries, checked.broken) == (2 * len(notes), None)
    named = [each.reports[0] for each in await entries(fresh)]
    assert sorted(named) == sorted(2 * [note.reports[0] for note in notes])
    assert named[::2] == named[1::2]  # what belongs together stands together


async def test_who_leaves_meanwhile_keeps_nobody_else_from_being_noted(fresh: Pool) -> None:
    ledger = AccessLedger(fresh)
    asked = [
        asyncio.create_task(ledger.note([Note(OFFICER, AccessAct.READ_PERSONAL, (f"{number}",))]))
        for number in range(20)
    ]
    await asyncio.sleep(0)
    for each in asked[::2]:
        each.cancel()
    await asyncio.gather(*asked[1::2])
    checked = await check_accesses(fresh)
    assert checked.broken is None
    assert {each.reports[0] for each in await entries(fresh)} >= {str(number) for number in range(1, 20, 2)}


DOOMED = """
import asyncio, sys
from evidence.accesses.access_log import AccessAct, AccessLedger, Note
from records.database import pool_of
from tests.records.looks import AUDITOR, OFFICER, entries, three
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.enums import Role

async def main():
    async with pool_of(sys.argv[1]) as pool:
        ledger = AccessLedger(pool)
        async def go_on(number):
            while True:
                await ledger.note([Note(Actor(Role.AUDITOR, "doomed"), AccessAct.EXPORT, (str(number),))])
                print("noted", flush=True)
        await asyncio.gather(*map(go_on, range(20)))

asyncio.run(main())
"""


async def test_a_process_killed_in_the_midst_leaves_a_whole_chain(fresh: Pool, fresh_database: str) -> None:
    ledger = AccessLedger(fresh)
    for _ in range(3):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", DOOMED, fresh_database, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        told = 0
        while told < 50:
            assert await process.stdout.readline() == b"noted\n"
            told += 1
            await ledger.note([Note(OFFICER, AccessAct.READ_PERSONAL, ("A",))])
        process.send_signal(signal.SIGKILL)
        await process.wait()
    checked = await check_accesses(fresh)
    assert checked.broken is None
    by = [each.actor["id"] for each in await entries(fresh)]
    assert by.count("o-1") == 150
    assert by.count("doomed") >= 150


async def test_a_transaction_that_dies_adds_nothing(fresh: Pool, fresh_database: str) -> None:
    await three(fresh)
    dying = await psycopg.AsyncConnection.connect(fresh_database)
    heads, tails = zip(*Note(AUDITOR, AccessAct.EXPORT, ("B",)).parts(), strict=True)
    await dying.execute(access_log.ADD, [list(heads), list(tails)])
    waiting = asyncio.create_task(access_log.note_access(fresh, AUDITOR, AccessAct.TIMELINE, ["C"]))
    await asyncio.sleep(0.05)
    assert not waiting.done()  # it waits for the chain's end
    await rows(fresh, "select pg_terminate_backend(%s)", [dying.info.backend_pid])
    await waiting
    await dying.close()
    checked = await check_accesses(fresh)
    assert (checked.entries, checked.broken) == (4, None)
    assert (await entries(fresh))[-1].reports == ["C"]


async def test_with_sql_away_nobody_is_told_that_it_was_noted(away: Pool) -> None:
    ledger = AccessLedger(away)
    note = [Note(AUDITOR, AccessAct.EXPORT, ("A",))]
    told = await asyncio.gather(ledger.note(note), ledger.note(note), return_exceptions=True)
    assert [type(each) for each in told] == [AccessNotRecorded] * 2


async def test_a_mistake_reaches_whoever_waits(make_database: Callable[[str], str]) -> None:
    async with pool_of(make_database("unprepared")) as unprepared:
        with pytest.raises(psycopg.errors.UndefinedFunction):
            await access_log.note_access(unprepared, AUDITOR, AccessAct.EXPORT, ["A"])


@pytest.mark.parametrize(
    "statement", ["update accesses set reason = 'x'", "delete from accesses", "truncate accesses"]
)
async def test_no_entry_is_ever_changed(fresh: Pool, statement: str) -> None:
    await three(fresh)
    with pytest.raises(psycopg.DatabaseError, match="append-only"):
        await rows(fresh, statement)
    assert (await check_accesses(fresh)).broken is None


async def test_entries_are_found_by_report_actor_act_and_instant_a_page_at_a_time(fresh: Pool) -> None:
    await three(fresh)
    first, second, third = await entries(fresh)

    async def found(**which: object) -> list[int]:
        return [each.index for each in (await listed(fresh, Filter(**which))).items]  # type: ignore[arg-type]

    assert await found() == [3, 2, 1]
    assert await found(report="A") == [2, 1]
    assert await found(report="B", actor="o-1") == [1]
    assert await found(actor="a-1") == [3, 2]
    assert await found(act="audit_bundle") == [2]
    assert await found(since=second.at) == [3, 2]
    assert await found(since=second.at, before=third.at) == [2]
    assert await found(report="C") == []
    await access_log.note_access(fresh, Actor(Role.REPORTER, "B"), AccessAct.READ_PERSONAL, ["A"])
    page = await listed(fresh, Filter(report="A"), by_others=True, limit=1)
    assert [each.index for each in page.items] == [2]
    page = await listed(fresh, Filter(report="A"), by_others=True, limit=1, after=page.next)
    assert ([each.index for each in page.items], page.next) == ([1], None)
    assert first.at < second.at


async def test_a_statement_that_is_cut_off_keeps_nobody_waiting(
    fresh: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    ledger = AccessLedger(fresh)
    with monkeypatch.context() as patch:
        patch.setattr("evidence.accesses.access_log.rows", cut_off)
        async with asyncio.timeout(5):
            with pytest.raises(AccessNotRecorded):
                await ledger.note([Note(AUDITOR, AccessAct.TIMELINE, ("A",))])
    await ledger.note([Note(AUDITOR, AccessAct.TIMELINE, ("A",))])
