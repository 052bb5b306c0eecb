"""What may be done only so often: how often it was, and how often it may be. The rules judge by these."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, Stage


class AllowanceName(StrEnum):
    """What is counted."""

    QUESTIONS = "questions"
    """Questions to the reporter, in the report's life."""
    QUESTIONS_IN_STAGE = "questions_in_stage"
    """The same in the present stage."""
    EXTENSIONS = "extensions"
    """Extensions of one start of a clock."""
    DISPUTES = "disputes"
    """Disputes by the reporter: of answers, or of a merge."""
    REMARKS_TODAY = "remarks_today"
    """Remarks by the reporter on the present local day."""
    CONTACT_CORRECTIONS = "contact_corrections"
    """Corrections of their contact by the reporter, in the report's life."""
    REOPENINGS = "reopenings"
    """Reopenings by the reporter."""
    DECLINES = "declines"
    """Declines by agencies; after the last one a forward is a ruling, which can't be declined."""


MOST_CONTACT_CORRECTIONS = 5
"""Each of them has letters sent to addresses that nobody has verified."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What was done `used` times and may be done `most` times; of one `clock`, where that is named."""

    name: AllowanceName
    used: int
    most: int
    clock: ClockName | None = None

    @property
    def left(self) -> int:
        """How many times are left."""
        return max(self.most - self.used, 0)

    @property
    def is_used_up(self) -> bool:
        """Whether it may not be done again."""
        return self.used >= self.most


def count_questions(case: Case) -> tuple[Allowance, Allowance]:
    """Questions to the reporter: at all, and in this stage. Granted ones count in both."""
    limits, asked, granted = case.policy.limits, case.asking.stages, case.asking.allowed
    return (
        Allowance(AllowanceName.QUESTIONS, len(asked), limits.questions + granted),
        Allowance(
            AllowanceName.QUESTIONS_IN_STAGE, asked.count(case.stage), limits.questions_per_stage + granted
        ),
    )


def count_extensions(clock: Clock) -> Allowance:
    """Extensions of this instance of a clock: one."""
    return Allowance(AllowanceName.EXTENSIONS, int(clock.extension > 0), 1, clock.name)


def count_disputes(case: Case) -> Allowance:
    """Disputes: of answers as the policy says; of a merge, one."""
    if case.stage is Stage.MERGED:
        return Allowance(AllowanceName.DISPUTES, int(case.merging.disputed), 1)
    return Allowance(AllowanceName.DISPUTES, case.answering.disputes, case.policy.limits.disputes)


def count_remarks(case: Case, at: datetime) -> Allowance:
    """Remarks on the local day of `at`, by the holder's calendar."""
    used = case.remarked_on.count(case.holding.calendar.local_date(at))
    return Allowance(AllowanceName.REMARKS_TODAY, used, case.policy.limits.remarks_per_day)


def count_reopenings(case: Case) -> Allowance:
    """Reopenings in the report's life."""
    return Allowance(AllowanceName.REOPENINGS, case.closing.reopenings, case.policy.limits.reopenings)


def count_declines(case: Case) -> Allowance:
    """Declines in the report's life."""
    return Allowance(AllowanceName.DECLINES, case.declines.count, case.policy.limits.declines)


def count_contact_corrections(case: Case) -> Allowance:
    """Corrections of the contact; of every report, whatever its policy."""
    return Allowance(AllowanceName.CONTACT_CORRECTIONS, case.contact_corrections, MOST_CONTACT_CORRECTIONS)
