"""The access ledger as those who watch read it: the same for the API and for pages."""

from typing import cast

from api.answers.problems import not_allowed
from api.requests.access import Reading
from api.schemas import accesses as written
from api.schemas import common as written_common
from api.schemas.accesses import Accesses
from api.services import Services
from evidence.accesses.access_log import Access, AccessAct
from evidence.accesses.listing import Filter
from evidence.accesses.listing import list_accesses as query_accesses
from records.directory.in_memory import names_of
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


def require_access_watcher(actor: Actor) -> None:
    """Raises a 403 problem for all others."""
    if actor.role is not Role.AUDITOR and not actor.is_centres_supervisor:
        raise not_allowed("Who looked at what is for auditors and the centre's supervisor to see.")


async def list_for(
    services: Services, reading: Reading, which: Filter, limit: int, after: str | None
) -> Accesses:
    """The entries, this look noted. Reasons are for auditors. Raises BadCursor, WrongCursor or one of
    `SQL_AWAY`."""
    page = await query_accesses(services.lists, which, limit=limit, after=after)
    reading.note(AccessAct.READ_ACCESSES, *([which.report] if which.report else []))
    reasons = reading.actor.role is Role.AUDITOR
    items = [_shown(services, each, reasons=reasons) for each in page.items]
    return {"items": items, "next": page.next}


def _shown(services: Services, access: Access, *, reasons: bool) -> written.Access:
    account = services.directory.account(access.actor["id"])
    withheld = [] if reasons or access.reason is None else ["reason"]
    return {
        "index": access.index,
        "at": instants.format_instant(access.at),
        "actor": cast("written_common.Actor", access.actor),
        "act": cast("AccessAct", access.act),
        "reports": access.reports,
        "reason": None if withheld else access.reason,
        "previous": access.previous,
        "digest": access.digest,
        "actor_name": account.name if account else None,
        **names_of(services.directory, access.actor.get("agency"), access.actor.get("unit")),
        "withheld": withheld,
    }
