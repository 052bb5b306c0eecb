"""What PostgreSQL tells of a report that changed: which one, and what decides whom that concerns."""

import json
from dataclasses import dataclass
from typing import Any

from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.reading import Left, Reach

NOTIFICATION = "tuntas_changes"
"""What PostgreSQL sends to tell of a change; `tell_change` in `0027_changes.sql` writes it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A report changed `at` that instant, in seconds since 1970 by the database's clock.

    `reach` is what decides who may read it now, and `before` what did so until then where it was recorded
    before. `first` is the number of the first new fact, null where there is none; `kinds` are those of the
    new facts. `owners` are whose open tasks began, changed or ended. `is_claim`: the claim began or ended.
    `viewer` is the account that opened or closed the report's page.
    """

    report: str
    at: float
    reach: Reach
    before: Reach | None = None
    first: int | None = None
    kinds: frozenset[FactKind] = frozenset()
    owners: tuple[Owner, ...] = ()
    is_claim: bool = False
    viewer: str | None = None


def parse_change(payload: str) -> Change | None:
    """The change that a notification tells of; null where it only says that anything may have changed, as one
    of a newer release does that can't be read."""
    try:
        return _change(json.loads(payload))
    except (ValueError, KeyError, TypeError):
        return None


def _change(told: dict[str, Any]) -> Change:
    report, was = told["report"], told.get("was")
    left = {agency: Left(fact, unit) for agency, fact, unit in told["declined"]}
    return Change(
        report=report,
        at=float(told["at"]),
        reach=Reach(report, told["agency"], told["unit"], left),
        before=Reach(report, was[0], was[1], {}) if was else None,
        first=told.get("first"),
        kinds=frozenset(FactKind(kind) for kind in told.get("kinds", ())),
        owners=tuple(Owner(Role(role), *place) for role, *place in told.get("owners", ())),
        is_claim=told.get("claim", False),
        viewer=told.get("viewer"),
    )
