"""The policies under which reports are begun. Spelt out in full: another release reads them, too."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CATEGORIES = ("kesehatan", "infrastruktur", "lainnya")
LADDER = {0: ["owner"], 1: ["owner", "supervisor"], 2: ["national_admin", "supervisor"]}
LADDER[3] = [*LADDER[2], "reporter"]
LIMITS = {
    "declines": 2,
    "questions": 2,
    "questions_per_stage": 1,
    "disputes": 2,
    "approval_from_dispute": 2,
    "reopenings": 1,
    "remarks_per_day": 3,
    "extension": 7,
    "postponement": 30,
}
DAYS = {
    "verification": 3,
    "disposition": 1,
    "response": 5,
    "settlement": 14,
    "completion": 30,
    "reply": 10,
    "reopening": 10,
}
LONG = dict.fromkeys(DAYS, 5000)
"""Some twenty years: nothing lapses, whenever the test runs."""
SHORT = dict.fromkeys(DAYS, 120) | {"verification": 4}
"""Seconds: everything lapses between the end of the old release and the start of the new one."""
IN_DAYS = {0: -1, 1: 0, 2: 3, 3: 5}
IN_SECONDS = {0: -2, 1: 0, 2: 2, 3: 150}
"""By level, how far a rung is from the due instant."""


def write(folder: Path) -> Mapping[str, str]:
    """Writes the policies as files; returns `TUNTAS_POLICY` for each. `default` is the shipped one."""
    written = {
        "days": _policy("days", "working_days", DAYS, IN_DAYS),
        "long": _policy("long", "working_days", LONG, IN_DAYS),
        "short": _policy("short", "seconds", SHORT, IN_SECONDS),
    }
    for name, policy in written.items():
        (folder / f"{name}.json").write_text(json.dumps(policy))
    return {"default": "default"} | {name: str(folder / f"{name}.json") for name in written}


def _policy(name: str, unit: str, budgets: Mapping[str, int], offsets: Mapping[int, int]) -> dict[str, Any]:
    clocks: dict[str, Any] = {clock: {"budget": budget, "unit": unit} for clock, budget in budgets.items()}
    of_class = dict.fromkeys(("information", "aspiration", "complaint", "supervisory"), budgets["settlement"])
    clocks["settlement"] = of_class | {"unit": unit}
    if unit == "working_days":
        clocks["completion"]["unit"] = "calendar_days"
    rungs = [_rung(level, offset, unit) for level, offset in offsets.items()]
    return {
        "name": name,
        "version": "1",
        "issued_on": "2026-01-01",
        "source": "a test of upgrades",
        "unit": unit,
        "categories": list(CATEGORIES),
        **clocks,
        "ladder": rungs,
        "reporter_ladder": [rungs[0] | {"told": ["reporter"]}],
        "working_hours": None,
        # What came due meanwhile happens at once.
        "wake_up_spread": 0,
        "outage_grace": 0,
        "objection_frees": True,
        "limits": LIMITS if unit == "working_days" else LIMITS | {"postponement": 600},
    }


def _rung(level: int, offset: int, unit: str) -> dict[str, Any]:
    hours = {"at": "08:00:00", "one_day_at": "13:00:00"} if unit == "working_days" and level == 0 else {}
    return {"level": level, "offset": offset, "told": LADDER[level], **hours}
