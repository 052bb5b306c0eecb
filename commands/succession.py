"""`tuntas directory merge`, `abolish`, `rename` and `successions`: agencies and units that change or end."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands import succession_text
from commands.record import on_record
from commands.terminal import MISUSED, Machine, fail, say, tell

if TYPE_CHECKING:
    from records.database import Pool
    from records.directory.load import Loaded
    from records.successions.acts import Act, Progress
    from records.successions.preview import Preview

T = TypeVar("T")
Agency = Annotated[str, typer.Argument(help="The agency's code")]
Unit = Annotated[str | None, typer.Option(help="The unit of it that is meant, and not the agency")]
Number = Annotated[str, typer.Option("--act", help="The number of the act, such as a decree's")]
On = Annotated[str | None, typer.Option("--on", help="The day from which it holds; today if left out")]
Confirm = Annotated[
    str | None, typer.Option(help="The act's number once more: carry it out, not only preview it")
]
MOST = 50
"""How many acts are listed."""


def merge(
    agency: Agency,
    into: Annotated[str, typer.Option(help="The agency that takes over; with --unit, the unit")],
    act: Number,
    unit: Unit = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="UNIT=UNIT", help="Whose unit's place which one takes"),
    ] = None,
    on: On = None,
    confirm: Confirm = None,
    machine: Machine = False,
) -> None:
    """Merge an agency into another one, or a unit into another unit of its agency, with its open reports.
    Previews it, unless --confirm repeats the act's number. A unit that --map does not name has no successor:
    its reports go to the admin of the agency that takes over."""
    from records.successions.acts import Act

    day = _day(on)
    if unit is not None:
        if map_:
            fail("--map says whose place an agency's units take; of a unit --into says it", MISUSED)
        _carry_out(Act(act, agency, day, unit, None, {unit: into}), confirm, machine=machine)
        return
    units: dict[str, str | None] = {}
    for pair in map_ or ():
        was, equals, now = pair.partition("=")
        if not (was and equals and now):
            fail(f"{pair} is not UNIT=UNIT", MISUSED)
        if was in units:
            fail(f"--map names {was} twice", MISUSED)
        units[was] = now
    _carry_out(Act(act, agency, day, None, into, units), confirm, machine=machine)


def abolish(
    agency: Agency,
    act: Number,
    unit: Unit = None,
    on: On = None,
    confirm: Confirm = None,
    machine: Machine = False,
) -> None:
    """Abolish an agency, whose open reports go back to the centre, or a unit, whose open reports go to its
    agency's admin. Previews it, unless --confirm repeats the act's number."""
    from records.successions.acts import Act

    units = {unit: None} if unit is not None else {}
    _carry_out(Act(act, agency, _day(on), unit, None, units), confirm, machine=machine)


def rename(
    agency: Agency,
    name: Annotated[str, typer.Argument(help="What it is called from now on")],
    unit: Unit = None,
    act: Annotated[str | None, typer.Option(help="The number of the act that renames it")] = None,
    on: On = None,
) -> None:
    """Rename an agency or a unit. Its code stays, and so do its reports. Without an act its name is only
    corrected."""
    if act is not None:
        from records.successions.acts import Act

        _carry_out(Act(act, agency, _day(on), unit, name=name), act, machine=False)
        return
    if on is not None:
        fail("--on is the day of an act: name it with --act", MISUSED)
    from pydantic import ValidationError

    from records.directory import load
    from records.directory.csv_lines import AgencyLine, Line, UnitLine, describe_error
    from records.directory.in_memory import Directory

    async def run(pool: "Pool") -> "Loaded | None":
        directory = Directory(pool)
        await directory.refresh()
        found = directory.agency(agency)
        if found is None or (unit is not None and directory.unit_name(agency, unit) is None):
            return None
        line: Line = AgencyLine(type="agency", agency=agency, name=name, region=found.region)
        if unit is not None:
            line = UnitLine(type="unit", agency=agency, unit=unit, name=name)
        return await load.apply_lines(pool, [(1, line)])

    try:
        loaded = _on_record(run)
    except ValidationError as error:
        fail("; ".join(map(describe_error, error.errors())), MISUSED)
    if loaded is None:
        fail(f"there is no {f'unit {unit} of ' if unit else 'agency '}{agency}", MISUSED)
    change = loaded.changes[0]
    typer.echo(
        f"{change.what} {change.done}: {', '.join(map(str, change.fields)) or 'it was called so before'}"
    )


def successions(
    number: Annotated[str | None, typer.Argument(help="The act's number; all if left out")] = None,
    machine: Machine = False,
) -> None:
    """Show how far mergers and abolitions have come with their reports."""
    from records.successions import acts, views

    async def run(pool: "Pool") -> "list[Progress]":
        if number is None:
            return await acts.list_successions(pool, limit=MOST)
        found = await acts.find_succession(pool, number)
        return [found] if found else []

    found = _on_record(run)
    if number is not None and not found:
        fail(f"there is no act {number}", MISUSED)
    wires = [views.present_progress(each) for each in found]
    tell(wires, map(succession_text.describe_progress, wires), machine=machine)


def _day(text: str | None) -> date:
    if text is None:
        from records.decrees.stored_calendars import today

        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no day such as 2026-12-31", MISUSED)


def _carry_out(act: "Act", confirm: str | None, *, machine: bool) -> None:
    """Previews the act, or enters it where its number was repeated."""
    from records.directory.in_memory import Directory
    from records.successions import enacting, preview, views

    if confirm is None:

        async def foresee(pool: "Pool") -> "Preview":
            return await preview.preview_succession(pool, Directory(pool), act)

        wire = views.present_preview(_on_record(foresee))
        tell([wire], succession_text.describe_preview(wire), machine=machine)
        say(f"a preview: nothing was done; --confirm '{act.number}' carries it out")
        return
    if confirm != act.number:
        fail(f"--confirm says {confirm}, but the act is {act.number}; nothing was done", MISUSED)
    made = views.present_progress(_on_record(lambda pool: enacting.enact_succession(pool, act)))
    tell([made], [succession_text.describe_progress(made)], machine=machine)


def _on_record(act: Callable[["Pool"], Awaitable[T]]) -> T:
    from records.successions.enacting import SuccessionRefused

    try:
        return on_record(act, "directory")
    except SuccessionRefused as refused:
        fail(f"nothing was done: {refused.detail}")
