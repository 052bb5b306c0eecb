"""What an attacker concludes from published numbers, by trying every case that is possible."""

from records.open_data.rounding import Cell, Rounded


def possible(rounded: int) -> range:
    """The numbers that one of the two multiples around them could be taken for."""
    return range(max(0, rounded - 4), rounded + 5)


def add_sets(one: frozenset[int], other: range | frozenset[int]) -> frozenset[int]:
    return frozenset(a + b for a in one for b in other)


def attack(published: Rounded) -> dict[Cell, set[int]]:
    """Each number's possible values, from all cases: a case is a total, and parts of each table that add up
    to it. Given the total, tables do not depend on one another."""
    sums: dict[str, frozenset[int]] = {}
    for table, parts in published.tables.items():
        sums[table] = frozenset({0})
        for n in parts.values():
            sums[table] = add_sets(sums[table], possible(n))
    totals = {each for each in possible(published.total) if all(each in found for found in sums.values())}
    values: dict[Cell, set[int]] = {("", ""): totals}
    for table, parts in published.tables.items():
        for part, n in parts.items():
            rest = frozenset({0})
            for other, m in parts.items():
                rest = add_sets(rest, possible(m)) if other != part else rest
            values[table, part] = {v for v in possible(n) if any(t - v in rest for t in totals)}
    return values
