"""The tables of the procedure's README, derived from the code: run as a program, it writes them anew."""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.procedure.scene import MONDAY, snapshot
from workflows import procedure
from workflows.procedure.fold import agency, centre, reporter, succession, timing, transitions
from workflows.procedure.fold.apply import STEPS
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import ClockName, FactKind, Stage, Unit
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.policy import load_policy
from workflows.procedure.rules import authority
from workflows.procedure.rules.decide import RULES
from workflows.procedure.time.clocks import STAFF_CLOCKS, new_instance, pause_or_resume
from workflows.procedure.time.schedule import CLOSES_AS

ROOM = Path(inspect.getfile(procedure)).parent
README = ROOM / "README.md"
BEGINS = "<!-- derived from the code by tests/procedure/readme.py; do not edit below -->\n"
HELPERS = {
    name: function
    for room in (transitions, agency, centre, reporter, timing, succession)
    for name, function in vars(room).items()
    if inspect.isfunction(function)
}
CLOCK_HEAD = (
    "clock | budget by default | started by | stopped by | stands still in | once lapsed, stands still in | "
    "at its end"
)
EVERYTHING = frozenset(ClockName)


def link(function: Callable[..., Any]) -> str:
    """A link to the function, by its name: lines move."""
    place = f"{Path(inspect.getfile(function)).relative_to(ROOM).as_posix()}#{function.__name__}"
    return f"[{place}]({place})"


@cache
def calls(function: Callable[..., Any]) -> tuple[ast.Call, ...]:
    tree = ast.parse(inspect.getsource(function))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call))


def members(nodes: Iterable[ast.AST], enum: str) -> Iterator[str]:
    """The members of the enumeration that are named among `nodes`."""
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == enum:
                yield each.attr


def effect(function: Callable[..., Any]) -> tuple[set[ClockName], set[ClockName], set[Stage]]:
    """The clocks that a fold function starts and stops, and the stages it may move the report to."""
    started: set[ClockName] = set()
    stopped: set[ClockName] = set()
    stages: set[Stage] = set()
    for call in calls(function):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        own = call.args[1:]  # the first is the Case, perhaps made by another call, which counts for itself
        clocks = {ClockName[each] for each in members(own, "ClockName")}
        if name == "start_clock":
            started |= clocks
        elif name == "stop_clocks":
            stopped |= clocks
        elif name == "stop_all_clocks":
            stopped |= EVERYTHING - {ClockName.SETTLEMENT}
        elif name == "move_to_stage":
            stages |= {Stage[each] for each in members(own[:1], "Stage")}
        elif name in HELPERS and HELPERS[name] is not function:
            more = effect(HELPERS[name])
            started, stopped, stages = started | more[0] | clocks, stopped | more[1], stages | more[2]
    return started, stopped, stages


def facts_of(rule: Callable[..., Any]) -> list[str]:
    """The kinds of fact that a rule writes, in the order of its text."""
    source = inspect.getsource(rule)
    kinds = list(dict.fromkeys(FactKind[each].value for each in members([ast.parse(source)], "FactKind")))
    closes = any(getattr(call.func, "id", "") == "close_report" for call in calls(rule))
    return [*kinds, *(["closed"] if closes else [])]


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    titles = head.split(" | ")
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(values)) or "–"


def who_may() -> dict[str, dict[str, list[str]]]:
    """By decision and by who may make it, the stages in which that is so."""
    found: dict[str, dict[str, list[str]]] = {kind: {} for kind in RULES}
    for who, given in (
        ("the owner", authority.OWNER_DECISIONS),
        ("the owner's supervisor", authority.SUPERVISOR_DECISIONS),
        (
            "staff of the holder's agency, the national admin, the centre's supervisor",
            authority.HOLDERS_STAFF_DECISIONS,
        ),
        ("the reporter", authority.REPORTER_ANYTIME),
        ("the national admin", authority.CENTRE_DECISIONS),
        ("the national admin, without a task", authority.TASKLESS_STAFF),
    ):
        for stage in Stage:
            for kind in given.get(stage, ()):
                found[kind].setdefault(who, []).append(stage.value)
    found["open_identity"]["the national admin, without a task"] = [stage.value for stage in Stage]
    return found


def decision_rows() -> Iterator[list[str]]:
    may = who_may()
    for kind, rule in RULES.items():
        does = (inspect.getdoc(rule) or "").split("\n\n")[0].replace("\n", " ")
        for who, stages in may[kind].items():
            where = "every stage" if len(stages) == len(Stage) else ", ".join(f"`{each}`" for each in stages)
            yield [
                f"`{kind}`",
                where,
                who,
                does,
                ", ".join(f"`{each}`" for each in facts_of(rule)),
                link(rule),
            ]


def fact_rows() -> Iterator[list[str]]:
    for kind in FactKind:
        if kind not in STEPS:
            continue
        started, stopped, stages = effect(STEPS[kind])
        yield [f"`{kind.value}`", codes(started), codes(stopped), codes(stages), link(STEPS[kind])]


def stages_that_pause(name: ClockName, *, lapsed: bool) -> list[Stage]:
    """The stages in which a running clock of that name pauses."""
    calendar = snapshot("ID")
    holding = Holding((Custody(MONDAY, None, calendar.region),), {calendar.region: calendar})
    clock = replace(new_instance(name, 1, 1, Unit.WORKING_DAYS, MONDAY, holding), lapsed=lapsed)
    return [stage for stage in Stage if pause_or_resume(clock, stage, MONDAY, holding).paused]


def clock_rows() -> Iterator[list[str]]:
    policy = load_policy("default")
    effects = {kind.value: effect(step) for kind, step in STEPS.items()}
    for name in ClockName:
        part = getattr(policy, name.value)
        amounts = part.model_dump(exclude={"unit"})
        budget = ", ".join(
            f"{each} {days}" if len(amounts) > 1 else str(days) for each, days in amounts.items()
        )
        began = [*(["submitted"] if name is ClockName.VERIFICATION else [])]
        ends = f"closes as `{CLOSES_AS[name].value}`" if name in CLOSES_AS else "ends the workflow"
        yield [
            f"`{name.value}`",
            f"{budget} {part.unit.value.replace('_', ' ')}",
            codes(began + [kind for kind, (started, _, _) in effects.items() if name in started]),
            codes(kind for kind, (_, stopped, _) in effects.items() if name in stopped),
            codes(stages_that_pause(name, lapsed=False)),
            codes(stages_that_pause(name, lapsed=True)) if name in STAFF_CLOCKS else "does not lapse",
            "`lapsed`, then `escalated`" if name in STAFF_CLOCKS else ends,
        ]


def tables() -> str:
    """Everything in the README below the mark."""
    kinds = codes(kind.value for kind in FactKind if kind not in STEPS and kind is not FactKind.SUBMITTED)
    return (
        "\n## Decisions\n\n"
        + table("decision | stage | who may | what it does | facts | rule", decision_rows())
        + "\n## Facts\n\n"
        + table("fact | starts | stops | next stage | fold function", fact_rows())
        + f"\nThese kinds change nothing in the Case beyond the number of facts: {kinds}.\n"
        + "\n## Clocks\n\n"
        + table(CLOCK_HEAD, clock_rows())
    )


def written_by_hand() -> str:
    return README.read_text("utf-8").split(BEGINS)[0]


if __name__ == "__main__":
    README.write_text(written_by_hand() + BEGINS + tables(), "utf-8")
