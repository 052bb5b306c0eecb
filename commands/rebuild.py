"""`tuntas rebuild`: the record made anew, as it shows on a terminal, or as JSON."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.progress import progress
from commands.terminal import as_json, settings_of
from commands.tracking_numbers import parse_number, require_reports
from commands.unavailable import outages
from fields.plurals import plural

if TYPE_CHECKING:
    from temporalio.client import Client

    from evidence.rebuild.from_histories import Outcome
    from records.database import Pool
    from runtime.settings import Settings

app = typer.Typer(name="rebuild", add_completion=False, rich_markup_mode=None)
INSTANT = "%Y-%m-%dT%H:%M:%S%z"
SHOWN = 200
"""How many differences people are shown; JSON has all."""


@app.command()
def rebuild(
    reports: Annotated[list[str] | None, typer.Argument(help="Tracking numbers; none means all")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only compare, and change nothing")] = False,
    recent: Annotated[
        bool, typer.Option("--recent", help="Leave out finished reports that only the archive still has")
    ] = False,
    machine: Annotated[bool, typer.Option("--json", help="Print one line of JSON")] = False,
    tell_since: Annotated[
        datetime | None,
        typer.Option(
            formats=[INSTANT],
            help="Send the messages of lost facts written down since, e.g. a backup's instant",
        ),
    ] = None,
) -> None:
    """Rebuild the record from the histories, and print what differed; exits with 1 if anything still does."""
    settings = settings_of("rebuild")
    only = [parse_number(each) for each in reports or ()]
    with outages():
        outcome = asyncio.run(
            _rebuilt(settings, only=only, check=check, recent=recent, tell_since=tell_since)
        )
    typer.echo(as_json(asdict(outcome)) if machine else _as_text(outcome))
    if outcome.left:
        raise typer.Exit(1)


async def _rebuilt(
    settings: "Settings", *, only: Sequence[str], check: bool, recent: bool, tell_since: datetime | None
) -> "Outcome":
    """Rebuilds, with progress on standard error, the replaying shared by all processors but one.

    Raises EngineAway, and what `Rebuild` raises.
    """
    from evidence.archive.store import Store
    from evidence.rebuild.from_histories import Rebuild
    from records.database import pool_of
    from records.keys.report_key import LocalWrapper
    from records.keys.store import KeyStore
    from runtime.subprocess_pool import SubprocessPool
    from runtime.temporal_connection import connect

    master_key = settings.master_key if check else settings.secret("master_key")
    client = await connect(settings)
    async with pool_of(settings.database_url) as pool:
        await require_reports(settings, pool, only)
        total = len(only) or await _all(client, pool, recent=recent)
        processes = max(1, (os.cpu_count() or 1) - 1) if total > SHOWN else 1
        with progress() as bars, ExitStack() as stack:
            bar = bars.add_task("comparing" if check else "rebuilding", total=total)
            return await Rebuild(
                client,
                pool,
                KeyStore(pool, LocalWrapper(master_key)),
                Store(settings.archive_url),
                [stack.enter_context(closing(SubprocessPool())) for _ in range(processes)],
                only=only,
                check=check,
                recent=recent,
                tell_since=tell_since,
                on_report=lambda: bars.advance(bar),
            ).run()


async def _all(client: "Client", pool: "Pool", *, recent: bool) -> int:
    """About how many reports there are: one that only the engine or only the record has is rare."""
    from evidence.rebuild.from_histories import EVERY_REPORT
    from records.database import rows

    if recent:
        return (await client.count_workflows(EVERY_REPORT)).count
    # In SQL: import
    count: int = (await rows(pool, "select count(*) as n from reports"))[0]["n"]
    return count


def _as_text(outcome: "Outcome") -> str:
    lines = [str(each) for each in outcome.found[:SHOWN]]
    if len(outcome.found) > SHOWN:
        lines.append(f"… and {len(outcome.found) - SHOWN} more")
    rate = outcome.reports / outcome.seconds if outcome.seconds else 0.0
    lines += [
        f"{plural(outcome.reports, 'report')}, {plural(outcome.facts, 'fact')}, {outcome.seconds:.1f} s: "
        f"{rate:.0f} reports/s",
        f"{plural(len(outcome.found), 'difference')} found, {plural(outcome.repaired, 'report')} repaired, "
        f"{plural(len(outcome.left), 'difference')} left",
    ]
    if outcome.untold:
        verb = "was" if outcome.untold == 1 else "were"
        lines.append(
            f"{plural(outcome.untold, 'message')} of facts the record never had {verb} not made "
            "(--tell-since)"
        )
    if outcome.past_retention:
        verb, past = (
            "is" if outcome.past_retention == 1 else "are",
            plural(outcome.past_retention, "finished report"),
        )
        lines.append(f"{past} {verb} past the engine's retention: not compared")
    return "\n".join(lines)
