"""Replaying: whether what is on record of a report is what its history makes of it."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.audits.presenting import present_verdict
from api.audits.replays import replay_for
from api.dependencies import ReadingDep, ReportDep, ServicesDep
from api.schemas.audit import ReplayVerdict

router = APIRouter(route_class=DeclaredRoute, tags=["Audit"])


@router.post("/v1/reports/{tn}/replay", response_model=ReplayVerdict)
async def replay_report(
    services: ServicesDep, reading: ReadingDep, report: ReportDep
) -> JsonAnswer[ReplayVerdict]:
    """Carries the report's history out again on today's code, and compares its timers, the record, the
    calendars, the archive and the ledger with what comes of it: for auditors, the national admin and the
    centre's supervisor.

    `verdict` is `identical`, or what kind the first difference is of: `history_broken`, `nondeterministic`,
    `timer_differs`, `facts_differ`, `record_differs`, `calendar_differs`, `chain_broken`, `not_in_ledger` or
    `ledger_differs`. `first` and `all` say what, by a `code` and in words, and where: `run` (1 is the
    oldest) and `event`, or `fact`, and `field`. A long history takes minutes."""
    return JsonAnswer(present_verdict(await replay_for(services, reading, report)))
