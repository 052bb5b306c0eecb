"""Who reads which reports, as SQL: the rule that `workflows.procedure.rules.reading` has for a single one."""

from dataclasses import dataclass, replace

from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

NATIONAL = (Role.NATIONAL_ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Branch:
    """Reports that somebody reads for one reason; no report is in two of their branches.

    `source` names the reports `r`, of which `condition` (on the actor's `my_agency` and `my_unit`) holds.
    `id` is the tracking number, `until` the last fact that may be read, null for all.
    """

    source: str
    condition: str
    id: str = "r.report"
    submitted_at: str = "r.submitted_at"
    until: str = "null::integer"


# In SQL: hot: a part of the lists
DECLINED_BY_ME = "select from declines as d where d.report = r.report and d.agency = %(my_agency)s"
HELD = Branch("reports as r", f"r.agency = %(my_agency)s and not exists ({DECLINED_BY_ME})")

# An agency that declined sees the report as it left it, not as it is: the columns come from that state.
AS_LEFT = """d.state || jsonb_build_object(
    'report', d.report, 'submitted_at', d.submitted_at, 'state', d.state)"""
DECLINED = Branch(
    f"declines as d cross join lateral jsonb_populate_record(null::reports, {AS_LEFT}) as r",
    "d.agency = %(my_agency)s",
    id="d.report",
    submitted_at="d.submitted_at",
    until="d.fact",
)


def readable_branches(actor: Actor) -> list[Branch]:
    """Everything `actor` may read; none for reporters, who read their own report and list nothing."""
    if watches_all(actor):
        return [Branch("reports as r", "true")]
    if actor.role in (Role.AGENCY_ADMIN, Role.SUPERVISOR):
        return [HELD, DECLINED]
    if actor.role is Role.LIAISON_OFFICER:
        return [_of_unit(HELD), _of_unit(DECLINED)]
    return []


def _of_unit(branch: Branch) -> Branch:
    return replace(branch, condition=f"{branch.condition} and r.unit = %(my_unit)s")


def readable_condition(actor: Actor, report: str) -> str:
    """Whether `actor` may read the report whose number is the SQL `report`."""
    reasons = [
        f"exists (select from {branch.source} where {branch.id} = {report} and {branch.condition})"
        for branch in readable_branches(actor)
    ]
    return f"({' or '.join(reasons or ['false'])})"


def charged_condition(actor: Actor, table: str) -> str:
    """The rows of `table` (with columns agency and unit) that are charged to what `actor` answers for."""
    if not readable_branches(actor):
        return "false"
    if actor.agency is None:
        return "true"
    agency = f"{table}.agency = %(my_agency)s"
    return f"{agency} and {table}.unit = %(my_unit)s" if actor.role is Role.LIAISON_OFFICER else agency


def team_condition(actor: Actor, table: str) -> str:
    """The tasks `table`, open or done, that staff of what `actor` answers for were given."""
    return f"{table}.owner_role <> 'reporter' and {charged_condition(actor, table)}"


def scope_params(actor: Actor) -> dict[str, str | None]:
    """What the conditions name."""
    return {
        "my_role": actor.role.value,
        "my_agency": actor.agency,
        "my_unit": actor.unit,
        "me": actor.id,
    }
