"""The words of a calendar feed of what is due: numbers, clocks and stages, and nothing that anybody wrote."""

from texts.formats import InBoth, both, group_number
from workflows.procedure.model.enums import ClockName, Stage
from workflows.procedure.outputs.names import CLOCKS, CLOCKS_IN_ENGLISH, STAGES, STAGES_IN_ENGLISH

NAMES: dict[str, InBoth] = {
    "mine": both("Tuntas: tenggat tugas saya", "Tuntas: my deadlines"),
    "team": both("Tuntas: tenggat tim", "Tuntas: my team's deadlines"),
}
"""What calendar programs call the feed, by its scope."""


def summarise_due_day(number: str, clock: ClockName) -> InBoth:
    """The line that a calendar shows."""
    grouped = group_number(number)
    return both(f"{grouped}: tenggat {CLOCKS[clock]}", f"{grouped}: {CLOCKS_IN_ENGLISH[clock]} due")


def describe_due_day(stage: Stage, where: str | None) -> InBoth:
    """What more it says: the stage, and where in the agency the task is."""
    place = f"\n{where}" if where else ""
    return both(f"Tahap: {STAGES[stage]}{place}", f"Stage: {STAGES_IN_ENGLISH[stage]}{place}")
