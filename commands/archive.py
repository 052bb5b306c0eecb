"""`tuntas archive …`: how the archive stands, and taking a report as it is."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.record import on_record
from commands.terminal import Machine, as_json, columns, fail, group, settings_of, tell
from commands.tracking_numbers import parse_number, require_reports
from commands.unavailable import outages
from fields.plurals import plural

if TYPE_CHECKING:
    from evidence.archive.gaps import Figures
    from records.database import Pool
    from runtime.settings import Settings

app = group("Show the state of the archive, and take snapshots.")
SHOWN = 200
"""How many gaps are listed."""


@app.callback()
def archive() -> None:
    """Show the state of the archive, and take snapshots."""


@app.command()
def status(machine: Machine = False) -> None:
    """Print how many reports are archived, which finished ones are not, and why; exits with 1 if one has
    waited for more than an hour."""

    from evidence.archive import gaps

    async def run(pool: "Pool") -> "tuple[Figures, list[dict[str, Any]], bool]":
        late = bool(await gaps.archive_alarms(pool))
        return await gaps.archive_figures(pool), await gaps.list_gaps(pool, limit=SHOWN), late

    figures, open_gaps, late = on_record(run, "archive")
    told = [_wire(asdict(figures) | {"late": late}), *(_wire(gap) for gap in open_gaps)]
    tell(told, _lines(figures, open_gaps), machine=machine)
    if late:
        raise typer.Exit(1)


@app.command(name="snapshot")
def snapshot_(
    reports: Annotated[list[str], typer.Argument(help="Tracking numbers")], machine: Machine = False
) -> None:
    """Write reports as they are, open or finished, to the folder `snapshots` of the archive."""
    from evidence.archive.names import NoSuchNumber
    from evidence.archive.object_format import ObjectBroken
    from evidence.archive.report_histories import HistoryGone
    from evidence.archive.snapshots import NotTaken

    settings = settings_of("archive")
    for number in [parse_number(each) for each in reports]:
        try:
            with outages():
                taken = asyncio.run(_taken(settings, number))
        except (NotTaken, NoSuchNumber, HistoryGone, ObjectBroken) as refused:
            fail(f"{number} was not taken: {refused}")
        line = f"{number} as after {plural(taken['facts'], 'fact')}: {taken['object']}"
        typer.echo(as_json(taken) if machine else line)


async def _taken(settings: "Settings", number: str) -> dict[str, Any]:
    from evidence.accesses import access_log
    from evidence.archive.names import snapshot_name
    from evidence.archive.snapshots import snapshot_report
    from evidence.archive.store import Store
    from records.database import pool_of
    from runtime.subprocess_pool import SubprocessPool
    from runtime.temporal_connection import connect

    client = await connect(settings)
    async with pool_of(settings.database_url, size=1) as pool:
        await require_reports(settings, pool, [number])
        await access_log.note_access(pool, access_log.OPERATOR, access_log.AccessAct.EXPORT, [number])
        with closing(SubprocessPool()) as subprocesses:
            one = await snapshot_report(client, pool, Store(settings.archive_url), number, subprocesses)
    facts, digest = len(one.facts), one.facts[-1]["digest"]
    return {
        "report": number,
        "facts": facts,
        "digest": digest,
        "object": snapshot_name(number, facts, digest),
    }


def _wire(row: dict[str, Any]) -> dict[str, Any]:
    from workflows.procedure.model import instants

    return {
        name: instants.format_instant(value) if hasattr(value, "tzinfo") else value
        for name, value in row.items()
    }


def _lines(figures: "Figures", open_gaps: Sequence[dict[str, Any]]) -> list[str]:
    from workflows.procedure.model import instants

    lines = [f"{plural(figures.sealed, 'report')} sealed, {plural(figures.bytes, 'byte')}"]
    if figures.unchecked_since:
        lines.append(f"every object was looked at since {instants.format_instant(figures.unchecked_since)}")
    if figures.asides:
        lines.append(f"{plural(figures.asides, 'object')} found in another one's place, kept in aside/")
    lines.append(f"{plural(figures.gaps, 'finished report')} not sealed yet")
    lines += _gap_lines(open_gaps)
    if figures.gaps > len(open_gaps):
        lines.append(f"… and {figures.gaps - len(open_gaps)} more")
    return lines


def _gap_lines(open_gaps: Sequence[dict[str, Any]]) -> list[str]:
    from workflows.procedure.model import instants

    shown = [
        (each["report"], each["reason"] or "not tried yet", instants.format_instant(each["since"]))
        for each in open_gaps
    ]
    return columns(shown) if shown else []
