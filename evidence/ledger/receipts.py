"""What a reporter can keep to prove, against whoever, what was on record of their report."""

from collections.abc import Sequence
from datetime import datetime

from psycopg.rows import DictRow

from evidence.ledger import log, tree
from evidence.ledger.heads import Leaf, Receipt
from evidence.ledger.keys import Signer
from records.database import POINT, Pool, rows

LAST = 2**31 - 1
# In SQL: import
RECORDED = """
select f.report, f.number, f.digest, f.recorded_at <= now() - %(settled)s as due, l.index
from facts as f left join ledger_leaves as l using (report, number, digest)
where f.report = %(report)s and f.number <= %(until)s order by f.number"""

# In SQL: import
STILL = """
select asked.number, exists (
    select from facts as f where (f.report, f.number, f.digest) = (%(report)s, asked.number, asked.digest)
) as is_there
from unnest(%(numbers)s::bigint[], %(digests)s::text[]) as asked (number, digest) order by asked.number"""


async def make_receipt(
    pool: Pool, signer: Signer, report: str, *, until: int | None = None, now: datetime
) -> Receipt:
    """The report's facts up to number `until` (null: all) as the ledger holds them.

    They are under the newest head, or under a new one where that lacks a fact that is due: however many
    receipts are asked for, they make no more heads than there are facts. Raises what `log.head` does.
    """
    last = until if until is not None else LAST
    head = await log.newest_head(pool) or await log.sign_head(pool, signer, now=now)
    recorded = await _recorded(pool, report, last)
    if any(each["due"] for each in _not_under(head.size, recorded)):
        head = await log.sign_head(pool, signer, now=now)
        recorded = await _recorded(pool, report, last)
    proved = await tree.prove_inclusions(pool, report, head.size)
    return Receipt(
        report=report,
        head=head,
        facts=[each for each in proved if each.leaf.number <= last],
        pending=[
            Leaf(report=report, number=each["number"], digest=each["digest"])
            for each in _not_under(head.size, recorded)
        ],
    )


async def find_gone_facts(pool: Pool, receipt: Receipt) -> list[int]:
    """The numbers of facts that a receipt has and the record has not any more, or otherwise. Raises one of
    `SQL_AWAY`."""
    leaves = [*(each.leaf for each in receipt.facts), *receipt.pending]
    values = {
        "report": receipt.report.replace("\0", ""),  # which no report's number has, and no text in SQL
        "numbers": [leaf.number for leaf in leaves],
        "digests": [leaf.digest for leaf in leaves],
    }
    found = await rows(pool, STILL, values, within=POINT)
    return [row["number"] for row in found if not row["is_there"]]


async def _recorded(pool: Pool, report: str, until: int) -> list[DictRow]:
    values = {"report": report, "until": until, "settled": tree.SETTLED}
    return await rows(pool, RECORDED, values, within=POINT)


def _not_under(size: int, recorded: Sequence[DictRow]) -> list[DictRow]:
    return [each for each in recorded if each["index"] is None or each["index"] >= size]
