"""What is due to happen to a report by itself, by its state and its policy: noted when it is left."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.upgrade.people import Json, Report
from tests.upgrade.policies import IN_DAYS, IN_SECONDS

CLOSES = {"completion", "reply"}
"""The clocks that close the report."""


async def foresee(report: Report, facts: list[Json]) -> list[Json]:
    """What happens if nobody decides anything: `{kind, clock, instance, level, at}`, in order of `at`.

    Reminders are foreseen of clocks in seconds only: in days they depend on the hours of a policy.
    """
    state = report.state
    running = [clock for clock in state["clocks"] if not clock["stopped_at"] and not clock["paused"]]
    found = [each for clock in running for each in await _of_clock(report, clock)]
    if state["postponed_until"]:
        found.append(_entry("resumed", {}, None, state["postponed_until"]))
    known = [told(fact) for fact in facts]
    return sorted((each for each in found if each not in known), key=lambda each: str(each["at"]))


def told(fact: Json) -> Json:
    """A fact, as `foresee` names what is due."""
    data = fact["data"]
    of_clock = data.get("cause", {}) if fact["kind"] == "closed" else data
    return _entry(fact["kind"], of_clock, data.get("level"), fact["at"])


async def _of_clock(report: Report, clock: Json) -> list[Json]:
    of_clock = {"clock": clock["name"], "instance": clock["instance"]}
    found = []
    if clock["unit"] == "seconds" and clock["name"] != "reopening":
        found.append(_entry("reminded", of_clock, None, await _rung_at(report, clock, 0)))
    if clock["name"] in CLOSES:
        found.append(_entry("closed", of_clock, None, clock["due_at"]))
    elif clock["name"] != "reopening":
        found.append(_entry("lapsed", of_clock, None, clock["due_at"]))
        rungs = [(level, await _rung_at(report, clock, level)) for level in (1, 2, 3)]
        found += [_entry("escalated", of_clock, level, at) for level, at in rungs]
    return found


async def _rung_at(report: Report, clock: Json, level: int) -> str:
    due_at = datetime.fromisoformat(clock["due_at"])
    if clock["unit"] == "seconds":
        return _written(due_at + timedelta(seconds=IN_SECONDS[level]))
    if not IN_DAYS[level]:
        return str(clock["due_at"])
    path = f"/v1/calendars/{report.state['calendar']['region']}/due"
    params = {"start": clock["due_on"], "days": IN_DAYS[level]}
    due = await report.people.get("auditor", path, **params)
    # No zone of the country has summer time.
    later = date.fromisoformat(due["due_on"]) - date.fromisoformat(clock["due_on"])
    return _written(due_at + later)


def _entry(kind: str, of_clock: Mapping[str, Any], level: int | None, at: str) -> Json:
    clock, instance = of_clock.get("clock"), of_clock.get("instance")
    return {"kind": kind, "clock": clock, "instance": instance, "level": level, "at": at}


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
