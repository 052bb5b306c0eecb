"""`tuntas erase`: what people wrote in a report, erased for ever. `commands.erasure` has the steps."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from commands import access_reasons
from commands.record import on_record
from commands.terminal import MISUSED, fail, settings_of
from commands.tracking_numbers import parse_number
from fields.plurals import plural

if TYPE_CHECKING:
    from records.database import Pool

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

    from activities.mail_transport import FOLDER
    from commands.erasure import Erasure, LettersNotErased, ReportOpen, erase_report
    from records.keys.report_key import LocalWrapper
    from records.keys.store import KeyStore, UnknownReport

    wrapper = LocalWrapper(settings.secret("master_key"))
    erasure = Erasure(number, why, settings.data_dir / FOLDER, even_if_open)

    async def act(pool: "Pool") -> int:
        return await erase_report(pool, KeyStore(pool, wrapper), erasure, partial(_tell_key_gone, number))

    try:
        letters = on_record(act, "erase")
    except ReportOpen:
        fail(f"{number} is not over, and nobody could work on it any more; if that is meant: --even-if-open")
    except UnknownReport:
        fail(f"there is no report {number}", MISUSED)
    except LettersNotErased as error:
        fail(f"its letters in {erasure.letters} can't be erased ({error}): do so yourself, or repeat this")
    if letters:
        typer.echo(f"erased from {erasure.letters}: {plural(letters, 'letter')} to its reporter")


def _tell_key_gone(number: str, is_new: bool) -> None:
    typer.echo(f"{number} is erased" if is_new else f"{number} was erased before")
