"""When something is due, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.schemas.common import Clock
from api.schemas.reports import ListedReport
from api.schemas.tasks import ListedTask
from api.services import Services
from calendars import Snapshot
from texts.formats import InBoth, both
from texts.remaining import describe_remaining
from workflows.procedure.model.enums import ClockName
from workflows.procedure.time.clocks import STAFF_CLOCKS


@dataclass(frozen=True, slots=True)
class ShownDue:
    """A clock by its name, its due day, and what is said of it. `tone`: running, soon, late, paused or
    stopped."""

    clock: ClockName
    day: date
    tone: str
    text: InBoth


def calendar_of(services: Services, agency: str | None) -> Snapshot:
    """The calendar of whoever holds a report: an agency, or the centre."""
    profile = services.directory.profile(agency) if agency else None
    return (profile or services.directory.centre()).calendar


def due_of_task(services: Services, item: ListedTask) -> ShownDue | None:
    """When the task is due; null where nothing is."""
    if item["due_at"] is None or item["due_on"] is None or item["due_clock"] is None:
        return None
    return _running(services, item["agency"], item["due_clock"], item["due_at"], item["due_on"])


def due_of_report(services: Services, item: ListedReport) -> ShownDue | None:
    """The next due instant of the report, else that of a clock of its reporter; null where no clock runs, as
    on the report's own page."""
    for clock in reversed(item["clocks"]):
        if clock["due_at"] == item["next_due_at"]:
            return _running(services, item["agency"], clock["name"], clock["due_at"], clock["due_on"])
    reporters = [each for each in item["clocks"] if each["name"] not in STAFF_CLOCKS and not _is_over(each)]
    if not reporters:
        return None
    first = min(reporters, key=lambda each: each["due_at"])
    return _running(services, item["agency"], first["name"], first["due_at"], first["due_on"])


def _is_over(clock: Clock) -> bool:
    """Whether the clock has stopped. The window for reopening closes without a fact: with its last instant
    the report is finished."""
    is_past = datetime.fromisoformat(clock["due_at"]) <= datetime.now(UTC)
    return clock["stopped_at"] is not None or (clock["name"] == ClockName.REOPENING and is_past)


def _running(services: Services, agency: str | None, clock: ClockName, due_at: str, due_on: str) -> ShownDue:
    day = date.fromisoformat(due_on)
    left = describe_remaining(
        datetime.fromisoformat(due_at), day, datetime.now(UTC), calendar_of(services, agency)
    )
    return ShownDue(clock, day, left.tone, left.text)


def dues_of_clocks(services: Services, agency: str | None, clocks: Sequence[Clock]) -> list[ShownDue]:
    """All clocks of a report: those that run first, then those that stand still, then those that stopped."""
    shown = [_due_of_clock(services, agency, clock) for clock in clocks]
    order = ("late", "soon", "running", "paused", "stopped")
    return sorted(shown, key=lambda each: (order.index(each.tone), each.day))


def _due_of_clock(services: Services, agency: str | None, clock: Clock) -> ShownDue:
    day = date.fromisoformat(clock["due_on"])
    if _is_over(clock):
        text = both("Selesai, terlambat", "Done, late") if clock["lapsed"] else both("Selesai", "Done")
        return ShownDue(clock["name"], day, "stopped", text)
    if clock["paused"] and not clock["lapsed"]:
        return ShownDue(clock["name"], day, "paused", both("Sedang berhenti", "Standing still"))
    return _running(services, agency, clock["name"], clock["due_at"], clock["due_on"])
