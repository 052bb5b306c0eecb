"""Whether a report is known at all: to the record, or where that lost it, to the engine or the archive."""

from collections.abc import Sequence

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from records.archive.names import NoSuchNumber, object_name
from records.archive.store import PER_REQUEST, Store
from records.database import Pool, rows

UNRECORDED = """
select asked from unnest(%(numbers)s::text[]) with ordinality as every(asked, place)
where not exists (select from reports where report = asked)
  and not exists (select from facts where report = asked)
  and not exists (select from archived where report = asked)
order by place"""
REPORT = "report"
"""What the engine calls the workflows that are reports."""
NONE = frozenset({RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT})
"""What the engine answers of a report that it doesn't have, and of what can't be the number of one."""


async def unrecorded(pool: Pool, numbers: Sequence[str]) -> list[str]:
    """Those of the numbers that the record knows nothing of. Raises one of `SQL_AWAY`."""
    return [row["asked"] for row in await rows(pool, UNRECORDED, {"numbers": list(numbers)})]


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
