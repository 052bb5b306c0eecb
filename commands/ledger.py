"""`tuntas ledger …`: signed heads over all facts, the key that signs them, and whether all of it is whole."""

import os
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands.progress import progress
from commands.record import on_record
from commands.terminal import AWAY, Machine, columns, fail, group, say, settings_of, tell
from fields.plurals import plural

if TYPE_CHECKING:
    from evidence.ledger.check import Difference
    from evidence.ledger.heads import Head
    from evidence.ledger.keys import Rotation
    from records.database import Pool
    from runtime.settings import Settings

app = group("Sign and check heads over all facts, and rotate the signing key.")

VARIABLE = "TUNTAS_LEDGER_KEY"
SHOWN = 200
"""How many differences people are shown; JSON has all."""
T = TypeVar("T")


@app.command()
def heads(limit: Annotated[int, typer.Option(min=1, help="How many")] = 20, machine: Machine = False) -> None:
    """List the newest heads, the newest first."""
    from evidence.ledger import log

    found = _on_ledger(lambda pool, _: log.list_heads(pool, limit=limit))
    _tell(found, machine=machine)


@app.command()
def head(machine: Machine = False) -> None:
    """Enter due facts, and sign a new head if any were entered since the last one."""
    _tell([_on_ledger(_signed)], machine=machine)


async def _signed(pool: "Pool", settings: "Settings") -> "Head":
    from evidence.ledger import log
    from evidence.ledger.keys import Signer

    made = await log.sign_head(pool, Signer(settings.secret("ledger_key")), now=datetime.now(UTC))
    await _publish(pool, settings)
    return made


async def _publish(pool: "Pool", settings: "Settings") -> None:
    from evidence.archive.store import Store, StoreAway
    from evidence.ledger.files import publish_heads

    try:
        await publish_heads(pool, Store(settings.archive_url))
    except StoreAway as away:
        fail(f"heads can't be published: {away}", AWAY)


def _tell(found: "list[Head]", *, machine: bool) -> None:
    rows = [[str(each.size), each.at, each.root[:16], each.key[:16]] for each in found]
    lines = columns([["leaves", "signed at", "root", "key"], *rows]) if rows else ["no heads yet"]
    tell([each.wire() for each in found], lines, machine=machine)


@app.command()
def rotate(
    new: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The new key: 32 bytes in base64; else one is made"),
    ] = None,
    machine: Machine = False,
) -> None:
    """Replace the signing key by a new one; both keys sign that. Repeat it if it was interrupted.

    Every worker and API has to be started anew with the new key; until then it signs nothing.
    """
    from evidence.ledger import log
    from evidence.ledger.keys import Signer
    from runtime.secret_files import install_successor, make_successor

    if new is None and os.environ.get(VARIABLE):
        fail(f"{VARIABLE} is set: give the new key with --new, and set it everywhere afterwards")

    async def run(pool: "Pool", settings: "Settings") -> "Rotation":
        next_ = Signer(_read(new) if new else make_successor("ledger_key", settings.data_dir))
        made = await log.rotate_key(pool, Signer(settings.secret("ledger_key")), next_, now=datetime.now(UTC))
        if new is None:
            install_successor("ledger_key", settings.data_dir)
        say(f"rotated; start every worker and API anew{f' with the new {VARIABLE}' if new else ''}")
        await _publish(pool, settings)
        return made

    made = _on_ledger(run)
    tell([made.wire()], [f"from {made.at} on heads are signed by {made.new}"], machine=machine)


def _read(file: Path) -> bytes:
    try:
        seed = b64decode(file.read_text("ascii").strip(), validate=True)
    except (NotBase64, UnicodeDecodeError):
        fail(f"{file} is not base64")
    if len(seed) != 32:
        fail(f"{file} has {len(seed)} bytes, where a key has 32")
    return seed


@app.command(name="check")
def check_(machine: Machine = False) -> None:
    """Rebuild the tree from its leaves; compare it with every head, the published files and the facts.

    Names whatever differs, and exits with 1 if anything does. Facts that came into the log late differ in
    nothing; a line on standard error warns of them.
    """

    from evidence.archive.store import Store
    from evidence.ledger.check import check_ledger, count_leaves
    from evidence.ledger.files import find_unpublished
    from evidence.ledger.lateness import came_late

    async def run(pool: "Pool", settings: "Settings") -> "tuple[list[Difference], int]":
        with progress() as bars:
            total = await count_leaves(pool)
            bar = bars.add_task("checking", total=total)
            found = [each async for each in check_ledger(pool, lambda more: bars.advance(bar, more))]
            found += [each async for each in find_unpublished(pool, Store(settings.archive_url))]
        if late := await came_late(pool):
            say(f"warning: {late}")
        return found, total

    found, total = _on_ledger(run)
    lines = [str(each) for each in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN} more")
    lines.append(f"{total} {'leaf' if total == 1 else 'leaves'}, {plural(len(found), 'difference')}")
    tell([asdict(each) for each in found], lines, machine=machine)
    if found:
        raise typer.Exit(1)


def _on_ledger(act: Callable[["Pool", "Settings"], Awaitable[T]]) -> T:
    from evidence.ledger.files import HeadDiffers
    from evidence.ledger.keys import LedgerRefused
    from evidence.ledger.stored_keys import KeyNotCurrent
    from evidence.ledger.tiles import LedgerBroken

    settings = settings_of("ledger")
    try:
        return on_record(lambda pool: act(pool, settings), "ledger")
    except (KeyNotCurrent, LedgerRefused, HeadDiffers) as refused:
        fail(str(refused))
    except LedgerBroken as broken:
        fail(f"the stored ledger contradicts itself: {broken}; `tuntas ledger check` says where")
