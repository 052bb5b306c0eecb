"""Which of the open tasks of a worklist are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.reports.queries.conditions import filter_conditions, filter_params

NOBODY = "none"
"""As `officer`: the tasks that name nobody, and those of an officer who is no longer in office. As `agency`:
those of the centre."""
LEFT = "left"
"""As `officer`: the tasks of an officer who is no longer in office."""
COLUMNS = {
    "stage": "t.stage",
    "unit": "t.unit",
    "role": "t.owner_role",
    "level": "t.level",
}
OF_REPORT = {"report_class": "r.class", "category": "r.category"}
OVERDUE = {True: "t.due_order <= now()", False: "t.due_order > now()"}
HELD_BY_NAME = "in_office(t.officer, t.owner_role, t.agency, t.unit)"
IS_LEFT = f"(t.officer is not null and not {HELD_BY_NAME})"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Null and empty mean any, several values one of them. `role` is the owner's, `officer` an account's
    id, NOBODY or LEFT, `agency` a code or NOBODY, `level` the escalation level now. `due_by` and
    `opened_from` are inclusive, `opened_before` and `due_after` are exclusive. Postponed tasks are left out,
    or with `postponed` they alone are found."""

    stage: Sequence[str] = ()
    agency: Sequence[str] = ()
    unit: Sequence[str] = ()
    role: Sequence[str] = ()
    officer: Sequence[str] = ()
    level: Sequence[int] = ()
    report_class: Sequence[str] = ()
    category: Sequence[str] = ()
    overdue: bool | None = None
    postponed: bool | None = None
    due_after: datetime | None = None
    due_by: datetime | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None

    def given(self) -> dict[str, Any]:
        """What is asked for, by name."""
        told = {name: getattr(self, name) for name in TaskFilter.__slots__}
        several = (*COLUMNS, *OF_REPORT, "agency", "officer")
        told |= {name: sorted(set(told[name])) for name in several}
        return {name: value for name, value in told.items() if value is not None and value != []}

    def params(self) -> dict[str, Any]:
        """What the conditions name."""
        return filter_params(self.given(), COLUMNS)

    def conditions(self) -> list[str]:
        """What holds of the tasks `t`."""
        given = self.given()
        conditions = filter_conditions(given, COLUMNS)
        of_report = [f"{column} = any(%({name})s)" for name, column in OF_REPORT.items() if name in given]
        if of_report:
            # In SQL: hot: a part of the worklist
            of_it = " and ".join(["r.report = t.report", *of_report])
            conditions.append(f"exists (select from reports as r where {of_it})")
        if "agency" in given:
            centre = " or t.agency is null" if NOBODY in given["agency"] else ""
            conditions.append(f"(t.agency = any(%(agency)s){centre})")
        if "officer" in given:
            named = f"(t.officer = any(%(officer)s) and {HELD_BY_NAME})"
            nobody = f" or t.officer is null or not {HELD_BY_NAME}" if NOBODY in given["officer"] else ""
            left = f" or {IS_LEFT}" if LEFT in given["officer"] else ""
            conditions.append(f"({named}{nobody}{left})")
        if "overdue" in given:
            conditions.append(OVERDUE[given["overdue"]])
        if "due_after" in given:
            conditions.append("t.due_order > %(due_after)s")
        if "due_by" in given:
            conditions.append("t.due_order <= %(due_by)s")
        if "opened_from" in given:
            conditions.append("t.opened_at >= %(opened_from)s")
        if "opened_before" in given:
            conditions.append("t.opened_at < %(opened_before)s")
        return conditions


ANY_TASK = TaskFilter()
