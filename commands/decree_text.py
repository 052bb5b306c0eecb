"""Decrees, re-timings and what would move, as lines for people; each from what machines are told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commands.terminal import columns
from fields.plurals import plural

Wire = Mapping[str, Any]


def decree_lines(decrees: Sequence[Wire]) -> list[str]:
    """A line each."""
    return columns(
        [
            (
                each["issued_on"],
                each["agency"] or each["region"],
                _standing(each),
                each["number"],
                each["title"],
            )
            for each in decrees
        ]
    )


def describe_decree(decree: Wire) -> Iterator[str]:
    """All of a decree. Rows of days are in Indonesian, like the names of the days."""
    yield f"{decree['number']}: {decree['title']}"
    where = f"{decree['agency']} in {decree['region']}" if decree["agency"] else decree["region"]
    yield f"for {where}, issued on {decree['issued_on']}, entered at {decree['entered_at']}"
    when = f" at {decree['withdrawn_at']}: {decree['withdrawn_for']}" if decree["withdrawn_at"] else ""
    yield f"{_standing(decree)}{when}"
    if decree["supersedes"]:
        yield f"supersedes {decree['supersedes']}"
    if decree["settles"]:
        yield f"lists all national days of {decree['settles']}"
    if week := decree["six_day_week"]:
        yield f"Saturdays are working days from {week['since']} {_until(week['until'])}"
    for field, kind in (("non_working", "libur"), ("working", "hari kerja")):
        yield from (f"  {day['date']}  {kind}  {day['name']}" for day in decree[field])
    if decree["retiming"]:
        yield describe_retiming(decree["retiming"])


def describe_outcome(decree: Wire) -> Iterator[str]:
    """What came of entering or withdrawing it."""
    yield f"{decree['number']}: {_standing(decree)}"
    yield describe_retiming(decree["retiming"]) if decree["retiming"] else "no calendar changes by it"


def describe_retiming(wire: Wire) -> str:
    """How far a re-timing has come."""
    by = f"{wire['decree']} {wire['act']}" if wire["decree"] else wire["act"]
    reached = f"{wire['reached']} of {plural(wire['total'], 'report')} reached, {wire['moved']} moved"
    reached += f", {wire['failing']} can't be reached for now" if wire["failing"] else ""
    how_far = "waiting" if wire["state"] == "waiting" else f"{wire['state']}, {reached}"
    return f"re-timing {wire['id']} ({by}, {plural(len(wire['versions']), 'calendar')}): {how_far}"


def describe_impact(preview: Wire, items: Sequence[Wire]) -> Iterator[str]:
    """The totals per agency, and the first reports with old and new days."""
    totals = preview["totals"]
    yield (
        f"{plural(len(preview['calendars']), 'calendar')} would change; "
        f"{plural(totals['clocks'], 'clock')} of {plural(totals['reports'], 'open report')} would move"
    )
    yield from columns(
        [
            (
                "",
                _holder(each["agency"]),
                plural(each["reports"], "report"),
                plural(each["clocks"], "clock"),
            )
            for each in totals["agencies"]
        ]
    )
    yield from columns([row for each in items for row in _moves(each)])
    if totals["reports"] > len(items):
        yield f"… and {plural(totals['reports'] - len(items), 'more report')}; --json has all"


def _moves(report: Wire) -> Iterator[tuple[str, ...]]:
    for move in report["moves"]:
        days = f"{move['old_due_on']} → {move['new_due_on']}"
        yield report["tracking_number"], _holder(report["agency"]), move["clock"], days


def _standing(decree: Wire) -> str:
    if decree["withdrawn_at"]:
        return "withdrawn"
    return "in force" if decree["stands"] else f"superseded by {decree['superseded_by']}"


def _holder(code: str | None) -> str:
    return code or "the centre"


def _until(day: str | None) -> str:
    return f"to {day}" if day else "on"
