import json
import re
from dataclasses import replace
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.record import RecordActivities
from calendars import Snapshot
from records.circuit_breaker import CircuitBreaker
from records.database import Pool, rows
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.reports.contact_index import ContactIndex
from records.reports.search_index import SearchIndex
from tests.records.samples import batch, facts, row, tracking_number
from tests.records.samples import record as sent
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


@pytest.fixture
def local() -> ActivityEnvironment:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, is_local=True)
    return environment


async def entry(pool: Pool, number: str) -> Any:
    (found,) = await rows(pool, "select search from report_texts where report = %s", [number])
    return found["search"]


async def test_what_is_sealed_can_be_searched_for_and_stays_while_it_does_not_change(
    pool: Pool, keys: KeyStore, local: ActivityEnvironment
) -> None:
    number = tracking_number()
    key = await keys.create(number)
    titled = {"title": key.seal("Jalan berlubang"), "text": key.seal("Mohon perbaikan jalan")}
    sealed = {name: value.model_dump() for name, value in titled.items()}
    identity = key.seal('{"name": "Siti", "email": "Siti@contoh.invalid"}').model_dump()
    reporter = {"identity": identity, "email": True, "phone": False}
    chain = facts(number, 2, {"anonymous": False, "reporter": reporter, **sealed})
    first = batch(number, chain[:1], row=row(1, **sealed))
    record = RecordActivities(pool, keys)
    told_back = {"region": "ID", "calendar": "ID", "calendar_version": 0, "next": 2, "vacancies": []}
    assert await local.run(record.record, first) == told_back
    await local.run(record.record, batch(number, chain[1:]))
    assert not re.search("jalan|lubang|baik", await entry(pool, number))
    hit = "select report from report_texts where search @@ %s::tsquery"
    query = await SearchIndex(pool, keys).query(Actor(Role.NATIONAL_ADMIN, "n"), "memperbaiki lubang")
    assert [each["report"] for each in await rows(pool, hit, [query])] == [number]
    contact = ContactIndex(pool, keys).hash_contact("siti@contoh.invalid")
    by_contact = "select email, phone, facts from report_contacts where report = %s"
    assert await rows(pool, by_contact, [number]) == [{"email": contact, "phone": None, "facts": 1}]


async def test_a_report_whose_key_is_gone_is_recorded_without_text(
    pool: Pool, keys: KeyStore, local: ActivityEnvironment
) -> None:
    number = tracking_number()
    await keys.create(number)
    await keys.destroy(number)
    await local.run(RecordActivities(pool, keys).record, batch(number, facts(number, 1)))
    assert await entry(pool, number) is None


async def test_the_plain_text_that_an_older_worker_sends_is_not_kept(pool: Pool) -> None:
    number = tracking_number()
    await sent(pool, batch(number, facts(number, 1), search_text="Jalan berlubang"))
    assert await entry(pool, number) is None


async def test_differing_facts_are_not_tried_again(
    pool: Pool, keys: KeyStore, local: ActivityEnvironment
) -> None:
    number = tracking_number()
    record = RecordActivities(pool, keys)
    await local.run(record.record, batch(number, facts(number, 1)))
    with pytest.raises(ApplicationError) as refused:
        await local.run(record.record, batch(number, facts(number, 1, {"of": "another"})))
    assert not refused.value.non_retryable
    assert refused.value.type == "digest_conflict"


async def test_an_error_that_quotes_the_row_is_told_by_its_code_only(
    pool: Pool, keys: KeyStore, local: ActivityEnvironment
) -> None:
    number = tracking_number()
    with pytest.raises(ApplicationError) as failed:
        await local.run(
            RecordActivities(pool, keys).record, batch(number, facts(number, 1), row={"facts": 1})
        )
    assert str(failed.value) == "record_away: SQL 23502"
    assert not failed.value.non_retryable
    assert failed.value.__cause__ is None


async def test_with_sql_known_to_be_away_local_attempts_fail_at_once_and_ordinary_ones_try(
    pool: Pool, away: Pool, keys: KeyStore, local: ActivityEnvironment
) -> None:
    number = tracking_number()
    now = [0.0]
    breaker = CircuitBreaker(failures=2, pause=2.0, clock=lambda: now[0])
    record = RecordActivities(away, keys, breaker)
    sent = batch(number, facts(number, 2))
    for seconds, message in (
        (0.0, "SQL PoolTimeout"),
        (0.0, "SQL PoolTimeout"),
        (1.9, "known to be away"),
        (2.0, "SQL PoolTimeout"),  # one tries for all others
        (3.9, "known to be away"),
    ):
        now[0] = seconds
        with pytest.raises(ApplicationError, match=message):
            await local.run(record.record, sent)
    with pytest.raises(ApplicationError, match="SQL PoolTimeout"):
        await ActivityEnvironment().run(record.record, sent)
    assert breaker.is_open
    record._pool = pool
    await ActivityEnvironment().run(record.record, sent)
    assert not breaker.is_open
    await local.run(record.record, sent)


async def test_the_newest_calendar_is_handed_out(pool: Pool, keys: KeyStore) -> None:
    record = RecordActivities(pool, keys)
    with pytest.raises(ApplicationError, match="no calendar"):
        await ActivityEnvironment().run(record.calendar_snapshot, "ID")
    add = "insert into calendars (region, version, snapshot) values (%s, %s, %s)"
    for region, version in (("ID", 1), ("ID-AC", 1), ("ID-AC", 2)):
        wire = {
            "region": region,
            "zone": "Asia/Jakarta",
            "version": version,
            "first": "2026-01-05",
            "days": "_A==",
        }
        await rows(pool, add, [region, version, json.dumps(wire)])
    for asked, region, version in (("ID-AC", "ID-AC", 2), ("ID-PA", "ID", 1)):
        found = await ActivityEnvironment().run(record.calendar_snapshot, asked)
        assert isinstance(found, Snapshot)
        assert (found.region, found.version) == (region, version)


def test_while_the_record_is_away_one_attempt_at_a_time_goes_out() -> None:
    now = [0.0]
    breaker = CircuitBreaker(failures=1, pause=2.0, clock=lambda: now[0])
    assert [breaker.allows_attempt() for _ in range(3)] == [True] * 3
    breaker.record_failure()
    now[0] = 2.0
    assert [breaker.allows_attempt() for _ in range(3)] == [True, False, False]
    breaker.record_success()
    assert breaker.allows_attempt()


async def test_a_report_whose_text_this_worker_can_not_unseal_is_noted_and_tried_less_and_less_often(
    pool: Pool, keys: KeyStore
) -> None:
    number = tracking_number()
    key = await keys.create(number)
    sealed = {"title": key.seal("Judul").model_dump(), "text": key.seal("Teks").model_dump()}
    sent = batch(number, facts(number, 1))
    sent["row"] |= sealed
    sent["facts"][0]["kind"] = "submitted"
    record = RecordActivities(pool, KeyStore(pool, LocalWrapper(b"o" * 32)))
    pauses = []
    for _ in range(3):
        with pytest.raises(ApplicationError, match="SealBroken") as failed:
            await ActivityEnvironment().run(record.record, sent)
        pauses.append(failed.value.next_retry_delay)
    assert [round(pause.total_seconds()) for pause in pauses if pause] == [1, 2, 4]
    found = await rows(pool, "select reason, attempts from record_gaps where report = %s", [number])
    assert found == [{"reason": "refused", "attempts": 3}]
