"""Claims ("I'm on it"), and who has a report open. A claim guards nothing: no decision looks at it.

Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import col

from records import tables
from records.database import POINT, Pool, rows
from records.directory.accounts import Account
from records.statements import columns, compile_statement

CLAIM_SECONDS = 15 * 60
"""From the last sign of life of whoever claims to the claim's end."""
OPEN_SECONDS = 2 * 60
"""From the last sign of life of a page to the instant from which it counts as closed."""

Row, Viewer = tables.ClaimRow, tables.ViewerRow
COLUMNS = columns(Row.report, Row.account, Row.since, Row.expires_at)
FIND = compile_statement(
    select(*COLUMNS).where(col(Row.report) == bindparam("report"), col(Row.expires_at) > func.now())
)
RELEASE = compile_statement(
    delete(Row).where(col(Row.report) == bindparam("report"), col(Row.account) == bindparam("account"))
)
SWEEP_CLAIMS = compile_statement(delete(Row).where(col(Row.expires_at) <= func.now()))
SWEEP_VIEWERS = compile_statement(
    delete(Viewer).where(
        col(Viewer.seen_at) <= func.now() - func.make_interval(0, 0, 0, 0, 0, 0, OPEN_SECONDS)
    )
)
# In SQL: arrays
FIND_ALL = """
select report, account, since, expires_at from claims
where report = any(%(reports)s) and expires_at > now()"""

# In SQL: parts
CLAIM = """
insert into claims as c (report, account, expires_at)
values (%(report)s, %(account)s, now() + make_interval(secs => %(seconds)s))
on conflict (report) do update set
    account = excluded.account,
    since = case when c.account = excluded.account and c.expires_at > now() then c.since else now() end,
    expires_at = excluded.expires_at
where c.account = excluded.account or c.expires_at <= now() or %(take_over)s
returning report, account, since, expires_at"""
NOTE_OPEN = """
with seen as (
    insert into viewers (report, account) values (%(report)s, %(account)s)
    on conflict (report, account) do update set seen_at = now()
)
update claims set expires_at = now() + make_interval(secs => %(seconds)s)
where report = %(report)s and account = %(account)s and expires_at > now()"""
VIEWERS = """
select account from viewers join accounts on accounts.id = viewers.account
where report = %(report)s and account <> %(account)s and seen_at > now() - make_interval(secs => %(seconds)s)
  and (role, agency, unit) is not distinct from (%(role)s, %(agency)s, %(unit)s) and disabled_at is null
order by account"""


@dataclass(frozen=True, slots=True)
class Claim:
    """`account` works on the report since then, by their own word, which holds until `expires_at`."""

    report: str
    account: str
    since: datetime
    expires_at: datetime


async def claim_report(
    pool: Pool, report: str, account: str, *, take_over: bool = False
) -> tuple[Claim, bool]:
    """Claims the report for `account`, or lengthens its claim; with `take_over` also where another has it.
    The claim that is in force then, and whether it is the account's."""
    told = {"report": report, "account": account, "seconds": CLAIM_SECONDS, "take_over": take_over}
    while True:
        if claimed := await rows(pool, CLAIM, told, within=POINT):
            return Claim(**claimed[0]), True
        if other := await find_claim(pool, report):
            return other, False
        # it ended in between


async def find_claim(pool: Pool, report: str) -> Claim | None:
    """The claim on the report that is in force."""
    found = await rows(pool, FIND, {"report": report}, within=POINT)
    return Claim(**found[0]) if found else None


async def find_claims(pool: Pool, reports: Sequence[str]) -> dict[str, Claim]:
    """The claims on these reports that are in force, by report."""
    found = await rows(pool, FIND_ALL, {"reports": list(reports)}, within=POINT) if reports else []
    return {row["report"]: Claim(**row) for row in found}


async def release_claim(pool: Pool, report: str, account: str) -> None:
    """Ends the account's claim on the report, if there is one."""
    await rows(pool, RELEASE, {"report": report, "account": account}, within=POINT)


async def note_open(pool: Pool, report: str, account: str) -> None:
    """The account has the report open now; that also lengthens its claim."""
    await rows(
        pool, NOTE_OPEN, {"report": report, "account": account, "seconds": CLAIM_SECONDS}, within=POINT
    )


async def list_viewers(pool: Pool, report: str, reader: Account) -> list[str]:
    """The other accounts of the reader's role, agency and unit that have the report open now."""
    office = {"role": reader.role, "agency": reader.agency, "unit": reader.unit}
    told = office | {"report": report, "account": reader.id, "seconds": OPEN_SECONDS}
    return [row["account"] for row in await rows(pool, VIEWERS, told, within=POINT)]


async def delete_expired_claims(pool: Pool) -> None:
    """Deletes the claims that are in force no more, and who had reports open."""
    await rows(pool, SWEEP_CLAIMS)
    await rows(pool, SWEEP_VIEWERS)
