"""An attack on published numbers: whatever is added, subtracted and compared, none can be told.

The attacker here tries every case that is possible by what was published, and shares no code with what
judges a draw.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.open_data import rounding
from records.open_data.inference import Range, narrow
from records.open_data.rounding import BASE, Counts, Rounded, is_safe, publish_counts
from tests.records.open_data.attack import attack, possible

SEEDS = [bytes([n]) * 32 for n in range(60)]


def count(reports: Sequence[Sequence[int]], sizes: Sequence[int]) -> Counts:
    """Each report has a part in each table; a table has so many parts, some without reports."""
    tables = {
        f"table{n}": {
            f"part{each}": sum(report[n] % size == each for report in reports) for each in range(size)
        }
        for n, size in enumerate(sizes)
    }
    return Counts(len(reports), tables)


def split(*numbers: int) -> Counts:
    """One table with these parts."""
    return Counts(sum(numbers), {"table": {f"part{n}": each for n, each in enumerate(numbers)}})


SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=4)
COUNTRIES = st.builds(count, st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=45), SIZES)
NASTY: Mapping[str, Counts] = {
    "nothing": split(0, 0, 0),
    "one report in a class": split(1, 0, 0),
    "one agency in a province": Counts(3, {"agency": {"a": 3, "b": 0}, "province": {"p": 3, "q": 0}}),
    "a single part": split(3),
    "a small one beside a large one": split(1, 997),
    "all ones": split(*[1] * 9),
    "all fours": split(*[4] * 12),
    "just below": split(4, 4),
    "one differs between tables": Counts(26, {"class": {"x": 25, "y": 1}, "channel": {"web": 22, "sms": 4}}),
    "many empty ones": split(2, *[0] * 37),
}


def check_protected(counts: Counts, published: Rounded) -> None:
    values = attack(published)
    assert all(len(each) >= BASE for each in values.values()), published
    assert counts.total in values["", ""], "the truth is possible"
    for (table, part), found in values.items():
        assert table == "" or counts.tables[table][part] in found


@given(COUNTRIES, st.binary(min_size=32, max_size=32))
def test_no_number_of_a_random_country_can_be_told(counts: Counts, seed: bytes) -> None:
    check_protected(counts, publish_counts(counts, seed, "received"))


@pytest.mark.parametrize("name", NASTY)
def test_no_number_of_a_nasty_country_can_be_told(name: str) -> None:
    for seed in SEEDS:
        check_protected(NASTY[name], publish_counts(NASTY[name], seed, "received"))


def test_the_first_draw_alone_would_give_numbers_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounding at random is not enough by itself: the attack does find what the check refuses."""
    monkeypatch.setattr(rounding, "is_safe", lambda *_: True)
    told = [publish_counts(NASTY["one agency in a province"], seed, "received") for seed in SEEDS]
    assert any(len(values) < BASE for published in told for values in attack(published).values())


@given(COUNTRIES, st.binary(min_size=32, max_size=32))
def test_ranges_are_exactly_what_all_cases_together_allow(counts: Counts, seed: bytes) -> None:
    published = publish_counts(counts, seed, "received")
    found = {(table, part): each for (_, table, part), each in rounding._infer(published).items()}
    for cell, values in attack(published).items():
        assert (found[cell].low, found[cell].high) == (min(values), max(values)), cell


def test_who_knows_how_draws_are_refused_learns_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """All worlds of two parts, under all draws: of each publication at least BASE values of each number."""
    worlds: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    accepted = cache(lambda n, a, b: is_safe(Rounded(n, {"table": {"a": a, "b": b}}, 0)))
    for a, b in itertools.product(range(13), repeat=2):
        for draws in itertools.product(range(BASE), repeat=3):
            told = tuple((n + u) // BASE * BASE for n, u in zip((a + b, a, b), draws, strict=True))
            if max(told) <= 5 and accepted(*told):
                worlds.setdefault(told, set()).add((a + b, a, b))
    assert len(worlds) > 3
    for told, cases in worlds.items():
        for place in range(3):
            assert len({case[place] for case in cases}) >= BASE, told


def cases_of(
    old: Rounded, new: Rounded, *, total_may_change: bool
) -> Iterator[dict[tuple[str, str, int], int]]:
    """Every case in two versions, for who takes what was published alike for unchanged, knows that what was
    published otherwise has changed, and that the whole may have too if nothing else is possible."""
    versions = (old, new)
    cells = sorted({(t, p, n) for v in versions for t, parts in v.tables.items() for p, n in parts.items()})
    changed = [(each, other) for each, other in itertools.combinations(cells, 2) if each[:2] == other[:2]]
    for values in itertools.product(*(possible(n) for _, _, n in cells)):
        case = dict(zip(cells, values, strict=True))
        sums = [
            {sum(case[t, p, n] for p, n in parts.items()) for t, parts in v.tables.items()} for v in versions
        ]
        if any(len(each) != 1 for each in sums) or any(case[each] == case[other] for each, other in changed):
            continue
        (before,), (after,) = sums
        if before not in possible(old.total) or after not in possible(new.total):
            continue
        if old.total == new.total and not total_may_change and before != after:
            continue
        if old.total != new.total and before == after:
            continue
        yield case


TWO_TABLES = (
    Counts(4, {"class": {"x": 3, "y": 1}, "channel": {"web": 4, "sms": 0}}),
    Counts(5, {"class": {"x": 3, "y": 2}, "channel": {"web": 5, "sms": 0}}),
)


@pytest.mark.parametrize(
    ("first", "second", "seeds"),
    [
        (split(3, 0, 9), split(4, 0, 9), 30),
        (split(1, 1, 1), split(1, 1, 4), 30),
        (split(0, 2, 26), split(5, 2, 26), 30),
        (split(4, 4, 4), split(4, 4, 3), 30),
        (split(4, 2, 1), split(2, 4, 1), 30),
        (*TWO_TABLES, 6),
    ],
)
def test_a_correction_beside_the_version_before_gives_nothing_away(
    first: Counts, second: Counts, seeds: int
) -> None:
    compared = 0
    for seed in SEEDS[:seeds]:
        old = publish_counts(first, seed, "received")
        new = publish_counts(second, seed, "received", [old])
        check_protected(second, new)
        if old.tables and new.tables and old != new:
            cases = list(cases_of(old, new, total_may_change=False))
            cases = cases or list(cases_of(old, new, total_may_change=True))
            compared += bool(cases)
            for cell in cases[0] if cases else ():
                assert len({case[cell] for case in cases}) >= BASE, (old, new, cell)
    assert compared


@given(COUNTRIES, st.binary(min_size=32, max_size=32))
def test_what_did_not_change_is_published_alike(counts: Counts, seed: bytes) -> None:
    old = publish_counts(counts, seed, "received")
    assert publish_counts(counts, seed, "received", [old]) == old


def test_rounding_is_to_the_next_multiples_and_right_on_average() -> None:
    told = [
        publish_counts(split(7, 90, 40), bytes([n, m]) * 16, "received") for n in range(40) for m in range(25)
    ]
    sevens = [each.tables["table"]["part0"] for each in told]
    assert {*sevens} == {5, 10}
    assert abs(sum(sevens) / len(sevens) - 7) < 0.3
    assert {each.tables["table"]["part2"] for each in told} == {40}


def test_a_sum_narrows_its_parts_and_its_whole() -> None:
    found = narrow({"whole": Range(0, 3), "a": Range(1, 9), "b": Range(0, 9)}, [("whole", ["a", "b"])])
    assert found == {"whole": Range(1, 3), "a": Range(1, 3), "b": Range(0, 2)}
