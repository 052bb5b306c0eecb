"""A report as one reader sees it, with its recorded facts: read once for all that an answer says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from api.answers.problems import unavailable
from api.reports import lookup, state_after, submit_decision
from api.reports.lookup import View
from api.requests.access import Reading
from api.schemas.reports import Source
from api.services import Services
from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact


@dataclass(frozen=True)
class SeenReport:
    """`facts` are all that were recorded up to this `view`, also those that its reader may not see."""

    report: str
    view: View
    facts: Sequence[Fact]

    @cached_property
    def case(self) -> Case:
        """The Case that the facts make. Raises a 404 problem where there are none."""
        return submit_decision.fold_facts(self.facts)

    @property
    def readable_facts(self) -> Sequence[Fact]:
        """Those that the reader may see."""
        until = self.view.until
        return self.facts if until is None else [fact for fact in self.facts if fact.number <= until]

    @property
    def source(self) -> Source:
        """`live` where the report itself has no newer facts."""
        last = self.facts[-1].number if self.facts else 0
        return "live" if self.view.source == "live" and last >= self.view.state["facts"] else "record"


async def read_seen_report(
    services: Services, reading: Reading, report: str, view: View | None = None
) -> SeenReport:
    """The report as it stands; `view` is what was just seen of it, null looks it up. Raises a 404 problem
    where the reader sees nothing of it, 503 problems, and one of `SQL_AWAY`."""
    view = view or await lookup.view_report(services, reading, report)
    facts = await read_facts_of_state(services, report, view.state["facts"])
    if not facts:
        raise unavailable("record_unavailable", "The record does not have the report yet.")
    return SeenReport(report, view, facts)


async def read_facts_of_state(services: Services, report: str, wanted: int) -> list[Fact]:
    """The recorded facts, oldest first, once there are `wanted` of them; as many as there are where the
    record lags for long. Raises one of `SQL_AWAY`."""
    facts = await submit_decision.all_facts(services, report)
    if facts and facts[-1].number >= wanted:
        return facts
    await state_after.await_record(services, report, wanted)
    return await submit_decision.all_facts(services, report)
