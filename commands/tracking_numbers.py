"""Tracking numbers, as they are typed at a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commands.terminal import MISUSED, fail
from fields import tracking_numbers
from fields.tracking_numbers import WrongCheck

if TYPE_CHECKING:
    from records.database import Pool
    from runtime.settings import Settings


def parse_number(text: str) -> str:
    """The number that `text` means; says where it is mistyped, and exits. What has not the form of one is
    given back as it is: no report has it."""
    try:
        return tracking_numbers.parse_number(text) or text
    except WrongCheck:
        fail(f"{text} is mistyped: its last character does not fit the others", MISUSED)


async def require_reports(settings: "Settings", pool: "Pool", reports: Sequence[str]) -> None:
    """Says of the first report that neither record, engine nor archive knows that there is none, and exits.

    Raises EngineAway, RPCError, StoreAway, or one of `SQL_AWAY`.
    """
    from evidence.replay.known_reports import is_kept, unrecorded

    if not (strangers := await unrecorded(pool, reports)):
        return
    from evidence.archive.store import Store
    from runtime.temporal_connection import connect

    client = await connect(settings)
    for number in strangers:
        if not await is_kept(client, Store(settings.archive_url), number):
            fail(f"there is no report {number}", MISUSED)
