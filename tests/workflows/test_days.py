"""Weeks in a second: the default policy on working days, on the engine that skips time.

All dates are those of 2027, when Lebaran leaves no working day from Saturday, 6 March, to Monday the 15th,
moved by whole weeks to where the engine's clock stands today.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from calendars import Snapshot, shipped_decrees
from calendars.calendar import calendar_for
from records.keys.report_key import ReportKey
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT
from workflows.inputs import ReportInput
from workflows.procedure.model import instants
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.policy import Policy, load_policy
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.model.submission import Intake, Profile, Submission
from workflows.procedure.rules.intake import reporter_of
from workflows.report import Report

QUEUE = "tests-days"
KEY = ReportKey("k_days", bytes(32))
FIRST, LAST = date(2027, 2, 1), date(2027, 7, 30)
A_WEEK = timedelta(weeks=1)
SPREAD = timedelta(seconds=80)
A_MOMENT = timedelta(seconds=30)
"""The engine's clock runs on while it works, and skips no less than it likes."""


@dataclass
class Year:
    """The spring of 2027 where the engine's clock stands, and what the reports in it recorded."""

    engine: WorkflowEnvironment
    moved_by: timedelta
    calendar: Snapshot
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def at(self, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
        """That moment of 2027 in Jakarta; `hour` 24 is the end of the day."""
        if hour == 24:
            return self.calendar.end_of(date(2027, month, day) + self.moved_by)
        return self.calendar.at(date(2027, month, day) + self.moved_by, time(hour, minute))

    async def skip_to(self, instant: datetime) -> None:
        """Lets time pass until then."""
        await self.engine.sleep(instant - await self.engine.get_current_time())

    @activity.defn(name="record")
    async def record(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Stands in for the record."""
        kept = self.facts.setdefault(batch["report"], [])
        kept += batch["facts"]
        return {
            "region": batch["region"],
            "calendar_version": batch["calendar_version"],
            "next": len(kept) + 1,
            "vacancies": [],
        }

    async def submit(self, policy: Policy | None = None) -> "Submitted":
        """Submits a complaint now."""
        number = f"T{secrets.token_hex(6)}".upper()
        form = {
            "title": "Puskesmas tutup",
            "text": LONG,
            "class": "complaint",
            "channel": "web",
            "anonymous": False,
            "confidential": False,
            "reporter": {"identity": "{}", "email": True, "phone": False},
        }
        submission = Submission.model_validate(form, context={"seal": KEY.seal})
        centre = Profile(None, "ID", self.calendar)
        now = await self.engine.get_current_time()
        intake = Intake(number, submission, now, "c" * 64, policy or load_policy("default"), centre)
        handle = await self.engine.client.start_workflow(
            Report.run, ReportInput(intake), id=number, task_queue=QUEUE
        )
        return Submitted(self, number, handle)


@dataclass
class Submitted:
    """A report under way."""

    year: Year
    number: str
    handle: WorkflowHandle[Report, str]

    async def decide(self, actor: Actor, sequence: int, kind: str, **fields: Any) -> None:
        """Decides on the task of that number now."""
        decision = DECISION.validate_python({"kind": kind, **fields}, context={"seal": KEY.seal})
        looked_up = LookedUp(Profile("kemenkes", "ID", self.year.calendar), unit="layanan")
        now = await self.year.engine.get_current_time()
        key = secrets.token_hex(16)
        task = f"{self.number}-{sequence}"
        request = DecisionRequest(actor, task, decision, now, key, "c" * 64, looked_up)
        await self.handle.execute_update("decide", request)

    async def told(self, *kinds: str) -> list[tuple[Any, ...]]:
        """Kind, clock or outcome, level and instant of the facts of these kinds, once no more come."""
        await asyncio.sleep(0.3)
        return [
            (
                fact["kind"],
                fact["data"].get("clock") or fact["data"].get("outcome"),
                fact["data"].get("level"),
                instants.parse_instant(fact["at"]),
            )
            for fact in self.year.facts[self.number]
            if fact["kind"] in kinds
        ]

    def late_by(self, kind: str) -> list[timedelta]:
        """How much later than they count the facts of that kind were written down."""
        return [
            instants.parse_instant(fact["recorded_at"]) - instants.parse_instant(fact["at"])
            for fact in self.year.facts[self.number]
            if fact["kind"] == kind
        ]


BY_CLOCK = ("reminded", "lapsed", "escalated")


@pytest.fixture
async def year(time_skipping: WorkflowEnvironment) -> AsyncIterator[Year]:
    """The year with a worker; it begins in the week before Wednesday, 10 February."""
    lebaran = calendar_for("ID", shipped_decrees(), date(2026, 11, 24))
    now = await time_skipping.get_current_time()
    moved_by = (now.date() - date(2027, 2, 10)) // A_WEEK * A_WEEK + A_WEEK

    def counts(day: date) -> bool:
        return lebaran.is_working_day(day - moved_by)

    calendar = Snapshot.covering("ID", "Asia/Jakarta", 1, FIRST + moved_by, LAST + moved_by, counts)
    year = Year(time_skipping, moved_by, calendar)
    async with Worker(
        time_skipping.client,
        task_queue=QUEUE,
        workflows=[Report],
        activities=[year.record],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield year


async def test_verification_reminds_lapses_and_climbs_over_lebaran(year: Year) -> None:
    """Day zero is Thursday the 4th; the three working days are the 5th, the 16th and the 17th."""
    await year.skip_to(year.at(3, 4, 10))
    report = await year.submit()
    await year.skip_to(year.at(3, 17, 23, 59))
    assert await report.told(*BY_CLOCK) == [("reminded", "verification", None, year.at(3, 16, 8))]
    await year.skip_to(year.at(3, 30))
    assert (await report.told(*BY_CLOCK))[1:] == [
        ("lapsed", "verification", None, year.at(3, 17, 24)),
        ("escalated", "verification", 1, year.at(3, 17, 24)),
        ("escalated", "verification", 2, year.at(3, 22, 24)),
        ("escalated", "verification", 3, year.at(3, 24, 24)),
    ]
    for kind in BY_CLOCK:
        assert all(late < SPREAD + A_MOMENT for late in report.late_by(kind))


async def test_a_decision_in_time_leaves_nothing_of_the_ladder(year: Year) -> None:
    """Forwarded on the last evening: verification is silent, disposition is due on the next working day."""
    await year.skip_to(year.at(3, 4, 10))
    report = await year.submit()
    await year.skip_to(year.at(3, 17, 23, 59))
    await report.decide(PUSAT, 1, "forward", **FORWARD)
    await year.skip_to(year.at(3, 18, 23, 59))
    assert await report.told(*BY_CLOCK) == [
        ("reminded", "verification", None, year.at(3, 16, 8)),
        ("reminded", "disposition", None, year.at(3, 18, 13)),
    ]


async def test_what_the_reporter_is_asked_waits_thirty_days_and_on_to_a_working_day(year: Year) -> None:
    """Asked on Saturday, 13 February; the thirtieth day is Monday, 15 March, a day of Lebaran."""
    await year.skip_to(year.at(2, 13, 10))
    report = await year.submit()
    await report.decide(PUSAT, 1, "ask_reporter", question=LONG)
    await year.skip_to(year.at(3, 17, 1))
    assert await report.told(*BY_CLOCK, "closed") == [
        ("reminded", "completion", None, year.at(3, 5, 8)),
        ("closed", "not_completed", None, year.at(3, 16, 24)),
    ]


async def test_silence_closes_a_report_and_then_ends_it(year: Year) -> None:
    """Answered on Thursday, 4 March: the tenth working day is the 30th, for the 25th and 26th are free too.
    The window for reopening begins as the 31st does, and its tenth working day is 14 April."""
    await year.skip_to(year.at(3, 4, 10))
    report = await year.submit()
    await report.decide(PUSAT, 1, "forward", **FORWARD)
    await report.decide(ADMIN, 2, "dispose", unit="layanan")
    await report.decide(OFFICER, 3, "respond", text=LONG, final=True)
    await report.handle.result()
    ended = await year.engine.get_current_time()
    assert await report.told(*BY_CLOCK, "closed") == [
        ("reminded", "reply", None, year.at(3, 29, 8)),
        ("closed", "answered_without_reply", None, year.at(3, 30, 24)),
    ]
    assert timedelta() <= ended - year.at(4, 14, 24) < SPREAD + A_MOMENT


async def test_a_report_reopened_on_the_last_evening_goes_on(year: Year) -> None:
    """Archived on Thursday, 4 March; the tenth working day after it is the 30th."""
    await year.skip_to(year.at(3, 4, 10))
    report = await year.submit()
    await report.decide(PUSAT, 1, "archive", reason="unclear", note=LONG)
    await year.skip_to(year.at(3, 30, 23, 59))
    await report.decide(reporter_of(report.number), 1, "reopen", reason=LONG)
    await year.skip_to(year.at(3, 31, 12))
    assert (await report.handle.query(Report.live))["state"]["stage"] == "central_verification"


async def test_spreading_wake_ups_moves_no_fact(year: Year) -> None:
    """Reports that are due at one midnight wake up one after the other; their facts count all the same."""
    default = load_policy("default")
    at_once = default.model_copy(update={"wake_up_spread": 0})
    await year.skip_to(year.at(3, 4, 10))
    spread = [await year.submit() for _ in range(6)]
    punctual = await year.submit(at_once)
    await year.skip_to(year.at(3, 18, 1))
    expected = await punctual.told(*BY_CLOCK)
    assert len(expected) == 3
    for report in spread:
        assert await report.told(*BY_CLOCK) == expected
    assert max(punctual.late_by("lapsed")) < A_MOMENT
    late = sorted(report.late_by("lapsed")[0] for report in spread)
    assert late[-1] - late[0] > timedelta(seconds=5), "or six random numbers fell together"
    assert late[-1] < SPREAD + A_MOMENT
