"""`tuntas audit list` and `stop`: the audits that people began at a page or by the API."""

from typing import TYPE_CHECKING

from commands.access_reasons import require_reason
from commands.record import on_record
from commands.terminal import MISUSED, fail

if TYPE_CHECKING:
    from evidence.replay.kept_audits import Audit
    from records.database import Pool

MOST_LISTED = 200


def list_kept_audits() -> "list[Audit]":
    """The newest audits, the last begun first."""
    from evidence.replay.kept_audits import list_audits

    async def run(pool: "Pool") -> "list[Audit]":
        return (await list_audits(pool, MOST_LISTED)).items

    return on_record(run, "audit")


def describe_audit(audit: "Audit") -> str:
    """An audit in a line."""
    done = f"{audit.replayed} of {audit.total} replayed"
    told = f"{audit.identical} identical, {audit.different} different, {audit.failed} failed"
    return f"{audit.id} {audit.state}, begun {audit.made_at:%Y-%m-%d %H:%M} UTC: {done}, {told}"


def stop_kept_audit(id_: str, reason: str) -> str:
    """Stops an audit, entered in the access ledger before; says what came of it."""
    from evidence.accesses.access_log import OPERATOR, AccessAct, note_access
    from evidence.replay.kept_audits import find_audit, stop_audit

    kept = require_reason(reason)

    async def run(pool: "Pool") -> str | None:
        audit = await find_audit(pool, id_)
        if audit is None:
            return None
        if not audit.is_running:
            return f"audit {id_} is not running"
        await note_access(pool, OPERATOR, AccessAct.AUDIT_STOP, [], f"audit {id_}: {kept}")
        await stop_audit(pool, id_)
        return f"audit {id_} is stopped; an auditor can resume it"

    told = on_record(run, "audit")
    return told if told is not None else fail(f"there is no audit {id_}", MISUSED)
