"""The ledger for auditors: heads, whether one continues another, proofs of facts, and receipts."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers.problems import Problem, unavailable
from api.audits import ledger_proofs
from api.audits.bundles import answer_file
from api.audits.ledger_proofs import NoReceipt, check_consistency, check_head, check_receipt
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditedReportDep, AuditVisitDep
from api.pages.forms import first_values, read_form
from api.pages.rendering import render
from api.pages.staff import StaffVisit
from api.reports import lookup, state_after
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.digests import find_head_over
from evidence.ledger import log, stored_keys
from evidence.ledger.anchors import anchored_entries
from evidence.ledger.canonical_model import LARGEST
from evidence.ledger.heads import Receipt
from evidence.ledger.keys import Signer
from evidence.ledger.receipts import make_receipt
from texts import verdicts

router = APIRouter(include_in_schema=False)

LEDGER = FRONT + "/buku-besar"
MOST = 50
Size = Annotated[int | None, Query(ge=0, le=LARGEST)]


@router.get(LEDGER)
async def show_ledger(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    first: Size = None,
    second: Size = None,
    before: Size = None,
) -> Response:
    """Heads, the newest first, those over less than `before` facts; and whether the head over `second` facts
    continues the one over `first`."""
    checked = None
    if first is not None and second is not None:
        checked = await check_consistency(services, first, second)
    return await _show_ledger(services, request, visit, before, {"checked": checked})


@router.post(LEDGER)
async def check_pasted_receipt(
    services: ServicesDep, request: Request, visit: AuditVisitDep, _own: OwnFormDep
) -> Response:
    """Whether a receipt that somebody kept holds against the ledger and the record as they are."""
    text = first_values(await read_form(request)).get("receipt", "")
    try:
        receipt = ledger_proofs.read_receipt(text)
    except NoReceipt:
        faulty = {"receipt_text": text, "receipt_error": True}
        return await _show_ledger(services, request, visit, None, faulty, 422)
    checks = await check_receipt(services, receipt)
    told = {"receipt": receipt, "receipt_checks": checks}
    return await _show_ledger(services, request, visit, None, told)


async def _show_ledger(
    services: Services,
    request: Request,
    visit: StaffVisit,
    before: int | None,
    more: dict[str, Any],
    status: int = 200,
) -> Response:
    found = await log.list_heads(services.pool, limit=MOST + 1, before=before)
    heads = found[:MOST]
    context = {
        "heads": heads,
        "is_first": before is None,
        "next_before": heads[-1].size if len(found) > MOST else None,
        "newest": heads[0] if before is None and heads else await log.newest_head(services.pool),
        "keys": await stored_keys.read_keys(services.pool),
        "anchors": sorted((await anchored_entries(services.pool)).items(), reverse=True)[:MOST],
        "alarms": await log.ledger_alarms(services.pool, Signer(services.settings.ledger_key)),
        "checked": None,
        "receipt": None,
        "receipt_checks": [],
        "receipt_text": "",
        "receipt_error": False,
        "not_proven": verdicts.OF_CONSISTENCY,
        "zone": visit.zone,
        **more,
    }
    return render(request, "audit/ledger.html", context, status)


@router.get(LEDGER + "/{size}")
async def show_head(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    size: int,
    q: str | None = None,
) -> Response:
    """One head: what it says, whether its signature fits, and the heads beside it."""
    head = await log.head_of_size(services.pool, size) if 0 <= size <= LARGEST else None
    if head is None:
        raise Problem(404, "no_such_head", "No such head was signed.")
    before = await log.list_heads(services.pool, limit=1, before=size)
    context = {
        "head": head,
        "digest": head.digest(),
        "raw": head.canonical().decode(),
        "signature": await check_head(services, head),
        "before": before[0] if before else None,
        "after": await find_head_over(services.pool, size + 1),
        "newest": await log.newest_head(services.pool),
        "not_proven": verdicts.OF_CONSISTENCY,
        "q": q,
        "zone": visit.zone,
    }
    return render(request, "audit/head.html", context)


@router.get(FRONT + "/laporan/{tn}/bukti")
async def show_proofs(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    report: AuditedReportDep,
    fact: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> Response:
    """Each fact of the report with the proof that the ledger holds it; of the chosen one in full."""
    receipt = await _make_receipt(services, visit, report)
    chosen = [each for each in receipt.facts if each.leaf.number == fact]
    pending = [each for each in receipt.pending if each.number == fact]
    if fact is not None and not chosen and not pending:
        raise Problem(404, "no_such_fact", "The report has no such fact.")
    context = {
        "number": report,
        "receipt": receipt,
        "checks": await check_receipt(services, receipt),
        "fact": fact,
        "chosen": chosen[0] if chosen else None,
        "chosen_raw": chosen[0].canonical().decode() if chosen else None,
        "not_proven": verdicts.OF_INCLUSION,
        "zone": visit.zone,
    }
    return render(request, "audit/proofs.html", context)


@router.get(FRONT + "/laporan/{tn}/tanda-terima")
async def download_receipt(services: ServicesDep, visit: AuditVisitDep, report: AuditedReportDep) -> Response:
    """The same proofs as a file, as the reporter can download them."""
    receipt = await _make_receipt(services, visit, report)
    return answer_file(receipt.canonical(), "application/json", f"{report}.receipt.json")


async def _make_receipt(services: Services, visit: StaffVisit, report: str) -> Receipt:
    view = await lookup.view_report(services, visit.reading, report)
    if await state_after.await_record(services, report, view.state["facts"]) is None:
        raise unavailable("record_unavailable", "The record does not have all of the report yet.")
    signer = Signer(services.settings.ledger_key)
    return await make_receipt(services.pool, signer, report, until=view.until, now=datetime.now(UTC))
