"""What commands say where something that they need can't be had: the same in all of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UndefinedTable
from temporalio.service import RPCError

from commands.terminal import AWAY, fail
from records.accesses import AccessNotRecorded
from records.archive.store import StoreAway
from records.database import SQL_AWAY
from records.directory import DirectoryUnavailable
from runtime.connection import EngineAway


@contextmanager
def outages() -> Iterator[None]:
    """While it lasts, whatever is away is said in one line, and ends the program with `AWAY`."""
    try:
        yield
    except EngineAway as away:
        fail(f"Temporal can't be reached: {away}", AWAY)
    except RPCError as error:
        fail(f"Temporal does not answer as it should: {error}", AWAY)
    except StoreAway as away:
        fail(f"the archive can't be reached: {away}", AWAY)
    except AccessNotRecorded:
        fail("the access ledger can't be written, and nothing is done that is not in it", AWAY)
    except (UndefinedTable, DirectoryUnavailable):
        fail("the database holds nothing of ours yet; run `tuntas setup`", AWAY)
    except SQL_AWAY:
        fail(
            "the database can't be reached; is it running, and is TUNTAS_DATABASE_URL or _DATA_DIR right?",
            AWAY,
        )
    except ChildProcessError:
        fail("histories can't be replayed: no other process can be begun; is there enough memory?", AWAY)
