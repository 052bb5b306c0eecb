"""What must hold of every report, whatever is decided and whenever: judged fact by fact."""

import json
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.facts import Fact, digest_of, first_previous
from workflows.procedure.model.immutable import replace
from workflows.procedure.outputs.record_batch import build_batch

CASE = TypeAdapter(Case)
OWNERLESS = (Stage.MERGED, Stage.CLOSED)
CAUSES = {
    "archive": FactKind.ARCHIVED,
    "withdraw": FactKind.WITHDRAWN,
    "confirm": FactKind.CONFIRMED,
    "time_out": None,
    "original_closed": None,
}
AFTER_CLOSING = frozenset(
    {
        FactKind.REOPENED,
        FactKind.IDENTITY_OPENED,
        FactKind.DECISION_REFUSED,
        FactKind.CALENDAR_CHANGED,
        FactKind.DEADLINE_MOVED,
        FactKind.SPLIT,
        FactKind.TRANSFERRED,
    }
)


def on_the_wire(fact: Fact) -> Fact:
    """The fact as it comes back from having been written down."""
    return Fact.of_wire(json.loads(json.dumps(fact.wire())))


class Watch:
    """Follows one report's facts with the Case after each, and remembers what may happen only once."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.cases: list[Case] = []
        self.once: set[tuple[Any, ...]] = set()
        self.started: dict[tuple[ClockName, int], datetime] = {}
        self.stopped: dict[tuple[ClockName, int], datetime] = {}

    def see(self, case: Case, fact: Fact, now: datetime) -> None:
        """One more fact, recorded at `now`."""
        before = self.cases[-1] if self.cases else None
        self._see_chain(case, fact, now)
        assert fold(before, on_the_wire(fact)) == case, "the fold of what is written down is the Case"
        self._see_owner(case)
        self._see_clocks(before, case)
        self._see_levels(before, case, fact)
        self._see_closing(before, case, fact)
        self._see_note(before, case, fact)
        self.facts.append(fact)
        self.cases.append(case)

    def _see_chain(self, case: Case, fact: Fact, now: datetime) -> None:
        last = self.facts[-1] if self.facts else None
        assert fact.number == case.last_fact.number == len(self.facts) + 1
        assert fact.previous == (last.digest if last else first_previous(case.tracking_number))
        assert fact.digest == case.last_fact.digest == digest_of(fact.wire())
        assert fact.at <= fact.recorded_at == now
        assert last is None or last.at <= fact.at

    def _see_owner(self, case: Case) -> None:
        assert (case.task is None) == (case.stage in OWNERLESS)
        tasks = [ended.task for ended in case.task_history.ended] + ([case.task] if case.task else [])
        assert [task.sequence for task in tasks] == list(range(1, case.task_history.opened + 1))
        assert all(task.id == f"{case.tracking_number}-{task.sequence}" for task in tasks)
        assert case.task is None or case.task.stage is case.stage
        assert case.task is None or case.task.served_by.agency == case.holding.custody[-1].agency

    def _see_clocks(self, before: Case | None, case: Case) -> None:
        live = [clock.name for clock in case.clocks if clock.stopped_at is None]
        assert len(live) == len(set(live)), "at most one live instance of each clock"
        if before is not None:
            pairs = zip(before.clocks, case.clocks, strict=False)
            assert all(self._is_later(old, new) for old, new in pairs), "no instance restarts"
            assert len(case.clocks) >= len(before.clocks)
        for clock in case.clocks:
            instance = (clock.name, clock.instance)
            assert self.started.setdefault(instance, clock.started_at) == clock.started_at
            if clock.stopped_at is not None:
                assert self.stopped.setdefault(instance, clock.stopped_at) == clock.stopped_at
        assert sum(clock.name is ClockName.SETTLEMENT for clock in case.clocks) <= 1

    @staticmethod
    def _is_later(old: Clock, new: Clock) -> bool:
        """Whether the new form of an instance goes on where the old one was."""
        same = (old.name, old.instance, old.started_at) == (new.name, new.instance, new.started_at)
        goes_on = set(old.fired) <= set(new.fired) and new.lapsed >= old.lapsed
        due_stays = not old.lapsed or new.due_at == old.due_at
        extended_once = not old.extension or old.extension == new.extension
        budget_stays = old.budget == new.budget or old.name is ClockName.SETTLEMENT
        return same and goes_on and due_stays and extended_once and budget_stays

    def _see_levels(self, before: Case | None, case: Case, fact: Fact) -> None:
        assert case.escalation.highest >= case.escalation.level
        if before is not None:
            assert case.escalation.highest >= before.escalation.highest
            least = before.escalation.level if case.stage is before.stage else 0
            assert case.escalation.level >= least, "the level never falls within a stage"
            assert case.escalation.level == least or fact.kind is FactKind.ESCALATED
        if fact.kind in (FactKind.LAPSED, FactKind.ESCALATED, FactKind.REMINDED) and fact.data["clock"]:
            self._only_once(fact.kind, fact.data["clock"], fact.data["instance"], fact.data.get("level"))
        if fact.kind is FactKind.ESCALATED and fact.data["clock"]:
            lapsed = (FactKind.LAPSED, fact.data["clock"], fact.data["instance"], None)
            assert lapsed in self.once, "nothing escalates that has not lapsed"

    def _only_once(self, *what: Any) -> None:
        assert what not in self.once, f"{what} for the second time"
        self.once.add(what)

    def _see_closing(self, before: Case | None, case: Case, fact: Fact) -> None:
        assert (case.closing.outcome is None) == (case.closing.at is None) == (case.stage is not Stage.CLOSED)
        if fact.kind is FactKind.CLOSED:
            cause = CAUSES[fact.data["cause"]["kind"]]
            assert cause is None or self.facts[-1].kind is cause, "a closing follows its cause"
            assert case.is_final == (cause is FactKind.CONFIRMED)
            running = [clock.name for clock in case.clocks if clock.running]
            assert running == ([] if case.is_final else [ClockName.REOPENING])
        if before is not None and before.stage is Stage.CLOSED:
            assert fact.kind in AFTER_CLOSING

    @staticmethod
    def _see_note(before: Case | None, case: Case, fact: Fact) -> None:
        if fact.kind is not FactKind.NOTED:
            return
        assert before is not None
        assert replace(before, last_fact=case.last_fact, answered=case.answered) == case, "it changes nothing"
        assert fact.data["agency"] == case.holding.custody[-1].agency
        assert fact.actor.agency in (None, fact.data["agency"]), "written by the holder's staff or the centre"
        assert build_batch(case, [(case, fact)])["notices"] == [], "nobody is told"

    def see_all_again(self) -> None:
        """Everything once more from what was written down, and the Case through the engine's converter."""
        case: Case | None = None
        for fact, then in zip(self.facts, self.cases, strict=True):
            case = fold(case, on_the_wire(fact))
            assert case == then, "what was once true of a prefix stays true"
        assert CASE.validate_json(CASE.dump_json(self.cases[-1])) == case
