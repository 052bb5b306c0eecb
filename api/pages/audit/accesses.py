"""The access ledger for auditors: who looked at what, and whether the chain of entries holds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers.problems import Problem
from api.audits.accesses import list_for, require_access_watcher
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditVisitDep
from api.pages.forms import read_day
from api.pages.list_address import make_address, number_of
from api.pages.rendering import render
from api.pages.staff import StaffVisit
from api.reports.filters import DayBounds
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.accesses.access_log import AccessAct
from evidence.accesses.check import ChainBreak, KeptDigest, check_accesses
from evidence.accesses.listing import Filter
from fields.text import sound
from records.paging import BadCursor, WrongCursor
from texts import verdicts
from texts.accesses import ACTS
from workflows.procedure.model.enums import Role

router = APIRouter(include_in_schema=False)

PAGE = FRONT + "/akses"
PATIENCE = 20.0
"""Seconds for which a page reads the ledger."""
ASKED = ("report", "account", "act", "reason", "from", "to")


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """How many entries are sound from the first on, the last of them, and what is wrong with the next.
    `is_partial` says that there are more, which were not read."""

    entries: int
    last: KeptDigest | None
    broken: ChainBreak | None
    is_partial: bool = False


@router.get(PAGE)
async def show_accesses(services: ServicesDep, request: Request, visit: AuditVisitDep) -> Response:
    """Entries, the latest first. A filter that makes no sense is named, and nothing is listed."""
    return await _show(services, request, visit, None)


@router.post(PAGE)
async def check_chain(
    services: ServicesDep, request: Request, visit: AuditVisitDep, _own: OwnFormDep
) -> Response:
    """Reads the whole ledger and says whether every entry is there, unchanged and chained."""
    require_access_watcher(visit.who.actor)
    return await _show(services, request, visit, await _check(services))


async def _check(services: Services) -> ShownCheck:
    """What `PATIENCE` allows of the check: a long ledger is for the command line."""
    sound_entries = 0

    def count(more: int) -> None:
        nonlocal sound_entries
        sound_entries += more

    try:
        async with asyncio.timeout(PATIENCE):
            checked = await check_accesses(services.pool, on_entries=count)
    except TimeoutError:
        return ShownCheck(sound_entries, None, None, is_partial=True)
    return ShownCheck(checked.entries, checked.last, checked.broken)


async def _show(
    services: Services, request: Request, visit: StaffVisit, checked: ShownCheck | None
) -> Response:
    require_access_watcher(visit.who.actor)
    asked = {name: value for name in ASKED if (value := request.query_params.get(name, "").strip())}
    which, faults = _read_filter(services, asked, has_reasons=visit.who.actor.role is Role.AUDITOR)
    after = request.query_params.get("after")
    page: Mapping[str, Any] = {"items": [], "next": None}
    if which is not None:
        try:
            page = await list_for(services, visit.reading, which, 50, after)
        except (BadCursor, WrongCursor):
            raise Problem(404, "no_such_page", "Not Found") from None
    context = {
        "entries": page["items"],
        "next_url": make_address(PAGE, {**asked, "after": page["next"]}) if page["next"] else None,
        "first_url": make_address(PAGE, asked) if after else None,
        "asked": asked,
        "here": make_address(PAGE, asked),
        "faults": faults,
        "acts": ACTS,
        "has_reasons": visit.who.actor.role is Role.AUDITOR,
        "checked": checked,
        "not_proven": verdicts.OF_ACCESSES,
        "zone": visit.zone,
    }
    return render(request, "audit/accesses.html", context, 422 if faults else 200)


def _read_filter(
    services: Services, asked: Mapping[str, str], *, has_reasons: bool
) -> tuple[Filter | None, list[str]]:
    """The filter, or the names of what can't be read in it."""
    faults = []
    report = number_of(asked.get("report"))
    if "report" in asked and report is None:
        faults.append("report")
    account = None
    if "account" in asked:
        named = services.directory.account_named(asked["account"])
        account = named or services.directory.account(asked["account"])
    if "account" in asked and account is None:
        faults.append("account")
    if "act" in asked and asked["act"] not in ACTS:
        faults.append("act")
    reason = asked.get("reason") if has_reasons else None
    if reason is not None and not _is_sound(reason):
        faults.append("reason")
    days = {name: read_day(asked[name]) for name in ("from", "to") if name in asked}
    faults += [name for name, day in days.items() if day is None]
    first, last = days.get("from"), days.get("to")
    if first and last and first > last:
        faults.append("to")
    if faults:
        return None, faults
    bounds = DayBounds(services.directory.centre().calendar)
    act = AccessAct(asked["act"]) if "act" in asked else None
    return Filter(
        report=report,
        actor=account.id if account else None,
        act=act,
        reason=reason,
        since=bounds.begin(first) if first else None,
        before=bounds.end(last) if last else None,
    ), []


def _is_sound(text: str) -> bool:
    try:
        return bool(sound(text))
    except ValueError:
        return False
