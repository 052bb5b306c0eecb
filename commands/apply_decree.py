"""Decrees entered and withdrawn from the terminal, or only previewed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import typer
from rich.console import Console

from calendars import Decree, Snapshot
from commands import decree_text
from commands.record import on_record
from commands.retiming import watch_to_its_end
from commands.terminal import as_json, tell
from records.database import Pool
from records.decrees import enacting, stored_calendars, views
from records.decrees.answers import Moved, ShownDecree
from records.decrees.impact import moved_reports
from records.decrees.stored_decrees import EnteredDecree
from records.directory.in_memory import Directory

OPERATOR = "operator"
"""Who acts here, as the record names it; accounts have ids."""
SHOWN = 20
"""How many reports of a preview people are shown; JSON has all."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Only a `preview`, or to be done and `watch`ed; told for a `machine` or for people."""

    preview: bool
    watch: bool
    machine: bool


def enact_decree(decree: Decree, how: RunOptions) -> None:
    """Enters the decree, or previews that."""
    today = stored_calendars.today()
    if how.preview:
        _preview(lambda pool: enacting.preview_enactment(pool, decree, today), how)
        return

    async def act(pool: Pool) -> EnteredDecree:
        entered, _ = await enacting.enact_decree(pool, decree, OPERATOR, today)
        return entered

    _carry_out(act, how)


def withdraw_decree(number: str, reason: str, how: RunOptions) -> None:
    """Withdraws the decree, or previews that."""
    today = stored_calendars.today()
    if how.preview:
        _preview(lambda pool: enacting.preview_withdrawal(pool, number, today), how)
    else:
        _carry_out(lambda pool: enacting.withdraw_decree(pool, number, reason, OPERATOR, today), how)


def _carry_out(act: Callable[[Pool], Awaitable[EnteredDecree]], how: RunOptions) -> None:
    async def run(pool: Pool) -> ShownDecree:
        (wire,) = await views.present_decrees(pool, [await act(pool)])
        return wire

    wire = on_record(run, "decree")
    tell([wire], decree_text.describe_outcome(wire), machine=how.machine)
    if how.watch and wire["retiming"]:
        watch_to_its_end(wire["retiming"]["id"], machine=how.machine)


def _preview(made: Callable[[Pool], Awaitable[Sequence[Snapshot]]], how: RunOptions) -> None:
    """Tells what the calendars `made` would move; machines are told report by report, and at last of the
    totals and the calendars."""

    async def run(pool: Pool) -> None:
        changed = await made(pool)
        directory = Directory(pool)
        await directory.refresh()
        totals, first = views.Totals(), list[Moved]()
        async for each in moved_reports(pool, changed, datetime.now(UTC)):
            totals.add(each)
            wire = views.present_moved(directory, each)
            if how.machine:
                typer.echo(as_json(wire))
            elif len(first) < SHOWN:
                first.append(wire)
        calendars_changed = [views.present_changed(directory, each) for each in changed]
        last = {"preview": True, "calendars": calendars_changed, "totals": totals.told(directory)}
        tell([last], decree_text.describe_impact(last, first), machine=how.machine)

    if how.machine:
        on_record(run, "decree")
    else:
        with Console(stderr=True).status("looking at open reports"):
            on_record(run, "decree")
