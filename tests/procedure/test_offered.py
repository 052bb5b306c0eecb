"""What is offered: exactly what the procedure accepts, with the fields and limits that it judges by."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.procedure.authority_table import PEOPLE, SITUATIONS, Situation
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.offering import offers
from tests.procedure.scene import LONG, MONDAY, NATIONAL, admin, liaison, supervisor
from workflows.procedure.model.decision_fields import FIELDS, DecisionField
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.inputs import Input
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.rules.decide import RULES
from workflows.procedure.rules.offered import OfferedDecision, UnavailableDecision, offer_decisions


def offer_of(play: Play, actor: Actor, kind: str) -> OfferedDecision:
    return next(each for each in offers(play, actor).decisions if each.kind == kind)


def withheld(play: Play, actor: Actor, kind: str) -> UnavailableDecision:
    return next(each for each in offers(play, actor).unavailable if each.kind == kind)


def field_of(play: Play, actor: Actor, kind: str, name: str) -> DecisionField:
    return next(each for each in offer_of(play, actor, kind).fields if each.name == name)


def counts(offer: OfferedDecision | UnavailableDecision) -> dict[str, tuple[int, int, int]]:
    return {each.name.value: (each.used, each.most, each.left) for each in offer.limits}


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_everybody_is_offered_what_the_table_gives_them(situation: Situation) -> None:
    play = situation.begin()
    for who, actor in PEOPLE.items():
        offered = offers(play, actor, vacant=True)
        given = situation.allows(who) if who in situation.readers else set()
        assert {each.kind for each in offered.decisions} == given, who
        assert offered.unavailable == (), who


def test_what_needs_a_task_names_the_open_one() -> None:
    play = at_unit()
    assert play.case.task is not None
    assert {each.task for each in offers(play, liaison()).decisions} == {play.case.task.id}
    assert {each.task for each in offers(play, play.reporter).decisions} == {None}


def test_nothing_is_changed_by_asking() -> None:
    play = at_unit().later(MONDAY + timedelta(days=40))
    before, wire = play.case, play.case.answered
    offers(play, liaison())
    assert (play.case, play.case.answered) == (before, wire)


def test_what_has_happened_by_itself_meanwhile_is_counted() -> None:
    play = answered()
    assert "confirm" in {each.kind for each in offers(play, play.reporter).decisions}
    play.later(MONDAY + timedelta(days=20))  # the time to reply is over, and nobody has noticed
    assert {each.kind for each in offers(play, play.reporter).decisions} == {"reopen"}


@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_field_says_what_it_takes(kind: str) -> None:
    for field in FIELDS[kind]:
        if field.input in (Input.LINE, Input.TEXT, Input.REFERENCES, Input.RATING):
            assert field.least is not None
            assert field.most is not None


def test_a_class_a_category_and_its_choices_come_preset() -> None:
    play = Play(class_="aspiration")
    found = {
        name: field_of(play, NATIONAL, "forward", name)
        for name in ("class", "category", "supervisory", "agency", "title", "text")
    }
    assert found["class"].default == "aspiration"
    assert found["class"].choices == ("complaint", "aspiration", "information")
    assert found["category"].choices == play.case.policy.categories
    assert found["supervisory"].default is False
    assert [found["agency"].input, found["agency"].choices] == [Input.AGENCY, None]
    assert [found["title"].input, found["title"].required, found["title"].most] == [Input.LINE, False, 200]
    assert [found["text"].input, found["text"].least, found["text"].most] == [Input.TEXT, 20, 10_000]


def test_questions_are_counted_and_withheld_once_they_are_used_up() -> None:
    play = at_agency()
    assert counts(offer_of(play, admin(), "ask_reporter")) == {
        "questions": (0, 2, 2),
        "questions_in_stage": (0, 1, 1),
    }
    play.do("ask_reporter")
    play.do("complete")
    found = withheld(play, admin(), "ask_reporter")
    assert found.refusal.code == "question_limit"
    assert counts(found) == {"questions": (1, 2, 1), "questions_in_stage": (1, 1, 0)}
    play.do("allow_question")
    assert counts(offer_of(play, admin(), "ask_reporter"))["questions_in_stage"] == (1, 2, 1)


def test_only_clocks_that_may_be_extended_are_to_choose() -> None:
    play = at_agency()
    clock = field_of(play, admin(), "extend", "clock")
    assert clock.choices == ("disposition", "response", "settlement")
    assert field_of(play, admin(), "extend", "days").most == 7
    play.do("extend", clock="response")
    assert field_of(play, admin(), "extend", "clock").choices == ("disposition", "settlement")
    limits = {each.clock: each.left for each in offer_of(play, admin(), "extend").limits}
    assert limits == {"disposition": 1, "response": 0, "settlement": 1}


def test_an_extension_that_is_used_up_says_so() -> None:
    play = at_agency()
    for clock in ("disposition", "response", "settlement"):
        play.do("extend", clock=clock)
    assert withheld(play, supervisor(), "extend").refusal.code == "already_extended"


def test_a_ruling_is_not_to_be_declined() -> None:
    play = at_agency()
    for _ in range(2):
        play.do("decline")
        play.do("forward")
    assert withheld(play, admin(), "decline").refusal.code == "ruling_stands"
    assert counts(withheld(play, admin(), "decline")) == {"declines": (2, 2, 0)}


def test_a_postponement_lasts_thirty_days_at_most() -> None:
    until = field_of(Play(), NATIONAL, "postpone", "until")
    assert [until.input, until.earliest, until.latest] == [Input.DATE, date(2026, 10, 6), date(2026, 11, 4)]


def test_under_a_policy_in_seconds_a_postponement_ends_at_an_instant() -> None:
    until = field_of(Play(policy="drill"), NATIONAL, "postpone", "until")
    assert [until.input, until.latest] == [Input.INSTANT, MONDAY + timedelta(seconds=30)]


@pytest.mark.parametrize(("begin", "takes"), [(at_unit, Input.UNIT), (at_agency, Input.OFFICER)])
def test_a_reassignment_goes_to_a_unit_or_to_an_officer_by_stage(begin: Any, takes: Input) -> None:
    assert field_of(begin(), supervisor(), "reassign", "to").input is takes


def test_a_report_is_recalled_only_where_nobody_is_in_office() -> None:
    play = at_unit()
    assert withheld(play, NATIONAL, "recall").refusal.code == "holder_in_office"
    assert "recall" in {each.kind for each in offers(play, NATIONAL, vacant=True).decisions}


def test_the_reporter_disputes_twice_and_reopens_once() -> None:
    play = answered()
    for left in (2, 1):
        assert counts(offer_of(play, play.reporter, "dispute"))["disputes"][2] == left
        play.do("dispute")
        play.do("respond", final=True)
        if play.case.stage == "approval":
            play.do("approve")
    assert withheld(play, play.reporter, "dispute").refusal.code == "dispute_limit"
    play.do("withdraw")
    assert counts(offer_of(play, play.reporter, "reopen")) == {"reopenings": (0, 1, 1)}
    play.do("reopen")
    play.do("withdraw")
    assert withheld(play, play.reporter, "reopen").refusal.code == "already_reopened"


def test_remarks_are_counted_by_local_day() -> None:
    play = at_unit()
    for left in (3, 2, 1):
        assert counts(offer_of(play, play.reporter, "remark")) == {"remarks_today": (3 - left, 3, left)}
        play.do("remark", text=LONG)
    assert withheld(play, play.reporter, "remark").refusal.code == "remark_limit"
    play.sleep(days=1)
    assert counts(offer_of(play, play.reporter, "remark")) == {"remarks_today": (0, 3, 3)}


def test_an_identity_that_is_known_is_not_to_be_opened() -> None:
    assert withheld(Play(), NATIONAL, "open_identity").refusal.code == "not_anonymous"
    assert offer_of(Play(anonymous=True), NATIONAL, "open_identity").task is None


def test_a_task_of_an_officer_who_is_gone_is_offered_to_the_others() -> None:
    play = at_agency()
    play.do("reassign", to="acc-gone")
    assert [each.kind for each in offers(play, admin()).decisions] == ["note"]
    known = LookedUp(officer_gone="acc-gone")
    offered = offer_decisions(play.case, admin(), play.now, known)
    assert "dispose" in {each.kind for each in offered.decisions}
