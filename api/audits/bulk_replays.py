"""Audits of many reports for whoever asks: begun, found, stopped, resumed; the same for API and pages.

What is done to an audit is entered in the access ledger before it is done."""

import re

from api.answers.problems import Problem, not_allowed
from api.audits.rights import may_stop, require_audit_watcher
from api.requests.access import Reading, note_access
from api.services import Services
from evidence.accesses.access_log import AccessAct
from evidence.replay import kept_audits
from evidence.replay.kept_audits import MOST_RUNNING, Audit, AuditedReport, NewAudit
from evidence.replay.selection import Selection
from fields.tracking_numbers import keyed
from records.paging import Page
from workflows.procedure.model.facts import Actor

AUDIT = re.compile("[A-Za-z0-9_-]{10,40}")
"""What an audit's id looks like."""


async def begin_for(
    services: Services, actor: Actor, selection: Selection, sample: int | None, reason: str, key: str
) -> Audit:
    """Begins an audit; again with that key it is the same one. Raises 403, 422 `idempotency_key_reused` where
    the key was used for another, and 409 `too_many_audits`."""
    pool = services.pool
    require_audit_watcher(actor)
    id_ = keyed(services.settings.intake_secret, "audit", actor.id, key).hex()[:32]
    new = NewAudit(id_, actor.id, reason, selection, sample)
    found = await kept_audits.find_audit(pool, id_)
    if found is None:
        if await kept_audits.count_running(pool, actor.id) >= MOST_RUNNING:
            raise _too_many()
        await note_access(services, actor, AccessAct.AUDIT_BEGIN, (), f"audit {id_}: {reason}")
        await kept_audits.begin_audit(pool, new)
        found = await kept_audits.find_audit(pool, id_)
    if found is None:  # others of theirs began meanwhile
        raise _too_many()
    if (found.selection, found.sample, found.reason) != (selection, sample, reason):
        raise Problem(
            422, "idempotency_key_reused", "This Idempotency-Key was used before, for another audit."
        )
    return found


def _too_many() -> Problem:
    detail = f"{MOST_RUNNING} of your audits are not done yet. Wait for one to end, or stop one."
    return Problem(409, "too_many_audits", detail, most=MOST_RUNNING)


async def find_for(services: Services, actor: Actor, id_: str) -> Audit:
    """The audit, whoever began it. Raises 403, and 404 `no_such_audit`."""
    require_audit_watcher(actor)
    found = await kept_audits.find_audit(services.pool, id_) if AUDIT.fullmatch(id_) else None
    if found is None:
        raise Problem(404, "no_such_audit", "There is no such audit.")
    return found


async def stop_for(services: Services, actor: Actor, id_: str) -> Audit:
    """Replays no more of it; again it does nothing. Raises 403 and 404 problems."""
    found = await _find_to_act(services, actor, id_)
    if found.is_running:
        await note_access(services, actor, AccessAct.AUDIT_STOP, (), f"audit {found.id}")
        await kept_audits.stop_audit(services.pool, found.id)
    return await find_for(services, actor, id_)


async def resume_for(services: Services, actor: Actor, id_: str) -> Audit:
    """Goes on where it was stopped, and tries again what could not be judged; where there is nothing to go on
    with, it does nothing. Raises 403 and 404 problems."""
    found = await _find_to_act(services, actor, id_)
    if found.can_resume:
        await note_access(services, actor, AccessAct.AUDIT_RESUME, (), f"audit {found.id}")
        await kept_audits.resume_audit(services.pool, found.id)
    return await find_for(services, actor, id_)


async def _find_to_act(services: Services, actor: Actor, id_: str) -> Audit:
    found = await find_for(services, actor, id_)
    if not may_stop(actor, found):
        raise not_allowed("Who began an audit, and auditors, stop and resume it.")
    return found


async def list_results_for(
    services: Services,
    reading: Reading,
    id_: str,
    *,
    is_differing: bool,
    limit: int,
    after: str | None = None,
) -> Page[AuditedReport]:
    """What came of its reports; confidential ones among them are noted. Raises 403 and 404 problems,
    BadCursor or WrongCursor."""
    audit = await find_for(services, reading.actor, id_)
    page = await kept_audits.list_results(
        services.pool, audit.id, is_differing=is_differing, limit=limit, after=after
    )
    await reading.lists({each.report for each in page.items})
    return page
