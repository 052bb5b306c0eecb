"""Whatever happens to a report, every explanation of every clock leads to the clock's own due instant."""

import os
from collections.abc import Iterator
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from calendars.names import Named, encode_names
from calendars.snapshot import Snapshot
from tests.procedure.recount import recounted
from tests.procedure.scene import REGIONS, snapshot
from tests.procedure.test_machine import Life
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.model.submission import Profile
from workflows.procedure.rules import retiming
from workflows.procedure.time.explanation import explain_clock

OFFSETS = st.lists(st.integers(-5, 20), min_size=1, max_size=6)


class Explained(Life):
    """One report's life, explained after each fact of it."""

    explained = 0

    @precondition(lambda self: self.play.case.holding.custody[-1].agency is not None)
    @rule(offsets=OFFSETS, working=st.booleans())
    def agency_has_a_calendar_of_its_own(self, offsets: list[int], working: bool) -> None:
        holding = self.play.case.holding
        now = holding.calendars.get(holding.custody[-1].agency or "", holding.calendar)
        self._change(replace(now, region=holding.custody[-1].agency), offsets, working=working)

    @rule(offsets=OFFSETS, working=st.booleans())
    def decree_is_issued(self, offsets: list[int], working: bool) -> None:
        self._change(self.play.case.holding.calendar, offsets, working=working)

    @precondition(lambda self: self.play.case.stage is Stage.CENTRAL_VERIFICATION)
    @rule(offsets=OFFSETS, working=st.booleans(), agency=st.sampled_from(list(REGIONS)))
    def is_forwarded_with_a_newer_calendar(self, offsets: list[int], working: bool, agency: str) -> None:
        region = REGIONS[agency]
        now = self.play.case.holding.calendars.get(region, snapshot(region))
        looked_up = LookedUp(agency=Profile(agency, region, self._with(now, offsets, working=working)))
        self.carry_out(self.play.request("forward", agency=agency, looked_up=looked_up), by_signal=False)

    def _change(self, now: Snapshot, offsets: list[int], *, working: bool) -> None:
        transcript = Transcript(self.play.case, self.play.now)
        retiming.change_calendar(transcript, self._with(now, offsets, working=working))
        self.take(transcript)

    def _with(self, now: Snapshot, offsets: list[int], *, working: bool) -> Snapshot:
        """The next version of a calendar, in which days around today work or don't, by a decree."""
        today = now.local_date(self.play.now)
        days = [today + timedelta(days=n) for n in offsets]
        new = Snapshot.covering(
            now.region,
            now.zone,
            now.version + 1,
            now.first,
            now.last,
            lambda day: working if day in days else now.is_working_day(day),
        )
        names = {**now.names, **{day: Named("Hari itu", f"Keppres {new.version}") for day in days}}
        return replace(new, named=encode_names(names))

    @invariant()
    def explanations_lead_to_the_due_instants(self) -> None:
        for upto in range(self.explained + 1, len(self.play.facts) + 1):
            for clock in self._touched(upto - 1):
                self._explain(upto, clock)
        self.explained = len(self.play.facts)

    def _touched(self, at: int) -> Iterator[Clock]:
        """The clocks that run after a fact, and those that it stopped."""
        fact, case = self.play.facts[at], self.play.cases[at]
        return (each for each in case.clocks if each.stopped_at in (None, fact.at))

    def _explain(self, upto: int, clock: Clock) -> None:
        steps = list(zip(self.play.cases[:upto], self.play.facts[:upto], strict=True))
        found = explain_clock(steps, clock.name, clock.instance)
        assert found.readds() == (clock.due_at, clock.due_on)
        told = found.wire()
        assert recounted(told) == (told["due_at"], told["due_on"])
        assert (told["clock"], told["facts"]) == (clock.wire(), upto)
        assert bool(told["standing_still"]) == (clock.paused and clock.stopped_at is None)

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "play"):
            for clock in self.play.case.clocks:
                self._explain(len(self.play.facts), clock)


thorough = bool(os.environ.get("TUNTAS_THOROUGH"))
TestExplained = Explained.TestCase
TestExplained.settings = settings(
    max_examples=300 if thorough else 60,
    stateful_step_count=60 if thorough else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
