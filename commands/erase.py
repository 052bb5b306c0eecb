"""`tuntas erase`: what people wrote in a report, erased for ever by destroying the report's key."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import access_reasons
from commands.record import on_record
from commands.terminal import MISUSED, fail, settings_of
from commands.tracking_numbers import parse_number
from fields.plurals import plural

if TYPE_CHECKING:
    from records.database import Pool
    from records.keys.report_key import KeyWrapper

app = typer.Typer(name="erase", add_completion=False, rich_markup_mode=None)


@app.command()
def erase(
    report: Annotated[str, typer.Argument(help="Tracking number")],
    reason: Annotated[str, typer.Option(help="Why: a ruling, a request, its number and date")],
    even_if_open: Annotated[
        bool, typer.Option("--even-if-open", help="Also where it is still being worked on")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether that is meant")] = False,
) -> None:
    """Erase what was written in a report, and who wrote it, everywhere and permanently.

    What happened, when, and by whom in what office stays provable. The reason is kept, in plain, in the
    access ledger. Letters in the folder of this machine go too: repeat it on every machine whose workers
    write letters into a folder. What its reporter was still to be told is given up. A process that can't
    reach the database then may show texts for ten more minutes.
    """
    settings = settings_of("erase")
    number, why = parse_number(report), access_reasons.require_reason(reason)
    if not yes:
        typer.confirm(f"Nobody will ever read again what was written in {number}. Erase it?", abort=True)

    from records.keys.report_key import LocalWrapper
    from records.keys.store import KeyDestroyed, UnknownReport
    from records.reports.outbox import give_up_erased

    keys = LocalWrapper(settings.secret("master_key"))
    try:
        on_record(lambda pool: _erased(pool, keys, number, why, even_if_open=even_if_open), "erase")
    except _Open:
        fail(f"{number} is not over, and nobody could work on it any more; if that is meant: --even-if-open")
    except UnknownReport:
        fail(f"there is no report {number}", MISUSED)
    except KeyDestroyed:
        typer.echo(f"{number} was erased before")
    else:
        typer.echo(f"{number} is erased")
    on_record(lambda pool: give_up_erased(pool, number), "erase")
    _erase_letters(settings.data_dir, number)


def _erase_letters(data_dir: Path, number: str) -> None:
    """The letters that this machine's workers wrote into their folder."""
    from activities.mail_transport import FOLDER, erase_letters

    folder = data_dir / FOLDER
    try:
        erased = erase_letters(folder, number)
    except OSError as error:
        fail(f"its letters in {folder} can't be erased ({error.strerror}): do so yourself, or repeat this")
    if erased:
        typer.echo(f"erased from {folder}: {plural(erased, 'letter')} to its reporter")


class _Open(Exception):
    """Something may still happen to the report."""


async def _erased(pool: "Pool", wrapper: "KeyWrapper", number: str, why: str, *, even_if_open: bool) -> None:
    from evidence.accesses import access_log
    from records.keys.store import KeyStore
    from records.reports.queries.listing import read_report

    keys = KeyStore(pool, wrapper)
    await keys.of(number)
    recorded = await read_report(pool, number)
    end = recorded.sealed_at if recorded else None
    if not even_if_open and (end is None or end > datetime.now(UTC)):
        raise _Open
    await access_log.note_access(pool, access_log.OPERATOR, access_log.AccessAct.ERASE, [number], why)
    await keys.destroy(number)
