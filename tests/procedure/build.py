"""A Play: one report, driven by decisions and time, as the procedure's tests tell it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from calendars import Snapshot
from tests.procedure.scene import (
    CENTRE_SUPERVISOR,
    LONG,
    MONDAY,
    NATIONAL,
    NUMBER,
    REGIONS,
    UNITS,
    intake,
    profile,
    seal,
    shipped,
    supervisor,
)
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.enums import ClockName, FactKind, Role
from workflows.procedure.model.facts import Actor, Fact
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.model.tasks import Owner
from workflows.procedure.model.vacancy import Vacancy, VacancyReason
from workflows.procedure.rules import retiming, timed_events
from workflows.procedure.rules.decide import Decided, decide, record_refusal
from workflows.procedure.rules.intake import open_report, reporter_of
from workflows.procedure.rules.refusals import Refusal

DEFAULTS: Mapping[str, dict[str, Any]] = {
    "forward": {"agency": "kemenkes", "class": "complaint", "supervisory": False, "category": "kesehatan"},
    "ask_reporter": {"question": LONG},
    "postpone": {"reason": LONG, "until": "2026-10-12"},
    "merge": {"into": "LPR-2"},
    "archive": {"reason": "out_of_scope", "note": LONG},
    "correct": {"title": "Judul yang benar", "reason": LONG},
    "dispose": {"unit": "layanan"},
    "respond": {"text": LONG, "final": True},
    "decline": {"reason": LONG},
    "recall": {"reason": LONG},
    "return_to_agency": {"reason": LONG},
    "approve": {},
    "revise": {"note": LONG},
    "extend": {"clock": "settlement", "days": 3, "reason": LONG},
    "nudge": {"note": LONG},
    "allow_question": {},
    "reassign": {"to": "umum"},
    "split": {"reason": LONG},
    "open_identity": {"reason": LONG},
    "note": {"text": "Sudah ditelepon."},
    "complete": {"text": LONG},
    "confirm": {"rating": 4},
    "reply": {"text": LONG},
    "dispute": {"reason": LONG},
    "withdraw": {},
    "remark": {"text": LONG},
    "reopen": {"reason": LONG},
    "correct_contact": {"email": "baru@contoh.invalid"},
}
"""Every kind of decision with fields that no rule minds."""

SUPERVISING = frozenset({"nudge", "allow_question", "reassign"})
TASKLESS = frozenset({"withdraw", "remark", "correct_contact", "reopen", "split", "open_identity"})


class Play:
    """One report, driven by decisions; `case` is the Case now, `facts` everything that happened.

    Decisions are made at `now` by whoever's turn it is, with harmless fields, unless said otherwise; the
    field `class` is written `class_` here.
    """

    def __init__(
        self,
        *,
        at: datetime = MONDAY,
        policy: str | Policy = "default",
        number: str = NUMBER,
        class_: str = "complaint",
        anonymous: bool = False,
    ) -> None:
        self.now = at
        self.facts: list[Fact] = []
        self.cases: list[Case] = []
        self.keys = 0
        self.reporter = reporter_of(number)
        rules = shipped(policy) if isinstance(policy, str) else policy
        self.take(open_report(intake(number, at, rules, class_=class_, anonymous=anonymous), at))

    def take(self, transcript: Transcript | Decided) -> None:
        """Takes over what has been added."""
        self.cases += [case for case, _ in transcript.steps]
        self.facts += [fact for _, fact in transcript.steps]
        self.case = transcript.case

    def request(
        self,
        kind: str,
        by: Actor | None = None,
        *,
        task: str | None = "",
        received: datetime | None = None,
        key: str | None = None,
        content: str = "content",
        looked_up: LookedUp | None = None,
        approval: bool = False,
        **fields: Any,
    ) -> DecisionRequest:
        """A decision as the API sends it; the task is the open one, or null where none is needed."""
        plain = {"kind": kind, **DEFAULTS[kind], **{name.rstrip("_"): each for name, each in fields.items()}}
        if task == "":
            task = self.case.task.id if self.case.task and kind not in TASKLESS else None
        self.keys += 1
        return DecisionRequest(
            actor=by or self.actor_for(kind),
            task=task,
            decision=DECISION.validate_python(plain, context={"seal": seal}),
            received_at=received or self.now,
            key=key or f"key-{self.keys}",
            content=content,
            looked_up=looked_up or self._looked_up(plain, approval=approval),
        )

    def do(self, kind: str, by: Actor | None = None, **options: Any) -> Decided:
        """Makes a decision that stands."""
        decided = decide(self.case, self.request(kind, by, **options), self.now)
        self.take(decided)
        return decided

    def refused(self, kind: str, by: Actor | None = None, **options: Any) -> dict[str, Any]:
        """Makes a decision that is refused, and answers how; a refusal adds nothing."""
        before = self.case
        request = self.request(kind, by, **options)
        try:
            decide(before, request, self.now)
        except Refusal as refusal:
            assert self.case is before
            return refusal.wire()
        raise AssertionError(f"{kind} stood in {before.stage.value}")

    def signal(self, kind: str, by: Actor | None = None, **options: Any) -> dict[str, Any] | None:
        """The same by Signal: what is refused becomes a fact. Answers the refusal, if any."""
        request = self.request(kind, by, **options)
        try:
            self.take(decide(self.case, request, self.now))
        except Refusal as refusal:
            self.take(record_refusal(self.case, request, refusal, self.now))
            return refusal.wire()
        return None

    def wait(self, until: datetime) -> "Play":
        """Lets time pass, with a worker up."""
        transcript = Transcript(self.case, until)
        timed_events.write_due_events(transcript, until)
        self.now = until
        self.take(transcript)
        return self

    def sleep(self, **span: float) -> "Play":
        """Lets that much time pass, with a worker up."""
        return self.wait(self.now + timedelta(**span))

    def later(self, until: datetime) -> "Play":
        """Lets time pass, with nobody noticing."""
        self.now = until
        return self

    def change_calendar(self, calendar: Snapshot) -> None:
        """Brings a newer calendar into force."""
        transcript = Transcript(self.case, self.now)
        retiming.change_calendar(transcript, calendar)
        self.take(transcript)

    def apply_event(self, what: Any, *arguments: Any) -> None:
        """Applies an external event."""
        transcript = Transcript(self.case, self.now)
        what(transcript, *arguments)
        self.take(transcript)

    def actor_for(self, kind: str) -> Actor:
        """Somebody whose turn it is."""
        owner = self.case.task.owner if self.case.task else None
        if kind in ("split", "open_identity", "recall"):
            return NATIONAL
        if kind in ("withdraw", "remark", "correct_contact", "reopen") or owner is None:
            return self.reporter
        if kind == "note" and self.case.task:
            return person(self.case.task.served_by, self.reporter)
        if kind in SUPERVISING:
            desk = self.case.task_history.last_desk
            staff = desk.owner if desk else owner
            return supervisor(staff.agency) if staff.agency else CENTRE_SUPERVISOR
        return person(owner, self.reporter)

    def _looked_up(self, plain: dict[str, Any], *, approval: bool) -> LookedUp:
        agency, to = plain.get("agency"), plain.get("unit", plain.get("to"))
        owner = self.case.task.owner if self.case.task and plain["kind"] == "recall" else None
        return LookedUp(
            agency=profile(agency, approval=approval) if agency in REGIONS else None,
            unit=to if to in UNITS else None,
            officer=to if to and to.startswith("acc-") else None,
            target_open=plain.get("into", "").startswith("LPR-"),
            vacancy=nobody(owner) if owner else None,
        )

    def clock(self, name: str) -> Clock:
        """The newest instance of a clock."""
        clock = self.case.clock(ClockName(name))
        assert clock is not None, f"{name} never started"
        return clock

    def kinds(self, since: int = 0) -> list[str]:
        """What happened, from fact number `since` + 1 on."""
        return [fact.kind.value for fact in self.facts[since:]]

    def last(self, kind: str) -> Fact:
        """The last fact of that kind."""
        return next(fact for fact in reversed(self.facts) if fact.kind is FactKind(kind))

    def every(self, kind: str) -> list[Fact]:
        """All facts of that kind."""
        return [fact for fact in self.facts if fact.kind is FactKind(kind)]


def nobody(owner: Owner, reason: VacancyReason = VacancyReason.NOBODY_IN_OFFICE) -> Vacancy:
    """The vacancy of an owner whose office nobody holds."""
    return Vacancy(owner.role, owner.agency, owner.unit, reason)


def person(owner: Owner, reporter: Actor) -> Actor:
    """Somebody whom the task's owner describes."""
    if owner.role is Role.REPORTER:
        return reporter
    return Actor(owner.role, owner.officer or f"acc-{owner.role.value}", owner.agency, owner.unit)


def at_agency(**options: Any) -> Play:
    """A report forwarded to the ministry of health."""
    play = Play(**options)
    play.do("forward")
    return play


def at_unit(**options: Any) -> Play:
    """A report disposed to one of its units."""
    play = at_agency(**options)
    play.do("dispose")
    return play


def answered(**options: Any) -> Play:
    """A report answered by the unit, the reporter to reply."""
    play = at_unit(**options)
    play.do("respond")
    return play
