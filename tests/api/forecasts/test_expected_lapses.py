"""The method by which lapses are expected: bounds, order, and whether it finds shares that are known."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.forecasts.expected_lapses import (
    ALL,
    FEWEST,
    WEEKS,
    Review,
    Shares,
    Standing,
    TrackRecord,
    expect_lapses,
)
from records.reports.queries.due_history import MOST_LEFT, Cohort

MONDAY = date(2026, 11, 30)
AGENCIES, STAGES = (None, "a", "b"), ("follow_up", "approval")
LEFT = st.integers(1, MOST_LEFT)
COHORTS = st.builds(
    lambda agency, stage, weeks_ago, lefts, lapsed, deadlines: Cohort(
        agency,
        stage,
        MONDAY - timedelta(weeks=weeks_ago),
        min(lefts),
        max(lefts),
        max(lefts),
        lapsed,
        deadlines,
    ),
    st.sampled_from(AGENCIES),
    st.sampled_from(STAGES),
    st.integers(1, 2 * WEEKS),
    st.tuples(LEFT, LEFT),
    st.booleans(),
    st.integers(1, 60),
)
STANDING = st.builds(
    Standing, st.sampled_from(AGENCIES), st.sampled_from(STAGES), st.integers(-1, 40), st.integers(1, 50)
)


def review(cohorts: list[Cohort]) -> TrackRecord:
    """What is known once all weeks were taken in."""
    record = TrackRecord(MONDAY)
    for number in range(2 * WEEKS, -1, -1):
        monday = MONDAY - timedelta(weeks=number)
        record.add_week(monday, [each for each in cohorts if each.week == monday])
    return record


def of_all(cohorts: list[Cohort]) -> Review:
    return review(cohorts).reviews[ALL]


@given(st.lists(COHORTS, max_size=40))
@settings(max_examples=40, deadline=None)
def test_the_shares_of_the_last_weeks_are_those_counted_at_once(cohorts: list[Cohort]) -> None:
    recent = Shares.count(each for each in cohorts if each.week >= MONDAY - timedelta(weeks=WEEKS))
    found = review(cohorts).shares
    for agency in AGENCIES:
        for stage in STAGES:
            for left in range(1, MOST_LEFT + 1):
                assert found.estimate(agency, stage, left) == recent.estimate(agency, stage, left)


@given(st.lists(COHORTS, max_size=30), st.lists(STANDING, max_size=10))
@settings(max_examples=60, deadline=None)
def test_what_is_expected_is_within_its_range_and_between_none_and_all(
    cohorts: list[Cohort], standing: list[Standing]
) -> None:
    found = expect_lapses(Shares.count(cohorts), standing)
    assert found.deadlines + found.unknown == sum(each.deadlines for each in standing)
    assert 0 <= found.low <= found.expected <= found.high <= found.deadlines


@given(st.lists(COHORTS, min_size=1, max_size=20), st.lists(STANDING, min_size=1, max_size=10), st.data())
@settings(max_examples=60, deadline=None)
def test_more_lapses_in_the_past_and_more_deadlines_never_make_fewer_expected(
    cohorts: list[Cohort], standing: list[Standing], data: st.DataObject
) -> None:
    before = expect_lapses(Shares.count(cohorts), standing)
    turned = data.draw(st.integers(0, len(cohorts) - 1))
    one = cohorts[turned]
    worse = Cohort(
        one.agency,
        one.stage,
        one.week,
        one.least_left,
        one.most_left,
        one.left_on_monday,
        True,
        one.deadlines,
    )
    after = expect_lapses(Shares.count([*cohorts[:turned], worse, *cohorts[turned + 1 :]]), standing)
    assert after.expected >= before.expected - 1e-9
    more = expect_lapses(Shares.count(cohorts), [*standing, data.draw(STANDING)])
    assert more.expected >= before.expected - 1e-9


def test_with_too_few_deadlines_nothing_is_said() -> None:
    def cohort(many: int) -> Cohort:
        return Cohort("a", "follow_up", MONDAY - timedelta(weeks=1), 1, 5, 5, True, many)

    standing = [Standing("a", "follow_up", 5, 10)]
    few = expect_lapses(Shares.count([cohort(FEWEST - 1)]), standing)
    assert (few.deadlines, few.expected, few.unknown) == (0, 0, 10)
    enough = expect_lapses(Shares.count([cohort(FEWEST)]), standing)
    assert (enough.deadlines, enough.unknown) == (10, 0)
    assert enough.expected > 9
    assert expect_lapses(Shares.count([cohort(FEWEST)]), [Standing("a", "approval", 5, 10)]).unknown == 10


def test_an_agency_with_many_deadlines_goes_by_its_own_and_one_with_none_by_all() -> None:
    week = MONDAY - timedelta(weeks=2)
    cohorts = [
        Cohort("slow", "follow_up", week, 1, 3, 3, True, 900),
        Cohort("fast", "follow_up", week, 1, 3, 3, False, 2100),
    ]
    shares = Shares.count(cohorts)
    told = {name: shares.estimate(name, "follow_up", 2) for name in ("slow", "fast", "new")}
    assert {name: round(share[0], 2) for name, share in told.items() if share} == {
        "slow": 0.98,
        "fast": 0.0,
        "new": 0.3,
    }


def test_a_week_is_tried_upon_what_was_known_when_it_began() -> None:
    """All that lapsed later changes nothing of what was expected before."""
    past = [Cohort("a", "follow_up", MONDAY - timedelta(weeks=n), 1, 5, 5, False, 40) for n in range(1, 17)]
    weeks = of_all(past).weeks
    for number, each in enumerate(weeks):
        changed = [
            Cohort("a", "follow_up", one.week, 1, 5, 5, one.week >= each.week, one.deadlines) for one in past
        ]
        again = of_all(changed).weeks[number]
        assert again.expected == each.expected
        assert (each.lapsed, again.lapsed) == (0, 40)


def simulate(random: Random, weeks: int = 2 * WEEKS) -> list[Cohort]:
    """Deadlines of agencies whose share of lapses is known to the simulation alone: each has five working
    days and is met on one of them, or lapses."""
    cohorts = []
    for agency in range(12):
        share = random.betavariate(2, 6)
        for week in range(1, weeks + 1):
            for _ in range(random.randrange(4, 40)):
                lapsed = random.random() < share
                least = 1 if lapsed else random.randrange(1, 6)
                monday = MONDAY - timedelta(weeks=week)
                on_monday = 5 if least <= 5 else None
                cohorts.append(Cohort(f"a{agency}", "follow_up", monday, least, 5, on_monday, lapsed, 1))
    return cohorts


@pytest.mark.parametrize("seed", range(4))
def test_of_simulated_weeks_what_happened_is_within_the_range_and_the_shares_agree(seed: int) -> None:
    cohorts = simulate(Random(seed))
    weeks, calibration = of_all(cohorts).weeks, of_all(cohorts).calibration()
    assert len(weeks) == WEEKS
    within = [each.expected.low <= each.lapsed <= each.expected.high for each in weeks]
    assert sum(within) >= WEEKS - 2
    expected, lapsed = sum(each.expected.expected for each in weeks), sum(each.lapsed for each in weeks)
    assert abs(expected - lapsed) / lapsed < 0.1
    assert sum(each.deadlines for each in calibration) == sum(each.expected.deadlines for each in weeks)
    for each in calibration:
        if each.deadlines >= 200:
            assert abs(each.expected - each.lapsed / each.deadlines) < 0.08, each


def test_the_range_holds_nine_in_ten_of_many_simulated_agencies() -> None:
    """Each agency's last week, expected from the weeks before."""
    held = told = 0
    for seed in range(6):
        reviews = review(simulate(Random(100 + seed))).reviews
        for agency in range(12):
            weeks = reviews[f"a{agency}"].weeks
            held += sum(each.expected.low <= each.lapsed <= each.expected.high for each in weeks)
            told += len(weeks)
    assert 0.87 <= held / told <= 0.99, held / told
