"""What the procedure's tests play with: people, places, instants, and a Play that drives one Case."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from calendars import Snapshot, shipped_decrees
from calendars.calendar import calendar_for
from workflows.procedure import alarms, retiming
from workflows.procedure.case import Case, Owner
from workflows.procedure.clocks import Clock
from workflows.procedure.decide import Decided, decide, refuse
from workflows.procedure.decisions import DECISION
from workflows.procedure.facts import Actor, Fact
from workflows.procedure.intake import open_report, reporter_of
from workflows.procedure.ledger import Ledger
from workflows.procedure.policy import Policy, load_policy
from workflows.procedure.refusals import Refusal
from workflows.procedure.requests import DecisionRequest, LookedUp
from workflows.procedure.sealed import Sealed
from workflows.procedure.submission import Intake, Profile, Submission
from workflows.procedure.words import ClockName, FactKind, Role, Stage

NUMBER = "LPR-1"
REGIONS = {"kemenkes": "ID", "pemprov-aceh": "ID-AC", "pemkab-jayapura": "ID-PA"}
UNITS = ("layanan", "umum")
LONG = "Cukup panjang untuk setiap aturan."

NATIONAL = Actor(Role.NATIONAL_ADMIN, "acc-pusat")
CENTRE_SUPERVISOR = Actor(Role.SUPERVISOR, "acc-pimpinan-pusat")
AUDITOR = Actor(Role.AUDITOR, "acc-auditor")


def admin(agency: str = "kemenkes") -> Actor:
    """An agency's admin."""
    return Actor(Role.AGENCY_ADMIN, f"acc-admin-{agency}", agency)


def supervisor(agency: str = "kemenkes") -> Actor:
    """An agency's supervisor."""
    return Actor(Role.SUPERVISOR, f"acc-pimpinan-{agency}", agency)


def liaison(agency: str = "kemenkes", unit: str = "layanan") -> Actor:
    """A unit's liaison officer."""
    return Actor(Role.LIAISON_OFFICER, f"acc-penghubung-{agency}-{unit}", agency, unit)


def wib(text: str) -> datetime:
    """The instant at which it is `text` (`2026-10-05 09:00`) in Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def wit(text: str) -> datetime:
    """The instant at which it is `text` in Jayapura, two hours ahead of Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jayapura")).astimezone(UTC)


MONDAY = wib("2026-10-05 09:00")
"""A Monday morning with eleven weeks without a holiday before it."""


def seal(text: str) -> Sealed:
    """A sealed value as the API makes one, but the same each time."""
    commitment = sha256(b"salt" + text.encode()).hexdigest()
    return Sealed(sealed=text.encode().hex(), key="key-1", commitment=commitment, length=len(text))


@lru_cache
def snapshot(region: str, version: int = 1) -> Snapshot:
    """A region's calendar by the shipped decrees."""
    calendar = calendar_for(region, shipped_decrees(), date(2026, 9, 30))
    return calendar.snapshot(version, date(2024, 1, 1), date(2027, 12, 31))


def changed(of: Snapshot, version: int, off: tuple[str, ...] = (), working: tuple[str, ...] = ()) -> Snapshot:
    """A newer version of a calendar in which those days are `off`, and those `working`."""

    def works(day: date) -> bool:
        written = day.isoformat()
        return written in working or (written not in off and of.is_working_day(day))

    return Snapshot.covering(of.region, of.zone, version, of.first, of.last, works)


def profile(agency: str, *, approval: bool = False) -> Profile:
    """What the API looks up of an agency."""
    region = REGIONS[agency]
    return Profile(agency, region, snapshot(region), approval)


@lru_cache
def policy(name: str = "default") -> Policy:
    """A shipped policy."""
    return load_policy(name)


def intake(number: str, at: datetime, name: str, *, class_: str, anonymous: bool) -> Intake:
    """A report as the API sends it in."""
    form = {
        "title": "Puskesmas tutup pada jam kerja",
        "text": "Puskesmas tutup sejak pukul sepuluh, antrean panjang.",
        "class": class_,
        "channel": "web",
        "anonymous": anonymous,
        "confidential": False,
        "reporter": {"identity": "Siti, siti@example.org", "email": True, "phone": False},
    }
    submission = Submission.model_validate(form, context={"seal": seal})
    return Intake(number, submission, at, "content-0", policy(name), Profile(None, "ID", snapshot("ID")))


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
    "return_to_agency": {"reason": LONG},
    "approve": {},
    "revise": {"note": LONG},
    "extend": {"clock": "settlement", "days": 3, "reason": LONG},
    "nudge": {"note": LONG},
    "allow_question": {},
    "reassign": {"to": "umum"},
    "split": {"reason": LONG},
    "open_identity": {"reason": LONG},
    "complete": {"text": LONG},
    "confirm": {"rating": 4},
    "reply": {"text": LONG},
    "dispute": {"reason": LONG},
    "withdraw": {},
    "remark": {"text": LONG},
    "reopen": {"reason": LONG},
}
"""Every kind of decision with fields that no rule minds."""

SUPERVISING = frozenset({"nudge", "allow_question", "reassign"})
TASKLESS = frozenset({"withdraw", "remark", "reopen", "split", "open_identity"})


class Play:
    """One report, driven by decisions; `case` is the Case now, `facts` everything that happened.

    Decisions are made at `now` by whoever's turn it is, with harmless fields, unless said otherwise; the
    field `class` is written `class_` here.
    """

    def __init__(
        self,
        *,
        at: datetime = MONDAY,
        policy: str = "default",
        number: str = NUMBER,
        class_: str = "complaint",
        anonymous: bool = False,
    ) -> None:
        self.now = at
        self.facts: list[Fact] = []
        self.cases: list[Case] = []
        self.keys = 0
        self.reporter = reporter_of(number)
        self.take(open_report(intake(number, at, policy, class_=class_, anonymous=anonymous), at))

    def take(self, ledger: Ledger | Decided) -> None:
        """Takes over what has been added."""
        self.cases += [case for case, _ in ledger.steps]
        self.facts += [fact for _, fact in ledger.steps]
        self.case = ledger.case

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
            self.take(refuse(self.case, request, refusal, self.now))
            return refusal.wire()
        return None

    def wait(self, until: datetime) -> "Play":
        """Lets time pass, with a worker up."""
        ledger = Ledger(self.case, until)
        alarms.advance(ledger, until)
        self.now = until
        self.take(ledger)
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
        ledger = Ledger(self.case, self.now)
        retiming.change_calendar(ledger, calendar)
        self.take(ledger)

    def hear(self, what: Any, *arguments: Any) -> None:
        """Lets an act of another report happen to this one."""
        ledger = Ledger(self.case, self.now)
        what(ledger, *arguments)
        self.take(ledger)

    def actor_for(self, kind: str) -> Actor:
        """Somebody whose turn it is."""
        owner = self.case.task.owner if self.case.task else None
        if kind in ("split", "open_identity"):
            return NATIONAL
        if kind in ("withdraw", "remark", "reopen") or owner is None:
            return self.reporter
        if kind in SUPERVISING:
            staff = self.case.desk.owner if self.case.desk else owner
            return supervisor(staff.agency) if staff.agency else CENTRE_SUPERVISOR
        return person(owner, self.reporter)

    def _looked_up(self, plain: dict[str, Any], *, approval: bool) -> LookedUp:
        agency, to = plain.get("agency"), plain.get("unit", plain.get("to"))
        return LookedUp(
            agency=profile(agency, approval=approval) if agency in REGIONS else None,
            unit=to if to in UNITS else None,
            officer=to if to and to.startswith("acc-") else None,
            target_open=plain.get("into", "").startswith("LPR-"),
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


def stage(play: Play) -> Stage:
    """Where the report is."""
    return play.case.stage
