"""Receipts: what proves, against whoever, what was on record of a report."""

from datetime import UTC, datetime

from fastapi import APIRouter

from api.answers.json_responses import CanonicalAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import unavailable
from api.dependencies import EitherReadingDep, ReaderDep, ServicesDep
from api.reports import lookup, state_after
from evidence.ledger.heads import Receipt
from evidence.ledger.keys import Signer
from evidence.ledger.receipts import make_receipt

router = APIRouter(route_class=DeclaredRoute, tags=["Ledger"])


@router.get("/v1/reports/{tn}/receipt", response_model=Receipt)
async def read_receipt(
    services: ServicesDep, reader: ReaderDep, reading: EitherReadingDep
) -> CanonicalAnswer[Receipt]:
    """For whoever reads the report, by bearer token or `Report-Pin`: each of its facts by number and digest,
    with the proof (RFC 9162, 2.1.3) that it is in the ledger under `head`. What is recorded, but not under it
    yet, is `pending`: a fact is logged ten seconds after it was recorded. Nothing else is in it."""
    view = await lookup.view_report(services, reading, reader.report)
    if await state_after.await_record(services, reader.report, view.state["facts"]) is None:
        raise unavailable("record_unavailable", "The record does not have all of the report yet.")
    signer = Signer(services.settings.ledger_key)
    made = await make_receipt(services.pool, signer, reader.report, until=view.until, now=datetime.now(UTC))
    if not made.facts and not made.pending:
        raise unavailable("record_unavailable", "The record does not have the report yet.")
    return CanonicalAnswer(made)
