"""Figures once more, by whoever reads facts and states day by day, and knows nothing of entries."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.state import describe_state

ONE_DAY = timedelta(days=1)


class Seen(NamedTuple):
    """A measure with what it is broken down by."""

    measure: str
    agency: str | None
    unit: str | None
    report_class: str
    category: str | None


def day_of(case: Case, fact: Fact) -> date:
    """The local day of a fact, in Jakarta."""
    return (fact.at + timedelta(hours=7)).date()


def status_on(day: date, cases: Sequence[Case], facts: Sequence[Fact]) -> Seen | None:
    """In which status the report was at the end of `day`, by its last state then."""
    by_then = [n for n, fact in enumerate(facts) if day_of(cases[n], fact) <= day]
    if not by_then:
        return None
    return seen(
        _status(cases[by_then[-1]], [fact.wire() for fact in facts[: len(by_then)]]), cases[by_then[-1]]
    )


def overdue_on(day: date, cases: Sequence[Case], facts: Sequence[Fact]) -> Seen | None:
    """Set if the report was overdue at the end of `day`: a lapse is among its facts until then, and the
    state shows that clock still running."""
    by_then = [n for n, fact in enumerate(facts) if day_of(cases[n], fact) <= day]
    if not by_then:
        return None
    lapses = [facts[n].data for n in by_then if facts[n].kind.value == "lapsed"]
    lapsed = {(data["clock"], data["instance"]) for data in lapses}
    case = cases[by_then[-1]]
    running = {
        (clock["name"], clock["instance"])
        for clock in describe_state(case)["clocks"]
        if clock["stopped_at"] is None and not clock["paused"]
    }
    return seen("overdue", case) if lapsed & running else None


def seen(measure: str, case: Case, agency: str | None = "?", unit: str | None = "?") -> Seen:
    """The measure at the case's class and category, and at its holder or another one."""
    if agency == "?":
        agency = case.holding.custody[-1].agency
        desk = case.task_history.last_desk
        unit = desk.owner.unit if agency and desk else None
    return Seen(measure, agency, unit, case.subject.report_class.value, case.subject.category)


def _status(case: Case, facts: Sequence[dict[str, Any]]) -> str:
    state, kinds = describe_state(case), [fact["kind"] for fact in facts]
    stage = state["stage"]
    if stage == "closed":
        if state["outcome"] != "archived":
            return str(state["outcome"])
        reopened = len(kinds) - kinds[::-1].index("reopened") if "reopened" in kinds else 0
        reasons = [fact["data"]["reason"] for fact in facts[reopened:] if fact["kind"] == "archived"]
        return f"archived_{reasons[-1]}" if reasons else "archived_with_original"
    forwarded = len(kinds) - kinds[::-1].index("forwarded") if "forwarded" in kinds else 0
    answered = "responded" in kinds[forwarded:] if forwarded else False
    return {
        "central_verification": "postponed" if case.postponed_until else "unverified",
        "agency_verification": "in_process" if answered else "undisposed",
        "follow_up": "in_process" if answered else "unanswered",
        "approval": "in_approval",
        "awaiting_reporter": "awaiting_completion",
        "reporter_reply": "awaiting_reply",
        "merged": "merged",
    }[stage]


def events_by_day(
    cases: Sequence[Case], facts: Sequence[Fact]
) -> dict[date, Counter[tuple[Seen, int | None]]]:
    """What happened on which day, each with its value, from the facts alone."""
    found: dict[date, Counter[tuple[Seen, int | None]]] = {}
    for n, fact in enumerate(facts):
        before = cases[n - 1] if n else None
        for measure, value, where in _events(facts[: n + 1], before, cases[n]):
            agency, unit = where
            of = seen(measure, cases[n], agency, unit)
            found.setdefault(day_of(cases[n], fact), Counter())[of, value] += 1
    return found


def _events(facts: Sequence[Fact], before: Case | None, after: Case) -> list[tuple[str, int | None, Any]]:  # noqa: C901
    fact, data = facts[-1], facts[-1].data
    kind = fact.kind.value
    if before is None:
        return [("received", None, (None, None))]
    made: list[tuple[str, int | None, Any]] = []
    held = before.holding.custody[-1].agency
    desk = before.task_history.last_desk
    there = (held, desk.owner.unit if held and desk else None)
    kinds = [each.kind.value for each in facts[:-1]]
    since = kinds[len(kinds) - kinds[::-1].index("forwarded") :] if "forwarded" in kinds else []
    verifies = kind in ("forwarded", "archived") or (kind == "merged" and "into" in data)
    if verifies and before.stage.value == "central_verification":
        made.append(("verifications", working_days(before, "verification", fact), (None, None)))
    if kind == "forwarded":
        made.append(("forwardings", None, (data["agency"], None)))
        made += [("rulings", None, (data["agency"], None))] * data["ruling"]
        made += [("bounces", None, (data["agency"], None))] * ("declined" in since)
    elif kind == "disposed":
        made.append(("dispositions", working_days(before, "disposition", fact), (held, data["unit"])))
    elif kind == "responded":
        if before.stage.value == "approval":
            assert before.answering.desk
            there = (held, before.answering.desk.owner.unit)
        if "responded" not in since:
            made.append(("first_answers", working_days(before, "response", fact), there))
            late = any(
                each.kind.value == "lapsed"
                and (each.data["clock"], each.data["instance"]) == ("response", _instance(before))
                for each in facts
            )
            made += [] if late else [("first_answers_in_time", None, there)]
        if data["final"] and data["outcome"] == "redirected":
            made.append(("redirections", None, there))
    elif kind == "closed":
        if data["outcome"] in ("resolved", "not_granted", "answered_without_reply"):
            made.append(("finishings", working_days(before, "settlement", fact), there))
        answers = ("resolved", "not_granted", "answered_without_reply", "redirected")
        if before.stage.value == "reporter_reply" and data["outcome"] in answers:
            made.append(("answered_closings", None, there))
    elif kind == "lapsed":
        charged = (data["charged"]["agency"], data["charged"]["unit"] if data["charged"]["agency"] else None)
        made.append(("lapses", None, charged))
        if data["clock"] == "response" and "responded" not in since:
            made.append(("first_answers_overdue", None, charged))
    elif kind == "escalated" and data["clock"] and data["level"] > 1:
        made.append((f"lapses_level_{min(data['level'], 3)}", None, there))
    elif kind == "confirmed":
        made += [("ratings", data["rating"], there)] if data["rating"] else []
    elif kind == "disputed" and not data["merged"]:
        made.append(("disputes", None, there))
    plain = {"archived": "archivings", "declined": "declines", "reporter_asked": "questions"}
    plain |= {"extended": "extensions", "reopened": "reopenings"}
    if kind in plain:
        made.append((plain[kind], None, there))
    if before.stage.value != "closed" == after.stage.value:
        made.append(("closings", None, there))
    if before.stage.value == "awaiting_reporter" and after.stage.value != "awaiting_reporter":
        made.append(("question_days", after.asking.days - before.asking.days, there))
        made.append(("question_working_days", working_days(before, "completion", fact), there))
    return made


def _instance(case: Case) -> int:
    return max(clock.instance for clock in case.clocks if clock.name.value == "response")


def working_days(case: Case, name: str, fact: Fact) -> int | None:
    """The working days from the day after the clock's start to that of `fact`, each by the calendar of who
    held the report at its end, without those across whose midnights the clock stood still."""
    clocks = [clock for clock in case.clocks if clock.name.value == name]
    if not clocks:
        return None
    clock, holding = clocks[-1], case.holding
    first = holding.calendar_at(clock.started_at).local_date(clock.started_at)
    last = holding.calendar_at(fact.at).local_date(fact.at)
    count = 0
    for n in range(1, (last - first).days + 1):
        day = first + n * ONE_DAY
        calendar = holding.calendar_on(day)
        ends = [calendar.end_of(day - ONE_DAY), calendar.end_of(day)]
        stood = any(
            p.since < end and (p.until is None or p.until > end) for p in clock.pauses for end in ends
        )
        count += calendar.is_working_day(day) and not stood
    return count


def require_entries_to_fit(cases: Sequence[Case], facts: Sequence[Fact], entries: Sequence[Any]) -> None:
    """Raises AssertionError where entries say other than this module, on any day: in which one status the
    report was, whether it was overdue, and what happened."""
    days = [day_of(case, fact) for case, fact in zip(cases, facts, strict=True)]
    for n in range(-1, (days[-1] - days[0]).days + 2):
        day = days[0] + n * ONE_DAY
        held = [e for e in entries if e.measure.value in STOCK_CODES and e.day <= day]
        lasting = [_as_seen(e) for e in held if e.until is None or e.until > day]
        naive = (status_on(day, cases, facts), overdue_on(day, cases, facts))
        assert Counter(lasting) == Counter(each for each in naive if each)
    happened: dict[date, Counter[tuple[Seen, int | None]]] = {}
    for e in entries:
        if e.measure.value not in STOCK_CODES:
            assert e.until is None
            happened.setdefault(e.day, Counter())[_as_seen(e), e.value] += 1
    assert happened == events_by_day(cases, facts)


def _as_seen(entry: Any) -> Seen:
    return Seen(entry.measure.value, entry.agency, entry.unit, entry.report_class, entry.category)


STATUS_CODES = frozenset(
    (
        "unverified",
        "postponed",
        "awaiting_completion",
        "undisposed",
        "unanswered",
        "in_approval",
        "in_process",
        "awaiting_reply",
        "merged",
        "resolved",
        "not_granted",
        "answered_without_reply",
        "redirected",
        "not_completed",
        "withdrawn",
        "archived_out_of_scope",
        "archived_in_court",
        "archived_duplicate_of",
        "archived_unclear",
        "archived_abusive",
        "archived_handled_elsewhere",
        "archived_with_original",
    )
)
STOCK_CODES = STATUS_CODES | {"overdue"}
