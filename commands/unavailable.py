"""What commands say where something that they need can't be had: the same in all of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from commands.terminal import AWAY, fail

UNPREPARED = "the database holds nothing of ours yet; run `tuntas setup`"
NO_DATABASE = "the database can't be reached; is it running, and is TUNTAS_DATABASE_URL or _DATA_DIR right?"
UNNOTED = "the access ledger can't be written, and nothing is done that is not in it"
NO_PROCESS = "histories can't be replayed: no other process can be begun; is there enough memory?"


@contextmanager
def outages() -> Iterator[None]:
    """While it lasts, whatever is away is said in one line, and ends the program with `AWAY`."""
    try:
        yield
    except Exception as error:
        if (why := _away(error)) is None:
            raise
        fail(why, AWAY)


def _away(error: Exception) -> str | None:
    """What can't be had, by the error that says so; null for any other error."""
    # Imported here: nothing of it is needed while all goes well.
    from psycopg.errors import UndefinedTable
    from temporalio.service import RPCError

    from evidence.accesses.access_log import AccessNotRecorded
    from evidence.archive.store import StoreAway
    from records.database import SQL_AWAY
    from records.directory.in_memory import DirectoryUnavailable
    from records.keys.store import KeyUnavailable
    from runtime.temporal_connection import EngineAway

    told: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
        (EngineAway, f"Temporal can't be reached: {error}"),
        (RPCError, f"Temporal does not answer as it should: {error}"),
        (StoreAway, f"the archive can't be reached: {error}"),
        (AccessNotRecorded, UNNOTED),
        ((UndefinedTable, DirectoryUnavailable), UNPREPARED),
        ((*SQL_AWAY, KeyUnavailable), NO_DATABASE),
        (ChildProcessError, NO_PROCESS),
    ]
    return next((why for kinds, why in told if isinstance(error, kinds)), None)
