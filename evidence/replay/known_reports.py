"""Whether a report is known at all: to the record, or where that lost it, to the engine or the archive."""

from collections.abc import Sequence

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from evidence.archive.names import NoSuchNumber, object_name
from evidence.archive.report_histories import PER_REQUEST
from evidence.archive.store import Store
from evidence.ledger.anchors import ACCESSES
from records.database import Pool, rows

# In SQL: import
UNRECORDED = """
select asked from unnest(%(numbers)s::text[]) with ordinality as every(asked, place)
where not exists (select from reports where report = asked)
  and not exists (select from recorded_facts where report = asked)
  and not exists (select from archived where report = asked)
  and not exists (select from ledger_leaves where report = asked and asked <> %(accesses)s)
order by place"""
REPORT = "report"
"""What the engine calls the workflows that are reports."""
NONE = frozenset({RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT})
"""What the engine answers of a report that it doesn't have, and of what can't be the number of one."""


async def unrecorded(pool: Pool, numbers: Sequence[str]) -> list[str]:
    """Those of the numbers that neither the record nor the ledger knows of. Raises one of `SQL_AWAY`."""
    values = {"numbers": list(numbers), "accesses": ACCESSES}
    return [row["asked"] for row in await rows(pool, UNRECORDED, values)]


async def is_kept(client: Client, store: Store, number: str) -> bool:
    """Whether the engine or the archive has that report. Raises RPCError or StoreAway."""
    try:
        found = await client.get_workflow_handle(number).describe(rpc_timeout=PER_REQUEST)
    except RPCError as error:
        if error.status not in NONE:
            raise
    else:
        return found.workflow_type == REPORT
    try:
        return await store.has(object_name(number))
    except NoSuchNumber:
        return False
