"""What is printed: how the reports stand while clocks run, each one's timeline, and the figures."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from runtime.demo.office import Figures, Json, Refused, Report
from workflows.procedure.model import instants
from workflows.procedure.outputs.names import STAGES_IN_ENGLISH as STAGES

EVENTS = {
    "submitted": "submitted",
    "forwarded": "forwarded",
    "declined": "declined: not competent",
    "disposed": "disposed",
    "responded": "answered",
    "reporter_asked": "reporter asked",
    "confirmed": "confirmed by the reporter",
    "reminded": "reminded",
    "lapsed": "lapsed",
    "escalated": "escalated",
    "closed": "closed",
}
NOBODYS = {"reporter": "the reporter", "system": "the clocks"}
LEVEL_STYLES = ("", "yellow", "dark_orange", "bold red")


def standing_table(reports: Sequence[Report]) -> Table:
    """How they stand now, and how long until the next clock runs out."""
    table = Table("Report", "Number", "Stage", "Next due", "Level", "Now", title="Four reports at once")
    for report in sorted(reports, key=lambda each: each.title):
        state = report.state
        level = state["escalation_level"]
        table.add_row(
            report.title,
            report.number,
            STAGES.get(state["stage"], state["stage"]),
            _remaining(state),
            Text(str(level or ""), LEVEL_STYLES[min(level, 3)]),
            report.doing,
        )
    return table


def _remaining(state: Json) -> str:
    running = [each for each in state["clocks"] if each["stopped_at"] is None and not each["paused"]]
    if not running:
        return ""
    clock = min(running, key=lambda each: (bool(each["lapsed"]), str(each["due_at"])))
    if clock["lapsed"]:
        return f"{clock['name']} has run out"
    seconds = (instants.parse_instant(clock["due_at"]) - datetime.now(UTC)).total_seconds()
    return f"{clock['name']} {max(seconds, 0.0):4.1f} s"


def facts_table(report: Report, facts: Sequence[Json]) -> Table:
    """Its facts in order, with the refusals, which are none, where they were met."""
    title = f"{report.title}  ·  {report.number}"
    shown = Table("#", "When it counts (UTC)", "", "What", "Who", "Details", "Level", title=title)
    shown.title_justify, shown.title_style, shown.expand = "left", "bold", True
    begun = instants.parse_instant(facts[0]["at"])
    for fact in facts:
        at = instants.parse_instant(fact["at"])
        level = fact["data"].get("level")
        shown.add_row(
            str(fact["number"]),
            f"{at:%H:%M:%S.%f}",
            f"+{(at - begun).total_seconds():.1f} s",
            EVENTS.get(fact["kind"], fact["kind"]),
            fact["actor_name"] or NOBODYS[fact["actor"]["role"]],
            describe_fact(fact),
            Text(str(level or ""), LEVEL_STYLES[level or 0]),
        )
        for refused in report.refused:
            if refused.after == fact["number"]:
                shown.add_row(*_refusal(refused), style="italic red")
    return shown


def _refusal(refused: Refused) -> Iterable[str]:
    told = f"{refused.kind} refused: {refused.status} {refused.code}. {refused.detail}"
    return "–", "", "", "refused", refused.who, told, ""


def describe_fact(fact: Json) -> str:
    """The fact in a few plain words, with what was written in it."""
    words = DETAILS.get(fact["kind"])
    return words(fact["data"]) if words else ""


def _forwarded(data: Json) -> str:
    ruling = "; a ruling, which can't be declined" if data["ruling"] else ""
    return f"to {data['agency']}, as {data['class']}, {data['category']}{ruling}"


def _escalated(data: Json) -> str:
    told = ", ".join(data["told"]).replace("_", " ")
    referral = "; the reporter is offered the Ombudsman" if "reporter" in data["told"] else ""
    return f"{data['clock']} clock, level {data['level']}; told: {told}{referral}"


def _closed(data: Json) -> str:
    cause = data["cause"]
    why = f"the {cause['clock']} clock ran out" if cause["kind"] == "time_out" else f"by {cause['kind']}"
    return f"{data['outcome']}: {why}"


DETAILS: dict[str, Callable[[Json], str]] = {
    "submitted": lambda data: f"“{data['title']}”",
    "forwarded": _forwarded,
    "declined": lambda data: f"{data['agency']}: “{data['reason']}”",
    "disposed": lambda data: f"to the unit {data['unit']}",
    "responded": lambda data: f"“{data['text']}”",
    "reporter_asked": lambda data: f"“{data['question']}”",
    "confirmed": lambda data: f"{data['rating']} of 5. “{data['comment']}”",
    "reminded": lambda data: f"{data['clock']} clock is about to run out; told: {', '.join(data['told'])}",
    "lapsed": lambda data: f"{data['clock']} clock ran out; charged to {_charged(data['charged'])}",
    "escalated": _escalated,
    "closed": _closed,
}


def _charged(holder: Json) -> str:
    return " ".join(filter(None, (holder["agency"] or "the centre", holder["unit"])))


def summary_table(figures: Sequence[Figures]) -> Table:
    """How each ended, and what there is to count."""
    shown = Table(title="Summary")
    shown.title_justify, shown.title_style = "left", "bold"
    for heading in ("Report", "Number", "Outcome"):
        shown.add_column(heading)
    for heading in ("Highest level", "Facts", "Chained", "Events in history", "Letters sent"):
        shown.add_column(heading, justify="right")
    for each in figures:
        state = each.report.state
        counted: tuple[Any, ...] = (
            state["highest_level"],
            state["facts"],
            "ok" if each.chained else "BROKEN",
            each.events,
            each.letters,
        )
        shown.add_row(each.report.title, each.report.number, state["outcome"], *map(str, counted))
    return shown
