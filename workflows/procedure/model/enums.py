"""The codes of the procedure: stages, roles, clocks, kinds of facts. Their Indonesian names are in
comments."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a report is; it is always in exactly one stage."""

    CENTRAL_VERIFICATION = "central_verification"  # verifikasi pusat
    AGENCY_VERIFICATION = "agency_verification"  # verifikasi instansi
    FOLLOW_UP = "follow_up"  # tindak lanjut
    APPROVAL = "approval"  # persetujuan pimpinan
    AWAITING_REPORTER = "awaiting_reporter"  # menunggu kelengkapan dari pelapor
    REPORTER_REPLY = "reporter_reply"  # menunggu tanggapan pelapor
    MERGED = "merged"  # digabung
    CLOSED = "closed"  # selesai


class Role(StrEnum):
    """In what capacity somebody acts."""

    NATIONAL_ADMIN = "national_admin"  # admin nasional
    AGENCY_ADMIN = "agency_admin"  # admin instansi
    LIAISON_OFFICER = "liaison_officer"  # pejabat penghubung
    SUPERVISOR = "supervisor"  # pimpinan; of the centre when no agency is named
    AUDITOR = "auditor"  # pengawas
    OPERATOR = "operator"  # operator: runs the installation, reads no report
    REPORTER = "reporter"  # pelapor
    SYSTEM = "system"  # the clocks, and reports acting on one another


class ReportClass(StrEnum):
    """Klasifikasi; with `supervisory` it picks the settlement budget."""

    COMPLAINT = "complaint"  # pengaduan
    ASPIRATION = "aspiration"  # aspirasi
    INFORMATION = "information"  # permintaan informasi


class Channel(StrEnum):
    """How a report came in."""

    WEB = "web"
    APP = "app"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    X = "x"
    WALK_IN = "walk_in"
    API = "api"


class LetterLanguage(StrEnum):
    """In which language a reporter gets letters."""

    INDONESIAN = "id"
    ENGLISH = "en"


class ClockName(StrEnum):
    """What is being timed."""

    VERIFICATION = "verification"
    DISPOSITION = "disposition"
    RESPONSE = "response"
    SETTLEMENT = "settlement"
    COMPLETION = "completion"
    REPLY = "reply"
    REOPENING = "reopening"


class Unit(StrEnum):
    """What a clock's budget counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    SECONDS = "seconds"


class AnswerOutcome(StrEnum):
    """What a final answer says it achieved."""

    RESOLVED = "resolved"
    REDIRECTED = "redirected"
    NOT_GRANTED = "not_granted"


class Outcome(StrEnum):
    """How a report ended."""

    RESOLVED = "resolved"
    REDIRECTED = "redirected"
    NOT_GRANTED = "not_granted"
    ANSWERED_WITHOUT_REPLY = "answered_without_reply"
    NOT_COMPLETED = "not_completed"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class ArchiveReason(StrEnum):
    """Why a report is put aside without an answer."""

    OUT_OF_SCOPE = "out_of_scope"
    IN_COURT = "in_court"
    DUPLICATE_OF = "duplicate_of"
    UNCLEAR = "unclear"
    ABUSIVE = "abusive"
    HANDLED_ELSEWHERE = "handled_elsewhere"


class FactKind(StrEnum):
    """What can happen to a report, in the past tense."""

    SUBMITTED = "submitted"
    FORWARDED = "forwarded"
    CORRECTED = "corrected"
    POSTPONED = "postponed"
    RESUMED = "resumed"
    MERGED = "merged"
    MERGE_REFUSED = "merge_refused"
    SPLIT = "split"
    ARCHIVED = "archived"
    DISPOSED = "disposed"
    DECLINED = "declined"
    RECALLED = "recalled"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    DRAFTED = "drafted"
    APPROVED = "approved"
    REVISED = "revised"
    RESPONDED = "responded"
    REPORTER_ASKED = "reporter_asked"
    COMPLETED_BY_REPORTER = "completed_by_reporter"
    CONFIRMED = "confirmed"
    REPLIED = "replied"
    DISPUTED = "disputed"
    REMARKED = "remarked"
    CONTACT_CORRECTED = "contact_corrected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    REASSIGNED = "reassigned"
    NUDGED = "nudged"
    EXTENDED = "extended"
    QUESTION_ALLOWED = "question_allowed"
    REMINDED = "reminded"
    LAPSED = "lapsed"
    ESCALATED = "escalated"
    DEADLINE_MOVED = "deadline_moved"
    CALENDAR_CHANGED = "calendar_changed"
    POLICY_CHANGED = "policy_changed"
    IDENTITY_OPENED = "identity_opened"
    NOTED = "noted"
    VACANCY_FOUND = "vacancy_found"
    DECISION_REFUSED = "decision_refused"
    CLOSED = "closed"


STAFF_STAGES = frozenset(
    {Stage.CENTRAL_VERIFICATION, Stage.AGENCY_VERIFICATION, Stage.FOLLOW_UP, Stage.APPROVAL}
)
"""The stages in which the open task belongs to staff."""

REPORTER_STAGES = frozenset({Stage.AWAITING_REPORTER, Stage.REPORTER_REPLY})
"""The stages in which the open task belongs to the reporter."""
