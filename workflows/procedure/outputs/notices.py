"""Notices: who is told of each fact, and when. Their texts are in `texts`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from calendars import Snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import ClockName, FactKind, Role, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.policy import Policy, Told
from workflows.procedure.model.tasks import CENTRE, REPORTER, Owner, supervisor_of

RUNGS = frozenset({FactKind.REMINDED, FactKind.ESCALATED})

GATHERED = RUNGS | {FactKind.VACANCY_FOUND, FactKind.TRANSFERRED}
"""The kinds whose facts many reports have at the same instant; their notices are sent as one letter."""

TO_REPORTER = frozenset(
    {
        FactKind.SUBMITTED,
        FactKind.FORWARDED,
        FactKind.REPORTER_ASKED,
        FactKind.RESPONDED,
        FactKind.EXTENDED,
        FactKind.DEADLINE_MOVED,
        FactKind.MERGED,
        FactKind.SPLIT,
        FactKind.TRANSFERRED,
        FactKind.CONTACT_CORRECTED,
        FactKind.REOPENED,
        FactKind.CLOSED,
    }
)
"""The kinds of which the reporter is told, beside the rungs that name the reporter."""

TO_FORMER_CONTACT = "contact_replaced"
"""What tells the contact before a correction of it. Its address is looked up as of just before that fact."""

TO_OWNER = frozenset({FactKind.NUDGED, FactKind.REMARKED, FactKind.QUESTION_ALLOWED, FactKind.EXTENDED})
"""The kinds of which the owner is told, beside each new task."""


def list_notices(case: Case, fact: Fact) -> Iterator[dict[str, Any]]:
    """The notices of `fact`, given the Case just after it, in the form the record takes."""
    if fact.kind in RUNGS:
        yield from _of_rung(case, fact)
        return
    if fact.kind in TO_REPORTER and "follower" not in fact.data and not _is_internal(case, fact):
        # A decree may move several clocks of a report: its reporter gets one letter.
        moved = fact.kind is FactKind.DEADLINE_MOVED
        batch = f"{case.tracking_number}:{instants.format_instant(fact.at)}" if moved else None
        yield _notice(case, fact, fact.kind.value, [REPORTER], batch)
    if fact.kind is FactKind.CONTACT_CORRECTED:
        yield _notice(case, fact, TO_FORMER_CONTACT, [REPORTER])
    if case.task and case.task.fact == fact.number and case.task.owner.role is not Role.REPORTER:
        # An act brings its successor all reports of an agency: the staff get one letter.
        act = f"transferred:{fact.data['act']}" if fact.kind is FactKind.TRANSFERRED else None
        yield _notice(case, fact, "task_opened", [case.task.owner], act)
    elif fact.kind in TO_OWNER and case.task and case.task.owner.role is not Role.REPORTER:
        yield _notice(case, fact, fact.kind.value, [case.task.owner])
    if fact.kind is FactKind.VACANCY_FOUND and "task" in fact.data:
        yield _of_vacancy(case, fact)
    if fact.kind is FactKind.REOPENED and fact.data["was"] == "archived":
        yield _notice(case, fact, "archived_reopened", [supervisor_of(None)])
    if fact.kind is FactKind.DISPUTED and fact.data["merged"]:
        yield _notice(case, fact, "split_asked_for", [CENTRE])


def _is_internal(case: Case, fact: Fact) -> bool:
    """Whether the reporter need not know: units changed within the agency, or the report is closed."""
    if fact.kind is not FactKind.TRANSFERRED:
        return False
    return fact.data["agency"] == fact.data["was_agency"] or case.stage is Stage.CLOSED


def _of_rung(case: Case, fact: Fact) -> Iterator[dict[str, Any]]:
    """Staff are told with the next rung's people as fallback; the reporter in a notice of their own."""
    told = find_audience(case, fact.data["told"])
    template = "reminded" if fact.kind is FactKind.REMINDED else f"escalated_{fact.data['level']}"
    staff = [owner for owner in told if owner.role is not Role.REPORTER]
    batch = instants.format_instant(fact.at)
    if staff:
        yield _notice(case, fact, template, staff, batch, _fallback(case, fact))
    if REPORTER in told:
        name = "reporter_reminded" if fact.kind is FactKind.REMINDED else "referral_offered"
        yield _notice(case, fact, name, [REPORTER])


def _of_vacancy(case: Case, fact: Fact) -> dict[str, Any]:
    """The supervisor is told, and the centre, which alone may recall. What was found together leaves as one
    letter."""
    agency = fact.data["agency"]
    told = [supervisor_of(agency), *([CENTRE] if agency is not None else [])]
    return _notice(case, fact, "vacancy_found", told, f"vacancy:{fact.data['found_at']}")


def _fallback(case: Case, fact: Fact) -> list[Owner]:
    level = 0 if fact.kind is FactKind.REMINDED else int(fact.data["level"])
    later = [rung for rung in case.policy.ladder if rung.level > level]
    return (
        [owner for owner in find_audience(case, later[0].told) if owner.role is not Role.REPORTER]
        if later
        else []
    )


def find_audience(case: Case, told: tuple[Told, ...] | list[Told]) -> list[Owner]:
    """Whom a rung tells, by who holds the report now; each once."""
    holder = case.holding.custody[-1].agency
    desk = case.task_history.last_desk
    owner = case.task.owner if case.task else (desk.owner if desk else CENTRE)
    by_word: dict[Told, Owner] = {
        "owner": owner,
        "supervisor": supervisor_of(holder),
        "national_admin": CENTRE,
        "reporter": REPORTER,
    }
    return list(dict.fromkeys(by_word[word] for word in told))


def _notice(
    case: Case,
    fact: Fact,
    template: str,
    audience: list[Owner],
    batch: str | None = None,
    fallback: list[Owner] | None = None,
) -> dict[str, Any]:
    # Reports that are due at one instant wake up over a while; their rungs leave as one message after it.
    begun = instants.parse_instant(fact.data["found_at"]) if "found_at" in fact.data else fact.at
    at = begun + timedelta(seconds=case.policy.wake_up_spread if batch and fact.kind in GATHERED else 0)
    staff = audience[0].role is not Role.REPORTER
    send_at = find_working_time(at, case.policy, case.holding.calendar) if staff else at
    return {
        "fact": fact.number,
        "template": template,
        "audience": [_wire(owner) for owner in audience],
        "fallback": [_wire(owner) for owner in fallback or []],
        "send_at": instants.format_instant(send_at),
        "batch": batch,
        "data": _plain(case, fact),
    }


def _wire(owner: Owner) -> dict[str, Any]:
    return {
        "role": owner.role.value,
        "agency": owner.agency,
        "unit": owner.unit,
        "officer": owner.officer,
    }


def _plain(case: Case, fact: Fact) -> dict[str, Any]:
    """The data for the text: codes and dates, nothing personal."""
    clock = case.clock(ClockName(fact.data["clock"])) if fact.data.get("clock") else None
    is_at_centre = fact.kind is FactKind.TRANSFERRED and fact.data["agency"] is None
    named = (
        "clock", "instance", "level", "cause", "decrees", "old_due_on", "new_due_on", "outcome", "final",
        "days", "because",
    )  # fmt: skip
    return {
        "stage": case.stage.value,
        "agency": None if is_at_centre else case.assignment.agency,
        "unit": None if is_at_centre else case.assignment.unit,
        "due_on": clock.due_on.isoformat() if clock else _next_due_on(case),
        "at": instants.format_instant(fact.at),
        **{name: fact.data[name] for name in named if name in fact.data},
    }


def _next_due_on(case: Case) -> str | None:
    running = [clock.due_on for clock in case.clocks if clock.running]
    return min(running).isoformat() if running else None


def find_working_time(at: datetime, policy: Policy, calendar: Snapshot) -> datetime:
    """`at`, or the next opening of working hours after it."""
    if policy.working_hours is None:
        return at
    opens, closes = policy.working_hours
    day = calendar.local_date(at)
    if calendar.is_working_day(day):
        if at < calendar.at(day, opens):
            return calendar.at(day, opens)
        if at < calendar.at(day, closes):
            return at
    return calendar.at(calendar.next_working_day(day), opens)
