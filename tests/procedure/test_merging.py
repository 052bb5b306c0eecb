from collections.abc import Callable

import pytest

from tests.procedure.build import Play, at_agency
from tests.procedure.scene import LONG, MONDAY, NATIONAL, seal, shipped, wib
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.enums import ClockName, Outcome
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.model.state import describe_state
from workflows.procedure.outputs import merge_messages
from workflows.procedure.rules import external_events
from workflows.procedure.rules.decide import decide
from workflows.procedure.rules.refusals import MergeTarget


def merged(begin: Callable[[], Play] = Play) -> Play:
    play = begin()
    play.do("merge")
    return play


def told(play: Play) -> list[MergeMessage]:
    """What the last fact tells other reports."""
    return merge_messages.list_messages(play.cases[-2], [(play.cases[-1], play.facts[-1])])


def test_a_merged_report_is_nobodys_and_times_nothing() -> None:
    play = merged()
    assert (play.case.stage.value, play.case.task, play.case.merging.into) == ("merged", None, "LPR-2")
    assert not [clock for clock in play.case.clocks if clock.running]
    play.sleep(days=300)
    assert play.kinds() == ["submitted", "merged"]


def test_a_report_is_not_merged_into_itself_nor_into_one_that_is_gone() -> None:
    play = Play()
    assert play.refused("merge", into="LPR-1")["code"] == "merge_target"
    assert play.refused("merge", looked_up=LookedUp(target_open=False))["code"] == "merge_target"


def test_a_report_that_is_being_merged_takes_only_those_in_that_follow_it_already() -> None:
    play = Play()
    external_events.check_adoption(play.case, "LPR-3", (), MONDAY, is_merging=False)
    with pytest.raises(MergeTarget, match="itself being merged"):
        external_events.check_adoption(play.case, "LPR-3", (), MONDAY, is_merging=True)
    transcript = Transcript(play.case, MONDAY)
    external_events.adopt_follower(transcript, "LPR-3", ())
    external_events.check_adoption(transcript.case, "LPR-3", (), MONDAY, is_merging=True)


@pytest.mark.parametrize(
    ("anonymous", "confidential", "words"),
    [
        (True, False, "will read its published answers"),
        (False, True, "no answer's text or evidence"),
        (True, True, "no answer's text or evidence"),
    ],
)
def test_who_merges_into_an_anonymous_or_confidential_report_is_told_first_what_its_reporter_will_see(
    anonymous: bool, confidential: bool, words: str
) -> None:
    play = Play()
    original = LookedUp(target_open=True, target_anonymous=anonymous, target_confidential=confidential)
    refusal = play.refused("merge", looked_up=original)
    told = {name: refusal[name] for name in ("code", "status", "anonymous", "confidential", "into")}
    assert told == {
        "code": "merge_not_acknowledged",
        "status": 422,
        "anonymous": anonymous,
        "confidential": confidential,
        "into": "LPR-2",
    }
    assert words in refusal["detail"]
    assert play.refused("merge", looked_up=original, acknowledged=False)["code"] == "merge_not_acknowledged"
    play.do("merge", looked_up=original, acknowledged=True)
    assert play.case.merging.into == "LPR-2"


def test_an_original_that_is_gone_meanwhile_refuses_the_merge_and_nothing_else_changes() -> None:
    play = Play()
    before = play.case
    play.take(decide(play.case, play.request("merge"), play.now, target_gone=True))
    assert play.kinds(since=1) == ["merge_refused"]
    assert (play.case.stage, play.case.task, play.case.clocks) == (before.stage, before.task, before.clocks)


@pytest.mark.parametrize("kind", ["archive", "merge"])
def test_a_closed_or_merged_report_takes_in_no_follower(kind: str) -> None:
    play = Play()
    play.do(kind)
    with pytest.raises(MergeTarget):
        external_events.adopt_follower(Transcript(play.case, play.now), "LPR-3", ())


@pytest.mark.parametrize(("follower", "followers"), [("LPR-1", ()), ("LPR-3", ("LPR-1",))])
def test_a_report_never_follows_itself(follower: str, followers: tuple[str, ...]) -> None:
    with pytest.raises(MergeTarget):
        external_events.adopt_follower(Transcript(Play().case, MONDAY), follower, followers)


def test_an_original_takes_in_a_follower_with_its_followers_once() -> None:
    play = at_agency()
    task = play.case.task
    play.apply_event(external_events.adopt_follower, "LPR-3", ("LPR-4", "LPR-5"))
    play.apply_event(external_events.adopt_follower, "LPR-3", ("LPR-4", "LPR-5"))
    assert play.case.merging.followers == ("LPR-3", "LPR-4", "LPR-5")
    assert play.kinds(since=2) == ["merged"]
    assert (play.case.stage.value, play.case.task) == ("agency_verification", task)


def test_followers_of_a_merged_report_move_along() -> None:
    play = Play()
    play.apply_event(external_events.adopt_follower, "LPR-3", ())
    play.do("merge")
    assert told(play) == [MergeMessage("LPR-3", "LPR-1", into="LPR-2", may_wait=True)]
    assert play.case.merging.followers == ()

    follower = Play(number="LPR-3")
    follower.do("merge", into="LPR-1")
    follower.apply_event(external_events.receive_message, MergeMessage("LPR-3", "LPR-1", into="LPR-2"))
    assert (follower.case.stage.value, follower.case.merging.into) == ("merged", "LPR-2")
    follower.apply_event(
        external_events.receive_message, MergeMessage("LPR-3", "LPR-1", outcome=Outcome.RESOLVED)
    )
    assert follower.case.stage == "merged"


@pytest.mark.parametrize("outcome", ["resolved", "redirected", "not_granted"])
def test_a_follower_closes_when_its_original_closes_with_its_outcome(outcome: str) -> None:
    original = Play(number="LPR-2")
    original.apply_event(external_events.adopt_follower, "LPR-1", ())
    original.do("forward")
    original.do("respond", outcome=outcome)
    original.do("confirm")
    play = merged()
    for each in told(original):
        play.apply_event(external_events.receive_message, each)
    assert (play.case.stage.value, play.case.closing.outcome) == ("closed", outcome)
    assert play.kinds(since=2) == ["closed"]
    assert play.last("closed").data["cause"] == {"kind": "original_closed"}
    assert not play.case.is_final


def test_what_other_reports_tell_is_ignored_where_it_no_longer_holds() -> None:
    play = merged()
    play.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-9", outcome=Outcome.RESOLVED)
    )
    assert play.case.stage == "merged"
    other = Play()
    other.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    )
    other.apply_event(external_events.receive_message, MergeMessage("LPR-1", "LPR-2"))
    assert other.kinds() == ["submitted"]


def test_an_original_that_is_withdrawn_frees_its_followers() -> None:
    original = Play(number="LPR-2")
    original.apply_event(external_events.adopt_follower, "LPR-1", ())
    original.do("withdraw")
    play = merged()
    for each in told(original):
        play.apply_event(external_events.receive_message, each)
    assert play.kinds(since=2) == ["split"]
    assert play.last("split").actor.role == "system"
    assert (play.case.stage.value, play.case.merging.into) == ("central_verification", None)


def test_a_split_report_starts_verification_anew_at_the_centre() -> None:
    play = merged()
    play.sleep(days=2).do("split")
    assert play.case.stage == "central_verification"
    assert play.clock("verification").instance == 2
    assert play.clock("verification").started_at == play.now
    assert told(play) == [MergeMessage("LPR-2", "LPR-1")]


def test_a_split_report_keeps_a_settlement_begun_earlier_less_the_days_it_stood_still() -> None:
    play = at_agency()
    play.do("decline")
    play.sleep(days=1).do("merge")
    assert play.clock("settlement").paused
    play.sleep(days=2).do("split")
    clock = play.clock("settlement")
    assert (clock.instance, clock.started_at, clock.running) == (1, MONDAY, True)
    assert clock.due_on.isoformat() == "2026-10-28"  # the 6th, 7th and 8th do not count


def test_an_original_lets_a_follower_go_that_was_split_or_closed_by_itself() -> None:
    original = Play(number="LPR-2")
    original.apply_event(external_events.adopt_follower, "LPR-1", ())
    play = merged()
    play.do("withdraw")
    assert (play.case.closing.outcome, told(play)) == ("withdrawn", [MergeMessage("LPR-2", "LPR-1")])
    original.apply_event(external_events.receive_message, *told(play))
    assert original.case.merging.followers == ()
    assert original.kinds(since=2) == ["split"]


def test_a_followers_reporter_disputes_once_and_stays_merged() -> None:
    play = merged()
    play.do("dispute", task=None)
    assert play.kinds(since=2) == ["disputed"]
    assert play.case.stage == "merged"
    assert play.refused("dispute", task=None)["code"] == "dispute_limit"


def test_an_objection_that_nobody_judged_goes_back_to_the_centre_when_the_original_closes() -> None:
    play = merged()
    play.do("dispute", task=None)
    assert describe_state(play.case)["objection"] is True
    play.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    )
    assert play.kinds(since=3) == ["split"]
    assert play.last("split").data["cause"] == "objection_open"
    assert (play.case.stage.value, play.case.closing.outcome) == ("central_verification", None)
    assert play.case.task
    assert play.case.live_clock(ClockName.VERIFICATION)
    assert "objection" not in describe_state(play.case)


def test_one_that_the_centre_judged_holds_nothing_up_when_the_report_is_merged_again() -> None:
    play = merged()
    play.do("dispute", task=None)
    play.do("split")
    play.do("merge")
    assert play.refused("dispute", task=None)["code"] == "dispute_limit"
    play.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    )
    assert play.case.stage == "closed"


def test_an_original_that_is_reopened_has_no_followers_and_may_follow_one_that_was_freed() -> None:
    original = Play(number="LPR-2")
    original.apply_event(external_events.adopt_follower, "LPR-1", ())
    original.do("archive")
    original.do("reopen")
    assert list(original.case.merging.followers) == []
    original.apply_event(external_events.adopt_follower, "LPR-1", ())
    assert list(original.case.merging.followers) == ["LPR-1"]


def test_under_a_policy_from_before_a_follower_closes_over_an_objection_as_it_did() -> None:
    before = shipped("default").model_copy(update={"objection_frees": False})
    play = Play(policy=before)
    play.do("merge")
    play.do("dispute", task=None)
    assert "objection" not in describe_state(play.case)
    play.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    )
    assert play.case.stage == "closed"


def test_a_followers_dispute_does_not_count_against_its_own_later_answers() -> None:
    play = merged()
    play.do("dispute", task=None)
    play.do("split")
    assert play.case.answering.disputes == 0


def test_a_follower_that_closed_reopens_at_the_centre_and_follows_nothing() -> None:
    play = merged()
    play.apply_event(
        external_events.receive_message, MergeMessage("LPR-1", "LPR-2", outcome=Outcome.RESOLVED)
    )
    play.sleep(days=1).do("reopen")
    assert (play.case.stage.value, play.case.merging.into) == ("central_verification", None)


def test_merging_ends_the_task_and_a_postponement() -> None:
    play = Play()
    play.do("postpone")
    play.do("merge")
    assert play.case.postponed_until is None
    assert play.case.task_history.ended[-1].kind == "merge"
    play.wait(wib("2026-10-20 09:00"))
    assert play.every("resumed") == []


def test_a_split_carries_its_reason_sealed() -> None:
    play = merged()
    play.do("split", NATIONAL)
    assert play.last("split").data["reason"] == seal(LONG).model_dump()
