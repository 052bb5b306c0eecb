"""`tuntas calendar …`: working days as they are counted, their versions and feeds, and what runs out."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands.record import on_record
from commands.terminal import MISUSED, Machine, columns, fail, group, tell

if TYPE_CHECKING:
    from calendars.alarms import Alarm
    from calendars.calendar import CalendarDay
    from records.database import Pool
    from records.decrees.answers import CalendarHead, DueDay
    from records.decrees.stored_calendars import Version as CalendarVersion
    from records.directory.in_memory import Directory

app = group("Show working days of the country, of regions and of agencies.")
T = TypeVar("T")
PAGE = 200


def _day(text: str) -> date:
    from pydantic import TypeAdapter, ValidationError

    from calendars.decrees import FIRST, LAST, Date

    try:
        found: date = TypeAdapter[date](Date).validate_python(text)
    except ValidationError:
        raise typer.BadParameter(f"must be a date (YYYY-MM-DD) from {FIRST} to {LAST}") from None
    return found


Code = Annotated[str, typer.Argument(help="ID, a province's ISO 3166-2 code, or an agency's code")]
Version = Annotated[int | None, typer.Option("--version", help="Not the newest, but this version")]


@app.command(name="list")
def list_(machine: Machine = False) -> None:
    """List the newest calendar of every region, and of every agency with its own."""

    from records.decrees import calendar_views

    async def read(_pool: "Pool", directory: "Directory") -> "list[CalendarHead]":
        return [calendar_views.calendar_head(directory, each) for each in directory.calendars()]

    found = _asked(read)
    rows = [
        (each["code"], f"version {each['version']}", each["first"], each["last"], each["name"])
        for each in found
    ]
    tell(found, columns(rows), machine=machine)


@app.command()
def days(
    code: Code,
    from_: Annotated[date, typer.Option("--from", parser=_day, metavar="DATE", help="The first day")],
    to: Annotated[date, typer.Option(parser=_day, metavar="DATE", help="The last day")],
    version: Version = None,
    machine: Machine = False,
) -> None:
    """List days: whether each is a working day (kerja) or a day off (libur), and why. In Indonesian, like the
    names of the days."""
    from records.decrees import calendar_views
    from texts import formats

    async def read(pool: "Pool", directory: "Directory") -> "list[CalendarDay]":
        found = calendar_views.list_days(
            await calendar_views.find_calendar(pool, directory, code, version), code, from_, to
        )
        return found["days"]

    try:
        found = _asked(read)
    except calendar_views.BadSpan as bad:
        fail(f"--to {bad}", MISUSED)
    rows = [
        (
            f"{day['date']} {formats.WEEKDAYS[date.fromisoformat(day['date']).weekday()][:3]}",
            "kerja" if day["working"] else "libur",
            day["name"] or "",
            day["decree"] or "",
        )
        for day in found
    ]
    tell(found, columns(rows), machine=machine)


@app.command()
def due(
    code: Code,
    start: Annotated[date, typer.Argument(parser=_day, metavar="START", help="Day zero")],
    working_days: Annotated[int, typer.Argument(min=1, max=1000, metavar="DAYS", help="Working days")],
    version: Version = None,
    machine: Machine = False,
) -> None:
    """Print the due day of a clock that starts on START."""

    from records.decrees import calendar_views

    async def read(pool: "Pool", directory: "Directory") -> "DueDay":
        calendar = await calendar_views.find_calendar(pool, directory, code, version)
        return calendar_views.due_on(calendar, code, start, working_days)

    found = _asked(read)
    tell([found], [found["due_on"]], machine=machine)


@app.command()
def versions(code: Code, machine: Machine = False) -> None:
    """List every version of a calendar, the newest first, and what caused it."""
    from records.decrees import calendar_views, stored_calendars
    from workflows.procedure.model import instants

    async def read(pool: "Pool", directory: "Directory") -> "list[CalendarVersion]":
        known = calendar_views.newest_calendar(directory, code).region
        found: list[CalendarVersion] = []
        before = None
        while page := await stored_calendars.list_versions(pool, known, limit=PAGE, before=before):
            found += page
            before = page[-1].version
        return found

    wires = [
        {**asdict(each), "created_at": instants.format_instant(each.created_at)} for each in _asked(read)
    ]
    rows = [
        (each["region"], f"version {each['version']}", each["created_at"], each["act"], each["decree"] or "")
        for each in wires
    ]
    tell(wires, columns(rows), machine=machine)


@app.command()
def feed(
    code: Code,
    output: Annotated[Path | None, typer.Option("--output", "-o", dir_okay=False, help="A file")] = None,
    version: Version = None,
) -> None:
    """Print the calendar as iCalendar (RFC 5545), for calendar programs."""
    from records.decrees import calendar_views

    made = _asked(lambda pool, directory: calendar_views.make_feed(pool, directory, code, version))
    if output is None:
        sys.stdout.buffer.write(made.content)
        return
    try:
        output.write_bytes(made.content)
    except OSError as error:
        fail(f"{output} can't be written: {error.strerror}")


@app.command()
def alarms(machine: Machine = False) -> None:
    """Print alarms about calendars that run out. Without any, prints nothing; else exits with 1."""
    from records.decrees import calendar_views

    async def read(_pool: "Pool", directory: "Directory") -> "list[Alarm]":
        return calendar_views.calendar_alarms(directory)

    found = _asked(read)
    tell([each.wire() for each in found], [each.message for each in found], machine=machine)
    if found:
        raise typer.Exit(1)


def _asked(act: Callable[["Pool", "Directory"], Awaitable[T]]) -> T:
    """What `act` returns, given the record and a copy of the directory."""

    from records.directory.in_memory import Directory

    async def run(pool: "Pool") -> T:
        directory = Directory(pool)
        await directory.refresh()
        return await act(pool, directory)

    return on_record(run, "calendar")
