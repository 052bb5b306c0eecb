"""A replay of one report, with its verdict as a sentence and the first difference beside it."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.audits.differences import compare_first
from api.audits.presenting import present_verdict
from api.audits.replays import replay_for
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditedReportDep, AuditVisitDep
from api.pages.rendering import render
from api.session_dependencies import OwnFormDep
from runtime.release import CODE
from texts import verdicts

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 50
"""Values of the first difference that are shown beside each other."""


@router.post(FRONT + "/laporan/{tn}/ulang")
async def replay_page(
    services: ServicesDep, request: Request, visit: AuditVisitDep, report: AuditedReportDep, _own: OwnFormDep
) -> Response:
    """Carries the report's history out again, and says what came of it."""
    verdict = await replay_for(services, visit.reading, report)
    first = verdict.first
    context = {
        "number": report,
        "verdict": verdict,
        "sentence": verdicts.VERDICTS[verdict.verdict],
        "names": verdicts.NAMES,
        "beside": await compare_first(services, report, first) if first else [],
        "most_shown": MOST_SHOWN,
        "raw": json.dumps(present_verdict(verdict), ensure_ascii=False, indent=2),
        "code": CODE,
        "not_proven": verdicts.OF_REPLAY,
        "zone": visit.zone,
    }
    return render(request, "audit/replay.html", context)
