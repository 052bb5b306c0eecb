"""What Temporal's own lists and pages show of a report: search attributes and current details."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from workflows.procedure.model.case import Case

AGENCY = SearchAttributeKey.for_keyword("Agency")
ESCALATION_LEVEL = SearchAttributeKey.for_int("EscalationLevel")


class Visibility:
    """Keeps both up to date. `case` is the one of the run before; null in the first run."""

    def __init__(self, case: Case | None) -> None:
        self._shown = (case.assignment.agency, case.escalation.level) if case else (None, 0)

    def show(self, case: Case, *, unmarked: bool) -> None:
        """Upserts agency and level if either changed. The stage goes to the details, which cost no event.

        `unmarked` says that there are new facts which no Update brought. Then the upsert is made in any case,
        because a workflow task without a command, ended early to answer a Query, would be replayed together
        with the next one, at that one's time (ADR 6).
        """
        agency, level = shown = (case.assignment.agency, case.escalation.level)
        if unmarked or (agency is not None and self._shown != shown):
            self._shown = shown
            where = [AGENCY.value_set(agency)] if agency is not None else []
            workflow.upsert_search_attributes([*where, ESCALATION_LEVEL.value_set(level)])
        task = f", task {case.task.id}" if case.task else ""
        workflow.set_current_details(f"{case.stage.value}{task}, level {level}")
