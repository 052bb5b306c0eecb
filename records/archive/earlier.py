"""Earlier runs of reports that are still open: the engine forgets each so many days after it went on in the
next, however long the report itself goes on."""

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from records.archive.names import NoSuchNumber, run_name
from records.archive.sealed import compressed
from records.archive.store import PER_REQUEST, Store

EARLIER = "WorkflowType = 'report' AND ExecutionStatus = 'ContinuedAsNew'"


async def keep_earlier(client: Client, store: Store, known: set[str]) -> int:
    """Keeps the histories of runs that went on in another one and are not in the store yet; returns how many.
    What it has seen to is added to the runs `known`. Raises StoreAway, or RPCError."""
    kept = 0
    async for execution in client.list_workflows(EARLIER):
        report, run = execution.id, execution.run_id
        if run not in known:
            kept += await _kept(client, store, report, run)
            known.add(run)
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
    return await store.put(name, compressed(history))
