"""Carrying audits out: one API process of the installation at a time lists and replays their reports.

A verdict is noted as it comes. So whatever ends a process in between, the next one goes on where it was.
"""

import asyncio
import heapq
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from functools import partial
from hashlib import sha256

from temporalio.client import Client

from api.answers.problems import FORESEEN, problem_of
from api.audits.replays import judge_report
from api.requests import identity
from api.services import Services
from evidence.accesses.access_log import MOST_REPORTS, AccessAct, Note
from evidence.replay import audit_queue
from evidence.replay.audit_queue import DueReport, UnchosenAudit
from evidence.replay.kept_audits import stop_audit
from evidence.replay.report_choice import choose_reports
from records.advisory_locks import AdvisoryLock
from records.database import away
from records.exclusive_work import TURN, ExclusiveWork
from runtime.background import BackgroundTask
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

log = logging.getLogger(__name__)

NAME = "audits"
TOGETHER = 3
"""How many reports are replayed at the same time, in the whole installation."""


def make_audit_task(services: Services) -> BackgroundTask:
    """What goes on beside serving."""
    work = ExclusiveWork(
        services.settings.database_url,
        audit_queue.NOTIFICATION,
        AdvisoryLock.AUDITS,
        partial(carry_out_some, services),
        partial(audit_queue.find_seconds_to_next, services.pool),
    )
    return BackgroundTask(
        NAME,
        work.carry_out_for_a_turn,
        every=0,
        late_after=900,
        again=2,
        patience=TURN + 600,
        describe_expected=away,
    )


async def carry_out_some(services: Services) -> bool:
    """Lists the reports of an audit that was just begun, if any, and replays a few; says whether any was due.
    Raises one of `SQL_AWAY`, and what the engine raises where it can't be asked."""
    if audit := await audit_queue.find_unchosen(services.pool):
        await choose_for(services, audit)
    due = await audit_queue.list_due_reports(services.pool, TOGETHER)
    await asyncio.gather(*(replay_due_report(services, each) for each in due))
    return bool(due)


async def choose_for(services: Services, audit: UnchosenAudit) -> None:
    """Lists the audit's reports, each entered into the access ledger before. Raises one of `SQL_AWAY`, and
    what the engine raises where it can't be asked."""
    actor = find_author(services, audit.account, audit.made_at)
    if actor is None:
        await stop_audit(services.pool, audit.id, "author_changed")
        return
    if audit.sample is not None:
        numbers = await _draw_sample(services, audit, audit.sample)
        await _add(services, audit, actor, numbers)
    else:
        async for page in _choose(services, audit):
            await _add(services, audit, actor, page)
    await audit_queue.note_chosen(services.pool, audit.id)


async def _choose(services: Services, audit: UnchosenAudit) -> AsyncIterator[list[str]]:
    async def connected() -> Client:
        return services.client

    async for page in choose_reports(audit.selection, services.pool, connected):
        yield page


async def _draw_sample(services: Services, audit: UnchosenAudit, size: int) -> list[str]:
    """The reports whose SHA-256 with the audit's id is smallest: nobody can choose them, anybody can draw
    them again, and a process that goes on draws the same."""
    kept: list[str] = []
    async for page in _choose(services, audit):
        kept = heapq.nsmallest(size, {*kept, *page}, key=partial(_lot, audit.id))
    return kept


def _lot(audit: str, report: str) -> bytes:
    return sha256(f"{audit} {report}".encode()).digest()


async def _add(services: Services, audit: UnchosenAudit, actor: Actor, numbers: Iterable[str]) -> None:
    listed = list(numbers)
    for first in range(0, len(listed), MOST_REPORTS):
        some = tuple(listed[first : first + MOST_REPORTS])
        await services.accesses.note([Note(actor, AccessAct.AUDIT_REPLAY, some, audit.reason)])
        await audit_queue.add_reports(services.pool, audit.id, some)


async def replay_due_report(services: Services, due: DueReport) -> None:
    """Replays a report and keeps its verdict. Raises one of `SQL_AWAY` where that can't be kept: then it is
    replayed again."""
    if find_author(services, due.account, due.made_at) is None:
        await stop_audit(services.pool, due.audit, "author_changed")
        return
    try:
        verdict = await judge_report(services, due.report)
    except FORESEEN as error:
        await audit_queue.put_off(services.pool, due, problem_of(error).code)
    except Exception as error:
        of = {"audit": due.audit, "report": due.report}
        log.exception("a report of an audit was not replayed", extra=of)
        await audit_queue.put_off(services.pool, due, type(error).__name__)
    else:
        await audit_queue.note_verdict(services.pool, due.audit, verdict)


def find_author(services: Services, id_: str, since: datetime) -> Actor | None:
    """Whoever began the audit, if they still may. Raises DirectoryUnavailable, and a 403 problem where their
    password has to be changed first."""
    actor = identity.find_unchanged_actor(services, id_, since)
    return actor if actor is not None and watches_all(actor) else None
