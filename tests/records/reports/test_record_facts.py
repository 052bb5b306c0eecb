import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from records.database import Pool, rows
from tests.records.samples import batch, facts, notice, record, row, task, tracking_number
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import Fact, chain_fact, digest_of

AddAccount = Callable[..., Awaitable[None]]


async def one(pool: Pool, query: str, *params: Any) -> Any:
    (found,) = await rows(pool, query, params)
    return next(iter(found.values()))


async def how_many(pool: Pool, table: str, report: str) -> int:
    found: int = await one(pool, f"select count(*) from {table} where report = %s", report)  # noqa: S608
    return found


@pytest.mark.parametrize(
    "statement",
    [
        "update facts set kind = kind",
        "update facts set kind = kind where false",
        "delete from facts",
        "update recorded_facts set kind = kind",
        "delete from recorded_facts",
        "truncate recorded_facts",
        "delete from superseded",
    ],
)
async def test_the_database_itself_refuses_to_change_a_fact(pool: Pool, statement: str) -> None:
    number = tracking_number()
    await record(pool, batch(number, facts(number, 1)))
    with pytest.raises(psycopg.Error, match="append-only"):
        await rows(pool, statement)
    assert await how_many(pool, "facts", number) == 1


async def test_twenty_identical_batches_at_once_leave_one_copy(pool: Pool, add_account: AddAccount) -> None:
    await add_account("a_1", "agency_admin", "kemenkes")
    number = tracking_number()
    told = notice(2, [{"role": "agency_admin", "agency": "kemenkes"}])
    lapse = {"fact": 2, "clock": "response", "instance": 1, "agency": "kemenkes", "unit": "layanan"}
    lapse |= {"stage": "follow_up", "at": "2026-03-09T17:00:00.000000Z"}
    sent = batch(number, facts(number, 3), tasks=[task(number, 1)], lapses=[lapse], notices=[told])
    answers = await asyncio.gather(*(record(pool, sent) for _ in range(20)))
    told_back = {"region": "ID", "calendar": "ID", "calendar_version": 0, "next": 4, "vacancies": []}
    assert all(answer == told_back for answer in answers)
    tables = ("facts", "reports", "tasks", "lapses", "messages")
    assert [await how_many(pool, table, number) for table in tables] == [3, 1, 1, 1, 1]


async def test_overlapping_and_late_batches_end_in_the_newest_state(pool: Pool) -> None:
    number = tracking_number()
    chain = facts(number, 6)
    closed = {"closed_at": "2026-03-03T00:00:00.000000Z", "closed_by": 2, "working_days": 1}
    first = batch(number, chain[:3], tasks=[task(number, 1, **closed), task(number, 2)])
    tasks = [task(number, 2, **closed | {"closed_by": 5}), task(number, 3)]
    later = batch(number, chain[1:], row=row(6, stage="closed"), tasks=tasks)
    assert (await record(pool, later))["next"] == 1, "a gap is not taken in, and what lacks is asked for"
    for sent in (first, later, first):
        await record(pool, sent)
    assert await how_many(pool, "facts", number) == 6
    assert (
        await one(pool, "select (facts, stage)::text from reports where report = %s", number) == "(6,closed)"
    )
    found = await rows(pool, "select closed_by from tasks where report = %s order by sequence", [number])
    assert [each["closed_by"] for each in found] == [2, 5, None]


async def test_facts_that_differ_from_those_recorded_are_refused_and_change_nothing(pool: Pool) -> None:
    number = tracking_number()
    await record(pool, batch(number, facts(number, 2)))
    other = facts(number, 4, {"of": "another history"})
    for forged in (other, other[2:], [replace(other[3], number=3)]):
        with pytest.raises(psycopg.Error) as refused:
            await record(pool, batch(number, forged))
        assert refused.value.sqlstate == "TU001"
    assert await how_many(pool, "facts", number) == 2


async def test_facts_that_the_engine_discarded_give_way_to_those_it_kept(
    pool: Pool, add_account: AddAccount
) -> None:
    await add_account("a_2", "agency_admin", "dinkes")
    number = tracking_number()
    told = [notice(fact, [{"role": "agency_admin", "agency": "dinkes"}]) for fact in (2, 3)]
    closing = {"closed_at": "2026-03-03T00:00:00.000000Z", "closed_by": 3, "working_days": 1}
    discarded = facts(number, 3, {"of": "a discarded task"})
    kept = [discarded[0], *carried_out_anew(discarded[0], 1)]
    first = batch(number, discarded[:1], tasks=[task(number, 1)])
    ghost = batch(
        number,
        discarded[1:],
        row=row(3, stage="closed"),
        tasks=[task(number, 1, **closing), task(number, 2, opened_by=3)],
        notices=told,
    )
    true = batch(number, kept[1:], row=row(2), tasks=[task(number, 1)], notices=told[:1])
    answers = [await record(pool, sent) for sent in (first, ghost, true, ghost, true)]
    assert answers[-1]["next"] == 3
    standing = await rows(pool, "select digest from facts where report = %s order by number", [number])
    assert [each["digest"] for each in standing] == [fact.digest for fact in kept]
    assert await how_many(pool, "recorded_facts", number) == 4, "nothing is ever removed"
    state = await one(pool, "select (facts, stage)::text from reports where report = %s", number)
    assert state == "(2,follow_up)"
    open_tasks = await rows(pool, "select id from tasks where report = %s and closed_at is null", [number])
    assert [each["id"] for each in open_tasks] == [f"{number}-1"]
    assert await how_many(pool, "tasks", number) == 1
    assert await how_many(pool, "messages", number) == 1


def carried_out_anew(first: Fact, how_many: int) -> list[Fact]:
    """Facts that continue `first`, recorded an hour later than those of the discarded task."""
    chain, last = [], first
    for number in range(2, 2 + how_many):
        at = last.at + timedelta(hours=2)
        last = chain_fact(number, at, at, last.actor, FactKind.REMARKED, {"of": "a kept task"}, last.digest)
        chain.append(last)
    return chain


async def test_sealing_is_not_undone_by_a_repeat_from_before(pool: Pool) -> None:
    number = tracking_number()
    chain = facts(number, 1)
    await record(pool, batch(number, chain, facts=[], row=row(1, sealed_at="2026-04-01T00:00:00.000000Z")))
    await record(pool, batch(number, chain))
    assert await one(pool, "select sealed_at is not null from reports where report = %s", number)


async def test_a_fact_comes_back_as_it_was_sent(pool: Pool) -> None:
    number = tracking_number()
    sealed = {"sealed": "c2VhbGVk", "key": "k", "commitment": "ab" * 32, "length": 41}
    data = {"text": sealed, "n": 2**53 - 1, "none": None, "list": [True, {"ä": "é\u2028"}], "seconds": 0}
    chain = facts(number, 2, data)
    await record(pool, batch(number, chain))
    found = await rows(pool, "select * from facts where report = %s order by number", [number])
    assert [each["digest"] for each in found] == [digest_of(fact.wire()) for fact in chain]
    assert [each["at"] for each in found] == [fact.at for fact in chain]
    assert [each["data"] for each in found] == [data, data]


async def test_a_notice_reaches_each_active_holder_once(pool: Pool, add_account: AddAccount) -> None:
    for name in ("l_1", "l_2"):
        await add_account(name, "liaison_officer", "pemda", "layanan")
    await add_account("l_3", "liaison_officer", "pemda", "umum")
    await add_account("l_4", "liaison_officer", "pemda", "layanan", disabled=True)
    await add_account("s_1", "supervisor", "pemda")
    await add_account("s_centre", "supervisor")
    number = tracking_number()
    unit = {"role": "liaison_officer", "agency": "pemda", "unit": "layanan"}
    audience = [unit, {"role": "supervisor", "agency": "pemda", "unit": "layanan"}]
    notices = [
        notice(1, [*audience, unit], batch="b"),
        notice(2, [{**unit, "officer": "l_2"}]),
        notice(3, [{"role": "reporter"}, {"role": "supervisor"}]),
    ]
    answer = await record(pool, batch(number, facts(number, 3), notices=notices))
    assert answer["vacancies"] == []
    found = await rows(pool, "select fact, recipient, dedup from messages where report = %s", [number])
    assert sorted((each["fact"], each["recipient"]) for each in found) == [
        (1, "l_1"),
        (1, "l_2"),
        (1, "s_1"),
        (2, "l_2"),
        (3, "reporter"),
        (3, "s_centre"),
    ]
    assert f"{number}:1:l_1:email" in {each["dedup"] for each in found}


async def test_a_vacant_role_is_named_and_the_fallback_told(pool: Pool, add_account: AddAccount) -> None:
    await add_account("n_1", "national_admin")
    await add_account("l_gone", "liaison_officer", "dinas", "layanan", disabled=True)
    number = tracking_number()
    vacant = {"role": "liaison_officer", "agency": "dinas", "unit": "layanan", "officer": "l_gone"}
    sent = batch(
        number,
        facts(number, 1),
        notices=[notice(1, [vacant, {"role": "reporter"}], fallback=[{"role": "national_admin"}])],
    )
    for _ in range(2):
        answer = await record(pool, sent)
        assert answer["vacancies"] == [
            {"fact": 1, "role": "liaison_officer", "agency": "dinas", "unit": "layanan"}
        ]
    found = await rows(pool, "select recipient, data from messages where report = %s order by 1", [number])
    assert [(each["recipient"], each["data"]) for each in found] == [
        ("n_1", {"level": 1, "vacancy": True}),
        ("reporter", {"level": 1}),
    ]


async def test_a_named_officer_who_left_is_stood_in_for_by_the_role(
    pool: Pool, add_account: AddAccount
) -> None:
    await add_account("ad_1", "agency_admin", "kota")
    await add_account("ad_2", "agency_admin", "kota", disabled=True)
    number = tracking_number()
    told = notice(1, [{"role": "agency_admin", "agency": "kota", "officer": "ad_2"}])
    assert (await record(pool, batch(number, facts(number, 1), notices=[told])))["vacancies"] == []
    assert await one(pool, "select recipient from messages where report = %s", number) == "ad_1"


async def test_the_courier_is_woken_when_messages_were_added(pool: Pool, database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listening:
        await listening.execute("listen tuntas_messages")
        number = tracking_number()
        sent = batch(number, facts(number, 1), notices=[notice(1, [{"role": "reporter"}])])
        await record(pool, sent)
        await record(pool, sent)
        heard = [each.channel async for each in listening.notifies(timeout=0.5)]
    assert heard == ["tuntas_messages"]


async def test_the_newest_calendar_is_that_of_the_region_else_the_nations(pool: Pool) -> None:
    add = "insert into calendars (region, version, snapshot) values (%s, %s, '{}')"
    for region, version in (("ID", 7), ("ID-AC", 1), ("ID-AC", 2)):
        await rows(pool, add, [region, version])
    number = tracking_number()
    versions = [
        (await record(pool, batch(number, facts(number, 1), region=region)))["calendar_version"]
        for region in ("ID", "ID-AC", "ID-PA")
    ]
    assert versions == [7, 2, 7]


async def test_a_decline_stands_until_the_agency_is_sent_the_report_again(pool: Pool) -> None:
    number = tracking_number()
    chain = facts(number, 4)
    kemenkes = {"agency": "kemenkes", "fact": 2, "state": {"hops": 1}}
    pemda = {"agency": "pemda", "fact": 3, "state": {"hops": 2}}
    standing = []
    for upto, declined in ((2, [kemenkes]), (3, [kemenkes, pemda]), (4, [pemda]), (2, [kemenkes])):
        await record(pool, batch(number, chain[:upto], row=row(upto, declined=declined)))
        found = "select agency, fact, state from declines where report = %s order by agency"
        standing.append(await rows(pool, found, [number]))
    assert standing == [[kemenkes], [kemenkes, pemda], [pemda], [pemda]]
