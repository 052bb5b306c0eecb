"""The record as workflows see it: one batch of a report's facts, one round trip."""

import asyncio
import json
from typing import Any

import psycopg
from temporalio import activity
from temporalio.exceptions import ApplicationError

from calendars import Snapshot
from records.breaker import Breaker
from records.database import Pool, rows
from records.key_store import KeyStore, KeyUnavailable
from records.search import SearchIndex

RETITLING = frozenset({"submitted", "forwarded", "corrected"})
"""The kinds of facts that may change a report's title or text."""

DIGEST_CONFLICT = (
    "TU001"  # the SQLSTATE with which `record_facts` refuses facts that differ from those stored
)
NEWEST = """
select snapshot from calendars where region in (%(region)s, 'ID')
order by region = %(region)s desc, version desc limit 1"""


class Record:
    """The activities `record` and `calendar_snapshot`."""

    def __init__(self, pool: Pool, keys: KeyStore, breaker: Breaker | None = None) -> None:
        self._pool = pool
        self._index = SearchIndex(pool, keys)
        self._breaker = breaker or Breaker()

    @activity.defn(name="record")
    async def record(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Records a batch; again it changes nothing. Returns `{region, calendar_version, next, vacancies}`.

        A local attempt fails at once while SQL is known to be down; the ordinary activity always tries.
        Facts that contradict those recorded are refused; the report itself stands, and goes on being asked
        for them, until somebody looks: a report must not end because of its record.
        """
        if activity.info().is_local and not self._breaker.lets_through():
            raise _away("the record is known to be away")
        try:
            batch = await self._with_search_words(batch)
            query = "select record_facts(%s::jsonb) as answer"
            found = await rows(self._pool, query, [json.dumps(batch, ensure_ascii=False)])
        except (psycopg.Error, KeyUnavailable) as error:
            self._breaker.failed()
            raise _told(error) from None
        except asyncio.CancelledError:  # the local attempt's time was up
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        answer: dict[str, Any] = found[0]["answer"]
        return answer

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

    async def _with_search_words(self, batch: dict[str, Any]) -> dict[str, Any]:
        """The batch with the words that its report is found by, where a fact in it may have changed them."""
        if not any(fact["kind"] in RETITLING for fact in batch["facts"]):
            return batch
        return {**batch, "search": await self._index.words_of(batch)}


def _told(error: psycopg.Error | KeyUnavailable) -> ApplicationError:
    """`error` as a workflow may hear of it: its code only, for PostgreSQL's messages quote the row."""
    if isinstance(error, KeyUnavailable):
        return _away("the key store is away")
    if error.sqlstate == DIGEST_CONFLICT:
        return ApplicationError("facts differ from those recorded", type="digest_conflict")
    return _away(f"SQL {error.sqlstate or type(error).__name__}")


def _away(message: str) -> ApplicationError:
    return ApplicationError(message, type="record_away")
