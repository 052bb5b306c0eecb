"""The README's tour by a client that is generated from the API's document (`tuntas_client`).

`test_generated_client.py` generates the client, checks this script against it with `mypy --strict`, and runs
it with an address and a password. A field that the document lacks, or declares otherwise than it is answered,
fails one of the two."""

import datetime as dt
import sys
import time
import uuid
from dataclasses import dataclass
from typing import TypeVar

from httpx import Timeout
from tuntas_client import AuthenticatedClient, Client
from tuntas_client.api.accesses import list_report_accesses
from tuntas_client.api.audit import export_facts, replay_report
from tuntas_client.api.calendars import count_due_day, list_days
from tuntas_client.api.decisions import decide
from tuntas_client.api.decrees import enact_decree, read_retiming, withdraw_decree
from tuntas_client.api.ledger import read_receipt
from tuntas_client.api.reporters import reply, track_report
from tuntas_client.api.reports import (
    explain_clock,
    list_facts,
    list_reports,
    read_history,
    read_report,
    read_timeline,
    submit_report,
)
from tuntas_client.api.signing_in import sign_in
from tuntas_client.api.tasks import list_tasks
from tuntas_client.models import (
    AccessAct,
    BodySignIn,
    CalendarDays,
    Channel,
    ClockName,
    Confirm,
    DayReason,
    Decided,
    Decree,
    DecreePreview,
    Dispose,
    DueDay,
    EventLog,
    ExplainedClock,
    ExportFactsFormat,
    FactKind,
    Facts,
    Forward,
    History,
    Location,
    NamedDay,
    NewReport,
    OpenedFact,
    Outcome,
    Problem,
    ReadReportSourceType0,
    Receipt,
    ReplayVerdict,
    Report,
    ReportAccesses,
    ReportClass,
    Reporter,
    ReporterReply,
    Reports,
    ReportSource,
    Respond,
    RetimingProgress,
    RetimingProgressState,
    ShownDecree,
    Stage,
    SubmittedReport,
    TaskDecision,
    Tasks,
    Timeline,
    Token,
    TrackedReport,
    Why,
    Withdrawal,
)
from tuntas_client.types import Unset

Kind = TypeVar("Kind")
FORWARD = Forward(
    agency="pemprov-aceh", class_=ReportClass.COMPLAINT, supervisory=False, category="infrastruktur"
)
DECREE = "SKB 12/2026"
TIMEOUT = Timeout(60)
PATIENCE = 60
"""Seconds within which a re-timing has to be over."""


def expect(kind: type[Kind], answer: object) -> Kind:
    """The answer, where it is of that kind."""
    assert isinstance(answer, kind), answer
    return answer


@dataclass
class Tour:
    """The API as somebody uses it who keeps to the document."""

    address: str
    password: str

    def anybody(self) -> Client:
        return Client(self.address, timeout=TIMEOUT, raise_on_unexpected_status=True)

    def staff(self, username: str) -> AuthenticatedClient:
        form = BodySignIn(username=username, password=self.password)
        token = expect(Token, sign_in.sync(client=self.anybody(), body=form))
        assert not token.must_change_password
        return AuthenticatedClient(
            self.address, token.access_token, timeout=TIMEOUT, raise_on_unexpected_status=True
        )

    def submit(self, title: str) -> SubmittedReport:
        new = NewReport(
            title=title,
            text="Sudah dua minggu lampu jalan di depan SD 3 padam.",
            class_=ReportClass.COMPLAINT,
            channel=Channel.WEB,
            anonymous=False,
            confidential=False,
            reporter=Reporter(name="Siti Aminah", email="siti@contoh.invalid"),
            category="infrastruktur",
            location=Location(region="ID-AC", address="Jalan Melati 3"),
        )
        sent = submit_report.sync(client=self.anybody(), body=new, idempotency_key=str(uuid.uuid4()))
        return expect(SubmittedReport, sent)

    def decide(self, who: str, number: str, task: int, decision: Forward | Dispose | Respond) -> object:
        body = TaskDecision(task=f"{number}-{task}", decision=decision)
        return decide.sync(number, client=self.staff(who), body=body)


def comes_in(tour: Tour) -> SubmittedReport:
    """A report comes in, and stands in the centre's worklist."""
    receipt = tour.submit("Lampu jalan padam")
    assert receipt.stage is Stage.CENTRAL_VERIFICATION
    assert receipt.pin.isdecimal()
    assert isinstance(receipt.due_on, dt.date)
    assert receipt.task is not None
    assert receipt.task.id == f"{receipt.tracking_number}-1"
    tasks = expect(Tasks, list_tasks.sync(client=tour.staff("pusat"), limit=200))
    (task,) = [each for each in tasks.items if each.tracking_number == receipt.tracking_number]
    assert (task.title, task.due_on, task.overdue) == ("Lampu jalan padam", receipt.due_on, False)
    assert tasks.counts.open_ >= 1
    return receipt


def is_forwarded(tour: Tour, number: str) -> None:
    """The centre forwards it; whoever clicks later is told who was first."""
    decided = expect(Decided, tour.decide("pusat", number, 1, FORWARD))
    assert decided.stage is Stage.AGENCY_VERIFICATION
    assert decided.agency_name == "Pemerintah Provinsi Aceh"
    running = {clock.name: clock.budget for clock in decided.clocks if clock.stopped_at is None}
    assert running == {ClockName.DISPOSITION: 1, ClockName.RESPONSE: 5, ClockName.SETTLEMENT: 14}
    refused = expect(Problem, tour.decide("pusat", number, 1, FORWARD))
    assert (refused.status, refused.code) == (409, "task_not_open")
    assert refused["decided_by_name"] == "Ratna Kusumawardani"


def is_answered(tour: Tour, number: str, pin: str) -> None:
    """The agency answers, the reporter confirms."""
    disposed = tour.decide("admin.pemprov-aceh", number, 2, Dispose(unit="layanan"))
    assert expect(Decided, disposed).unit_name == "Dinas Pelayanan Terpadu"
    answer = Respond(text="Lampu di depan SD 3 sudah kami ganti hari ini.", final=True)
    responded = tour.decide("penghubung.pemprov-aceh.layanan", number, 3, answer)
    assert expect(Decided, responded).stage is Stage.REPORTER_REPLY
    body = ReporterReply(decision=Confirm(rating=5))
    closed = reply.sync(number, client=tour.anybody(), body=body, report_pin=pin)
    assert expect(TrackedReport, closed).outcome is Outcome.RESOLVED
    tracked = expect(TrackedReport, track_report.sync(number, client=tour.anybody(), report_pin=pin))
    assert tracked.stage is Stage.CLOSED
    assert tracked.timeline[-1].text == "Laporan ditutup: permasalahan diselesaikan."
    (given,) = tracked.answers
    assert given.final
    assert given.text == answer.text


def leaves_a_trail(tour: Tour, number: str) -> None:
    """What is left of it: facts, events, two sources that agree, and who looked."""
    auditor = tour.staff("auditor")
    facts = expect(Facts, list_facts.sync(number, client=auditor))
    kinds = [fact.kind for fact in facts.items]
    assert kinds[:2] == [FactKind.SUBMITTED, FactKind.FORWARDED]
    assert expect(OpenedFact, facts.items[1]).actor_name == "Ratna Kusumawardani"
    assert expect(History, read_history.sync(number, client=auditor)).events
    live = read_report.sync(number, client=auditor, source=ReadReportSourceType0.LIVE)
    recorded = read_report.sync(number, client=auditor, source=ReadReportSourceType0.RECORD)
    assert expect(Report, live).digest == expect(Report, recorded).digest == facts.items[-1].digest
    then = expect(Report, read_report.sync(number, client=auditor, at="3"))
    assert (then.stage, then.facts, then.source) == (Stage.FOLLOW_UP, 3, ReportSource.HISTORY)
    assert isinstance(then.title, Unset) or then.title == "Lampu jalan padam"
    verdict = expect(ReplayVerdict, replay_report.sync(number, client=auditor))
    assert (verdict.verdict, verdict.facts, verdict.first) == ("identical", len(kinds), None)
    timeline = expect(Timeline, read_timeline.sync(number, client=auditor))
    assert timeline.items[0].state.stage is Stage.CENTRAL_VERIFICATION
    listed = expect(Reports, list_reports.sync(client=auditor, stage=[Stage.CLOSED], limit=200))
    assert number in [report.tracking_number for report in listed.items]
    looks = expect(ReportAccesses, list_report_accesses.sync(number, client=auditor))
    assert AccessAct.AUDIT_REPLAY in [look.act for look in looks.items]


def is_taken_home(tour: Tour, number: str) -> None:
    """An auditor takes the facts along, and the proofs of them so far; a bundle would take ten seconds."""
    reason = "Pemeriksaan triwulan"
    exported = export_facts.sync(
        number, client=tour.staff("auditor"), format_=ExportFactsFormat.OCEL, access_reason=reason
    )
    assert expect(EventLog, exported).events
    receipt = expect(Receipt, read_receipt.sync(number, client=tour.staff("auditor")))
    assert len(receipt.facts) + len(receipt.pending) == 6


def is_refused(tour: Tour, number: str) -> None:
    """Every refusal is a problem with a code."""
    by_pin = track_report.sync(number, client=tour.anybody(), report_pin="12345")
    assert expect(Problem, by_pin).code == "wrong_pin"
    elsewhere = read_report.sync(number, client=tour.staff("admin.kemenkes"))
    assert expect(Problem, elsewhere).code == "not_found"
    malformed = expect(Problem, tour.decide("admin.pemprov-aceh", number, 2, Dispose(unit="")))
    assert malformed.code == "malformed"
    assert not isinstance(malformed.errors, Unset)
    assert malformed.errors[0].field == "decision.unit"


def counts_working_days(tour: Tour, number: str) -> None:
    """Working days, and why a clock is due when it is."""
    start, anybody = dt.date(2026, 12, 22), tour.anybody()
    due = expect(DueDay, count_due_day.sync("ID-AC", client=anybody, start=start, days=3))
    assert (due.zone, due.due_on) == ("Asia/Jakarta", dt.date(2026, 12, 29))
    asked = list_days.sync("ID-AC", client=anybody, from_=start, to=dt.date(2026, 12, 24))
    days = expect(CalendarDays, asked).days
    assert [(day.working, day.reason) for day in days] == [
        (True, DayReason.WEEKDAY),
        (True, DayReason.WEEKDAY),
        (False, DayReason.DECREE),
    ]
    explained = explain_clock.sync(number, ClockName.SETTLEMENT, client=tour.staff("auditor"))
    clock = expect(ExplainedClock, explained)
    assert clock.days[0].why is Why.DAY_ZERO
    assert sum(day.counts for day in clock.days) == clock.budget == 14


def is_moved_by_a_decree(tour: Tour) -> None:
    """A decree moves a deadline; withdrawn, it moves it back."""
    number, centre = tour.submit("Puskesmas tutup").tracking_number, tour.staff("pusat")
    expect(Decided, tour.decide("pusat", number, 1, FORWARD))
    before = settlement_day(centre, number)
    decree = Decree(
        number=DECREE,
        title="Cuti bersama tambahan",
        issued_on=dt.date(2026, 1, 5),
        region="ID",
        non_working=[NamedDay(date=before, name="Cuti bersama tambahan")],
    )
    preview = expect(DecreePreview, enact_decree.sync(client=centre, body=decree, preview=True, limit=200))
    (found,) = [each for each in preview.items if each.tracking_number == number]
    (move,) = [each for each in found.moves if each.clock is ClockName.SETTLEMENT]
    assert move.old_due_on == before < move.new_due_on
    await_retiming(centre, expect(ShownDecree, enact_decree.sync(client=centre, body=decree)))
    assert settlement_day(centre, number) == move.new_due_on
    facts = expect(Facts, list_facts.sync(number, client=tour.staff("auditor")))
    (moved,) = [fact for fact in facts.items if fact.kind is FactKind.DEADLINE_MOVED]
    assert moved.data["new_due_on"] == move.new_due_on.isoformat()
    explained = explain_clock.sync(number, ClockName.SETTLEMENT, client=centre)
    (off,) = [day for day in expect(ExplainedClock, explained).days if day.decree == DECREE]
    assert (off.counts, off.why, off.name) == (False, Why.DECREE, "Cuti bersama tambahan")
    withdrawal = Withdrawal(reason="Dicabut dengan SKB 13/2026")
    await_retiming(centre, expect(ShownDecree, withdraw_decree.sync(DECREE, client=centre, body=withdrawal)))
    assert settlement_day(centre, number) == before


def settlement_day(client: AuthenticatedClient, number: str) -> dt.date:
    report = expect(Report, read_report.sync(number, client=client))
    (clock,) = [each for each in report.clocks if each.name is ClockName.SETTLEMENT]
    return clock.due_on


def await_retiming(client: AuthenticatedClient, decree: ShownDecree) -> None:
    """Returns once the decree has been brought to every open report."""
    assert decree.retiming is not None
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        progress = expect(RetimingProgress, read_retiming.sync(decree.retiming.id, client=client))
        if progress.state is RetimingProgressState.FINISHED:
            assert progress.reached == progress.total
            return
        time.sleep(0.1)
    raise TimeoutError


def main(address: str, password: str) -> None:
    tour = Tour(address, password)
    receipt = comes_in(tour)
    is_forwarded(tour, receipt.tracking_number)
    is_answered(tour, receipt.tracking_number, receipt.pin)
    leaves_a_trail(tour, receipt.tracking_number)
    is_taken_home(tour, receipt.tracking_number)
    is_refused(tour, receipt.tracking_number)
    counts_working_days(tour, receipt.tracking_number)
    is_moved_by_a_decree(tour)


if __name__ == "__main__":
    main(*sys.argv[1:])
