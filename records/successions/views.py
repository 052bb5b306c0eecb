"""Acts of succession as routes and commands tell them."""

from typing import cast

from records.successions.acts import Act, Progress
from records.successions.answers import ActAnswer, NamedMoveAnswer, PreviewAnswer, ProgressAnswer
from records.successions.preview import Preview
from workflows.procedure.model import instants


def present_preview(preview: Preview) -> PreviewAnswer:
    """What an act would do, totals first."""
    before, after = preview.zones
    return {
        "act": _present_act(preview.act, preview.act.receiver),
        "open": preview.open,
        "held": [
            {"unit": each.unit, "stage": each.stage.value, "reports": each.reports} for each in preview.held
        ],
        "reopenable": preview.reopenable,
        "accounts": [
            {
                "username": each.account.username,
                "name": each.account.name,
                "role": each.account.role,
                "unit": each.account.unit,
                "tasks": each.tasks,
            }
            for each in preview.accounts
        ],
        "vacant": [
            {"role": each.role.value, "agency": each.agency, "unit": each.unit, "reason": each.reason.value}
            for each in preview.vacant
        ],
        "clocks": [
            {"clock": name.value, "earlier": earlier, "later": later}
            for name, (earlier, later) in preview.moved.items()
        ],
        "moves": [
            cast("NamedMoveAnswer", {"tracking_number": each.report, **each.move.wire()})
            for each in preview.named
        ],
        "zone_before": before,
        "zone_after": after,
    }


def present_progress(progress: Progress) -> ProgressAnswer:
    """How far an act has come."""
    finished = progress.finished_at
    return {
        **_present_act(progress, progress.successor),
        "state": progress.state,
        "made_at": instants.format_instant(progress.made_at),
        "finished_at": instants.format_instant(finished) if finished else None,
        "total": progress.total,
        "reached": progress.reached,
        "transferred": progress.transferred,
        "failing": progress.failing,
    }


def _present_act(act: Act | Progress, receiver: str | None) -> ActAnswer:
    return {
        "number": act.number,
        "agency": act.agency,
        "unit": act.unit,
        "successor": receiver,
        "units": dict(act.units),
        "effective_on": act.effective_on.isoformat(),
    }
