"""What Temporal's own lists and pages show of a report: its search attributes, and its details."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from workflows.procedure.model.case import Case

AGENCY = SearchAttributeKey.for_keyword("Agency")
ESCALATION_LEVEL = SearchAttributeKey.for_int("EscalationLevel")


class Visibility:
    """Shows a report that is new, or that goes on in a new run with its `case`."""

    def __init__(self, case: Case | None) -> None:
        self._shown = (case.assignment.agency, case.escalation.level) if case else (None, 0)

    def show(self, case: Case, *, unmarked: bool) -> None:
        """The agency and level in one upsert when either changes; the stage at no event at all.

        Facts that no Update brought, `unmarked` in the history, leave that command in any case: a task
        without any, ended early to answer a question, is replayed together with the next, at its time.
        """
        agency, level = shown = (case.assignment.agency, case.escalation.level)
        if unmarked or (agency is not None and self._shown != shown):
            self._shown = shown
            where = [AGENCY.value_set(agency)] if agency is not None else []
            workflow.upsert_search_attributes([*where, ESCALATION_LEVEL.value_set(level)])
        task = f", task {case.task.id}" if case.task else ""
        workflow.set_current_details(f"{case.stage.value}{task}, level {level}")
