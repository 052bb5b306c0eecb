"""`tuntas accesses …`: whether the ledger of who looked at what is whole."""

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.progress import progress
from commands.record import on_record
from commands.terminal import MISUSED, Machine, fail, group, tell
from fields.plurals import plural

if TYPE_CHECKING:
    from evidence.accesses.check import CheckedChain, KeptDigest
    from records.database import Pool

app = group("Check the access ledger: who looked at what.")
KEPT = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@app.callback()
def accesses() -> None:
    """Check the access ledger: who looked at what."""


@app.command(name="check")
def check_(
    kept: Annotated[str | None, typer.Option(help="An entry written down earlier, as INDEX:DIGEST")] = None,
    machine: Machine = False,
) -> None:
    """Verify that every entry is there, unchanged and chained; print the first that is not, and exit with 1.

    Keep what it says of the last entry elsewhere: only with --kept can it tell that the end was cut off, or
    the whole made anew.
    """
    from evidence.accesses.check import check_accesses, newest_entry

    known = _read(kept) if kept is not None else None

    async def run(pool: "Pool") -> "CheckedChain":
        with progress() as bars:
            bar = bars.add_task("checking", total=await newest_entry(pool))
            return await check_accesses(pool, known, lambda more: bars.advance(bar, more))

    checked = on_record(run, "accesses")
    tell([asdict(checked)], _lines(checked), machine=machine)
    if checked.broken:
        raise typer.Exit(1)


def _read(kept: str) -> "KeptDigest":
    from evidence.accesses.check import KeptDigest

    found = KEPT.fullmatch(kept.strip())
    if found is None:
        fail("--kept takes an entry's number and digest, as INDEX:DIGEST", MISUSED)
    return KeptDigest(int(found[1]), found[2])


def _lines(checked: "CheckedChain") -> list[str]:
    if checked.broken:
        return [
            f"{checked.broken.message} ({checked.broken.kind})",
            "1 entry before it is sound"
            if checked.entries == 1
            else f"{plural(checked.entries, 'entry')} before it are sound",
        ]
    if not checked.entries:
        return ["no entries yet"]
    return [
        f"{plural(checked.entries, 'entry')}, all there and chained",
        f"the last is {checked.last.index}:{checked.last.digest}",
    ]
