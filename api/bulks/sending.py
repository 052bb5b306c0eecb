"""Lists of tasks and the decision upon them: made, begun, stopped, sent again."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from api.answers.problems import Problem
from api.bulks.judging import ReadableReport, read_readable_reports, report_of
from api.bulks.kinds import OWN, complete_decision, list_codes
from api.requests.access import Reading
from api.requests.bodies import content_hmac
from api.services import Services
from fields.tracking_numbers import keyed
from records.reports import bulks
from records.reports.bulks import BegunItem, Bulk, NewBulk

BULK = re.compile("[0-9a-f]{32}")
"""What a bulk's id looks like."""


async def make_list(
    services: Services, author: str, tasks: Sequence[str], *, has_more: bool = False, left_out: int = 0
) -> str:
    """Keeps the list of tasks, upon which its author has yet to decide; returns the bulk's id."""
    id_ = secrets.token_hex(16)
    await bulks.make_bulk(services.pool, NewBulk(id_, author, tasks, has_more, left_out))
    return id_


async def find_bulk(services: Services, author: str, id_: str) -> Bulk:
    """The author's bulk. Raises a 404 problem `no_such_bulk`, also for another's."""
    is_one = BULK.fullmatch(id_) is not None
    found = await bulks.find_bulk(services.pool, id_, author) if is_one else None
    if found is None:
        raise Problem(404, "no_such_bulk", "You have no such bulk decision.")
    return found


async def send_bulk(
    services: Services, reading: Reading, tasks: Sequence[str], decision: Mapping[str, Any], key: str
) -> Bulk:
    """Makes and begins a bulk at once; again with that Idempotency-Key it is the same one. Raises 422
    `idempotency_key_reused` where the key was used for another, and what `begin_bulk` raises."""
    author, secret = reading.actor.id, services.settings.intake_secret
    id_ = keyed(secret, "bulk", author, key).hex()[:32]
    content = content_hmac(secret, {"tasks": list(tasks), "decision": decision})
    if (found := await bulks.find_bulk(services.pool, id_, author)) is None:
        await bulks.make_bulk(services.pool, NewBulk(id_, author, tasks, content=content))
        found = await find_bulk(services, author, id_)
    if found.content != content:
        raise Problem(
            422, "idempotency_key_reused", "This Idempotency-Key was used before, for another decision."
        )
    return await begin_bulk(services, reading, found, tasks, decision)


async def begin_bulk(
    services: Services, reading: Reading, bulk: Bulk, tasks: Sequence[str], decision: Mapping[str, Any]
) -> Bulk:
    """Has the decision carried out upon the bulk's `tasks`; one that was begun before is left as it is. The
    decision was checked. Raises 409 `too_many_bulks`."""
    if bulk.begun_at is None:
        if await bulks.count_running(services.pool, bulk.account) >= bulks.MOST_RUNNING:
            detail = (
                f"{bulks.MOST_RUNNING} of your bulk decisions are not done yet. Wait for one, or stop it."
            )
            raise Problem(409, "too_many_bulks", detail, most=bulks.MOST_RUNNING)
        items = await _seal_items(services, reading, tasks, decision)
        chosen = list_codes(decision)
        await bulks.begin_bulk(services.pool, bulk.id, bulk.account, decision["kind"], chosen, items)
    return await find_bulk(services, bulk.account, bulk.id)


async def _seal_items(
    services: Services, reading: Reading, tasks: Sequence[str], decision: Mapping[str, Any]
) -> list[BegunItem]:
    """The decision upon each task, sealed under its report's key."""
    readable: Mapping[str, ReadableReport] = {}
    if any(name not in decision for name in OWN.get(decision["kind"], ())):
        readable = await read_readable_reports(services, reading, tasks)
    texts: dict[str, str] = {}
    refused: dict[str, str] = {}
    for task in tasks:
        report = readable.get(report_of(task))
        try:
            complete = complete_decision(decision, report.seen.case if report else None)
            texts[task] = json.dumps(complete, ensure_ascii=False)
        except Problem as problem:
            refused[task] = problem.code
    sealed = await reading.seal_own_in_all({task: (report_of(task), text) for task, text in texts.items()})
    return [BegunItem(task, report_of(task), sealed.get(task), refused.get(task)) for task in tasks]


async def stop_bulk(services: Services, author: str, id_: str) -> Bulk:
    """Carries out no more of it; again it does nothing. Raises 404 `no_such_bulk`."""
    await find_bulk(services, author, id_)
    await bulks.stop_bulk(services.pool, id_, author)
    return await find_bulk(services, author, id_)


async def repeat_bulk(services: Services, author: str, id_: str) -> Bulk:
    """Sends what did not stand again; where nothing can be, it does nothing. Raises 404 `no_such_bulk`."""
    await find_bulk(services, author, id_)
    await bulks.repeat_bulk(services.pool, id_, author)
    return await find_bulk(services, author, id_)
