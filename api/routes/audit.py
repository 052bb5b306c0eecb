"""Replaying: whether what is on record of a report is what its history makes of it."""

from functools import partial

import structlog
from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import not_allowed, not_found, unavailable
from api.dependencies import ReadingDep, ReportDep, ServicesDep
from api.reports import lookup
from api.schemas import audit as written
from api.schemas.audit import ReplayVerdict
from api.services import Services
from evidence.accesses.access_log import AccessAct
from evidence.replay.collect_evidence import EvidenceCollector, audit_report
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Finding, Verdict
from evidence.replay.known_reports import is_kept, unrecorded
from evidence.replay.shards import NotJudged
from evidence.replay.verdict import unreplayable
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.rules.reading import watches_all

router = APIRouter(route_class=DeclaredRoute, tags=["Audit"])
log = structlog.get_logger("api")


@router.post("/v1/reports/{tn}/replay", response_model=ReplayVerdict)
async def replay_report(
    services: ServicesDep, reading: ReadingDep, report: ReportDep
) -> JsonAnswer[ReplayVerdict]:
    """Carries the report's history out again on today's code, and compares its timers, the record, the
    calendars, the archive and the ledger with what comes of it: for auditors, the national admin and the
    centre's supervisor.

    `verdict` is `identical`, or what kind the first difference is of: `history_broken`, `nondeterministic`,
    `timer_differs`, `facts_differ`, `record_differs`, `calendar_differs`, `chain_broken`, `not_in_ledger` or
    `ledger_differs`. `first` and `all` say where: `run` (1 is the oldest) and `event`, or `fact`, and
    `field`. A long history takes minutes."""
    # What is on record of the report decides nothing here: it may be what was tampered with.
    if not watches_all(reading.actor):
        await lookup.require_readable(services, reading.actor, report)
        raise not_allowed("Only auditors, the national admin and the centre's supervisor replay reports.")
    if await unrecorded(services.pool, [report]) and not await is_kept(
        services.client, services.store, report
    ):
        raise not_found()
    reading.note(AccessAct.AUDIT_REPLAY, report)
    gathering = EvidenceCollector(services.client, services.store, services.pool)
    return JsonAnswer(_shown(await audit_report(gathering, report, partial(_judged, services))))


def _shown(verdict: Verdict) -> ReplayVerdict:
    found: list[written.Finding] = [_found(each) for each in verdict.all]
    return {
        "report": verdict.report,
        "verdict": verdict.verdict,
        "source": verdict.source,
        "facts": verdict.facts,
        "events": verdict.events,
        "first": found[0] if found else None,
        "all": found,
    }


def _found(finding: Finding) -> written.Finding:
    return {
        "kind": finding.kind,
        "message": finding.message,
        "run": finding.run,
        "event": finding.event,
        "fact": finding.fact,
        "field": finding.field,
    }


async def _judged(services: Services, evidence: Evidence) -> Verdict:
    try:
        return await services.auditing.judged(evidence)
    except NeverEnds as hopeless:
        return unreplayable(evidence, str(hopeless))
    except NotJudged as error:
        cause = type(error.__cause__ or error).__name__
        log.warning("a report was not replayed", report=evidence.report, cause=cause)
        raise unavailable("not_judged", "The report can't be replayed now.") from None
