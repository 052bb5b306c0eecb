"""Earlier facts: what the record lacks of an earlier run of a report, as after an older database was
restored, is made anew from that run's history, in the engine or in the archive. The present run hands over
its own."""

import logging
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive.make_object import UNREPLAYABLE
from evidence.archive.names import NoSuchNumber
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import engine_runs
from evidence.archive.store import Store, StoreAway
from evidence.rebuild.from_histories import feed_record, made_anew
from evidence.replay.replayer import pack_runs
from fields.plurals import plural
from records.database import SQL_AWAY, Pool, kind_of
from records.keys.store import KeyStore, KeyUnavailable
from records.reports import record_gaps
from records.reports.contact_index import ContactIndex
from records.reports.record_gaps import Lacking, Reason
from records.reports.search_index import SearchIndex
from runtime.subprocess_pool import NeverEnds, SubprocessPool

log = logging.getLogger(__name__)

SOME = 20
"""How many reports are taken in a turn."""


class NotFetched(Exception):
    """There are no earlier facts yet, for what `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class EarlierRunsFetcher:
    """Fetches earlier facts, report after report. Histories are replayed in `subprocesses`."""

    client: Client
    pool: Pool
    keys: KeyStore
    store: Store
    subprocesses: SubprocessPool

    async def turn(self) -> None:
        """Sees to some of what is due. Raises one of `SQL_AWAY`, or KeyUnavailable."""
        for each in await record_gaps.due_gaps(self.pool, SOME):
            await self.fetch(each)

    async def fetch(self, lacking: Lacking) -> Reason | None:
        """Brings the record to where the present run begins; returns why it could not, null if it did."""
        report = lacking.report
        try:
            batch = await self._earlier(lacking)
            words = await SearchIndex(self.pool, self.keys).words_of(batch)
            contact = await ContactIndex(self.pool, self.keys).entry_of(report, batch["facts"])
            # Whoever was to be told of them was told, or the operator has that done by a rebuild.
            entries = {"search": words, "contact": contact}
            await feed_record(self.pool, {**batch, "notices": [], **entries})
        except (*SQL_AWAY, KeyUnavailable):
            raise
        except NotFetched as why:
            return await self._failed(report, why.reason, why.detail)
        except Exception as error:  # whatever one report has at fault must hold up no other
            log.exception("earlier facts can't be recorded", extra={"report": report})
            return await self._failed(report, "refused", kind_of(error))
        await record_gaps.note_closed(self.pool, report)
        log.info("earlier facts are recorded", extra={"report": report, "facts": len(batch["facts"])})
        return None

    async def _failed(self, report: str, reason: Reason, detail: str) -> Reason:
        attempts = await record_gaps.note_failed(self.pool, report, reason)
        told = {"report": report, "reason": reason, "detail": detail, "attempts": attempts}
        log.warning("earlier facts are not recorded yet", extra=told)
        return reason

    async def _earlier(self, lacking: Lacking) -> dict[str, Any]:
        """All facts before the present run's as one batch. Raises NotFetched."""
        try:
            histories = await engine_runs(self.client, self.store, lacking.report)
            batch = await self.subprocesses.run(made_anew, pack_runs(histories[:-1]))
        except (NoSuchNumber, ObjectBroken) as error:
            raise NotFetched("history_gone", str(error)) from None
        except StoreAway as away:
            raise NotFetched("store_away", str(away)) from None
        except RPCError as error:
            is_gone = error.status is RPCStatusCode.NOT_FOUND
            raise NotFetched("history_gone" if is_gone else "engine_away", error.message) from None
        except (*UNREPLAYABLE, NeverEnds) as error:
            raise NotFetched("unreplayable", f"{type(error).__name__}: {error}") from None
        made = len(batch["facts"]) if batch else 0
        if batch is None or made < lacking.lacks_below - 1:
            raise NotFetched("unreplayable", f"the earlier runs lead to {plural(made, 'fact')}")
        return batch
