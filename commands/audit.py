"""`tuntas audit …`: whether what is on record is what the engine's histories make of it."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.progress import progress
from commands.terminal import AWAY, MISUSED, Machine, as_json, end_unread, fail, group, say, settings_of, tell
from commands.tracking_numbers import parse_number, require_reports
from commands.unavailable import outages
from fields.plurals import plural

if TYPE_CHECKING:
    from evidence.replay.bulk_audit import Bulk
    from evidence.replay.findings import Verdict
    from evidence.replay.journal import Journal
    from evidence.replay.selection import Selection
    from runtime.settings import Settings

app = group("Replay histories; make and verify bundles.")


@app.callback()
def audit() -> None:
    """Replay histories; make and verify bundles."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("must be a date, YYYY-MM-DD") from None


Day = Annotated[
    date | None, typer.Option(parser=_day, metavar="DATE", help="Submitted on that day or before")
]
Since = Annotated[
    date | None, typer.Option("--from", parser=_day, metavar="DATE", help="Submitted on that day or later")
]


@app.command()
def replay(
    reports: Annotated[list[str] | None, typer.Argument(help="Tracking numbers; none means all")] = None,
    agency: Annotated[str | None, typer.Option(help="Those that are, or were last, at this agency")] = None,
    from_: Since = None,
    to: Day = None,
    processes: Annotated[int | None, typer.Option(min=1, help="How many share it; one a processor")] = None,
    resume: Annotated[
        Path | None, typer.Option(dir_okay=False, help="A file to write all down in, and to go on with later")
    ] = None,
    machine: Machine = False,
) -> None:
    """Replay stored histories on this code, and compare facts, timers, record, calendars, archive
    and ledger; exits with 69 where one can't be looked at now, else with 1 unless all are identical."""
    if reports and (agency or from_ or to):
        fail("either name reports, or choose them by --agency, --from and --to", MISUSED)
    if from_ and to and from_ > to:
        fail("--from is after --to", MISUSED)
    from evidence.replay.journal import JournalNotWritten, JournalRefused
    from evidence.replay.selection import Selection, UnknownAgency
    from evidence.replay.shards import NotJudged

    selection = Selection(tuple(map(parse_number, reports or ())), agency, from_, to)
    shared = processes or os.cpu_count() or 1
    begun = time.monotonic()
    try:
        with outages(), _journal(resume, selection) as journal:
            tell = AS_JSON if machine else AS_TEXT
            bulk = asyncio.run(_replayed(settings_of("audit"), selection, shared, journal, tell))
        _sum_up(bulk, time.monotonic() - begun, machine=machine)
    except (JournalRefused, UnknownAgency) as refused:
        fail(str(refused), MISUSED)
    except (NotJudged, JournalNotWritten) as stopped:
        fail(str(stopped), AWAY)
    except BrokenPipeError:
        end_unread()
    if bulk.not_judged:
        raise typer.Exit(AWAY)
    if bulk.counted.keys() - {"identical"}:
        raise typer.Exit(1)


@contextmanager
def _journal(resume: Path | None, selection: "Selection") -> "Iterator[Journal | None]":
    from evidence.replay.journal import open_journal

    with open_journal(resume, selection) if resume else nullcontext() as journal:
        for code in journal.others if journal else ():
            say(f"{resume} holds verdicts of another code: {code.get('version')} ({code.get('commit')})")
        yield journal


@dataclass(frozen=True, slots=True)
class VerdictPrinter:
    """How a verdict is told, and that a report could not be looked at, and why."""

    verdict: "Callable[[Verdict], None]"
    away: Callable[[str, str], None]


async def _replayed(
    settings: "Settings",
    selection: "Selection",
    processes: int,
    journal: "Journal | None",
    tell: VerdictPrinter,
) -> "Bulk":
    from evidence.replay.bulk_audit import Bulk
    from records.database import pool_of

    async with pool_of(settings.database_url, size=2) as pool:
        await require_reports(settings, pool, selection.only)
        total = await selection.total(pool)
        with progress() as bars:
            # Beginning takes seconds: a process each, which imports the engine and all rules.
            doing = f"beginning {plural(processes, 'process')}"
            bar = bars.add_task(doing, total=total, completed=len(journal.done) if journal else 0)

            def on_verdict(verdict: "Verdict") -> None:
                tell.verdict(verdict)
                bars.update(bar, advance=1, description="replaying")

            def on_away(number: str, why: str) -> None:
                tell.away(number, why)
                bars.advance(bar)

            def on_chosen(taken: int) -> None:  # others know of reports that the record's list lacks
                bars.update(bar, total=max(total, taken))

            bulk = Bulk(settings, pool, selection, processes, journal, on_verdict, on_chosen, on_away)
            await bulk.run()
            return bulk


def _as_text(verdict: "Verdict") -> None:
    for found in verdict.all:
        where = [f"{name} {value}" for name, value in found.wire().items() if name in PLACES and value]
        typer.echo(f"{verdict.report} {found.kind} ({', '.join(where) or 'as a whole'}): {found.message}")


PLACES = ("run", "event", "fact", "field")
AS_JSON = VerdictPrinter(
    lambda verdict: typer.echo(as_json(verdict.wire())),
    lambda number, why: typer.echo(as_json({"report": number, "not_judged": why})),
)
AS_TEXT = VerdictPrinter(_as_text, lambda number, why: typer.echo(f"{number} not judged: {why}"))


def _sum_up(bulk: "Bulk", seconds: float, *, machine: bool) -> None:
    counted = dict(sorted(bulk.counted.items()))
    total = bulk.counted.total() + bulk.not_judged
    if machine:
        summary = {"reports": total, "seconds": round(seconds, 1), "verdicts": counted}
        typer.echo(as_json({"summary": {**summary, "not_judged": bulk.not_judged}}))
        return
    told = [f"{bulk.counted['identical']} identical"]
    told += [f"{count} {verdict}" for verdict, count in counted.items() if verdict != "identical"]
    told += [f"{bulk.not_judged} not judged"] if bulk.not_judged else []
    typer.echo(f"{plural(total, 'report')} in {seconds:.1f} s: {', '.join(told)}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The bundle")],
    trust: Annotated[
        Path | None,
        typer.Option(metavar="KEYFILE", help="Keys that you trust, as /v1/heads/keys gives them, or PEM"),
    ] = None,
    head: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="HEADFILE", help="A head that you kept, as /v1/heads/latest gave it; repeatable"
        ),
    ] = None,
    consistency: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PROOFFILE", help="What /v1/heads/consistency answers, to link a kept head; repeatable"
        ),
    ] = None,
    machine: Machine = False,
) -> None:
    """Verify a bundle offline, by the file itself, the keys that you trust and the heads that you kept.

    Exits with 0 where all of it is as it was signed, with 1 where it could not be verified here, with 2 where
    anything was altered, is missing, was added or contradicts a head that you kept, and with 3 where another
    key signed it than those that you trust.
    """
    from commands.verify_bundle import verify_file

    raise typer.Exit(verify_file(file, trust, head or (), consistency or (), machine=machine))


@app.command()
def bundle(
    number: Annotated[str, typer.Argument(help="The report's tracking number")],
    reason: Annotated[str, typer.Option(help="Why it is taken along; entered into the access ledger")],
    file: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Where to write it; NUMBER.zip")
    ] = None,
) -> None:
    """Write a report's history with all its proofs to one signed file, a bundle."""
    from commands.bundle_file import write_bundle

    typer.echo(str(write_bundle(settings_of("audit"), number, file, reason)))


@app.command(name="list")
def list_(machine: Machine = False) -> None:
    """List the audits that were begun at a page or by the API, the newest first."""
    from commands.kept_audits import describe_audit, list_kept_audits

    found = list_kept_audits()
    tell([each.wire() for each in found], map(describe_audit, found), machine=machine)


@app.command()
def stop(
    audit_id: Annotated[str, typer.Argument(help="The audit's id, as `tuntas audit list` has it")],
    reason: Annotated[str, typer.Option(help="Why; entered into the access ledger")],
) -> None:
    """Stop an audit that was begun at a page or by the API. An auditor can resume it."""
    from commands.kept_audits import stop_kept_audit

    typer.echo(stop_kept_audit(audit_id, reason))
