"""`tuntas audit bundle`: a report's bundle made on the machine itself, without the API."""

import asyncio
from contextlib import closing
from pathlib import Path

from commands import access_reasons
from commands.terminal import fail, write_file
from commands.tracking_numbers import parse_number, require_reports
from commands.unavailable import outages
from evidence.accesses import access_log
from evidence.accesses.access_log import OPERATOR, AccessAct
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone
from evidence.archive.store import Store
from evidence.bundle.errors import NotLogged, NotProvable, TooLarge
from evidence.bundle.make_bundle import Sources, make_bundle
from evidence.ledger.keys import Signer
from evidence.ledger.stored_keys import KeyNotCurrent
from evidence.ledger.tiles import LedgerBroken
from records.database import pool_of
from runtime import release
from runtime.settings import Settings
from runtime.subprocess_pool import NeverEnds, SubprocessPool
from runtime.temporal_connection import connect


def write_bundle(settings: Settings, number: str, file: Path | None, reason: str) -> Path:
    """Makes the bundle, enters it into the access ledger and writes it; returns where. Ends the program, and
    writes nothing, where that can't be done."""
    why, report = access_reasons.require_reason(reason), parse_number(number)
    try:
        with outages():
            content = asyncio.run(_made(settings, report, why))
    except (
        NotProvable,
        TooLarge,
        NeverEnds,
        HistoryGone,
        ObjectBroken,
        KeyNotCurrent,
        LedgerBroken,
    ) as refused:
        fail(f"no bundle was made: {refused}")
    except NotLogged:
        fail("no bundle was made: the ledger does not have all facts of the report yet")
    target = file or Path(f"{report}.zip")
    write_file(target, content)
    return target


async def _made(settings: Settings, report: str, reason: str) -> bytes:
    client = await connect(settings)
    async with pool_of(settings.database_url, size=2) as pool:
        await require_reports(settings, pool, [report])
        store, signer = Store(settings.archive_url), Signer(settings.secret("ledger_key"))
        with closing(SubprocessPool()) as subprocesses:
            content = await make_bundle(
                Sources(client, pool, store, signer, subprocesses), report, release.CODE
            )
        await access_log.note_access(pool, OPERATOR, AccessAct.AUDIT_BUNDLE, [report], reason)
    return content
