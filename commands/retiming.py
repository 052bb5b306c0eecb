"""Re-timings from the terminal: watched, cancelled, resumed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from commands import decree_text
from commands.progress import progress
from commands.record import on_record
from commands.terminal import INTERRUPTED, MISUSED, Machine, fail, say, tell
from fields.plurals import plural

if TYPE_CHECKING:
    from records.database import Pool
    from records.decrees.retimings import Retiming

Id = Annotated[int, typer.Argument(help="The re-timing's id")]
EVERY = 0.5
"""Seconds between two looks."""
STUCK_AFTER = 10.0
"""Seconds after which it isn't watched any more how reports are tried again that could not be reached."""
CANCELLED = 3
STUCK = 4
"""Exit codes."""


def watch(
    id_: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The one under way, or the last one, if left out")
    ] = None,
    machine: Machine = False,
) -> None:
    """Show a re-timing's progress to its end. Exits with 0 if it finished, 3 if it was cancelled, 4 if all
    that is left can't be reached for now; Ctrl-C ends only the watching."""
    found = on_record(lambda pool: _meant(pool, id_), "decree")
    if found is None:
        fail("there is no re-timing" if id_ is None else f"there is no re-timing {id_}", MISUSED)
    watch_to_its_end(found.id, machine=machine)


def watch_to_its_end(id_: int, *, machine: bool) -> None:
    """The same of one that is known."""
    try:
        ended = on_record(lambda pool: _watched(pool, id_), "decree")
    except KeyboardInterrupt:
        say(f"re-timing {id_} goes on; `tuntas decree watch {id_}` shows it again")
        raise typer.Exit(INTERRUPTED) from None
    _tell(ended, machine=machine)
    if ended.state == "cancelled":
        raise typer.Exit(CANCELLED)
    if ended.state != "finished":
        say(f"{plural(ended.failing, 'report')} can't be reached for now; they are tried again")
        raise typer.Exit(STUCK)


def cancel(id_: Id, machine: Machine = False) -> None:
    """Stop a re-timing. The decree stays in force: a report that was not reached takes its
    calendar along with its next fact."""
    from records.decrees import retimings

    _tell(_changed(id_, retimings.cancel_retiming), machine=machine)


def resume(id_: Id, machine: Machine = False) -> None:
    """Continue a re-timing that was cancelled."""
    from records.decrees import retimings

    _tell(_changed(id_, retimings.resume_retiming), machine=machine)


def _changed(id_: int, act: Callable[["Pool", int], Awaitable[None]]) -> "Retiming":
    from records.decrees import retimings

    async def run(pool: "Pool") -> "Retiming | None":
        await act(pool, id_)
        return await retimings.read_retiming(pool, id_)

    found = on_record(run, "decree")
    if found is None:
        fail(f"there is no re-timing {id_}", MISUSED)
    if found.state == "finished":
        fail(f"re-timing {id_} has finished")
    return found


async def _meant(pool: "Pool", id_: int | None) -> "Retiming | None":
    from records.decrees import retimings

    if id_ is not None:
        return await retimings.read_retiming(pool, id_)
    newest = await retimings.list_retimings(pool, limit=1)
    return await retimings.under_way(pool) or (newest[0] if newest else None)


async def _watched(pool: "Pool", id_: int) -> "Retiming":
    """The re-timing, once it has finished, was cancelled, or got no further for long with what is left of it
    failing; `total` may grow meanwhile."""
    from records.decrees import retimings

    with progress() as bars:
        bar = bars.add_task("", total=None)
        stuck_since: float | None = None
        while True:
            found = await retimings.read_retiming(pool, id_)
            assert found is not None, "re-timings are kept for ever"
            bars.update(
                bar,
                description=f"re-timing {id_} {found.state}",
                total=found.total or None,
                completed=found.reached,
            )
            is_stuck = 0 < found.failing == found.total - found.reached
            stuck_since = (stuck_since or time.monotonic()) if is_stuck else None
            too_long = stuck_since is not None and time.monotonic() - stuck_since > STUCK_AFTER
            if too_long or found.state in ("finished", "cancelled"):
                return found
            await asyncio.sleep(EVERY)


def _tell(found: "Retiming", *, machine: bool) -> None:
    from records.decrees import views

    wire = views.present_progress(found)
    tell([wire], [decree_text.describe_retiming(wire)], machine=machine)
