"""Heads and keys as files, beside the finished reports: whoever keeps copies can tell if the log was changed.

`heads/<size>.json` is a head, `heads/latest.json` the newest of them again, `heads/keys.json` the keys of the
log, each in its RFC 8785 form.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from evidence.archive.store import Store
from evidence.ledger import log, stored_keys
from evidence.ledger.check import Difference
from evidence.ledger.heads import Head
from records.database import Pool
from workflows.procedure.model import instants

KEYS, LATEST = "heads/keys.json", "heads/latest.json"
AT_ONCE = 100
AT_LEISURE = timedelta(seconds=60)
"""Heads are published within seconds, where a worker runs."""


class HeadDiffers(Exception):
    """What was published is no head of this log: the log isn't the one that it was, or has lost its end."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is no head of this log: the log was changed since, or has lost its end")
        self.name = name


def head_name(size: int) -> str:
    """What the file of the head of that size is called."""
    return f"heads/{size}.json"


async def publish_heads(pool: Pool, store: Store) -> int:
    """Writes the heads since the last published one, and the keys where they have changed; returns how many
    heads. What it leaves undone the next one does.

    Raises HeadDiffers, with nothing written over, StoreAway, or one of `SQL_AWAY`.
    """
    lacking = await _lacking(pool, await store.get(LATEST))
    keys = await stored_keys.read_keys(pool)
    if keys is not None and await store.get(KEYS) != keys.canonical():
        await store.put(KEYS, keys.canonical(), "overwrite")
    for head in lacking:
        name, content = head_name(head.size), head.canonical()
        if not await store.put(name, content) and await store.get(name) != content:
            raise HeadDiffers(name)
        await store.put(LATEST, content, "overwrite")
    return len(lacking)


async def _lacking(pool: Pool, latest: bytes | None) -> list[Head]:
    """The heads that follow the last published one, oldest first."""
    lacking: list[Head] = []
    while page := await log.list_heads(pool, limit=AT_ONCE, before=lacking[-1].size if lacking else None):
        for head in page:
            if head.canonical() == latest:
                return lacking[::-1]
            lacking.append(head)
    if latest is not None:
        raise HeadDiffers(LATEST)
    return lacking[::-1]


async def find_unpublished(pool: Pool, store: Store) -> AsyncIterator[Difference]:
    """The heads, the newest first, whose file is gone or another; one that was just signed may still lack it.
    Raises StoreAway, or one of `SQL_AWAY`."""
    just_now = instants.format_instant(datetime.now(UTC) - AT_LEISURE)
    latest = await store.get(LATEST)
    before: int | None = None
    while page := await log.list_heads(pool, limit=AT_ONCE, before=before):
        for head in page:
            found = await store.get(head_name(head.size))
            if found != head.canonical() and (found is not None or head.at < just_now):
                message = "is gone" if found is None else "is another head"
                yield Difference("file", head_name(head.size), message)
            latest = None if latest == head.canonical() else latest
        before = page[-1].size
    if latest is not None:
        yield Difference("file", LATEST, "is no head of this log: it was changed since, or has lost its end")
