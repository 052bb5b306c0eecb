"""Acts of succession as routes and commands tell them."""

from typing import cast

from records.successions.acts import Act, Progress
from records.successions.answers import (
    ActAnswer,
    NamedMoveAnswer,
    PreviewAnswer,
    ProgressAnswer,
    TransferAnswer,
)
from records.successions.preview import Preview
from records.successions.transfers import Transfer
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role


def present_preview(preview: Preview) -> PreviewAnswer:
    """What an act would do, totals first."""
    before, after = preview.zones
    return {
        "act": _present_act(preview.act, preview.act.receiver, preview.act.name),
        "name_now": preview.name,
        "open": preview.open,
        "held": [{"unit": each.unit, "stage": each.stage, "reports": each.reports} for each in preview.held],
        "reopenable": preview.reopenable,
        "accounts": [
            {
                "username": each.account.username,
                "name": each.account.name,
                "role": Role(each.account.role),
                "unit": each.account.unit,
                "tasks": each.tasks,
            }
            for each in preview.accounts
        ],
        "vacant": [
            {"role": each.role, "agency": each.agency, "unit": each.unit, "reason": each.reason}
            for each in preview.vacant
        ],
        "clocks": [
            {"clock": name, "earlier": earlier, "later": later}
            for name, (earlier, later) in preview.moved.items()
        ],
        "moves": [
            cast("NamedMoveAnswer", {"tracking_number": each.report, **each.move.wire()})
            for each in preview.named
        ],
        "zone_before": before,
        "zone_after": after,
        "left_behind": {
            "drafts": preview.left_behind.drafts,
            "views": preview.left_behind.views,
            "templates": preview.left_behind.templates,
            "feeds": preview.left_behind.feeds,
        },
        "digest": preview.digest,
    }


def present_progress(progress: Progress) -> ProgressAnswer:
    """How far an act has come."""
    finished = progress.finished_at
    return {
        **_present_act(progress, progress.successor, progress.new_name),
        "id": progress.id,
        "state": progress.state,
        "author": progress.author,
        "old_name": progress.old_name,
        "made_at": instants.format_instant(progress.made_at),
        "finished_at": instants.format_instant(finished) if finished else None,
        "total": progress.total,
        "reached": progress.reached,
        "transferred": progress.transferred,
        "failing": progress.failing,
        "put_off_for": progress.put_off_for,
    }


def present_transfer(each: Transfer) -> TransferAnswer:
    """What came of one report."""
    is_done = each.reached_at is not None
    return {
        "tracking_number": each.report,
        "outcome": each.outcome,
        "reached_at": instants.format_instant(each.reached_at) if each.reached_at else None,
        "attempts": each.attempts,
        "reason": each.reason,
        "due_at": None if is_done or each.reason is None else instants.format_instant(each.due_at),
    }


def _present_act(act: Act | Progress, receiver: str | None, name: str | None) -> ActAnswer:
    return {
        "kind": act.kind,
        "number": act.number,
        "agency": act.agency,
        "unit": act.unit,
        "successor": receiver,
        "units": dict(act.units),
        "name": name,
        "effective_on": act.effective_on.isoformat(),
    }
