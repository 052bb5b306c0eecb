"""Earlier runs of reports that are still open: the engine forgets each so many days after it went on in the
next, however long the report itself goes on."""

import asyncio
import logging

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive.names import NoSuchNumber, run_name
from evidence.archive.object_format import pack_run
from evidence.archive.report_histories import PER_REQUEST
from evidence.archive.store import Store, StoreAway
from evidence.history_codec import HistoryTooLarge

log = logging.getLogger(__name__)

EARLIER = "WorkflowType = 'report' AND ExecutionStatus = 'ContinuedAsNew'"


async def keep_earlier_runs(client: Client, store: Store, known: set[str]) -> int:
    """Keeps the histories of runs that went on in another one and are not in the store yet; returns how many.

    The runs that it has seen to are `known` afterwards, as long as the engine lists them. One that can't be
    kept now is told, and left to the next time. Raises RPCError where the engine doesn't list any.
    """
    kept, listed = 0, set()
    async for execution in client.list_workflows(EARLIER):
        report, run = execution.id, execution.run_id
        listed.add(run)
        if run in known:
            continue
        try:
            kept += await _kept(client, store, report, run)
            known.add(run)
        except (StoreAway, RPCError, HistoryTooLarge) as error:
            log.warning("an earlier run is not kept yet", extra={"report": report, "cause": str(error)})
        except Exception as error:  # whatever one run has at fault must hold up no other
            told = {"report": report, "cause": type(error).__name__}
            log.exception("an earlier run is not kept yet", extra=told)
    known &= listed
    return kept


async def _kept(client: Client, store: Store, report: str, run: str) -> bool:
    try:
        name = run_name(report, run)
        if await store.has(name):
            return False
        history = await client.get_workflow_handle(report, run_id=run).fetch_history(rpc_timeout=PER_REQUEST)
    except NoSuchNumber:
        return False
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False  # forgotten while it was asked for
    return await store.put(name, await asyncio.to_thread(pack_run, history))
