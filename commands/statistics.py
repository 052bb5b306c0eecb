"""`tuntas statistics …`: checking the figures and counting them anew, open data, and monthly reports."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.progress import progress
from commands.record import on_record
from commands.terminal import MISUSED, Machine, fail, group, say, settings_of, tell, write_file
from fields.plurals import plural

if TYPE_CHECKING:
    from api.open_data.publishing import Published
    from records.database import Pool
    from records.figures.recount import Difference

app = group("Check and recount the figures, publish open data, and write monthly reports.")

SHOWN = 200
"""How many differences people are shown; JSON has all."""


@app.callback()
def statistics() -> None:
    """Check and recount the figures, publish open data, and write monthly reports."""


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


@app.command()
def publish(
    month: Annotated[str, typer.Option(help="The month to publish, such as 2026-10")],
    reason: Annotated[
        str | None, typer.Option(help="Of a correction: what was wrong. Everybody reads it, so no numbers")
    ] = None,
    machine: Machine = False,
) -> None:
    """Publish the open data of a month that is over, once; or a correction of it, with a reason.

    What is published is never changed: a correction is a new version beside it.
    """
    from api.open_data.publishing import NotPublishable

    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        fail(f"{month} is no month. Write it like 2026-10.", MISUSED)

    async def act(pool: "Pool") -> "Published | NotPublishable":
        try:
            return await _published(pool, first, reason)
        except NotPublishable as refused:
            return refused

    done = on_record(act, "statistics")
    if isinstance(done, NotPublishable):
        fail(str(done))
    lines = [f"{month} is published as version {done.version}."]
    lines += [
        f"{each} is told of the nation alone: of its parts too much could be told." for each in done.withheld
    ]
    tell([{"month": month, **asdict(done)}], lines, machine=machine)


async def _published(pool: "Pool", month: date, reason: str | None) -> "Published":
    from api.open_data.publishing import publish_month
    from records.directory.in_memory import Directory

    settings, directory = settings_of("statistics"), Directory(pool)
    await directory.refresh()
    return await publish_month(
        pool,
        directory,
        month,
        publisher=settings.authority,
        licence=settings.open_data_licence,
        reason=reason,
    )


@app.command()
def report(
    month: Annotated[str, typer.Option(help="The month to report on, such as 2026-10")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The PDF file to write")],
    province: Annotated[str | None, typer.Option(help="Of this province alone, such as ID-AC")] = None,
    agency: Annotated[str | None, typer.Option(help="Of this agency alone, by its code")] = None,
) -> None:
    """Write the monthly report of the nation, a province or an agency as an accessible PDF.

    It has the numbers of the reports that were overdue for longest, and no text of any report. Of a month
    that is not over it is provisional, and says so.
    """
    from commands.monthly_report import NotMade, make_report

    if province and agency:
        fail("A report is of a province or of an agency. Name one.", MISUSED)
    code = f"province:{province}" if province else f"agency:{agency}" if agency else "nation"

    async def act(pool: "Pool") -> "tuple[bytes, bool] | NotMade":
        try:
            return await make_report(pool, settings_of("statistics").authority, code, month)
        except NotMade as refused:
            return refused

    made = on_record(act, "statistics")
    if isinstance(made, NotMade):
        fail(str(made), MISUSED if made.is_misuse else 1)
    pdf, is_final = made
    write_file(out, pdf)
    say(f"{out} is written." if is_final else f"{out} is written. It is provisional.")
