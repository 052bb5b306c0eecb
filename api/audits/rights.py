"""Who may see audits, and who may stop one."""

from api.answers.problems import not_allowed
from evidence.replay.kept_audits import Audit
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all


def require_audit_watcher(actor: Actor) -> None:
    """Raises a 403 problem for those who may not read all reports."""
    if not watches_all(actor):
        raise not_allowed("Audits are for auditors, the national admin and the centre's supervisor.")


def may_stop(actor: Actor, audit: Audit) -> bool:
    """Whether `actor` may stop and resume it: who began it, and every auditor (ADR 37)."""
    return actor.id == audit.account or actor.role is Role.AUDITOR
