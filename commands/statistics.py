"""`tuntas statistics …`: whether the figures are what the facts say, and counting them anew."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.progress import progress
from commands.record import on_record
from commands.terminal import Machine, group, tell
from fields.plurals import plural

if TYPE_CHECKING:
    from records.database import Pool
    from records.figures.recount import Difference

app = group("Check and recount the figures.")

SHOWN = 200
"""How many differences people are shown; JSON has all."""


@app.callback()
def statistics() -> None:
    """Check and recount the figures."""


@app.command()
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Only compare, and change nothing")] = False,
    machine: Machine = False,
) -> None:
    """Count all figures anew from the facts, and print what differed.

    With --check it exits with 1 if anything differs, and else only if something could not be put right.
    Reports that still wait to be counted are no difference.
    """
    found = on_record(lambda pool: _recounted(pool, check=check), "statistics")
    lines = [f"{each.what} {each.of}: {each.detail}" for each in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN} more")
    lines.append(plural(len(found), "difference"))
    tell([asdict(each) for each in found], lines, machine=machine)
    if any(check or each.what == "uncountable" for each in found):
        raise typer.Exit(1)


async def _recounted(pool: "Pool", *, check: bool) -> "list[Difference]":
    from records.figures.recount import count_reports, recount

    with progress() as bars:
        bar = bars.add_task("counting reports", total=await count_reports(pool))
        return [
            each
            async for each in recount(pool, check=check, told=lambda seen: bars.update(bar, completed=seen))
        ]
