"""Drafts: what somebody has typed into a decision's form and not sent, sealed under the report's key.

A draft is its author's alone. The database deletes it with the fact of its author's decision of that kind,
and with the report's key. Each function raises one of `SQL_AWAY`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import col

from records import tables
from records.database import POINT, Pool, rows
from records.statements import columns, compile_statement
from workflows.procedure.model.sealed import Sealed

KEPT_DAYS = 30
"""A draft that is not saved again within so many days is deleted."""
MOST = 200
"""Drafts of one account."""

ENDED_BY: Mapping[str, tuple[str, ...]] = {
    "forward": ("forwarded",),
    "ask_reporter": ("reporter_asked",),
    "postpone": ("postponed",),
    "merge": ("merged",),
    "archive": ("archived",),
    "correct": ("corrected",),
    "dispose": ("disposed",),
    "respond": ("responded", "drafted"),
    "decline": ("declined",),
    "recall": ("recalled",),
    "return_to_agency": ("returned",),
    "approve": ("approved",),
    "revise": ("revised",),
    "extend": ("extended",),
    "nudge": ("nudged",),
    "allow_question": ("question_allowed",),
    "reassign": ("reassigned",),
    "split": ("split",),
    "open_identity": ("identity_opened",),
    "note": ("noted",),
}
"""By kind of decision the kinds of the facts that it becomes once it stands."""

Row = tables.DraftRow
IS_ITS_OWN = (
    col(Row.account) == bindparam("account"),
    col(Row.report) == bindparam("report"),
    col(Row.kind) == bindparam("kind"),
)
FIND = compile_statement(select(*columns(Row.task, Row.content, Row.saved_at)).where(*IS_ITS_OWN))
LIST = compile_statement(
    select(*columns(Row.report, Row.kind, Row.task, Row.saved_at))
    .where(col(Row.account) == bindparam("account"))
    .order_by(col(Row.saved_at).desc(), col(Row.report), col(Row.kind))
)
DISCARD = compile_statement(delete(Row).where(*IS_ITS_OWN))
SWEEP = compile_statement(
    delete(Row).where(col(Row.saved_at) < func.now() - func.make_interval(0, 0, 0, KEPT_DAYS))
)
# In SQL: parts
# Locks the key, so that a draft is either seen by whoever destroys the key or not saved.
SAVE = """
with key as (
    select from report_keys where report = %(report)s and wrapped is not null for share
), decided as (
    select from facts
    where report = %(report)s and number > %(seen)s and kind = any (%(ended_by)s)
      and actor->>'id' = %(account)s
), others as (
    select count(*) as many from drafts
    where account = %(account)s and (report, kind) <> (%(report)s, %(kind)s)
), saved as (
    insert into drafts (account, report, kind, task, content, ended_by)
    select %(account)s, %(report)s, %(kind)s, %(task)s, %(content)s::jsonb, %(ended_by)s
    from key, others where many < %(most)s and not exists (select from decided)
    on conflict (account, report, kind) do update
    set task = excluded.task, content = excluded.content, ended_by = excluded.ended_by, saved_at = now()
    returning saved_at
)
select (select saved_at from saved) as saved_at, exists (select from key) as has_key,
    exists (select from decided) as is_decided"""


class TooManyDrafts(Exception):
    """The account has `MOST` others."""


class DecisionStands(Exception):
    """The draft's decision was made since the form was shown."""


class ReportErased(Exception):
    """The report's key is destroyed: nothing can be kept under it."""


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Whose draft of which kind of decision on which report."""

    account: str
    report: str
    kind: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was saved: `task` is the one that it was written for, null where its author named none."""

    task: str | None
    content: Sealed
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft in a list, without its content."""

    report: str
    kind: str
    task: str | None
    saved_at: datetime


async def save_draft(
    pool: Pool, place: DraftPlace, task: str | None, content: Sealed, seen: int | None = None
) -> datetime:
    """Saves the draft in place of the one before; when. `seen` is the number of the last fact that its form
    knew of: a draft that comes later than its decision is not kept. Raises TooManyDrafts, DecisionStands or
    ReportErased."""
    told = _values(place) | {
        "task": task,
        "seen": seen,
        "content": json.dumps(content.model_dump()),
        "ended_by": list(ENDED_BY[place.kind]),
        "most": MOST,
    }
    (found,) = await rows(pool, SAVE, told, within=POINT)
    if not found["has_key"]:
        raise ReportErased(place.report)
    if found["is_decided"]:
        raise DecisionStands
    if found["saved_at"] is None:
        raise TooManyDrafts
    saved_at: datetime = found["saved_at"]
    return saved_at


async def find_draft(pool: Pool, place: DraftPlace) -> Draft | None:
    """The draft, if there is one."""
    found = await rows(pool, FIND, _values(place), within=POINT)
    if not found:
        return None
    return Draft(found[0]["task"], Sealed.model_validate(found[0]["content"]), found[0]["saved_at"])


async def list_drafts(pool: Pool, account: str) -> list[ListedDraft]:
    """All drafts of the account, the last saved first."""
    return [ListedDraft(**row) for row in await rows(pool, LIST, {"account": account}, within=POINT)]


async def discard_draft(pool: Pool, place: DraftPlace) -> None:
    """Deletes the draft, if there is one."""
    await rows(pool, DISCARD, _values(place), within=POINT)


async def delete_old_drafts(pool: Pool) -> None:
    """Deletes the drafts that were not saved again within `KEPT_DAYS`."""
    await rows(pool, SWEEP)


def _values(place: DraftPlace) -> dict[str, Any]:
    return {"account": place.account, "report": place.report, "kind": place.kind}
