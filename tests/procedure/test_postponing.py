from datetime import timedelta

import pytest

from tests.procedure.build import Play
from tests.procedure.scene import MONDAY, wib


def test_a_postponed_report_comes_back_at_midnight_of_its_date_with_the_same_task() -> None:
    play = Play()
    task, clock = play.case.task, play.clock("verification")
    play.do("postpone", until="2026-10-07")
    assert play.case.postponed_until == wib("2026-10-07 00:00")
    assert (play.case.task, play.clock("verification")) == (task, clock)
    play.wait(wib("2026-10-07 12:00"))
    assert play.last("resumed").at == wib("2026-10-07 00:00")
    assert play.case.task == task
    assert play.case.postponed_until is None


def test_the_clock_goes_on_while_postponed() -> None:
    play = Play()
    play.do("postpone", until="2026-10-20")
    play.wait(wib("2026-10-09 09:00"))
    assert play.last("lapsed").at == wib("2026-10-09 00:00")


@pytest.mark.parametrize("kind", ["forward", "correct", "archive", "ask_reporter"])
def test_a_decision_before_the_date_ends_the_postponement_silently(kind: str) -> None:
    play = Play()
    play.do("postpone", until="2026-10-08")
    play.do(kind)
    assert play.case.postponed_until is None
    play.wait(wib("2026-10-08 09:00"))
    assert play.every("resumed") == []


def test_a_second_postponement_replaces_the_first() -> None:
    play = Play()
    play.do("postpone", until="2026-10-07")
    play.do("postpone", until="2026-10-08")
    play.wait(wib("2026-10-10 09:00"))
    assert [fact.at for fact in play.every("resumed")] == [wib("2026-10-08 00:00")]


@pytest.mark.parametrize(
    ("until", "stands"),
    [
        ("2026-10-04", False),
        ("2026-10-05", False),
        ("2026-10-06", True),
        ("2026-11-04", True),
        ("2026-11-05", False),
    ],
)
def test_a_postponement_reaches_from_tomorrow_to_thirty_days_ahead(until: str, stands: bool) -> None:
    play = Play()
    if stands:
        play.do("postpone", until=until)
    else:
        assert play.refused("postpone", until=until)["code"] == "postponement_limit"


def test_under_a_policy_in_days_a_postponement_names_a_date() -> None:
    refusal = Play().refused("postpone", until="2026-10-07T10:00:00Z")
    assert refusal["code"] == "postponement_limit"


def test_under_a_policy_in_seconds_a_postponement_also_takes_an_instant() -> None:
    play = Play(policy="drill")
    until = MONDAY + timedelta(seconds=30)
    play.do("postpone", until=until)
    assert play.case.postponed_until == until
    assert play.refused("postpone", until=MONDAY + timedelta(seconds=31))["code"] == "postponement_limit"
    assert play.refused("postpone", until="2026-10-06")["code"] == "postponement_limit"


def test_an_instant_at_midnight_is_still_an_instant() -> None:
    play = Play(policy="drill", at=wib("2026-10-05 06:59:50"))
    play.do("postpone", until="2026-10-05T00:00:00Z")
    assert play.case.postponed_until == wib("2026-10-05 07:00")


def test_a_date_within_reach_is_taken_under_a_policy_in_seconds() -> None:
    play = Play(policy="drill", at=wib("2026-10-05 23:59:40"))
    play.do("postpone", until="2026-10-06")
    assert play.case.postponed_until == wib("2026-10-06 00:00")
