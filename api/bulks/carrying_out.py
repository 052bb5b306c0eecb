"""Carrying bulk decisions out: one API process of the installation at a time, a few tasks together.

Each task is one ordinary decision, under an Idempotency-Key of its own. So whatever ends a process in
between, the next one sends again what was not noted, and is answered as the first one was.
"""

import asyncio
import json
import logging
import time
from contextlib import suppress
from functools import partial
from typing import Any

from api.answers.problems import FORESEEN, Problem, not_found, problem_of
from api.reports import handle_decision
from api.reports.parse_decision import STAND_INS
from api.requests import identity
from api.requests.access import Reading
from api.services import Services
from records.advisory_locks import AdvisoryLock
from records.database import away
from records.exclusive_work import TURN, ExclusiveWork
from records.keys.store import KeyDestroyed
from records.reports import bulk_items, bulks
from records.reports.bulk_items import DueItem
from runtime.background import BackgroundTask
from workflows.procedure.model.facts import Actor

log = logging.getLogger(__name__)

NAME = "bulk decisions"
TOGETHER = 3
"""How many tasks are decided at the same time, in the whole installation."""
GIVEN_UP = 24 * 3600.0
"""Seconds after which what could not be sent is refused with the problem that it met last."""
FINAL = frozenset({"task_not_open", "unknown_task", "not_found", "report_sealed", "erased"})
"""The refusals after which sending it again is in vain."""
BEYOND_REPEATING = frozenset({"record_broken"})
"""The problems of this process that no later try would not meet."""


def make_bulk_task(services: Services) -> BackgroundTask:
    """What goes on beside serving."""
    work = ExclusiveWork(
        services.settings.database_url,
        bulks.NOTIFICATION,
        AdvisoryLock.BULKS,
        partial(carry_out_some, services),
        partial(bulk_items.find_seconds_to_next, services.pool),
    )
    return BackgroundTask(
        NAME,
        work.carry_out_for_a_turn,
        every=0,
        late_after=300,
        again=2,
        patience=TURN + 90,
        describe_expected=away,
    )


async def carry_out_some(services: Services) -> bool:
    """Makes the decisions on a few tasks; says whether any was due. Raises one of `SQL_AWAY`."""
    due = await bulk_items.list_due_items(services.pool, TOGETHER)
    await asyncio.gather(*(carry_out_item(services, each) for each in due))
    return bool(due)


async def carry_out_item(services: Services, item: DueItem) -> None:
    """Makes the decision on one task and notes what came of it. Raises one of `SQL_AWAY` where that can't be
    noted: then it is made again, and is the same."""
    try:
        actor = find_author(services, item)
        decision = await _open(services, actor, item)
        body = {"task": item.task, "decision": decision}
        await handle_decision.handle_form(services, actor, item.report, body, make_key(item))
    except FORESEEN as error:
        await _note_problem(services, item, problem_of(error))
    except Exception as error:
        log.exception("a task of a bulk decision failed", extra={"bulk": item.bulk, "task": item.task})
        await bulk_items.put_off(services.pool, item, type(error).__name__)
    else:
        await bulk_items.note_stands(services.pool, item)


def make_key(item: DueItem) -> str:
    """The Idempotency-Key of the decision on that task."""
    return f"bulk {item.bulk} {item.task}"


def find_author(services: Services, item: DueItem) -> Actor:
    """Whoever sent the bulk, in the office that they have now. Raises a 403 problem `author_changed` where a
    token of theirs made then would not be good any more, and DirectoryUnavailable."""
    author = identity.find_unchanged_actor(services, item.account, item.begun_at)
    if author is None:
        detail = "The account that sent this was disabled, moved or given a new password since."
        raise Problem(403, "author_changed", detail)
    return author


async def _open(services: Services, actor: Actor, item: DueItem) -> dict[str, Any]:
    """The decision, by its author's own words. Raises the problems of a report that was erased or never was,
    in the order of the procedure."""
    if item.content is not None:
        with suppress(KeyDestroyed):
            opened: dict[str, Any] = json.loads(
                await Reading(services, actor).open_own(item.report, item.content)
            )
            return opened
    body = {"task": item.task, "decision": {"kind": item.kind, **STAND_INS[item.kind]}}
    await handle_decision.read_form(services, actor, item.report, body, make_key(item))
    raise not_found()  # its key was made since: there was no such report when this was sent


async def _note_problem(services: Services, item: DueItem, problem: Problem) -> None:
    is_passing = (problem.status >= 500 or problem.status == 429) and problem.code not in BEYOND_REPEATING
    age = time.time() - item.begun_at.timestamp()
    if is_passing and age < GIVEN_UP:
        await bulk_items.put_off(services.pool, item, problem.code)
        return
    members = {name: value for name, value in problem.members.items() if name != "decided_by_name"}
    is_repeatable = problem.code not in FINAL
    await bulk_items.note_refused(services.pool, item, problem.code, members, is_repeatable=is_repeatable)
