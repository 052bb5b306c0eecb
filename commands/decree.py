"""`tuntas decree …`: decrees entered, previewed and withdrawn, and the deadlines that move with them."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands import decree_text, retiming
from commands.record import on_record
from commands.terminal import Machine, group, tell

if TYPE_CHECKING:
    from records.database import Pool
    from records.decrees.answers import ShownDecree

app = group("Enter and withdraw decrees, and follow the re-timing of open reports.")
for act in (retiming.watch, retiming.cancel, retiming.resume):
    app.command()(act)

PAGE = 200

Number = Annotated[str, typer.Argument(help="The decree's number")]
Preview = Annotated[bool, typer.Option("--preview", help="Change nothing; print what would move")]
Watch = Annotated[bool, typer.Option("--watch", help="Show how open reports are re-timed, to the end")]


@app.command(name="list")
def list_(
    region: Annotated[str | None, typer.Option(help="Only of this region, or ID")] = None,
    agency: Annotated[str | None, typer.Option(help="Only of this agency")] = None,
    machine: Machine = False,
) -> None:
    """List all decrees, the last issued first, also those no longer in force."""

    from records.decrees import stored_decrees as decrees
    from records.decrees import views

    async def read(pool: "Pool") -> "list[ShownDecree]":
        found: list[ShownDecree] = []
        before = None
        while page := await decrees.list_decrees(
            pool, region=region, agency=agency, limit=PAGE, before=before
        ):
            found += await views.present_decrees(pool, page)
            before = (page[-1].decree.issued_on, page[-1].decree.number)
        return found

    found = on_record(read, "decree")
    tell(found, decree_text.decree_lines(found), machine=machine)


@app.command()
def show(number: Number, machine: Machine = False) -> None:
    """Show one decree, and the progress of its re-timing."""

    from records.decrees import stored_decrees as decrees
    from records.decrees import views

    async def read(pool: "Pool") -> "ShownDecree":
        (found,) = await views.present_decrees(pool, [await decrees.read_decree(pool, number)])
        return found

    found = on_record(read, "decree")
    tell([found], decree_text.describe_decree(found), machine=machine)


@app.command()
def enact(
    file: Annotated[str, typer.Argument(help="JSON in the form of POST /v1/decrees; - is standard input")],
    preview: Preview = False,
    watch: Watch = False,
    machine: Machine = False,
) -> None:
    """Enter a decree. It is in force at once, and re-times open reports. Repeating changes nothing."""
    from commands import apply_decree
    from commands.apply_decree import RunOptions
    from commands.decree_files import decree_of_json

    apply_decree.enact_decree(decree_of_json(file), RunOptions(preview, watch, machine))


@app.command(name="import")
def import_(
    file: Annotated[str, typer.Argument(help="An iCalendar file (RFC 5545); - is standard input")],
    number: Annotated[str, typer.Option(help="The decree's number")],
    title: Annotated[str, typer.Option(help="What it is about")],
    issued_on: Annotated[str, typer.Option(metavar="DATE", help="Since when it is in force")],
    region: Annotated[str, typer.Option(help="ID, or the ISO 3166-2 code of a province")],
    agency: Annotated[str | None, typer.Option(help="Only for this agency in it")] = None,
    settles: Annotated[int | None, typer.Option(metavar="YEAR", help="It lists all national days of")] = None,
    supersedes: Annotated[str | None, typer.Option(help="The number of the decree it replaces")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the decree as JSON")] = False,
    preview: Preview = False,
    watch: Watch = False,
    machine: Machine = False,
) -> None:
    """Enter a decree from a calendar file. What was read leniently is printed on standard error."""
    from commands import apply_decree
    from commands.apply_decree import RunOptions
    from commands.decree_files import decree_of_calendar, require_enactable

    fields = {"number": number, "title": title, "issued_on": issued_on, "region": region, "agency": agency}
    decree = decree_of_calendar(file, **fields, settles=settles, supersedes=supersedes)
    if dry_run:
        typer.echo(require_enactable(decree).model_dump_json(indent=2, exclude_none=True))
    else:
        apply_decree.enact_decree(decree, RunOptions(preview, watch, machine))


@app.command()
def withdraw(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why, in ten characters or more")],
    preview: Preview = False,
    watch: Watch = False,
    machine: Machine = False,
) -> None:
    """Withdraw a decree. Its days count as if it had never been. Repeating changes nothing."""
    from calendars.decrees import Withdrawal
    from commands import apply_decree
    from commands.apply_decree import RunOptions
    from commands.decree_files import read_as

    why = read_as(Withdrawal, {"reason": reason}, "nothing was withdrawn").reason
    apply_decree.withdraw_decree(number, why, RunOptions(preview, watch, machine))
