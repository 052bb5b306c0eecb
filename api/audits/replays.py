"""Replaying a report for whoever audits: the same for the API and for pages."""

from functools import partial

import structlog

from api.answers.problems import not_allowed, not_found, unavailable
from api.audits.finding import is_known
from api.reports import lookup
from api.requests.access import Reading
from api.services import Services
from evidence.accesses.access_log import AccessAct
from evidence.replay.collect_evidence import EvidenceCollector, audit_report
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.shards import NotJudged
from evidence.replay.verdict import unreplayable
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.rules.reading import watches_all

log = structlog.get_logger("api")


async def replay_for(services: Services, reading: Reading, report: str) -> Verdict:
    """The verdict on a report, noted as the reader's replay. Raises 403 and 404 problems, and 503."""
    # What is on record of the report decides nothing here: it may be what was tampered with.
    if not watches_all(reading.actor):
        await lookup.require_readable(services, reading.actor, report)
        raise not_allowed("Only auditors, the national admin and the centre's supervisor replay reports.")
    if not await is_known(services, report):
        raise not_found()
    reading.note(AccessAct.AUDIT_REPLAY, report)
    return await judge_report(services, report)


async def judge_report(services: Services, report: str) -> Verdict:
    """The verdict, for nobody yet: whoever calls has noted it. Raises 503 problems, RPCError, StoreAway and
    one of `SQL_AWAY`."""
    gathering = EvidenceCollector(services.client, services.store, services.pool)
    return await audit_report(gathering, report, partial(_judge, services))


async def _judge(services: Services, evidence: Evidence) -> Verdict:
    try:
        return await services.auditing.judged(evidence)
    except NeverEnds as hopeless:
        return unreplayable(evidence, "never_ends", said=hopeless)
    except NotJudged as error:
        cause = type(error.__cause__ or error).__name__
        log.warning("a report was not replayed", report=evidence.report, cause=cause)
        raise unavailable("not_judged", "The report can't be replayed now.") from None
