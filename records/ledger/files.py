"""Heads and keys as files, beside the finished reports: whoever keeps copies can tell if the log was changed.

`heads/<size>.json` is a head, `heads/keys.json` the log's keys, each in its RFC 8785 form.
"""

from collections.abc import AsyncIterator

from records.archive.store import Store
from records.database import Pool
from records.ledger import log
from records.ledger.check import Difference
from records.ledger.heads import Head

KEYS = "heads/keys.json"
AT_ONCE = 100


class HeadDiffers(Exception):
    """Another head of that size was published before: this log is not the one that it was."""

    def __init__(self, size: int) -> None:
        super().__init__(f"another head of {size} leaves was published before, as {head_name(size)}")
        self.size = size


def head_name(size: int) -> str:
    """What the file of the head of that size is called."""
    return f"heads/{size}.json"


async def publish(pool: Pool, store: Store) -> int:
    """Writes the heads that have no file yet, and the keys where they have changed; returns how many heads.

    Oldest first, so that what it leaves undone the next one finds. Raises HeadDiffers, StoreAway, or one of
    `SQL_AWAY`.
    """
    lacking = await _lacking(pool, store)
    keys = await log.keys(pool)
    if keys is not None and await store.get(KEYS) != keys.canonical():
        await store.put(KEYS, keys.canonical(), "overwrite")
    for head in reversed(lacking):
        if not await store.put(head_name(head.size), head.canonical()):
            await _is_there(store, head)
    return len(lacking)


async def _lacking(pool: Pool, store: Store) -> list[Head]:
    """The newest heads, the newest first, down to one that has its file."""
    lacking: list[Head] = []
    while page := await log.heads(pool, limit=AT_ONCE, before=lacking[-1].size if lacking else None):
        for head in page:
            if await _is_there(store, head):
                return lacking
            lacking.append(head)
    return lacking


async def _is_there(store: Store, head: Head) -> bool:
    found = await store.get(head_name(head.size))
    if found is not None and found != head.canonical():
        raise HeadDiffers(head.size)
    return found is not None


async def unpublished(pool: Pool, store: Store) -> AsyncIterator[Difference]:
    """The heads, the newest first, whose file is gone or another. Raises StoreAway, or one of `SQL_AWAY`."""
    before: int | None = None
    while page := await log.heads(pool, limit=AT_ONCE, before=before):
        for head in page:
            found = await store.get(head_name(head.size))
            if found != head.canonical():
                message = "is gone" if found is None else "is another head"
                yield Difference("file", head_name(head.size), message)
        before = page[-1].size
