"""Whether the access ledger is whole: every entry there, unchanged, and chained to the one before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evidence.accesses.access_log import FIRST_PREVIOUS, Access
from evidence.ledger.anchors import anchored_entries
from records.database import Pool, rows

PAGE = 2_000
# An instant that is in no year that can be read was changed: so its digest says of any other, too.
# In SQL: import
NEXT = f"""
select index, case when at between '0001-01-01' and '9999-12-31' then at else 'epoch' end as at,
       actor, act, reports, reason, previous, digest from accesses
where index > %s order by index limit {PAGE}"""  # noqa: S608  # constants

# In SQL: import
NEWEST = "select coalesce(max(index), 0) as index from accesses"


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """An entry's digest that was written down elsewhere: what came before it can't be made anew."""

    index: int
    digest: str


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Where the chain breaks first, and how: `missing`, `changed`, `unchained`, `not_as_logged`,
    `not_as_kept`."""

    index: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """How many entries are sound from the first on, the last of them, and what is wrong with the next."""

    entries: int
    last: KeptDigest
    broken: ChainBreak | None


async def newest_entry(pool: Pool) -> int:
    """The last entry's number; 0 where there is none. Raises one of `SQL_AWAY`."""
    index: int = (await rows(pool, NEWEST))[0]["index"]
    return index


async def check_accesses(
    pool: Pool, kept: KeptDigest | None = None, on_entries: Callable[[int], None] = lambda _: None
) -> CheckedChain:
    """Reads the whole ledger, a page at a time, up to its first break; `on_entries` hears of each page's.

    The chain alone can't tell that its end was cut off, or that all of it was made anew from some entry on:
    the log of facts, where each day's last entry is, and `kept` tell, for what came before these. Raises one
    of `SQL_AWAY`.
    """
    logged = await anchored_entries(pool)
    last = KeptDigest(0, FIRST_PREVIOUS)
    while page := [Access(**row) for row in await rows(pool, NEXT, [last.index])]:
        for entry in page:
            if broken := _broken(last, entry) or _otherwise(entry, logged, kept):
                return CheckedChain(last.index, last, broken)
            last = KeptDigest(entry.index, entry.digest)
        on_entries(len(page))
    latest = max([*logged, kept.index if kept else 0])
    if latest > last.index:
        message = f"the ledger ends with entry {last.index}, but entry {latest} was there"
        return CheckedChain(last.index, last, ChainBreak(last.index + 1, "missing", message))
    return CheckedChain(last.index, last, None)


def _broken(last: KeptDigest, entry: Access) -> ChainBreak | None:
    index = last.index + 1
    if entry.index != index:
        return ChainBreak(index, "missing", f"entry {index} is missing; {entry.index} comes next")
    if entry.computed() != entry.digest:
        return ChainBreak(
            index, "changed", f"entry {index} was changed: its digest is that of something else"
        )
    if entry.previous != last.digest:
        return ChainBreak(index, "unchained", f"entry {index} is not chained to the one before it")
    return None


def _otherwise(entry: Access, logged: Mapping[int, str], kept: KeptDigest | None) -> ChainBreak | None:
    index = entry.index
    if logged.get(index, entry.digest) != entry.digest:
        return ChainBreak(
            index, "not_as_logged", f"entry {index} has another digest than the one that was logged"
        )
    if kept is not None and kept.index == index and kept.digest != entry.digest:
        return ChainBreak(
            index, "not_as_kept", f"entry {index} has another digest than the one that was kept"
        )
    return None
