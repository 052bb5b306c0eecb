"""Numbers of a month, rounded at random so that no small one can be told, whatever is added and subtracted.

Each number becomes one of the two multiples of BASE around it, the nearer one more often; a multiple of BASE
stays what it is. The draw comes from a secret of the month. Wholes are rounded like their parts, so parts
need not add up. Before anything is published, `is_safe` concludes what a reader could. If any number would be
left with fewer than BASE possible values, other draws are taken, and if none are safe, parts are withheld.

Safety is judged from rounded numbers alone. So that a draw was refused tells nothing either: whatever is
possible by the published numbers could have been published so.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from records.open_data.inference import Range, narrow

BASE = 5
ATTEMPTS = 200

Cell = tuple[str, str]
"""A table and a part of it; of the whole both are empty."""
WHOLE: Cell = ("", "")
Variable = tuple[str, str, str]
"""A number behind a cell: of which versions, and the cell."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often something happened: in all, and by the parts of each table, which add up to that."""

    total: int
    tables: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Rounded:
    """The same as it is published; without tables where parts are withheld. `attempt` is which draws these
    are: so many had been refused before."""

    total: int
    tables: Mapping[str, Mapping[str, int]]
    attempt: int


def publish_counts(counts: Counts, seed: bytes, measure: str, earlier: Sequence[Rounded] = ()) -> Rounded:
    """The counts, rounded. `earlier` has what earlier versions of the same month published: what has not
    changed is rounded as it was there."""
    rounded = Rounded(0, {}, earlier[-1].attempt if earlier else 0)
    for attempt in [rounded.attempt] if earlier else range(ATTEMPTS):
        rounded = _round_all(counts, seed, measure, attempt)
        if is_safe(rounded, earlier):
            return rounded
    # Without its parts the whole is one number among BASE or more, like any other.
    return Rounded(rounded.total, {}, rounded.attempt)


def _round_all(counts: Counts, seed: bytes, measure: str, attempt: int) -> Rounded:
    tables = {
        table: {part: _round(n, seed, measure, attempt, (table, part)) for part, n in parts.items()}
        for table, parts in counts.tables.items()
    }
    return Rounded(_round(counts.total, seed, measure, attempt, WHOLE), tables, attempt)


def _round(number: int, seed: bytes, measure: str, attempt: int, cell: Cell) -> int:
    drawn = hmac.digest(seed, "\0".join([measure, str(attempt), *cell]).encode(), sha256)
    return (number + int.from_bytes(drawn) % BASE) // BASE * BASE


def range_of(rounded: int) -> Range:
    """Which numbers are rounded so."""
    return Range(max(0, rounded - BASE + 1), rounded + BASE - 1)


def is_safe(published: Rounded, earlier: Sequence[Rounded] = ()) -> bool:
    """Whether each number keeps at least BASE possible values for somebody who knows that parts add up, and
    compares this with any earlier version."""
    alone = _infer(published)
    together = [_infer_from_both(each, published) for each in earlier if each.tables and published.tables]
    return all(found.size >= BASE for ranges in [alone, *together] for found in ranges.values())


def _infer(published: Rounded) -> dict[Variable, Range]:
    variables = {("", *cell): range_of(n) for cell, n in _list_cells(published)}
    sums = [
        (("", *WHOLE), [("", table, part) for part in parts]) for table, parts in published.tables.items()
    ]
    return narrow(variables, sums)


def _infer_from_both(old: Rounded, new: Rounded) -> dict[Variable, Range]:
    """What somebody concludes who takes numbers that were published alike for unchanged, as far as that can
    be: a number that alone was published otherwise did change, and so did its whole."""
    differing = {
        table: {part for part, n in parts.items() if old.tables[table].get(part) != n}
        for table, parts in new.tables.items()
    }
    is_same_total = old.total == new.total and all(len(parts) != 1 for parts in differing.values())
    known: dict[Variable, Range] = {}
    sums: list[tuple[Variable, list[Variable]]] = []
    for which, version in (("old", old), ("new", new)):
        total = ("both" if is_same_total else which, *WHOLE)
        known[total] = range_of(version.total)
        for table, parts in version.tables.items():
            is_shared = is_same_total or bool(differing[table])
            alike = [part for part in parts if is_shared and part not in differing[table]]
            others = [part for part in parts if part not in alike]
            known |= {("both", table, part): range_of(parts[part]) for part in alike}
            known |= {(which, table, part): range_of(parts[part]) for part in others}
            # What is alike adds up to the same in both, and where the whole is the same, so does the rest.
            unchanged = ("unchanged", table, "")
            rest = ("rest", table, "" if is_same_total else which)
            highest = range_of(version.total).high
            known |= {unchanged: Range(0, highest), rest: Range(0, highest)}
            sums.append((unchanged, [("both", table, part) for part in alike]))
            sums.append((rest, [(which, table, part) for part in others]))
            sums.append((total, [unchanged, rest]))
    found = narrow(known, sums)
    return {name: each for name, each in found.items() if name[0] not in ("unchanged", "rest")}


def _list_cells(published: Rounded) -> Iterator[tuple[Cell, int]]:
    yield WHOLE, published.total
    for table, parts in published.tables.items():
        yield from (((table, part), n) for part, n in parts.items())
