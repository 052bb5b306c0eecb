"""Audits, their verdicts and what was found, as those who watch are told of them."""

from typing import Any

from api.audits.finding import Findings
from api.audits.rights import may_stop
from api.schemas import audit as written_audit
from api.schemas import audits as written
from api.schemas.common import phrase
from api.services import Services
from evidence.digests import FoundFact
from evidence.replay.findings import Finding, Verdict
from evidence.replay.kept_audits import Audit, AuditedReport
from texts.verdicts import NAMES
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


def present_audit(services: Services, actor: Actor, audit: Audit) -> written.Audit:
    """How far it has come. Reasons are for auditors and who gave them, as in the access ledger."""
    account = services.directory.account(audit.account)
    withheld = [] if actor.role is Role.AUDITOR or actor.id == audit.account else ["reason"]
    chosen, may = audit.selection, may_stop(actor, audit)
    return {
        "id": audit.id,
        "agency": chosen.agency,
        "agency_name": services.directory.agency_name(chosen.agency),
        "submitted_from": chosen.first.isoformat() if chosen.first else None,
        "submitted_to": chosen.last.isoformat() if chosen.last else None,
        "sample": audit.sample,
        "begun_by_name": account.name if account else None,
        "reason": None if withheld else audit.reason,
        "withheld": withheld,
        "state": audit.state,
        "stop_code": audit.stop_code,
        "made_at": instants.format_instant(audit.made_at),
        "listed_at": instants.format_given(audit.chosen_at),
        "stopped_at": instants.format_given(audit.stopped_at),
        "done_at": instants.format_given(audit.done_at),
        "total": audit.total,
        "waiting": audit.waiting,
        "replayed": audit.replayed,
        "identical": audit.identical,
        "different": audit.different,
        "failed": audit.failed,
        "differing": dict(audit.differing),
        "may_stop": may and audit.is_running,
        "may_resume": may and audit.can_resume,
    }


def present_result(each: AuditedReport) -> written.AuditedReport:
    """What came of one report."""
    result: dict[str, Any] = each.result or {}
    code = each.code or {}
    verdict: Any = each.verdict
    return {
        "report": each.report,
        "verdict": verdict,
        "name": phrase(NAMES[each.verdict]) if each.verdict else None,
        "source": result.get("source"),
        "facts": result.get("facts", 0),
        "events": result.get("events", 0),
        "differences": len(result.get("all", ())),
        "first": present_finding(Finding.read_kept(result["first"])) if result.get("first") else None,
        "away": each.away,
        "code_version": code.get("version"),
        "code_commit": code.get("commit"),
        "done_at": instants.format_given(each.done_at),
    }


def present_verdict(verdict: Verdict) -> written_audit.ReplayVerdict:
    """What came of replaying one report."""
    found = [present_finding(each) for each in verdict.all]
    return {
        "report": verdict.report,
        "verdict": verdict.verdict,
        "source": verdict.source,
        "facts": verdict.facts,
        "events": verdict.events,
        "first": found[0] if found else None,
        "all": found,
    }


def present_finding(finding: Finding) -> written_audit.Finding:
    """One difference."""
    return {
        "kind": finding.kind,
        "code": finding.code,
        "message": finding.message,
        "text": phrase(finding.text),
        "run": finding.run,
        "event": finding.event,
        "fact": finding.fact,
        "field": finding.field,
    }


def present_found(found: Findings) -> written.Found:
    """Everything that was found."""
    asked = found.understood
    return {
        "understood": {
            "report": asked.report,
            "fact": asked.fact,
            "size": asked.size,
            "prefix": asked.prefix,
            "mistyped": asked.is_mistyped,
        },
        "report": found.report,
        "facts": [_fact(each) for each in found.facts],
        "heads": [*found.heads],
        "next_head": found.next_head,
        "more": found.has_more,
    }


def _fact(each: FoundFact) -> written.FoundFact:
    return {
        "report": each.report,
        "number": each.number,
        "digest": each.digest,
        "kind": each.kind,
        "at": instants.format_given(each.at),
        "leaf": each.leaf,
        "superseded": each.is_superseded,
    }
