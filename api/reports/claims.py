"""Claims, and who has a report open, as those who may read it are told. No decision looks at either."""

import asyncio
from collections.abc import Sequence

from api.answers.problems import Problem, not_allowed
from api.dependencies import SignedIn
from api.reports import lookup
from api.schemas import claims as written
from api.services import Services
from records.database import SQL_AWAY
from records.reports import claims
from records.reports.claims import Claim
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role


async def claim_report(
    services: Services, who: SignedIn, report: str, *, take_over: bool = False
) -> written.Presence:
    """Claims the report, or lengthens the claim. Raises 404, 403 for whoever decides nothing on it, and 409
    `claimed`, with by whom and since when, unless with `take_over`."""
    await _require_at_work(services, who, report)
    claim, is_own = await claims.claim_report(services.pool, report, who.account.id, take_over=take_over)
    if not is_own:
        told = present_claim(services, claim)
        raise Problem(
            409,
            "claimed",
            "Somebody else works on this report. Take it over if that is meant.",
            claimed_by=told["account"],
            claimed_by_name=told["name"],
            since=told["since"],
        )
    viewers = await claims.list_viewers(services.pool, report, who.account)
    return _present(services, report, claim, viewers)


async def release_claim(services: Services, who: SignedIn, report: str) -> None:
    """Ends one's own claim, if there is one. Raises a 404 problem."""
    await lookup.require_lately_readable(services, who.actor, report)
    await claims.release_claim(services.pool, report, who.account.id)


async def note_open(services: Services, who: SignedIn, report: str) -> written.Presence:
    """The report's page is open: colleagues are told so for two minutes. Raises a 404 problem."""
    view = await lookup.require_lately_readable(services, who.actor, report)
    await claims.note_open(services.pool, report, who.account.id)
    return await read_presence(services, who, report, view)


async def read_presence(
    services: Services, who: SignedIn, report: str, view: lookup.View
) -> written.Presence:
    """Who is at work on a report of which the reader sees `view`; nobody, where that is of the past."""
    if view.until is not None:
        return {"tracking_number": report, "claimed_by": None, "open_by": []}
    claim, viewers = await asyncio.gather(
        claims.find_claim(services.pool, report), claims.list_viewers(services.pool, report, who.account)
    )
    return _present(services, report, claim, viewers)


async def find_claims(
    services: Services, reports: Sequence[tuple[str, int | None]]
) -> dict[str, written.Claim]:
    """The claims on the reports of a list, each with the last fact that the reader may read, null for all."""
    found = await claims.find_claims(services.pool, [report for report, until in reports if until is None])
    return {report: present_claim(services, claim) for report, claim in found.items()}


async def find_claim(services: Services, report: str, view: lookup.View) -> written.Claim | None:
    """The claim on a report of which the reader sees `view`; null also while the record is away."""
    try:
        return (await find_claims(services, [(report, view.until)])).get(report)
    except SQL_AWAY:
        return None


def present_claim(services: Services, claim: Claim) -> written.Claim:
    """The claim with its account's name."""
    return {
        "account": claim.account,
        "name": _name(services, claim.account),
        "since": instants.format_instant(claim.since),
        "expires_at": instants.format_instant(claim.expires_at),
    }


async def _require_at_work(services: Services, who: SignedIn, report: str) -> None:
    view = await lookup.require_lately_readable(services, who.actor, report)
    if who.actor.role is Role.AUDITOR or view.until is not None:
        raise not_allowed("Only those who decide on a report claim it.")


def _present(
    services: Services, report: str, claim: Claim | None, viewers: Sequence[str]
) -> written.Presence:
    return {
        "tracking_number": report,
        "claimed_by": present_claim(services, claim) if claim else None,
        "open_by": [{"account": each, "name": _name(services, each)} for each in viewers],
    }


def _name(services: Services, id_: str) -> str | None:
    account = services.directory.account(id_)
    return account.name if account else None
