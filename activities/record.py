"""The record as workflows see it: one batch of a report's facts, one round trip."""

import asyncio
import json
import logging
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

import psycopg
from sqlalchemy import bindparam, or_, select
from sqlmodel import col
from temporalio import activity
from temporalio.exceptions import ApplicationError

from calendars import NATIONAL, Snapshot
from records.circuit_breaker import CircuitBreaker
from records.database import SQL_AWAY, Pool, kind_of, rows
from records.keys.store import KeyStore, KeyUnavailable
from records.reports import record_gaps
from records.reports.contact_index import CONTACTS, ContactIndex
from records.reports.search_index import SearchIndex
from records.statements import compile_statement
from records.tables import Calendar

RETITLING = frozenset({"submitted", "forwarded", "corrected"})
"""The kinds of facts that may change a report's title or text."""

DIGEST_CONFLICT = (
    "TU001"  # the SQLSTATE with which `record_facts` refuses facts that differ from those stored
)
SOON = 2.0
"""Seconds until a report whose earlier facts are being fetched asks again, …"""
LONGEST_DELAY = 60.0
"""… and at the latest, however long it is until they are tried to be fetched again."""
MOST_TOLD = 10_000
"""Runs that are remembered to have been told what the record lacks."""

Noted = TypeVar("Noted")

log = logging.getLogger(__name__)

IS_ITS_OWN = col(Calendar.region) == bindparam("region")
NEWEST = compile_statement(
    select(col(Calendar.snapshot))
    .where(or_(IS_ITS_OWN, col(Calendar.region) == NATIONAL))
    .order_by(IS_ITS_OWN.desc(), col(Calendar.version).desc())
    .limit(1)
)


class RecordActivities:
    """The activities `record` and `calendar_snapshot`."""

    def __init__(self, pool: Pool, keys: KeyStore, breaker: CircuitBreaker | None = None) -> None:
        self._pool = pool
        self._index = SearchIndex(pool, keys)
        self._contacts = ContactIndex(pool, keys)
        self._breaker = breaker or CircuitBreaker()
        self._told: dict[str, int] = {}  # by run, up to what the record was said to lack

    @activity.defn(name="record")
    async def record(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Records a batch; again it changes nothing. Returns `{region, calendar_version, next, vacancies}`.

        A local attempt fails at once while SQL is known to be down; the ordinary activity always tries.
        Facts that contradict those recorded are refused, and so are those of a run while the record lacks an
        earlier run's: the report itself stands, and goes on asking, less and less often, until somebody looks
        or what is lacking was fetched (`evidence.rebuild.earlier_runs`). A report must not end because of its
        record.
        """
        info = activity.info()
        if info.is_local and not self._breaker.allows_attempt():
            raise _away("the record is known to be away")
        try:
            batch = await self._with_index_entries(batch)
            # In SQL: hot
            query = "select record_facts(%s::jsonb) as answer"
            found = await rows(self._pool, query, [json.dumps(batch, ensure_ascii=False)])
        except (KeyUnavailable, *SQL_AWAY) as error:
            self._breaker.record_failure()
            raise _told(error) from None
        except Exception as error:  # noqa: BLE001  # a text that this worker's key does not open, say
            raise await self._refused(batch["report"], error, is_local=info.is_local) from None
        except asyncio.CancelledError:  # the local attempt's time was up
            self._breaker.record_failure()
            raise
        self._breaker.record_success()
        answer: dict[str, Any] = found[0]["answer"]
        await self._require_earlier(batch, answer["next"])
        if info.attempt > 1:
            await self._noted(record_gaps.note_closed(self._pool, batch["report"]))
        return answer

    async def _require_earlier(self, batch: dict[str, Any], next_: int) -> None:
        """Raises where the record lacks facts of an earlier run. Those of the present one a report hands over
        again when it is first told of them, and the second time it begins with the first of its run."""
        first = batch["facts"][0]["number"] if batch["facts"] else 0
        run = activity.info().workflow_run_id or ""
        if next_ >= first:
            self._told.pop(run, None)
            return
        if self._told.get(run) != next_ and not await self._noted(
            record_gaps.is_known(self._pool, batch["report"])
        ):
            self._told[run] = next_
            while len(self._told) > MOST_TOLD:
                self._told.pop(next(iter(self._told)))
            return
        seconds = await self._noted(record_gaps.note_lacking(self._pool, batch["report"], first))
        raise ApplicationError(
            "facts of an earlier run are not recorded",
            type="earlier_facts",
            next_retry_delay=timedelta(seconds=min(max(seconds or 0, SOON), LONGEST_DELAY)),
        )

    async def _refused(self, report: str, error: Exception, *, is_local: bool) -> ApplicationError:
        """What a workflow hears of facts that can't be recorded; noted where others see it."""
        told = _told(error)
        if is_local:
            return told
        reason: record_gaps.Reason = "facts_differ" if kind_of(error) == DIGEST_CONFLICT else "refused"
        attempts, seconds = await self._noted(record_gaps.note_refused(self._pool, report, reason)) or (
            0,
            SOON,
        )
        extra = {"report": report, "reason": reason, "detail": kind_of(error), "attempts": attempts}
        log.warning("facts are not recorded", extra=extra)
        return ApplicationError(told.message, type=told.type, next_retry_delay=timedelta(seconds=seconds))

    async def _noted(self, noting: Awaitable[Noted]) -> Noted | None:
        """What it gave; null where SQL fails, which the next attempt meets as well."""
        try:
            return await noting
        except psycopg.Error:
            return None

    @activity.defn(name="calendar_snapshot")
    async def calendar_snapshot(self, region: str) -> Snapshot:
        """The newest calendar for `region`, or an agency; the nation's where it has none of its own."""
        try:
            found = await rows(self._pool, NEWEST, {"region": region})
        except psycopg.Error as error:
            raise _told(error) from None
        if not found:
            raise _away("no calendar has been set up")
        return Snapshot.of_wire(found[0]["snapshot"])

    async def _with_index_entries(self, batch: dict[str, Any]) -> dict[str, Any]:
        """The batch with the words and the contact that its report is found by, where a fact in it may have
        changed them."""
        kinds = {fact["kind"] for fact in batch["facts"]}
        entries: dict[str, Any] = {}
        if kinds & RETITLING:
            entries["search"] = await self._index.words_of(batch)
        if kinds & CONTACTS:
            entries["contact"] = await self._contacts.entry_of(batch["report"], batch["facts"])
        return {**batch, **entries}


def _told(error: Exception) -> ApplicationError:
    """`error` as a workflow may hear of it: its code only, for PostgreSQL's messages quote the row."""
    if isinstance(error, KeyUnavailable):
        return _away("the key store is away")
    if kind_of(error) == DIGEST_CONFLICT:
        return ApplicationError("facts differ from those recorded", type="digest_conflict")
    return _away(f"SQL {kind_of(error)}" if isinstance(error, psycopg.Error) else kind_of(error))


def _away(message: str) -> ApplicationError:
    return ApplicationError(message, type="record_away")
