"""`tuntas rebuild` as it shows on a terminal, or as JSON."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from records.database import pool_of
from records.key_store import KeyStore
from records.keys import LocalWrapper
from records.rebuild import EVERY_REPORT, Outcome, Rebuild
from runtime.connection import connect
from runtime.settings import Settings

SHOWN = 200
"""How many differences people are shown; JSON has all."""


async def rebuild(
    settings: Settings, *, only: Sequence[str], check: bool, tell_since: datetime | None
) -> Outcome:
    """Rebuilds, with progress on standard error, the replaying shared by all processors but one.

    Raises RuntimeError where Temporal can't be reached, and what `Rebuild` raises.
    """
    client = await connect(settings)
    total = len(only) or (await client.count_workflows(EVERY_REPORT)).count
    processes = max(1, (os.cpu_count() or 1) - 1) if total > SHOWN else 1
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("comparing" if check else "rebuilding", total=total)
            return await Rebuild(
                client,
                pool,
                keys,
                only=only,
                check=check,
                tell_since=tell_since,
                processes=processes,
                on_report=lambda: progress.advance(bar),
            ).run()


def as_json(outcome: Outcome) -> str:
    """The outcome for machines, in one line."""
    return json.dumps(asdict(outcome))


def as_text(outcome: Outcome) -> str:
    """The outcome for people."""
    lines = [str(each) for each in outcome.found[:SHOWN]]
    if len(outcome.found) > SHOWN:
        lines.append(f"… and {len(outcome.found) - SHOWN} more")
    rate = outcome.reports / outcome.seconds if outcome.seconds else 0.0
    lines += [
        f"{outcome.reports} reports, {outcome.facts} facts, {outcome.seconds:.1f} s: {rate:.0f} reports/s",
        f"{len(outcome.found)} differences found, {outcome.repaired} reports repaired, "
        f"{len(outcome.left)} differences left",
    ]
    if outcome.untold:
        lines.append(f"{outcome.untold} messages of facts the record never had were not made (--tell-since)")
    if outcome.past_retention:
        lines.append(
            f"{outcome.past_retention} finished reports are past the engine's retention: not compared"
        )
    return "\n".join(lines)
