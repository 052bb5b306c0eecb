"""What figures count: the status a report is in, whether it is overdue, and the events that happen to it."""

from enum import StrEnum


class Measure(StrEnum):
    """What one entry counts.

    First the statuses. A report is in exactly one at the end of each day, so they add up to what was
    received. Beside its status a report may be overdue. Then the events; the comment names what the value of
    one is, where it has any.
    """

    UNVERIFIED = "unverified"
    POSTPONED = "postponed"
    AWAITING_COMPLETION = "awaiting_completion"
    UNDISPOSED = "undisposed"
    UNANSWERED = "unanswered"
    IN_APPROVAL = "in_approval"
    IN_PROCESS = "in_process"
    AWAITING_REPLY = "awaiting_reply"
    MERGED = "merged"
    RESOLVED = "resolved"
    NOT_GRANTED = "not_granted"
    ANSWERED_WITHOUT_REPLY = "answered_without_reply"
    REDIRECTED = "redirected"
    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    ARCHIVED_OUT_OF_SCOPE = "archived_out_of_scope"
    ARCHIVED_IN_COURT = "archived_in_court"
    ARCHIVED_DUPLICATE_OF = "archived_duplicate_of"
    ARCHIVED_UNCLEAR = "archived_unclear"
    ARCHIVED_ABUSIVE = "archived_abusive"
    ARCHIVED_HANDLED_ELSEWHERE = "archived_handled_elsewhere"
    ARCHIVED_WITH_ORIGINAL = "archived_with_original"

    OVERDUE = "overdue"

    RECEIVED = "received"
    VERIFICATIONS = "verifications"  # working days
    FORWARDINGS = "forwardings"
    RULINGS = "rulings"
    BOUNCES = "bounces"
    DISPOSITIONS = "dispositions"  # working days
    FIRST_ANSWERS = "first_answers"  # working days
    FIRST_ANSWERS_IN_TIME = "first_answers_in_time"
    FIRST_ANSWERS_OVERDUE = "first_answers_overdue"
    CLOSINGS = "closings"
    FINISHINGS = "finishings"  # working days
    ANSWERED_CLOSINGS = "answered_closings"
    REDIRECTIONS = "redirections"
    ARCHIVINGS = "archivings"
    QUESTIONS = "questions"
    QUESTION_DAYS = "question_days"  # days that the reporter took
    QUESTION_WORKING_DAYS = "question_working_days"  # working days that the reporter took
    DECLINES = "declines"
    EXTENSIONS = "extensions"
    LAPSES = "lapses"
    LAPSES_LEVEL_2 = "lapses_level_2"
    LAPSES_LEVEL_3 = "lapses_level_3"
    DISPUTES = "disputes"
    REOPENINGS = "reopenings"
    RATINGS = "ratings"  # from 1 to 5


ARCHIVED = (
    Measure.ARCHIVED_OUT_OF_SCOPE,
    Measure.ARCHIVED_IN_COURT,
    Measure.ARCHIVED_DUPLICATE_OF,
    Measure.ARCHIVED_UNCLEAR,
    Measure.ARCHIVED_ABUSIVE,
    Measure.ARCHIVED_HANDLED_ELSEWHERE,
    Measure.ARCHIVED_WITH_ORIGINAL,
)
FINISHED = (Measure.RESOLVED, Measure.NOT_GRANTED, Measure.ANSWERED_WITHOUT_REPLY)
"""Ended with an answer of whoever was competent. A report that was only redirected is none of them."""
OPEN = (
    Measure.UNVERIFIED,
    Measure.POSTPONED,
    Measure.AWAITING_COMPLETION,
    Measure.UNDISPOSED,
    Measure.UNANSWERED,
    Measure.IN_APPROVAL,
    Measure.IN_PROCESS,
    Measure.AWAITING_REPLY,
    Measure.MERGED,
)
"""Not closed."""
STATUSES = (
    *OPEN,
    *FINISHED,
    Measure.REDIRECTED,
    Measure.NOT_COMPLETED,
    Measure.WITHDRAWN,
    *ARCHIVED,
)
"""The parts into which all reports fall at the end of each day."""
STOCKS = (*STATUSES, Measure.OVERDUE)
"""What a report is at the end of each day of a stay."""
EVENTS = tuple(each for each in Measure if each not in STOCKS)
