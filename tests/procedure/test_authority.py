"""The authority matrix: every kind of decision in every stage by every role and scope."""

from typing import Any

import pytest

from tests.procedure.authority_table import KINDS, PEOPLE, SITUATIONS, Situation
from tests.procedure.build import TASKLESS, Play
from workflows.procedure.model.enums import Stage
from workflows.procedure.rules.decide import RULES, decide
from workflows.procedure.rules.refusals import Refusal

STANDS = "stands"
STATUS = {"not_found": 404, "not_allowed": 403, "task_not_open": 409}
every_situation = pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
everybody = pytest.mark.parametrize("who", PEOPLE)
with_a_task = pytest.mark.parametrize(
    "situation",
    [each for each in SITUATIONS.values() if each.stage not in ("merged", "closed")],
    ids=[name for name, each in SITUATIONS.items() if each.stage not in ("merged", "closed")],
)


def fields(situation: Situation, kind: str) -> dict[str, Any]:
    """Fields that no rule minds in that stage."""
    if kind == "extend" and situation.stage == "central_verification":
        return {"clock": "verification"}
    if kind == "reassign":
        # Whoever has the task, it goes to somebody else.
        return {"to": {"follow_up": "umum"}.get(situation.stage, "acc-somebody-else")}
    return {}


def outcome(play: Play, who: str, kind: str, **options: Any) -> str:
    """The code of the refusal, or that the decision stands; a refusal adds not one fact."""
    before, many = play.case, play.case.last_fact.number
    request = play.request(kind, PEOPLE[who], **options)
    try:
        decided = decide(before, request, play.now)
    except Refusal as refusal:
        code, status = refusal.code, refusal.status
    else:
        assert decided.case.last_fact.number > many
        return STANDS
    assert play.case.last_fact.number == many
    assert status == STATUS.get(code, 422)
    return code


def expected(situation: Situation, who: str, kind: str) -> str:
    if who not in situation.readers:
        return "not_found"
    if (
        situation.stage == "closed"
        and who == "reporter"
        and kind in ("withdraw", "remark", "correct_contact")
    ):
        return "task_not_open"  # they could until it was closed, and are told by whom
    return STANDS if kind in situation.allows(who) else "not_allowed"


@every_situation
@everybody
def test_a_decision_stands_exactly_where_the_table_gives_it(situation: Situation, who: str) -> None:
    play = situation.begin()
    assert play.case.stage == situation.stage
    if situation.stage == "follow_up" and play.case.assignment.unit == "umum":
        to = {"reassign": {"to": "layanan"}}
    else:
        to = {}
    table = {kind: expected(situation, who, kind) for kind in KINDS}
    found = {
        kind: outcome(play, who, kind, **{**fields(situation, kind), **to.get(kind, {})}) for kind in KINDS
    }
    assert found == table


@with_a_task
@everybody
def test_authority_is_judged_by_the_task_named_also_when_it_is_over(situation: Situation, who: str) -> None:
    play = situation.begin()
    assert play.case.task is not None
    task = play.case.task.id
    play.do("withdraw")
    found = {
        kind: outcome(play, who, kind, task=task, **fields(situation, kind))
        for kind in KINDS
        if kind not in ("reopen", "open_identity")  # given by the report's stage, whatever task is named
    }
    table = {kind: expected(situation, who, kind).replace(STANDS, "task_not_open") for kind in found}
    assert found == table


@with_a_task
@everybody
def test_staff_who_name_no_task_are_told_to(situation: Situation, who: str) -> None:
    play = situation.begin()
    found = {
        kind: outcome(play, who, kind, task=None, **fields(situation, kind))
        for kind in KINDS
        if kind not in TASKLESS
    }
    stands = STANDS if who == "reporter" else "unknown_task"
    table = {kind: expected(situation, who, kind).replace(STANDS, stands) for kind in found}
    assert found == table


@every_situation
@everybody
def test_a_task_of_another_report_is_unknown_to_whoever_reads_this_one(
    situation: Situation, who: str
) -> None:
    play = situation.begin()
    found = {kind: outcome(play, who, kind, task="LPR-2-1") for kind in KINDS}
    told = "unknown_task" if who in situation.readers else "not_found"
    assert found == dict.fromkeys(KINDS, told)


def test_the_matrix_covers_every_kind_of_decision_and_every_stage() -> None:
    assert set(KINDS) == set(RULES)
    assert {situation.stage for situation in SITUATIONS.values()} == set(Stage)
    assert len(SITUATIONS) * len(PEOPLE) * len(KINDS) > 8_000
