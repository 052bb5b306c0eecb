"""How what failed is tried again: pauses that double, and the alarm about what waits for too long."""

from collections.abc import Mapping
from typing import Any

LONGEST_PAUSE = 3600
"""Seconds after which something is tried again at the latest."""
LONGEST_PAUSE_AWAY = 60
"""The same where nothing is wrong with it: what it takes was away."""

ENGINE_AWAY = "engine_away"
"""The reason of what failed where no report was at fault: the engine could not be had."""


def retry_at(attempts: str = "attempts") -> str:
    """SQL for the instant of the next try after so many `attempts`, a column: each pause is twice the one
    before, up to the parameter `longest`, in seconds."""
    return f"now() + least(power(2, least({attempts}, 20)), %(longest)s) * interval '1 second'"


def waiting_alarm(code: str, message: str, reasons: Mapping[str, int]) -> list[dict[str, Any]]:
    """The alarm of that code about so many reports that wait, by reason; none where there is no reason."""
    if not reasons:
        return []
    return [{"code": code, "message": message, "reports": sum(reasons.values()), "reasons": reasons}]
