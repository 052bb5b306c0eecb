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


async def _recorded(pool: Pool, report: str, until: int) -> list[DictRow]:
    values = {"report": report, "until": until, "settled": tree.SETTLED}
    return await rows(pool, RECORDED, values, within=POINT)


def _not_under(size: int, recorded: Sequence[DictRow]) -> list[DictRow]:
    return [each for each in recorded if each["index"] is None or each["index"] >= size]
