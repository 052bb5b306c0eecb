"""Erasing what people wrote in a report: the whole act, step by step. What happened, and when, stays.

1. The report must exist and be over.
2. The access ledger gets the entry `erase`, with the reason (`evidence.accesses.access_log`).
   A crash here leaves an entry without an erasure; repeating adds another entry.
3. The report's key, its search words, the drafts of decisions on it and what bulk decisions hold of it go, in
   one statement (`records.keys.store`; triggers delete the latter two). From here on nobody can read a text:
   in the database, the archive or a history. Other processes are told to forget the key.
   A crash here leaves letters to the reporter that wait, and those in the folder.
4. Waiting letters and calls to the reporter are given up (`records.reports.outbox`).
   A crash here leaves the letters in the folder.
5. Letters to the reporter in the folder of this machine are removed (`activities.mail_transport`).

Repeating completes it: where the key is gone already, only steps 4 and 5 are taken. A worker that comes to a
waiting letter before step 4 finds the key gone, and gives the letter up by itself.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from activities.mail_transport import erase_letters
from evidence.accesses.access_log import OPERATOR, AccessAct, note_access
from records.database import Pool
from records.keys.store import KeyDestroyed, KeyStore
from records.reports.outbox import give_up_erased
from records.reports.queries.listing import read_report


class ReportOpen(Exception):
    """Something may still happen to the report."""


class LettersNotErased(Exception):
    """All is done but step 5: the letters in the folder could not be removed."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What to erase and `why`; `letters` is the folder that this machine's workers write letters into."""

    report: str
    why: str
    letters: Path
    even_if_open: bool = False


async def erase_report(
    pool: Pool, keys: KeyStore, erasure: Erasure, on_key_gone: Callable[[bool], None]
) -> int:
    """Erases it, and returns how many letters were removed. Calls `on_key_gone` after step 3, with whether
    that was done now and not before.

    Raises UnknownReport or ReportOpen, nothing done; LettersNotErased; KeyUnavailable, AccessNotRecorded or
    one of `SQL_AWAY`: then repeat it.
    """
    try:
        await keys.of(erasure.report)
        is_new = True
    except KeyDestroyed:
        is_new = False
    if is_new:
        await _require_over(pool, erasure)
        await note_access(pool, OPERATOR, AccessAct.ERASE, [erasure.report], erasure.why)
        await keys.destroy(erasure.report)
    on_key_gone(is_new)
    await give_up_erased(pool, erasure.report)
    try:
        return await asyncio.to_thread(erase_letters, erasure.letters, erasure.report)
    except OSError as error:
        raise LettersNotErased(error.strerror) from error


async def _require_over(pool: Pool, erasure: Erasure) -> None:
    recorded = await read_report(pool, erasure.report)
    end = recorded.sealed_at if recorded else None
    if not erasure.even_if_open and (end is None or end > datetime.now(UTC)):
        raise ReportOpen(erasure.report)
