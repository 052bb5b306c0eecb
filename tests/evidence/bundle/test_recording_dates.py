"""What is said of instants: by whom a fact is known to have been there, and which came late."""

from datetime import datetime, timedelta

from evidence.bundle.recording_dates import LoggedFact, describe_held, facts_ahead, facts_late
from evidence.bundle.verification import verify_bundle
from evidence.ledger.heads import Head
from evidence.replay.compare_stored import SETTLED
from tests.evidence.bundle.built import DAILY, EARLIER, KEY, Ledger, bundle
from tests.evidence.bundle.forgeries.ledger import LAST, with_all_dated

HOUR = timedelta(hours=1)


def test_a_head_of_the_very_instant_of_its_newest_fact_is_no_sign_of_anything() -> None:
    verified = verify_bundle(with_all_dated(DAILY, LAST))
    assert (verified.exit_code, list(verified.found)) == (0, [])


def test_it_is_told_which_facts_stood_under_the_first_head() -> None:
    (dates,) = (line for line in verify_bundle(bundle("straight")).lines if line.check == "dates")
    assert (
        "The first head in the file, signed at 2026-11-23 17:00:00 UTC, held none of 6 facts." in dates.text
    )


def placed(*at: int) -> list[LoggedFact]:
    """Facts recorded an hour apart, that stand there."""
    return [LoggedFact(number, DAILY + number * HOUR, index) for number, index in enumerate(at, 1)]


def heads(*sizes: tuple[int, datetime]) -> list[Head]:
    leaves = [EARLIER[0].model_copy(update={"number": number}) for number in range(1, 21)]
    return Ledger(leaves).heads(*((size, at, KEY) for size, at in sizes))


def test_a_head_names_the_facts_that_it_holds() -> None:
    (head,) = heads((8, DAILY))
    assert describe_held(placed(6, 7), head) == "all 2 facts"
    assert describe_held(placed(6, 7, 8), head) == "facts 1, 2 of 3"


def test_a_fact_younger_than_the_first_head_that_holds_it_is_dated_wrong() -> None:
    signed = heads((3, DAILY), (8, DAILY + HOUR), (9, DAILY + 72 * HOUR))
    assert facts_ahead(placed(6, 7, 8), signed) == [
        "fact 2 says that it was recorded at 2026-11-23 19:00:00 UTC, "
        "when the head signed at 2026-11-23 18:00:00 UTC held it already"
    ]
    assert facts_ahead(placed(6, 7, 9), signed[:1]) == []


def test_a_fact_that_a_head_lacks_long_after_it_was_recorded_came_late() -> None:
    found = facts_late(placed(6, 8), heads((3, DAILY), (7, DAILY + 48 * HOUR), (9, DAILY + 72 * HOUR)))
    assert found == [
        "fact 2 says that it was recorded at 2026-11-23 19:00:00 UTC, "
        "but it was not in the ledger at 2026-11-25 17:00:00 UTC"
    ]


def test_a_fact_that_a_head_lacks_for_as_long_as_logging_takes_did_not() -> None:
    assert facts_late(placed(8), heads((7, DAILY + HOUR + SETTLED))) == []


def test_facts_that_came_into_the_ledger_in_another_order_are_told() -> None:
    assert facts_late(placed(9, 7, 8), heads((10, DAILY + 9 * HOUR))) == [
        "fact 1 came into the ledger after fact 2"
    ]
